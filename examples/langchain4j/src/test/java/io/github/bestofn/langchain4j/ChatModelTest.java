package io.github.bestofn.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import io.github.bestofn.BatchResult;
import io.github.bestofn.BestOfN;
import io.github.bestofn.DrawFailure;
import io.github.bestofn.FailureKind;
import io.github.bestofn.contract.GeneratorContract;
import io.github.bestofn.contract.Stalled;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.testsupport.Chat;
import io.github.bestofn.testsupport.LoopbackServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatModelTest implements GeneratorContract<String, String> {

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
  public Stalled<Generator<String, String>> stalled() {
    var began = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    return new Stalled<>(generator(LoopbackServer.stalling(" ", began, ended)), began, ended);
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
  void draws_areCallsOfTheirOwn() {
    LoopbackServer server = open(LoopbackServer.answering(Chat::echo));

    BatchResult<String, String> result = BestOfN.<String, String>builder()
        .generator(LangChain4j.generator(Models.chat(server, Duration.ofMinutes(1))))
        .rewardModel(RewardModel.pointwise((prompt, response) -> -response.length()))
        .drawsPerPrompt(4)
        .build()
        .run(prompts());

    assertThat(result.draws()).isEqualTo(12);
    assertThat(result.failures()).isZero();
    assertThat(server.asked()).hasSize(12).noneMatch(request -> request.has("n"));
  }

  @Test
  void busyServer_failsWithItsType() {
    assertThatThrownBy(() -> draw(LoopbackServer.refusing(429)))
        .isInstanceOf(RateLimitException.class);
  }

  @Test
  void brokenServer_failsWithItsType() {
    assertThatThrownBy(() -> draw(LoopbackServer.refusing(500)))
        .isInstanceOf(InternalServerException.class);
  }

  @Test
  void slowServer_failsByTheTimeout() {
    LoopbackServer server = open(LoopbackServer.silent());
    assertThatThrownBy(
            () -> draw(LangChain4j.generator(Models.chat(server, Duration.ofMillis(200)))))
        .isInstanceOf(TimeoutException.class);
  }

  /** Here the client's own time-out is of no help: it ends when the answer begins. */
  @Test
  void endlessBody_failsByTheTimeoutOfTheRun() throws Exception {
    var began = new CountDownLatch(1);
    var ended = new CountDownLatch(1);

    BatchResult<String, String> result = BestOfN.<String, String>builder()
        .generator(generator(LoopbackServer.stalling(" ", began, ended)))
        .rewardModel(RewardModel.pointwise((prompt, response) -> 1))
        .drawsPerPrompt(1)
        .requestTimeout(Duration.ofSeconds(2))
        .build()
        .run(List.of("secret"));

    assertThat(result.results().get(0).failureCauses())
        .extracting(DrawFailure::kind)
        .containsExactly(FailureKind.TIME_OUT);
    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void truncatedBody_fails() {
    assertThatThrownBy(() -> draw(LoopbackServer.truncating(Chat::echo)))
        .hasRootCauseInstanceOf(java.io.IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{\"choices\": 7}", "{\"choices\": []}", "<html>"})
  void nonsense_fails(String body) {
    assertThatThrownBy(() -> draw(LoopbackServer.answering(request -> body)))
        .isInstanceOf(RuntimeException.class);
  }

  @Test
  void withheldResponse_isNoDraw() {
    assertThatThrownBy(() ->
            draw(LoopbackServer.answering(request -> Chat.completion("content_filter", "secret"))))
        .isInstanceOf(NoTextException.class)
        .hasMessage("the response was withheld; the model says CONTENT_FILTER");
  }

  @Test
  void responseWithoutText_isNoDraw() {
    assertThatThrownBy(
            () -> draw(LoopbackServer.answering(request -> Chat.completion("stop", (String) null))))
        .isInstanceOf(NoTextException.class)
        .hasMessage("the response has no text; the model says STOP");
  }

  private List<String> draw(LoopbackServer server) throws Exception {
    return draw(generator(server));
  }

  private static List<String> draw(Generator<String, String> generator) throws Exception {
    return generator.generate(GenerationRequest.of("secret", 1));
  }

  private Generator<String, String> generator(LoopbackServer server) {
    return LangChain4j.generator(Models.chat(open(server), Duration.ofMinutes(1)));
  }

  private LoopbackServer open(LoopbackServer server) {
    servers.add(server);
    return server;
  }
}
