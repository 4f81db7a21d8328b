package io.github.bestofn.allocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bestofn.estimate.Estimators;
import io.github.bestofn.estimate.PopulationEstimator;
import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.estimate.bayes.EmpiricalBayes;
import io.github.bestofn.estimate.bayes.Mechanism;
import io.github.bestofn.evaluate.Replay;
import io.github.bestofn.spi.RewardRange;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway") // Nulls stand for what is not given.
class AdaptiveStrategyTest {

  private static final int BUDGET = 16;

  @Test
  void givesMoreToPromptsWhoseRewardsVaryMore() {
    int[] totals = new int[5];
    for (int seed = 0; seed < 20; seed++) {
      double[][] rewards = normal(seed, 1, 1, 1, 1, 6);
      int[] draws = Replay.of(Batch.of(5, 5 * BUDGET), 5, rewards)
          .run(Strategies.adaptive())
          .draws();
      for (int prompt = 0; prompt < 5; prompt++) {
        totals[prompt] += draws[prompt];
      }
    }
    // Of 1,600 draws an equal share is 320; nobody gets less than about 0.3 of that.
    assertThat(totals[4]).isGreaterThan(360);
  }

  @Test
  void spendsTheBudgetAndLeavesNobodyFarBehind() {
    for (int seed = 0; seed < 10; seed++) {
      Replay replay = Replay.of(Batch.of(4, 4 * BUDGET), 4, normal(seed, 1, 1, 1, 9));
      int[] draws = replay.run(Strategies.adaptive()).draws();
      assertThat(draws[0] + draws[1] + draws[2] + draws[3]).isEqualTo(4 * BUDGET);
      // Continuous rewards: at least 0.3 of the average, in whole draws.
      assertThat(Arrays.stream(draws).min().orElseThrow())
          .isGreaterThanOrEqualTo((int) (0.3 * BUDGET) - 1);
    }
  }

  /** Of two prompts that differ much nobody knows how prompts differ; of two that don't, one may get more. */
  @Test
  void givesTheSameToTwoPromptsThatDifferMuch() {
    double[][] apart = normal(1, 1, 6);
    Arrays.setAll(apart[0], k -> apart[0][k] + 1000);
    Batch batch = Batch.of(2, 2 * BUDGET);
    assertThat(Replay.of(batch, 2, apart).run(Strategies.adaptive()).draws())
        .containsExactly(BUDGET, BUDGET);
    assertThat(Replay.of(batch, 2, normal(1, 1, 6)).run(Strategies.adaptive()).draws())
        .doesNotContain(BUDGET);
  }

  @Test
  void drawsNoMoreAtTheHighestPossibleReward() {
    double[][] rewards = {ones(40), zeros(40), zeros(40)};
    Batch batch = Batch.of(3, 3 * BUDGET, RewardRange.binary());
    int[] draws = Replay.of(batch, 3, rewards).run(Strategies.adaptive()).draws();
    assertThat(draws[0]).isLessThanOrEqualTo(2);
    assertThat(draws[1] + draws[2]).isEqualTo(3 * BUDGET - draws[0]);
  }

  @Test
  void stopsWhenEveryPromptHasTheHighestPossibleReward() {
    double[][] rewards = {ones(40), ones(40)};
    Batch batch = Batch.of(2, 2 * BUDGET, RewardRange.binary());
    int[] draws = Replay.of(batch, 2, rewards).run(Strategies.adaptive()).draws();
    assertThat(Arrays.stream(draws).max().orElseThrow()).isLessThanOrEqualTo(2);
  }

  @Test
  void keepsNoMoreDrawsAheadThanItMay() {
    Replay replay = Replay.of(Batch.of(4, 4 * BUDGET), 64, normal(3, 1, 1, 1, 1));
    assertThat(replay.run(Strategies.adaptive()).meanInFlight()).isLessThanOrEqualTo(3);
    assertThat(replay.run(Strategies.adaptive().maxAhead(1)).meanInFlight()).isZero();
    assertThat(replay.run(Strategies.adaptive().maxAhead(20)).meanInFlight()).isBetween(3.0, 19.0);
  }

  @Test
  void inRoundsItAsksForAsManyDrawsAsThereArePrompts() {
    Replay replay = Replay.of(Batch.of(4, 4 * BUDGET), 64, normal(3, 1, 1, 1, 1));
    assertThat(replay.run(Strategies.adaptive().inRounds()).rounds()).isEqualTo(BUDGET - 1);
    assertThat(replay.run(Strategies.adaptive().inRounds().maxAhead(56)).rounds())
        .isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 6, 10, 16, 40})
  void maxWaves_boundsTheWavesAndSpendsTheBudget(int waves) {
    for (int prompts : new int[] {2, 5}) {
      double[] scales = new double[prompts];
      Arrays.fill(scales, 1);
      var replay = Replay.of(Batch.of(prompts, prompts * BUDGET + 1), 3, normal(2, scales));
      var outcome = replay.run(Strategies.adaptive().maxWaves(waves));
      assertThat(outcome.waves()).isEqualTo(outcome.rounds());
      if (waves
          <= 6) { // afterwards waves end early, since none has less than a draw for each prompt
        assertThat(outcome.waves()).isEqualTo(waves);
      } else {
        assertThat(outcome.waves()).isBetween(7, Math.min(waves, BUDGET));
      }
      assertThat(Arrays.stream(outcome.draws()).sum()).isEqualTo(prompts * BUDGET + 1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 6, 20})
  void withFewerDrawsThanPrompts_theFirstGetOneEach(int waves) {
    Replay replay = Replay.of(Batch.of(4, 3), 4, normal(2, 1, 1, 1, 1));
    assertThat(replay.run(Strategies.adaptive().maxWaves(waves)).draws())
        .containsExactly(1, 1, 1, 0);
    assertThat(replay.run(Strategies.adaptive()).draws()).containsExactly(1, 1, 1, 0);
  }

  @Test
  void oneWave_isUniform() {
    Replay replay = Replay.of(Batch.of(3, 3 * BUDGET), 3, normal(2, 1, 2, 9));
    assertThat(replay.run(Strategies.adaptive().maxWaves(1)).draws())
        .containsExactly(BUDGET, BUDGET, BUDGET);
  }

  /**
   * In proportion to the roots of the numbers of waves left: 3.6 first draws of 16, to the nearest; then 12.8 of 48,
   * 11.4 of 35, 9.6 of 23 and 7.6 of 13, rounded up, and the rest.
   */
  @Test
  void wavesShrinkWithTheRootOfThoseLeft() {
    Play play = Play.of(
        Batch.of(4, 64),
        Strategies.adaptive().maxWaves(6),
        (prompt, draw) -> new Random(31 * prompt + draw).nextGaussian());
    assertThat(play.decisions.stream().mapToLong(Decision::total))
        .containsExactly(16L, 13L, 12L, 10L, 8L, 5L);
  }

  /** Where a success is final, what comes with it is lost: two first draws, then equal waves. */
  @Test
  void wavesStaySmallWhereRewardsEndAtACeiling() {
    Play play = Play.of(
        Batch.of(4, 64, RewardRange.binary()),
        Strategies.adaptive().maxWaves(6),
        (prompt, draw) -> prompt == 0 ? 1 : 0);
    assertThat(play.decisions.stream().mapToLong(Decision::total))
        .containsExactly(8L, 12L, 11L, 11L, 11L, 11L);
    assertThat(play.attempts()[0]).isEqualTo(2);
  }

  @Test
  void estimator_isTheOneThatDecides() {
    double[][] rewards = normal(3, 1, 2, 3, 4, 5);
    Replay replay = Replay.of(Batch.of(5, 5 * BUDGET), 5, rewards);
    PopulationEstimator normal = EmpiricalBayes.without(Mechanism.SHAPES, Mechanism.SLOPE);
    assertThat(replay.run(Strategies.adaptive().estimator(normal)).draws())
        .isNotEqualTo(replay.run(Strategies.adaptive()).draws());
    assertThat(replay
            .run(Strategies.adaptive().estimator(Estimators.empiricalBayes()))
            .draws())
        .isEqualTo(replay.run(Strategies.adaptive()).draws());
    assertThat(Strategies.adaptive().estimator(normal).maxWaves(3))
        .hasToString("AdaptiveStrategy[maxWaves=3, estimator=%s]".formatted(normal));
    assertThatThrownBy(() -> Strategies.adaptive().estimator(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("estimator");
  }

  @Test
  void default_takesSixWaves() {
    Batch batch = Batch.of(4, 4 * BUDGET);
    double[][] rewards = normal(3, 1, 1, 1, 1);
    assertThat(Replay.of(batch, 4, rewards).run(Strategies.adaptive()).waves()).isEqualTo(6);
    assertThat(Strategies.adaptive()).hasToString("AdaptiveStrategy[]");
  }

  /** A server that takes eight at once needs eight waves for 64 draws, and one that takes four has 16 anyway. */
  @Test
  void default_takesMoreWavesWhereTheServerNeedsThem() {
    double[][] rewards = normal(3, 1, 1, 1, 1);
    Batch batch = Batch.of(4, 4 * BUDGET);
    assertThat(Replay.of(batch.withMaxInFlight(8), 8, rewards)
            .run(Strategies.adaptive())
            .waves())
        .isBetween(7, 8);
    Replay slow = Replay.of(batch.withMaxInFlight(4), 4, rewards);
    assertThat(slow.run(Strategies.adaptive()).draws())
        .containsExactly(slow.run(Strategies.adaptive().maxAhead(4)).draws());
    assertThat(slow.run(Strategies.adaptive().maxWaves(3)).waves()).isEqualTo(3);
  }

  @Test
  void aSinglePrompt_stopsAtTheHighestReward() {
    Batch batch = Batch.of(1, BUDGET, RewardRange.binary());
    double[] fifth = new double[BUDGET];
    fifth[4] = 1;
    assertThat(Replay.of(batch, 64, fifth).run(Strategies.adaptive()).draws()).containsExactly(5);
    assertThat(
            Replay.of(batch, 64, new double[BUDGET]).run(Strategies.adaptive()).draws())
        .containsExactly(BUDGET);
  }

  /** Earlier prompts show what is the highest reward, though no range declares it. */
  @Test
  void aSinglePrompt_stopsAtTheHighestRewardOfItsHistory() {
    double[][] earlier = {{0, 1, 0, 1}, {1, 1, 0, 0}, {0, 0, 0, 1}, {0, 0, 0, 0}};
    RewardRange range = RewardRange.unbounded();
    Batch batch = Batch.of(1, BUDGET).withHistory(RewardSamples.of(range, earlier));
    double[] fifth = new double[BUDGET];
    fifth[4] = 1;
    assertThat(Replay.of(batch, 64, fifth).run(Strategies.adaptive()).draws()).containsExactly(5);
  }

  @Test
  void equalRewardsAreSharedEqually() {
    double[][] rewards = {zeros(40), zeros(40), zeros(40)};
    assertThat(Replay.of(Batch.of(3, 3 * BUDGET), 3, rewards)
            .run(Strategies.adaptive())
            .draws())
        .containsExactly(BUDGET, BUDGET, BUDGET);
  }

  @Test
  void aSinglePromptGetsAllItsDrawsAtOnce() {
    Replay replay = Replay.of(Batch.of(1, BUDGET), 64, normal(1, 1));
    assertThat(replay.run(Strategies.adaptive()).rounds()).isEqualTo(1);
    assertThat(replay.run(Strategies.adaptive()).draws()).containsExactly(BUDGET);
  }

  @Test
  void refusesFewerThanOneAhead() {
    assertThatThrownBy(() -> Strategies.adaptive().maxWaves(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxWaves must be at least 1, but was 0");
    assertThatThrownBy(() -> Strategies.adaptive().maxAhead(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxAhead must be at least 1, but was 0");
  }

  private static double[][] normal(long seed, double... scales) {
    Random random = new Random(seed);
    double[][] rewards = new double[scales.length][80];
    for (int prompt = 0; prompt < scales.length; prompt++) {
      for (int draw = 0; draw < 80; draw++) {
        rewards[prompt][draw] = scales[prompt] * random.nextGaussian();
      }
    }
    return rewards;
  }

  private static double[] ones(int count) {
    double[] ones = zeros(count);
    Arrays.fill(ones, 1);
    return ones;
  }

  private static double[] zeros(int count) {
    return new double[count];
  }
}
