package io.github.bestofn.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.bestofn.http.HttpFailure.Kind;
import io.github.bestofn.spi.PartialRewardsException;
import io.github.bestofn.spi.RewardRange;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A judge's scores, and what is not one. */
class ChatJudgeTest {

  private static final RewardRange SCALE = RewardRange.of(0, 10);

  @Test
  void request_holdsSchemaAndMaterial() throws Exception {
    try (FakeServer server = FakeServer.answering((path, body) -> Scores.judgement(body))) {
      ChatJudge judge = ChatJudge.of(server.model(), "m", "Longer is better.", SCALE);

      assertThat(Calls.score(judge, "four", "eleventhful")).containsExactly(4, 10);
      assertThat(judge.range()).isEqualTo(SCALE);
      assertThat(judge.usage()).isEqualTo(new Usage(2, 20, 6));
      JsonNode asked = server.asked().get(0).body();
      assertThat(asked.path("temperature").asInt(-1)).isZero();
      assertThat(asked.path("response_format"))
          .hasToString(
              "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"judgement\",\"strict\":true,\"schema\":"
                  + "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"score\":{\"type\":"
                  + "\"number\",\"minimum\":0.0,\"maximum\":10.0}},\"required\":[\"score\"]}}}");
      assertThat(asked.path("messages").path(0).path("content").asText())
          .contains("Longer is better.", "from 0.0 (worst) to 10.0 (best)");
      assertThat(asked.path("messages").path(1).path("content").asText())
          .isIn(
              "{\"prompt\":\"prompt\",\"response\":\"four\"}",
              "{\"prompt\":\"prompt\",\"response\":\"eleventhful\"}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I would say 7",
        "7",
        "{}",
        "[]",
        "null",
        "{\"score\": null}",
        "{\"score\": \"7\"}",
        "{\"score\": 10.01}",
        "{\"score\": -1}",
        "{\"score\": 1e999}",
        "{\"score\": NaN}",
        "{\"score\": 3, \"score\": 9}",
        "<think>7</think>",
        "<think>{\"score\": 7}",
        "{\"score\": 7} and more",
        "```json\n{\"score\": 7}\n```",
        "{\"grade\": {\"score\": 7}}"
      })
  void anythingElse_isUnscored(String verdict) throws Exception {
    try (FakeServer server = FakeServer.answering((path, body) -> Chat.completion(verdict))) {
      HttpFailure failure =
          Calls.failure(ChatJudge.of(server.model(), "m", "Be good.", SCALE), "a");

      assertThat(failure.kind()).isIn(Kind.UNSCORED, Kind.EMPTY);
      assertThat(failure.getMessage()).doesNotContain("grade", "say");
      assertThat(server.asked()).hasSize(1);
    }
  }

  @Test
  void unscoredBesideScored_losesNone() throws Exception {
    var calls = new AtomicInteger();
    try (FakeServer server = FakeServer.answering((path, body) ->
        calls.incrementAndGet() == 2 ? Chat.completion("no") : Scores.judgement(body))) {
      PartialRewardsException partial =
          Calls.partial(ChatJudge.of(server.model(), "m", "Be good.", SCALE), "a", "a", "a");

      assertThat(partial.rewards()).hasSize(3).contains(1).containsOnlyOnce(Double.NaN);
      assertThat(Calls.kinds(partial)).containsOnlyOnce(Kind.UNSCORED);
    }
  }

  @Test
  void scaleWithoutEnds_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ChatJudge.of(
            ModelServer.at("http://localhost"), "m", "Be good.", RewardRange.unbounded()))
        .withMessageStartingWith("both ends of range must be finite");
  }
}
