package io.github.bestofn.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.errors.InternalServerException;
import com.openai.errors.OpenAIException;
import com.openai.errors.RateLimitException;
import io.github.bestofn.BatchResult;
import io.github.bestofn.BestOfN;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.contract.GeneratorContract;
import io.github.bestofn.contract.Stalled;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.PartialResponsesException;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.testsupport.Chat;
import io.github.bestofn.testsupport.LoopbackServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;

class ChatModelGeneratorTest implements GeneratorContract<String, String> {

  private final List<LoopbackServer> servers = new ArrayList<>();

  @AfterEach
  void close() {
    servers.forEach(LoopbackServer::close);
  }

  @Override
  public Generator<String, String> generator() {
    return generator(LoopbackServer.answering(Chat::echo));
  }

  @Override
  public Generator<String, String> failing() {
    return generator(LoopbackServer.refusing(500));
  }

  @Override
  public Optional<Generator<String, String>> failingSome() {
    return Optional.of(generator(LoopbackServer.answering(
        request -> Chat.echo(request).replaceFirst("\"stop\"", "\"content_filter\""))));
  }

  @Override
  public Stalled<Generator<String, String>> stalled() {
    var began = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    return new Stalled<>(generator(LoopbackServer.stalling(" ", began, ended)), began, ended);
  }

  /** The first call loads much of the client, which a busy machine takes long for. */
  @Override
  public Duration patience() {
    return Duration.ofSeconds(30);
  }

  @Override
  public List<String> prompts() {
    return List.of("one", "two", "three");
  }

  @Override
  public boolean answers(String prompt, String response) {
    return response.startsWith(prompt + ": ");
  }

  @Test
  void severalDraws_areOneCall() throws Exception {
    LoopbackServer server = open(LoopbackServer.answering(Chat::echo));

    assertThat(draw(generator(server), 3)).containsExactly("secret: 0", "secret: 1", "secret: 2");
    assertThat(draw(generator(server), 1)).containsExactly("secret: 0");

    assertThat(server.asked())
        .extracting(request -> request.path("n").asInt(1))
        .containsExactly(3, 1);
  }

  @Test
  void fewerChoicesThanAsked_areToppedUp() {
    LoopbackServer server = open(LoopbackServer.answering(request -> Chat.echo(request, 1)));

    BatchResult<String, String> result = BestOfN.<String, String>builder()
        .generator(generator(server))
        .rewardModel(RewardModel.pointwise((prompt, response) -> -response.length()))
        .drawsPerPrompt(4)
        .strategy(Strategies.uniform())
        .build()
        .run(prompts());

    assertThat(result.draws()).isEqualTo(12);
    assertThat(result.failures()).isZero();
    assertThat(server.asked()).hasSize(12).anyMatch(request -> request.path("n").asInt(1) > 1);
  }

  @Test
  void moreChoicesThanAsked_areDropped() throws Exception {
    LoopbackServer server = open(LoopbackServer.answering(request -> Chat.echo(request, 5)));
    assertThat(draw(generator(server), 2)).hasSize(2);
  }

  @Test
  void limit_isKept() {
    assertThat(ChatModelGenerator.of(model("http://h")).maxDrawsPerRequest())
        .isEqualTo(Integer.MAX_VALUE);
    assertThat(ChatModelGenerator.of(model("http://h")).atMost(4).maxDrawsPerRequest())
        .isEqualTo(4);
    assertThatThrownBy(() -> ChatModelGenerator.of(model("http://h")).atMost(0))
        .hasMessage("maxDrawsPerRequest must be at least 1, but was 0");
  }

  @Test
  void otherModels_drawOneByOne() throws Exception {
    ChatModel other =
        prompt -> new ChatResponse(List.of(new Generation(new AssistantMessage("answer"))));
    ChatModelGenerator<String> generator = ChatModelGenerator.of(other);

    assertThat(generator.atMost(4).maxDrawsPerRequest()).isEqualTo(1);
    assertThat(draw(generator, 1)).containsExactly("answer");
  }

  @Test
  void optionsOfThePrompt_areUsed() throws Exception {
    LoopbackServer server = open(LoopbackServer.answering(Chat::echo));
    OpenAiChatModel model = model(server.url());

    ChatModelGenerator.<String>of(
            model,
            prompt ->
                new Prompt(prompt, model.getOptions().mutate().temperature(0.5).build()))
        .generate(GenerationRequest.of("secret", 2));

    assertThat(server.asked().get(0).path("temperature").asDouble()).isEqualTo(0.5);
    assertThat(server.asked().get(0).path("n").asInt()).isEqualTo(2);
  }

  @Test
  void choicesWithoutText_failAlone() {
    LoopbackServer nothing =
        LoopbackServer.answering(request -> Chat.completion("stop", "answer", null, ""));
    assertThatThrownBy(() -> draw(generator(nothing), 3))
        .isInstanceOfSatisfying(PartialResponsesException.class, partial -> {
          assertThat(partial.responses()).containsExactly("answer", null, null);
          assertThat(partial.failure(0)).isEmpty();
          assertThat(partial.failure(2)).get().isInstanceOf(NoTextException.class);
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "content_filter",
        "SAFETY",
        "recitation",
        "refusal",
        "error",
        "abort",
        "language",
        "guardrail_intervened",
        "timeout"
      })
  void choicesThatDidNotEndWell_fail(String reason) {
    LoopbackServer server =
        LoopbackServer.answering(request -> Chat.completion(reason, "secret half a sen"));
    assertThatThrownBy(() -> draw(generator(server), 1))
        .isInstanceOf(NoTextException.class)
        .hasMessageNotContaining("secret");
  }

  @Test
  void busyServer_failsWithItsType() {
    assertThatThrownBy(() -> draw(generator(LoopbackServer.refusing(429)), 1))
        .isInstanceOf(RateLimitException.class);
  }

  @Test
  void brokenServer_failsWithItsType() {
    assertThatThrownBy(() -> draw(generator(LoopbackServer.refusing(500)), 1))
        .isInstanceOf(InternalServerException.class);
  }

  @Test
  void slowServer_failsByTheTimeout() {
    var never = new CountDownLatch(1);
    LoopbackServer server = open(LoopbackServer.stalling(" ", never, never));
    OpenAiChatModel model = model(server.url(), Duration.ofMillis(200));
    assertThatThrownBy(() -> draw(ChatModelGenerator.of(model), 1))
        .isInstanceOf(OpenAIException.class)
        .hasRootCauseInstanceOf(java.io.IOException.class);
  }

  @Test
  void truncatedBody_fails() {
    assertThatThrownBy(() -> draw(generator(LoopbackServer.truncating(Chat::echo)), 1))
        .isInstanceOf(OpenAIException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{\"choices\": 7}", "<html>"})
  void nonsense_fails(String body) {
    assertThatThrownBy(() -> draw(generator(LoopbackServer.answering(request -> body)), 1))
        .isInstanceOf(OpenAIException.class);
  }

  private static List<String> draw(Generator<String, String> generator, int count)
      throws Exception {
    return generator.generate(GenerationRequest.of("secret", count));
  }

  private Generator<String, String> generator(LoopbackServer server) {
    return ChatModelGenerator.of(model(open(server).url()));
  }

  private static OpenAiChatModel model(String url) {
    return model(url, Duration.ofMinutes(1));
  }

  private static OpenAiChatModel model(String url, Duration timeout) {
    return OpenAiChatModel.builder()
        .options(OpenAiChatOptions.builder()
            .baseUrl(url + "/v1")
            .apiKey("none")
            .model("m")
            .timeout(timeout)
            .maxRetries(0)
            .build())
        .httpClientBuilderCustomizer(new InterruptibleCalls())
        .build();
  }

  private LoopbackServer open(LoopbackServer server) {
    servers.add(server);
    return server;
  }
}
