package io.github.bestofn.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.bestofn.AsyncComparingSelector;
import io.github.bestofn.BestOfN;
import io.github.bestofn.Selectors;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.http.HttpFailure.Kind;
import io.github.bestofn.spi.ComparisonRequest;
import io.github.bestofn.spi.Preference;
import io.github.bestofn.spi.RewardModel;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a comparing judge is asked, and what counts as an answer. */
class ChatComparisonTest {

  private static final ComparisonRequest<String, String> REQUEST =
      ComparisonRequest.of("p", "four", "eleventhful", 0);

  private static ChatComparison judge(FakeServer server) {
    return ChatComparison.of(server.model(), "m", "Longer is better.");
  }

  private static Preference compare(FakeServer server) {
    return judge(server).compareAsync(REQUEST).toCompletableFuture().join();
  }

  @ParameterizedTest
  @EnumSource(Preference.class)
  void preference_isWhatTheModelAnswers(Preference preference) throws Exception {
    String answer = "{\"better\": \"%s\"}".formatted(preference.name().toLowerCase(Locale.ROOT));
    try (FakeServer server = FakeServer.answering((path, body) -> Chat.completion(answer))) {
      assertThat(compare(server)).isEqualTo(preference);
      JsonNode asked = server.asked().get(0).body();
      assertThat(asked.path("temperature").asInt(-1)).isZero();
      assertThat(asked.path("response_format").toString())
          .contains("\"enum\":[\"first\",\"second\",\"tie\",\"unsure\"]", "\"strict\":true");
      assertThat(asked.path("messages").path(0).path("content").asText())
          .contains("Longer is better.");
      assertThat(asked.path("messages").path(1).path("content").asText())
          .isEqualTo("{\"prompt\":\"p\",\"first\":\"four\",\"second\":\"eleventhful\"}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "the first",
        "{}",
        "[]",
        "{\"better\": 1}",
        "{\"better\": \"FIRST\"}",
        "{\"better\": \"both\"}",
        "{\"better\": null}",
        "{\"better\": \"tie\"} and more"
      })
  void anythingElse_isAFailure(String answer) throws Exception {
    try (FakeServer server = FakeServer.answering((path, body) -> Chat.completion(answer))) {
      assertThatThrownBy(() -> compare(server))
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOfSatisfying(
              HttpFailure.class, failure -> assertThat(failure.kind()).isEqualTo(Kind.UNSCORED));
    }
  }

  /** A run whose rewards say nothing: the judge, which prefers longer responses, finds the longest. */
  @Test
  void judge_choosesInARun() throws Exception {
    try (FakeServer server = FakeServer.answering((path, body) -> longer(body))) {
      AsyncComparingSelector<String, String> selector = Selectors.compareAsync(judge(server), 7);
      var result = BestOfN.<String, String>builder()
          .generator(request -> List.of("x".repeat((5 * request.firstDraw()) % 8 + 1)))
          .rewardModel(RewardModel.pointwise((prompt, response) -> 0))
          .strategy(Strategies.uniform())
          .drawsPerPrompt(8)
          .asyncSelector(selector)
          .build()
          .runOne("p");
      assertThat(result.best().orElseThrow().response()).hasSize(8);
      assertThat(selector.positions().pairs()).isEqualTo(7);
      assertThat(selector.positions().prefersPosition()).isFalse();
    }
  }

  private static String longer(JsonNode body) {
    try {
      JsonNode material = FakeServer.MAPPER.readTree(
          body.path("messages").path(1).path("content").asText());
      int first = material.path("first").asText().length();
      int second = material.path("second").asText().length();
      return Chat.completion("{\"better\": \"%s\"}".formatted(first > second ? "first" : "second"));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
