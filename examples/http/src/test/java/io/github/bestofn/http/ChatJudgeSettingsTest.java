package io.github.bestofn.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.bestofn.http.HttpFailure.Kind;
import io.github.bestofn.spi.RewardRange;
import io.github.bestofn.spi.ScoringRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a judge is asked, and servers that refuse some of it. */
@SuppressWarnings("UnnecessaryLambda") // what servers refuse, to be combined
class ChatJudgeSettingsTest {

  private static final RewardRange SCALE = RewardRange.of(0, 10);
  private static final Predicate<JsonNode> TEMPERATURE =
      body -> body.has("temperature") && body.path("temperature").asDouble() != 1;
  private static final Predicate<JsonNode> BOUNDS = body -> body.findValue("minimum") != null;
  private static final Predicate<JsonNode> SCHEMA =
      body -> body.path("response_format").path("type").asText().equals("json_schema");
  private static final Predicate<JsonNode> FORMAT = body -> body.has("response_format");
  private static final Predicate<JsonNode> SYSTEM =
      body -> body.path("messages").path(0).path("role").asText().equals("system");

  static Stream<Arguments> servers() {
    return Stream.of(
        Arguments.of(TEMPERATURE, "temperature", "'temperature' does not support 0", 2),
        Arguments.of(BOUNDS, "response_format", "'minimum' is not permitted in a schema", 2),
        Arguments.of(SCHEMA, "response_format", "response_format json_schema is not supported", 3),
        Arguments.of(FORMAT, "response_format", "unknown field response_format", 4),
        Arguments.of(SYSTEM, "messages[0].role", "system role not supported", 2),
        Arguments.of(TEMPERATURE.or(SYSTEM), "x", "system role or temperature not supported", 4),
        Arguments.of(TEMPERATURE, "", "no", 2),
        Arguments.of(BOUNDS, "", "no", 3),
        Arguments.of(SCHEMA, "", "no", 4),
        Arguments.of(FORMAT, "", "no", 5),
        Arguments.of(SYSTEM, "", "no", 6),
        Arguments.of(FORMAT.or(TEMPERATURE).or(SYSTEM), "", "no", 7));
  }

  /** One response looks for a way that works, with so many calls at most; all are scored, and later ones at once. */
  @ParameterizedTest
  @MethodSource("servers")
  void refusedSetting_isLeftOut(
      Predicate<JsonNode> refuses, String parameter, String message, int most) throws Exception {
    String refusal =
        "{\"error\":{\"message\":\"%s\",\"type\":\"invalid_request_error\",\"param\":\"%s\",\"code\":null}}"
            .formatted(message, parameter);
    try (FakeServer server = new FakeServer((exchange, body) -> FakeServer.send(
        exchange,
        refuses.test(body) ? 400 : 200,
        refuses.test(body)
            ? refusal
            : Chat.completion(FORMAT.test(body) ? "{\"score\": 7}" : "Good.\nScore: 7/10")))) {
      ChatJudge judge = ChatJudge.of(server.model(), "j", "Be right.", SCALE);

      assertThat(Calls.score(judge, "first")).containsExactly(7);
      assertThat(server.asked()).hasSizeLessThanOrEqualTo(most);
      int before = server.asked().size();
      assertThat(Calls.score(judge, "a", "b", "c")).containsExactly(7, 7, 7);
      assertThat(server.asked()).hasSize(before + 3);
    }
  }

  /** Of sixteen that are refused together, one looks for a way, and the others follow it. */
  @Test
  void refusedTogether_lookOnce() throws Exception {
    try (FakeServer server = new FakeServer((exchange, body) -> FakeServer.send(
        exchange,
        SCHEMA.test(body) ? 400 : 200,
        SCHEMA.test(body) ? "{}" : Chat.completion("{\"score\": 7}")))) {
      String[] responses =
          IntStream.range(0, 16).mapToObj(k -> "answer " + k).toArray(String[]::new);

      assertThat(Calls.score(ChatJudge.of(server.model(), "j", "Be right.", SCALE), responses))
          .hasSize(16)
          .containsOnly(7);
      assertThat(server.asked()).hasSizeLessThanOrEqualTo(16 + 16 + 4);
    }
  }

  /** A refusal comes in when the way that it refuses has been given up and the other one has worked. */
  @Test
  void lateRefusal_isAskedAgainInTheOtherWay() throws Exception {
    var calls = new AtomicInteger();
    var began = new CountDownLatch(1);
    var hasScored = new CountDownLatch(1);
    try (FakeServer server = new FakeServer((exchange, body) -> {
      if (!SCHEMA.test(body)) {
        FakeServer.send(exchange, 200, Chat.completion("{\"score\": 7}"));
        return;
      }
      if (calls.getAndIncrement() == 0) {
        began.countDown();
        await(hasScored);
      }
      FakeServer.send(exchange, 400, "{}");
    })) {
      ChatJudge judge = ChatJudge.of(server.model(), "j", "Be right.", SCALE);
      CompletionStage<double[]> late =
          judge.scoreAsync(ScoringRequest.of("prompt", List.of("late")));
      began.await();
      assertThat(Calls.score(judge, "a")).containsExactly(7);
      assertThat(Calls.score(judge, "b")).containsExactly(7);
      hasScored.countDown();

      assertThat(late.toCompletableFuture().get(10, TimeUnit.SECONDS)).containsExactly(7);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void refusalOfEverything_isAnAnswer() throws Exception {
    try (FakeServer server = FakeServer.refusing(400, "{}")) {
      ChatJudge judge = ChatJudge.of(server.model(), "j", "Be right.", SCALE);
      for (int k = 0; k < 10; k++) {
        assertThat(Calls.failure(judge, "a").status()).isEqualTo(400);
      }

      assertThat(server.asked()).hasSizeLessThanOrEqualTo(10 + 3 * 8);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"context_length_exceeded", "content_filter", "invalid_api_key"})
  void refusalOfAResponse_isNotOneOfASetting(String code) throws Exception {
    try (FakeServer server =
        FakeServer.refusing(400, "{\"error\":{\"code\":\"%s\"}}".formatted(code))) {
      assertThat(Calls.failure(ChatJudge.of(server.model(), "j", "Be right.", SCALE), "a")
              .code())
          .contains(code);
      assertThat(server.asked()).hasSize(1);
    }
  }

  @Test
  void withoutFallback_refusalStands() throws Exception {
    try (FakeServer server = FakeServer.refusing(400, "{\"error\":{\"param\":\"temperature\"}}")) {
      ChatJudge judge = ChatJudge.builder(server.model(), "j", "Be right.", SCALE)
          .withoutFallback()
          .build();

      assertThat(Calls.failure(judge, "a").kind()).isEqualTo(Kind.STATUS);
      assertThat(server.asked()).hasSize(1);
    }
  }

  @Test
  void settings_areSent() throws Exception {
    try (FakeServer server = FakeServer.answering((path, body) -> Chat.completion("Score: 3"))) {
      ChatJudge judge = ChatJudge.builder(server.model(), "j", "Be right.", SCALE)
          .withoutTemperature()
          .format(JudgeFormat.TEXT)
          .withoutSystemMessage()
          .field("reasoning_effort", "low")
          .field("chat_template_kwargs", Map.of("enable_thinking", false))
          .build();

      assertThat(Calls.score(judge, "a")).containsExactly(3);
      JsonNode asked = server.asked().get(0).body();
      assertThat(asked.has("temperature")).isFalse();
      assertThat(asked.has("response_format")).isFalse();
      assertThat(asked.path("messages")).hasSize(1);
      assertThat(asked.path("messages").path(0).path("role").asText()).isEqualTo("user");
      assertThat(asked.path("messages").path(0).path("content").asText())
          .contains("Be right.", "Score: number", "{\"prompt\":\"prompt\",\"response\":\"a\"}");
      assertThat(asked.path("reasoning_effort").asText()).isEqualTo("low");
      assertThat(asked.path("chat_template_kwargs").path("enable_thinking").asBoolean(true))
          .isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SCHEMA | <think>it is short</think>\\n{\"score\": 8} | 8",
        "SCHEMA | <think>\\n\\n</think>\\n\\n{\"score\": 8} | 8",
        "SCHEMA | it is short</think>{\"score\": 8} | 8",
        "JSON_OBJECT | ```json\\n{\"score\": 8}\\n``` | 8",
        "JSON_OBJECT | {\"reason\": \"short\", \"score\": 8.5} | 8.5",
        "TEXT | 8 | 8",
        "TEXT | **8/10** | 8",
        "TEXT | It is short.\\n**Score: 8** | 8",
        "TEXT | Score: 2 at first, but then: score = 8.25/10 | 8.25",
        "TEXT | {\"score\": 8} | 8",
        "TEXT | <think>Score: 2</think> The score is 8. | 8",
      })
  void verdict_isRead(JudgeFormat format, String verdict, double score) throws Exception {
    try (FakeServer server =
        FakeServer.answering((path, body) -> Chat.completion(verdict.replace("\\n", "\n")))) {
      assertThat(Calls.score(
              ChatJudge.builder(server.model(), "j", "Be right.", SCALE)
                  .format(format)
                  .build(),
              "a"))
          .containsExactly(score);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TEXT | It has 8 words.",
        "TEXT | Score: good",
        "TEXT | Score: 11",
        "TEXT | Score: 2, or 8?</think>",
        "TEXT | 7 8",
        "JSON_OBJECT | Score: 8",
        "JSON_OBJECT | {\"score\": 0.9, \"reason\": \"the answer is corr",
      })
  void verdictWithoutAScore_isUnscored(JudgeFormat format, String verdict) throws Exception {
    try (FakeServer server = FakeServer.answering((path, body) -> Chat.completion(verdict))) {
      HttpFailure failure = Calls.failure(
          ChatJudge.builder(server.model(), "j", "Be right.", SCALE)
              .format(format)
              .build(),
          "a");

      assertThat(failure.kind()).isIn(Kind.UNSCORED, Kind.EMPTY);
    }
  }

  @Test
  void cancelledSearch_letsTheNextLook() throws Exception {
    var stage = new java.util.concurrent.CountDownLatch(1);
    try (FakeServer server = new FakeServer((exchange, body) -> {
      if (SCHEMA.test(body)) {
        FakeServer.send(exchange, 400, "{\"error\":{\"param\":\"response_format\"}}");
      } else if (stage.getCount() > 0) {
        stage.countDown();
        try {
          Thread.sleep(60_000);
        } catch (InterruptedException closed) {
          Thread.currentThread().interrupt();
        }
      } else {
        FakeServer.send(exchange, 200, Chat.completion("{\"score\": 7}"));
      }
    })) {
      ChatJudge judge = ChatJudge.of(server.model(), "j", "Be right.", SCALE);
      var first = judge.scoreAsync(ScoringRequest.of("p", List.of("a"))).toCompletableFuture();
      stage.await();
      first.cancel(true);

      assertThat(Calls.score(judge, "b")).containsExactly(7);
    }
  }

  @Test
  void settings_areChecked() {
    var builder = ChatJudge.builder(ModelServer.at("http://localhost"), "j", "Be right.", SCALE);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.temperature(-1))
        .withMessage("temperature must be at least 0, but was -1.0");
  }
}
