package io.github.bestofn.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.BatchResult;
import io.github.bestofn.BestOfN;
import io.github.bestofn.EndReason;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spi.RewardRange;
import io.github.bestofn.spi.ScoringRequest;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Budgets in the tokens that a server reports. */
class CompletionTest {

  private static final String ANSWER = """
      {"choices":[%s],"usage":{"prompt_tokens":7,"completion_tokens":%d,
        "completion_tokens_details":{"reasoning_tokens":90}}}""";

  private static final RewardModel<String, String> LENGTH = RewardModel.<String, String>pointwise(
          (prompt, text) -> text.length())
      .within(RewardRange.of(0, 100));

  /** Every second choice has no text. */
  private static String answer(int n) {
    String choices = IntStream.range(0, n)
        .mapToObj(k -> "{\"index\":%d,\"message\":{\"content\":\"%s\"}}"
            .formatted(k, k % 2 == 0 ? "answer " + k : ""))
        .collect(Collectors.joining(","));
    return ANSWER.formatted(choices, 100 * n + 1);
  }

  /** All draws together, those that failed included, have used what the server reported. */
  @Test
  void usageOfARun_isThatOfItsServer() {
    try (FakeServer server =
        FakeServer.answering((path, body) -> answer(body.path("n").asInt(1)))) {
      ChatGenerator generator = ChatGenerator.of(server.model(), "m");
      BatchResult<String, Completion> result = BestOfN.<String, Completion>builder()
          .asyncGenerator(generator.counting())
          .rewardModel(Completion.scoredBy(LENGTH))
          .usageLimit(1e9, (prompt, completion) -> completion.usage().completionTokens())
          .strategy(Strategies.uniform())
          .failureUsage((prompt, thrown) ->
              thrown instanceof HttpFailure failure ? failure.usage().completionTokens() : 0)
          .drawsPerPrompt(8)
          .build()
          .run(List.of("a"));

      assertThat(result.draws()).isEqualTo(4);
      assertThat(result.failures()).isEqualTo(4);
      assertThat(result.usage()).isEqualTo(801);
      assertThat(generator.usage().completionTokens()).isEqualTo(801);
      assertThat(result.results().get(0).bestOrThrow().response().text()).isEqualTo("answer 0");
    }
  }

  @Test
  void equalResponses_areDuplicates_andCountEach() {
    try (FakeServer server = FakeServer.answering((path, body) -> answer(1))) {
      ChatGenerator generator =
          ChatGenerator.builder(server.model(), "m").maxDrawsPerRequest(1).build();
      BatchResult<String, Completion> result = BestOfN.<String, Completion>builder()
          .asyncGenerator(generator.counting())
          .rewardModel(Completion.scoredBy(LENGTH))
          .usageLimit(300, (prompt, completion) -> completion.usage().completionTokens())
          .maxInFlight(1)
          .drawsPerPrompt(16)
          .build()
          .run(List.of("a"));

      assertThat(result.endReason()).isEqualTo(EndReason.USAGE_LIMIT);
      assertThat(result.draws()).isEqualTo(3);
      assertThat(result.usage()).isEqualTo(303);
      assertThat(result.duplicates()).isEqualTo(2);
    }
  }

  @Test
  void reward_isThatOfTheText() throws Exception {
    var completion = new Completion("text", new Usage(1, 2, 3));
    var request = ScoringRequest.of("prompt", List.of(completion), 5);
    RewardModel<String, Completion> blocking = Completion.scoredBy(LENGTH);

    assertThat(blocking.score(request)).containsExactly(4);
    assertThat(blocking.range()).isEqualTo(LENGTH.range());
    assertThat(blocking.maxResponsesPerRequest()).isEqualTo(1);
    try (FakeServer server =
        FakeServer.answering((path, body) -> Chat.completion("{\"score\": 7}"))) {
      var judge = Completion.asyncScoredBy(
          ChatJudge.of(server.model(), "j", "Be right.", RewardRange.of(0, 10)));
      assertThat(judge.scoreAsync(request).toCompletableFuture().join()).containsExactly(7);
      assertThat(judge.range()).isEqualTo(RewardRange.of(0, 10));
      assertThat(judge.maxResponsesPerRequest()).isEqualTo(1);
    }
  }

  @Test
  void equality_isThatOfTexts() {
    var completion = new Completion("secret", new Usage(1, 2, 3));

    assertThat(completion)
        .isEqualTo(new Completion("secret", Usage.NONE))
        .hasSameHashCodeAs(new Completion("secret", Usage.NONE))
        .isNotEqualTo(new Completion("other", new Usage(1, 2, 3)))
        .isNotEqualTo(null);
    assertThat(completion.toString()).doesNotContain("secret").contains("3");
  }
}
