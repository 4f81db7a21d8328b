package io.github.bestofn.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.okhttp.OpenAIOkHttpClientAsync;
import com.openai.errors.InternalServerException;
import com.openai.errors.OpenAIException;
import com.openai.errors.RateLimitException;
import io.github.bestofn.BatchResult;
import io.github.bestofn.BestOfN;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.contract.AsyncGeneratorContract;
import io.github.bestofn.contract.Stalled;
import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.PartialResponsesException;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.testsupport.Chat;
import io.github.bestofn.testsupport.LoopbackServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiGeneratorTest implements AsyncGeneratorContract<String, String> {

  private final List<LoopbackServer> servers = new ArrayList<>();

  @AfterEach
  void close() {
    servers.forEach(LoopbackServer::close);
  }

  @Override
  public AsyncGenerator<String, String> generator() {
    return generator(LoopbackServer.answering(Chat::echo));
  }

  @Override
  public AsyncGenerator<String, String> failing() {
    return generator(LoopbackServer.refusing(500));
  }

  @Override
  public Optional<AsyncGenerator<String, String>> failingSome() {
    return Optional.of(generator(LoopbackServer.answering(
        request -> Chat.echo(request).replaceFirst("\"stop\"", "\"content_filter\""))));
  }

  @Override
  public Stalled<AsyncGenerator<String, String>> stalled() {
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
        .asyncGenerator(generator(server))
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
    OpenAiGenerator<String> generator = generator(LoopbackServer.answering(Chat::echo));
    assertThat(generator.maxDrawsPerRequest()).isEqualTo(Integer.MAX_VALUE);
    assertThat(generator.atMost(4).maxDrawsPerRequest()).isEqualTo(4);
    assertThatThrownBy(() -> generator.atMost(0))
        .hasMessage("maxDrawsPerRequest must be at least 1, but was 0");
  }

  @Test
  void closedGenerator_drawsNothing() {
    LoopbackServer server = open(LoopbackServer.answering(Chat::echo));
    OpenAiGenerator<String> generator = generator(server);
    generator.close();
    assertThatThrownBy(() -> draw(generator, 1)).isInstanceOf(ExecutionException.class);
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void tickets_areForTheClientOnly() throws Exception {
    var headers = new ArrayList<String>();
    LoopbackServer server = open(new LoopbackServer((exchange, request) -> {
      headers.addAll(exchange.getRequestHeaders().keySet());
      LoopbackServer.send(exchange, 200, Chat.echo(request));
    }));

    draw(generator(server), 1);

    assertThat(headers).contains("Authorization").doesNotContain("X-bestofn-ticket");
  }

  @Test
  void choicesWithoutText_failAlone() {
    LoopbackServer nothing =
        LoopbackServer.answering(request -> Chat.completion("stop", "answer", null, ""));
    assertThatThrownBy(() -> draw(generator(nothing), 3))
        .cause()
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
        .cause()
        .isInstanceOf(NoTextException.class)
        .hasMessageNotContaining("secret");
  }

  @Test
  void failingWriter_failsTheStage() {
    LoopbackServer server = open(LoopbackServer.answering(Chat::echo));
    OpenAiGenerator<String> generator = OpenAiGenerator.of(client(server), prompt -> {
      throw new IllegalStateException("no request");
    });
    assertThatThrownBy(() -> draw(generator, 1)).hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void busyServer_failsWithItsType() {
    assertThatThrownBy(() -> draw(generator(LoopbackServer.refusing(429)), 1))
        .hasRootCauseInstanceOf(RateLimitException.class);
  }

  @Test
  void brokenServer_failsWithItsType() {
    assertThatThrownBy(() -> draw(generator(LoopbackServer.refusing(500)), 1))
        .hasRootCauseInstanceOf(InternalServerException.class);
  }

  @Test
  void slowServer_failsByTheTimeout() {
    var never = new CountDownLatch(1);
    LoopbackServer server = open(LoopbackServer.stalling(" ", never, never));
    OpenAiGenerator<String> generator =
        OpenAiGenerator.of(client(server).timeout(Duration.ofMillis(200)), "m");
    assertThatThrownBy(() -> draw(generator, 1)).hasRootCauseInstanceOf(java.io.IOException.class);
  }

  @Test
  void truncatedBody_fails() {
    assertThatThrownBy(() -> draw(generator(LoopbackServer.truncating(Chat::echo)), 1))
        .hasCauseInstanceOf(OpenAIException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{\"choices\": 7}", "<html>"})
  void nonsense_fails(String body) {
    assertThatThrownBy(() -> draw(generator(LoopbackServer.answering(request -> body)), 1))
        .hasCauseInstanceOf(OpenAIException.class);
  }

  private static List<String> draw(AsyncGenerator<String, String> generator, int count)
      throws Exception {
    return generator
        .generateAsync(GenerationRequest.of("secret", count))
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  private OpenAiGenerator<String> generator(LoopbackServer server) {
    return OpenAiGenerator.of(client(open(server)), "m");
  }

  private static OpenAIOkHttpClientAsync.Builder client(LoopbackServer server) {
    return OpenAIOkHttpClientAsync.builder()
        .baseUrl(server.url() + "/v1")
        .apiKey("none")
        .timeout(Duration.ofMinutes(1))
        .maxRetries(0);
  }

  private LoopbackServer open(LoopbackServer server) {
    servers.add(server);
    return server;
  }
}
