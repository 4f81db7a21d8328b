package io.github.bestofn.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpExchange;
import io.github.bestofn.BatchResult;
import io.github.bestofn.BestOfN;
import io.github.bestofn.FailurePolicy;
import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spi.RewardRange;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server with a limit on the rate of calls does not eat a budget. */
@Timeout(60)
class RateLimitTest {

  private static final String SLOW_DOWN =
      "{\"error\":{\"message\":\"slow down\",\"type\":\"rate_limit_error\",\"code\":\"rate_limit_exceeded\"}}";

  private static void refuse(HttpExchange exchange, String wait) throws IOException {
    FakeServer.send(exchange, 429, SLOW_DOWN, "Retry-After-Ms", wait);
  }

  private static BatchResult<String, String> run(
      FakeServer server, AllocationStrategy strategy, FailurePolicy policy) {
    return BestOfN.<String, String>builder()
        .asyncGenerator(
            ChatGenerator.builder(server.model(), "m").maxDrawsPerRequest(1).build())
        .rewardModel(RewardModel.pointwise((prompt, response) -> response.length()))
        .strategy(strategy)
        .failurePolicy(policy)
        .drawsPerPrompt(16)
        .build()
        .run(List.of("a", "b", "c", "d"));
  }

  /** It refuses three calls of 67, so that none can be refused four times, which would fail it. */
  @Test
  void refusedCalls_areSentAgain_andFailNoDraw() {
    for (AllocationStrategy strategy : List.of(Strategies.uniform(), Strategies.adaptive())) {
      var calls = new AtomicInteger();
      try (FakeServer server = new FakeServer((exchange, body) -> {
        int call = calls.getAndIncrement();
        if (call % 6 == 5 && call < 18) {
          refuse(exchange, "1");
        } else {
          FakeServer.send(exchange, 200, Chat.echo(body));
        }
      })) {
        BatchResult<String, String> result = run(server, strategy, FailurePolicy.keepGoing());

        assertThat(result.draws()).isEqualTo(64);
        assertThat(result.attempts()).isEqualTo(64);
        assertThat(calls.get()).isEqualTo(64 + 3);
      }
    }
  }

  /** The server never takes anything: after a first and three more times the call has failed, and says why. */
  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void refusals_withoutEnd_failTheCall(int status) throws Exception {
    try (FakeServer server = FakeServer.refusing(status, SLOW_DOWN, "Retry-After-Ms", "1")) {
      HttpFailure failure = Calls.failure(server.model());

      assertThat(failure.status()).isEqualTo(status);
      assertThat(failure.retryAfter()).contains(Duration.ofMillis(1));
      assertThat(server.asked()).hasSize(4);
    }
  }

  /** Longer waits are left to the host; a quota that is used up, and other statuses, are no matter of pace. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "429 | Retry-After | 3 | rate_limit_exceeded",
        "429 | Retry-After | 1 | insufficient_quota",
        "429 | x-ratelimit-reset-requests | 1 | rate_limit_exceeded",
        "429 | X-None | 1 | rate_limit_exceeded",
        "500 | Retry-After | 1 | server_error",
        "400 | Retry-After | 1 | invalid_request_error"
      })
  void otherRefusals_areNotSentAgain(int status, String header, String wait, String code)
      throws Exception {
    String body = "{\"error\":{\"code\":\"%s\"}}".formatted(code);
    try (FakeServer server = FakeServer.refusing(status, body, header, wait)) {
      assertThat(Calls.failure(server.model()).status()).isEqualTo(status);
      assertThat(server.asked()).hasSize(1);
    }
  }

  /** The error is inside a success. */
  @ParameterizedTest
  @ValueSource(strings = {"{'code':429}", "{'code':'rate_limit_exceeded'}"})
  void refusalInsideASuccess_isSentAgain(String error) throws Exception {
    var calls = new AtomicInteger();
    try (FakeServer server = new FakeServer((exchange, body) -> FakeServer.send(
        exchange,
        200,
        calls.getAndIncrement() == 0
            ? "{\"error\":%s}".formatted(error.replace('\'', '"'))
            : Chat.echo(body),
        "Retry-After-Ms",
        "1"))) {
      assertThat(Calls.draw(ChatGenerator.of(server.model(), "m"), "p", 1)).hasSize(1);
      assertThat(calls).hasValue(2);
    }
  }

  /** Calls of another model at the same server go on. */
  @Test
  void wait_holdsBackFurtherCallsOfTheModelAndNoOthers() throws Exception {
    try (FakeServer server = new FakeServer((exchange, body) -> {
      if (body.path("model").asText().equals("limited")) {
        FakeServer.send(exchange, 429, SLOW_DOWN, "Retry-After", "59");
      } else {
        FakeServer.send(exchange, 200, Chat.echo(body));
      }
    })) {
      ModelServer model = server.model();
      ChatGenerator limited = ChatGenerator.of(model, "limited");
      HttpFailure failure = Calls.failure(limited.generateAsync(GenerationRequest.of("p", 1)));
      assertThat(failure.retryAfter()).contains(Duration.ofSeconds(59));

      CompletionStage<List<String>> held = limited.generateAsync(GenerationRequest.of("p", 1));
      assertThat(Calls.draw(ChatGenerator.of(model, "other"), "p", 1)).hasSize(1);
      assertThat(held.toCompletableFuture()).isNotDone();
      assertThat(server.asked()).hasSize(2);
      held.toCompletableFuture().cancel(true);
    }
  }

  @ParameterizedTest
  @CsvSource({"0,59", "50,59", "60,61"})
  void wait_beyondTheLongestPause_holdsNothingBack(int longest, String wait) throws Exception {
    try (FakeServer server = FakeServer.refusing(429, SLOW_DOWN, "Retry-After", wait)) {
      ModelServer model = ModelServer.builder(server.url())
          .longestPause(Duration.ofSeconds(longest))
          .build();
      Calls.failure(model);
      Calls.failure(model);

      assertThat(server.asked()).hasSize(2);
    }
  }

  /** Nothing is sent again, so that replacements, which wait, are what a run has. */
  @Test
  void replacements_waitForTheServer() {
    var calls = new AtomicInteger();
    try (FakeServer server = new FakeServer((exchange, body) -> {
      if (calls.getAndIncrement() % 6 == 5) {
        refuse(exchange, "1");
      } else {
        FakeServer.send(exchange, 200, Chat.echo(body));
      }
    })) {
      ModelServer model =
          ModelServer.builder(server.url()).resendWithin(Duration.ZERO).build();
      BatchResult<String, String> result = BestOfN.<String, String>builder()
          .asyncGenerator(
              ChatGenerator.builder(model, "m").maxDrawsPerRequest(1).build())
          .rewardModel(RewardModel.pointwise((prompt, response) -> response.length()))
          .failurePolicy(FailurePolicy.replaceShare(1).pause(Duration.ZERO))
          .drawsPerPrompt(16)
          .build()
          .run(List.of("a", "b", "c", "d"));

      assertThat(result.draws()).isEqualTo(64);
      assertThat(result.failures()).isEqualTo((64 - 1) / 5);
    }
  }

  @Test
  void judge_waitsLikewise() {
    var calls = new AtomicInteger();
    try (FakeServer server = new FakeServer((exchange, body) -> {
      int call = calls.getAndIncrement();
      if (call % 6 == 5 && call < 18) {
        refuse(exchange, "1");
      } else {
        FakeServer.send(exchange, 200, Scores.judgement(body));
      }
    })) {
      BatchResult<String, String> result = BestOfN.<String, String>builder()
          .generator(request -> List.of("answer " + request.firstDraw()))
          .asyncRewardModel(ChatJudge.of(server.model(), "j", "Be right.", RewardRange.of(0, 10)))
          .drawsPerPrompt(16)
          .build()
          .run(List.of("a", "b"));

      assertThat(result.draws()).isEqualTo(32);
    }
  }

  @Test
  void settings_areChecked() {
    ModelServer.Builder builder = ModelServer.builder("http://localhost");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.longestPause(Duration.ofSeconds(-1)))
        .withMessage("longestPause must be at least zero, but was PT-1S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.resendWithin(Duration.ofSeconds(-1)))
        .withMessage("resendWithin must be at least zero, but was PT-1S");
  }
}
