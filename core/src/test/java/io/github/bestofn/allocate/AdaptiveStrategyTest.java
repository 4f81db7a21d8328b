package io.github.bestofn.allocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bestofn.evaluate.Replay;
import io.github.bestofn.spi.RewardRange;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

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
