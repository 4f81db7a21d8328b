package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.allocate.Explanation;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.estimate.Hypothesis;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BestOfNTest {

  @Test
  void run_keepsTheBestOfEveryPrompt() {
    BatchResult<String, Double> result =
        Fakes.counting().drawsPerPrompt(3).build().run(List.of("a", "b"));

    assertThat(result.results()).extracting(PromptResult::prompt).containsExactly("a", "b");
    for (PromptResult<String, Double> each : result.results()) {
      assertThat(each.draws()).isEqualTo(3);
      assertThat(each.candidates()).extracting(Candidate::draw).containsExactly(0, 1, 2);
      assertThat(each.candidates()).extracting(Candidate::reward).containsExactly(0.0, 1.0, 2.0);
      assertThat(each.best().orElseThrow().draw()).isEqualTo(2);
      assertThat(each.best().orElseThrow().response()).isEqualTo(2.0);
      assertThat(each.explanation().summary()).isEqualTo("got 3 of 6 draws, an equal share");
    }
    assertThat(result.budget()).isEqualTo(6);
    assertThat(result.draws()).isEqualTo(6);
    assertThat(result.attempts()).isEqualTo(6);
    assertThat(result.failures()).isZero();
    assertThat(result.unspent()).isZero();
    assertThat(result.rounds()).isEqualTo(1);
    assertThat(result.waves()).isEqualTo(1);
    assertThat(result.endReason()).isEqualTo(EndReason.BUDGET_SPENT);
    assertThat(result.endMessage()).isEmpty();
    assertThat(result.seed()).isEqualTo(1);
    assertThat(result.elapsed()).isPositive();
  }

  @Test
  void run_withoutSettings_spendsSixteenDrawsAPromptAdaptively() {
    var result = BestOfN.<String, Double>builder()
        .generator(Fakes.COUNTING)
        .rewardModel(Fakes.IDENTITY)
        .build()
        .run(List.of("a", "b"));

    assertThat(result.draws()).isEqualTo(32);
    assertThat(result.rounds()).isGreaterThan(2);
    assertThat(result.results()).allSatisfy(prompt -> assertThat(prompt.draws()).isGreaterThan(8));
  }

  @Test
  void run_withoutPrompts_isEmpty() {
    for (var strategy : List.of(Strategies.uniform(), Strategies.twoStage())) {
      var result = Fakes.counting().strategy(strategy).totalDraws(5).build().run(List.of());

      assertThat(result.results()).isEmpty();
      assertThat(result.budget()).isZero();
      assertThat(result.draws()).isZero();
      assertThat(result.rounds()).isZero();
      assertThat(result.endReason()).isEqualTo(EndReason.BUDGET_SPENT);
    }
  }

  @Test
  void runOne_spendsTheWholeBudget() {
    for (var strategy : List.of(Strategies.uniform(), Strategies.twoStage())) {
      var result = Fakes.counting().strategy(strategy).drawsPerPrompt(7).build().runOne("a");

      assertThat(result.draws()).isEqualTo(7);
      assertThat(result.best().orElseThrow().reward()).isEqualTo(6.0);
    }
  }

  @Test
  void run_withOneDrawEach_drawsOnceEach() {
    for (var strategy : List.of(Strategies.uniform(), Strategies.twoStage())) {
      var result =
          Fakes.counting().strategy(strategy).drawsPerPrompt(1).build().run(List.of("a", "b"));

      assertThat(result.results()).extracting(PromptResult::draws).containsExactly(1, 1);
    }
  }

  @Test
  void run_withTotalDraws_spendsThem() {
    var some = Fakes.counting().totalDraws(5).build().run(List.of("a", "b"));
    var few = Fakes.counting().totalDraws(2).build().run(List.of("a", "b", "c"));
    var fewTwoStage = Fakes.counting()
        .totalDraws(2)
        .strategy(Strategies.twoStage())
        .build()
        .run(List.of("a", "b", "c"));

    assertThat(some.results()).extracting(PromptResult::draws).containsExactly(3, 2);
    assertThat(few.results()).extracting(PromptResult::draws).containsExactly(1, 1, 0);
    assertThat(few.results().get(2).best()).isEmpty();
    assertThat(fewTwoStage.results()).extracting(PromptResult::draws).containsExactly(1, 1, 0);
  }

  @Test
  void run_withEqualRewards_keepsTheFirstDrawAndSplitsEvenly() {
    var result = Fakes.gaussian()
        .drawsPerPrompt(8)
        .strategy(Strategies.twoStage().exploration(3))
        .build()
        .run(List.of(0.0, 0.0, 0.0));

    assertThat(result.results()).extracting(PromptResult::draws).containsExactly(8, 8, 8);
    assertThat(result.results())
        .extracting(each -> each.best().orElseThrow().draw())
        .containsExactly(0, 0, 0);
  }

  @Test
  void run_withTwoStages_explainsItsDraws() {
    var result = Fakes.gaussian()
        .drawsPerPrompt(8)
        .strategy(Strategies.twoStage().exploration(4))
        .build()
        .run(List.of(1.0, 0.0));

    assertThat(result.rounds()).isEqualTo(2);
    assertThat(result.waves()).isEqualTo(2);
    PromptResult<Double, Double> varied = result.results().get(0);
    assertThat(varied.draws()).isEqualTo(12);
    assertThat(varied.candidates())
        .extracting(Candidate::round)
        .containsExactly(0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1);
    assertThat(varied.explanation().summary())
        .matches(
            "explored 4 draws, then got 8 of the 8 left; one more was expected to add 0\\.\\d+");
    assertThat(varied.explanation().expectedGain().orElseThrow()).isBetween(1e-3, 1.0);
    PromptResult<Double, Double> constant = result.results().get(1);
    assertThat(constant.explanation().expectedGain()).hasValue(0.0);
  }

  @Test
  void run_byDefault_saysWhatItsExpectationsRestOn() {
    var result = Fakes.gaussian()
        .drawsPerPrompt(8)
        .strategy(Strategies.adaptive())
        .build()
        .run(List.of(1.0, 2.0));

    for (PromptResult<Double, Double> each : result.results()) {
      Explanation explanation = each.explanation();
      assertThat(explanation.summary())
          .matches("explored 2 draws, then got \\d+ of the 12 left; one more was expected to add"
              + " \\d+\\.\\d+, above all if: [a-z0-9., -]+ \\(\\d+%\\)");
      List<Hypothesis> hypotheses = explanation.hypotheses();
      assertThat(explanation.summary()).contains(hypotheses.get(0).description());
      assertThat(hypotheses.stream().mapToDouble(Hypothesis::weight).sum())
          .isCloseTo(1, within(1e-9));
      assertThat(hypotheses.stream().mapToDouble(of -> of.weight() * of.gain()).sum())
          .isGreaterThan(explanation.expectedGain().orElseThrow() * (1 - 1e-9));
    }
  }

  @Test
  void run_withoutASeed_drawsAFreshOneThatRepeatsIt() {
    var unseeded = BestOfN.<Double, Double>builder()
        .generator(Fakes.GAUSSIAN)
        .rewardModel(Fakes.IDENTITY)
        .build();
    var first = unseeded.run(List.of(1.0));
    var second = unseeded.run(List.of(1.0));
    var repeated = unseeded.toBuilder().seed(first.seed()).build().run(List.of(1.0));

    assertThat(second.seed()).isNotEqualTo(first.seed());
    assertThat(first.seed()).isBetween(0L, (1L << 53) - 1);
    assertThat(rewards(second)).isNotEqualTo(rewards(first));
    assertThat(rewards(repeated)).isEqualTo(rewards(first));
  }

  @Test
  void run_seedsEveryDrawDifferently() {
    Set<Long> seeds = Collections.synchronizedSet(new HashSet<>());
    Generator<String, Long> seedsAsResponses = request -> {
      seeds.add(request.seed(0));
      return List.of(request.seed(0));
    };
    BestOfN.<String, Long>builder()
        .generator(seedsAsResponses)
        .rewardModel(RewardModel.pointwise((prompt, seed) -> 0))
        .drawsPerPrompt(500)
        .build()
        .run(List.of("same", "same"));

    assertThat(seeds).hasSize(1000).allSatisfy(seed -> assertThat(seed).isBetween(0L, 1L << 53));
  }

  @Test
  void toBuilder_leavesTheOriginalAsItWas() {
    BestOfN<String, Double> original = Fakes.counting().drawsPerPrompt(2).build();
    BestOfN<String, Double> changed = original.toBuilder().drawsPerPrompt(3).build();

    assertThat(original.runOne("a").draws()).isEqualTo(2);
    assertThat(changed.runOne("a").draws()).isEqualTo(3);
  }

  @Test
  void toString_holdsNoText() {
    BestOfN<String, String> bestOfN = BestOfN.<String, String>builder()
        .generator(Generator.perDraw(prompt -> "secret response"))
        .rewardModel(RewardModel.pointwise((prompt, response) -> 0))
        .build();
    var result = bestOfN.run(List.of("secret prompt"));

    assertThat(result.toString()).startsWith("BatchResult[prompts=1, ").doesNotContain("secret");
    assertThat(result.results().toString()).contains("draws=16").doesNotContain("secret");
    assertThat(result.results().get(0).candidates().toString()).doesNotContain("secret");
  }

  @Test
  void run_withANullPrompt_saysWhich() {
    var bestOfN = Fakes.counting().build();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> bestOfN.run(Arrays.asList("a", null)))
        .withMessage("prompts must not be null, but prompt 1 is");
    assertThatNullPointerException()
        .isThrownBy(() -> bestOfN.run(nullList()))
        .withMessage("prompts");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bestOfN.runAsync(Arrays.asList("a", null)))
        .withMessage("prompts must not be null, but prompt 1 is");
  }

  @Test
  void run_withTooMuchExploration_isRefusedBeforeAnyDraw() {
    Generator<Object, Double> mustNotBeCalled = request -> {
      throw new AssertionError("called");
    };
    var bestOfN = Fakes.counting()
        .generator(mustNotBeCalled)
        .strategy(Strategies.twoStage().exploration(20))
        .build();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> bestOfN.run(List.of("a", "b")))
        .withMessage("exploration must be at most drawsPerPrompt 16, but was 20");
  }

  @Test
  void run_withABudgetBeyondCounting_isRefused() {
    var bestOfN = Fakes.counting().drawsPerPrompt(1 << 30).build();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> bestOfN.run(List.of("a", "b", "c")))
        .withMessage("drawsPerPrompt must be at most 715827882 for 3 prompts, but was 1073741824");
  }

  @Test
  void build_checksTheCombination() {
    assertThatIllegalStateException()
        .isThrownBy(
            () -> BestOfN.builder().rewardModel(request -> new double[0]).build())
        .withMessage("a generator must be set: generator or asyncGenerator");
    assertThatIllegalStateException()
        .isThrownBy(() -> BestOfN.builder().generator(request -> List.of()).build())
        .withMessage(
            "a reward model must be set, or answers: rewardModel, asyncRewardModel or answers");
    assertThatIllegalStateException()
        .isThrownBy(() ->
            Fakes.counting().asyncGenerator(Fakes.immediate(Fakes.COUNTING)).build())
        .withMessage("only one generator may be set, but generator and asyncGenerator both were");
    assertThatIllegalStateException()
        .isThrownBy(() -> Fakes.counting().drawsPerPrompt(4).totalDraws(9).build())
        .withMessage("only one budget may be set, but drawsPerPrompt was 4 and totalDraws was 9");
  }

  @Test
  void setters_nameSettingRuleAndValue() {
    var builder = Fakes.counting();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.drawsPerPrompt(0))
        .withMessage("drawsPerPrompt must be at least 1, but was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.totalDraws(-3))
        .withMessage("totalDraws must be at least 1, but was -3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.maxInFlight(0))
        .withMessage("maxInFlight must be at least 1, but was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.maxScoringInFlight(0))
        .withMessage("maxScoringInFlight must be at least 1, but was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.deadline(Duration.ZERO))
        .withMessage("deadline must be above zero, but was PT0S");
    assertThatNullPointerException()
        .isThrownBy(() -> builder.generator(nullGenerator()))
        .withMessage("generator");
  }

  private static List<Double> rewards(BatchResult<Double, Double> result) {
    return result.results().get(0).candidates().stream().map(Candidate::reward).toList();
  }

  @SuppressWarnings("NullAway") // Callers without a null checker do this.
  private static List<String> nullList() {
    return null;
  }

  @SuppressWarnings("NullAway") // Callers without a null checker do this.
  private static Generator<Object, Double> nullGenerator() {
    return null;
  }
}
