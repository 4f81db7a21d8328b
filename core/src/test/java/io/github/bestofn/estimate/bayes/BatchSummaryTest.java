package io.github.bestofn.estimate.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.spi.RewardRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchSummaryTest {

  private static final RewardRange UNBOUNDED = RewardRange.unbounded();

  private static BatchSummary summary(RewardRange range, double... rewards) {
    return BatchSummary.of(RewardSamples.of(range, rewards));
  }

  private static BatchSummary summary(double... rewards) {
    return summary(UNBOUNDED, rewards);
  }

  @Test
  void ceiling_isABestRewardThatRepeatsOften() {
    assertThat(summary(1, 2, 2, 3, 3, 3, 3).ceiling()).hasValue(3);
    assertThat(summary(1, 2, 2, 3, 3, 3).ceiling()).isEmpty();
    assertThat(summary(1, 2, 3, 3).ceiling()).isEmpty();
  }

  @Test
  void ceiling_ofTwoValues_isTheHigherIfObservedThreeTimes() {
    assertThat(summary(0, 0, 0, 0, 0, 0, 0, 1, 1, 1).ceiling()).hasValue(1);
    assertThat(summary(0, 0, 0, 0, 0, 0, 0, 1, 1).ceiling()).isEmpty();
  }

  @Test
  void ceiling_isTheHighestOfTheRangeIfObservedOnce() {
    assertThat(summary(RewardRange.of(0, 3), 1, 2, 2, 3).ceiling()).hasValue(3);
    assertThat(summary(RewardRange.of(0, 4), 1, 2, 2, 3).ceiling()).isEmpty();
    assertThat(summary().ceiling()).isEmpty();
  }

  @Test
  void hasTies_ifMoreThanAFewAreEqual() {
    assertThat(summary(1, 2, 2, 3, 4, 5).hasTies()).isTrue();
    assertThat(summary(1, 2, 2, 3, 4, 5, 6).hasTies()).isFalse();
    assertThat(summary(1, 2, 3, 4, 5, 6).hasTies()).isFalse();
  }

  @Test
  void atom_isTheLeastRewardIfItAloneRepeatsOrRewardsPileUpThere() {
    assertThat(summary(0, 0, 0, 1, 2, 3, 4, 5, 6).atom()).hasValue(0);
    assertThat(summary(0, 0, 0, 1, 2, 3, 4, 5).atom()).as("too few others").isEmpty();
    assertThat(summary(0, 0, 0, 1, 1, 2, 2, 3, 3).atom()).as("others repeat").isEmpty();
    assertThat(summary(0, 0, 0, 0, 1, 1, 2, 2, 3, 3).atom()).as("pile up").hasValue(0);
    assertThat(summary(0, 0, 1, 2, 2, 3, 3, 4, 5).atom()).as("twice").isEmpty();
    assertThat(summary(0, 1, 2, 3, 4, 5, 6).atom()).as("none repeats").isEmpty();
    assertThat(summary(0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 6, 6).atom())
        .as("the best repeats")
        .isEmpty();
    assertThat(summary(0, 0, 0, 1, 1, 1, 1, 1, 1).atom()).as("two values").isEmpty();
    assertThat(summary().atom()).isEmpty();
  }

  @Test
  void above_leavesOutPromptsWithoutRewardsThere() {
    BatchSummary summary = BatchSummary.of(RewardSamples.of(
        UNBOUNDED,
        RewardSamples.of(UNBOUNDED, new double[] {0, 9}, new double[] {0}),
        new double[] {0, 3, 2},
        new double[] {0, 0},
        new double[] {4}));
    BatchSummary above = summary.above(0, 9);
    assertThat(above.components()).isDeepEqualTo(new double[][] {{2, 3}, {4}, {9}});
    assertThat(above.componentOf(0)).isZero();
    assertThat(above.componentOf(1)).isNegative();
    assertThat(above.componentOf(2)).isEqualTo(1);
    assertThat(above.hasTies()).isFalse();
  }

  /** Of 300 prompts 128, evenly spaced, and of 100 earlier ones 32: the last of each is left out. */
  @Test
  void of_manyPrompts_takesSome() {
    double[][] rewards = new double[300][];
    double[][] earlier = new double[100][];
    for (int prompt = 0; prompt < 300; prompt++) {
      rewards[prompt] = new double[] {prompt};
      earlier[prompt / 3] = new double[] {-1 - prompt / 3};
    }
    BatchSummary summary =
        BatchSummary.of(RewardSamples.of(UNBOUNDED, RewardSamples.of(UNBOUNDED, earlier), rewards));
    assertThat(summary.prompts()).hasSize(128).startsWith(0, 2, 4, 7).endsWith(295, 297);
    assertThat(summary.components()).hasDimensions(160, 1);
    assertThat(summary.componentOf(7)).isEqualTo(3);
    assertThat(summary.componentOf(8)).isNegative();
    assertThat(summary.bottom()).isEqualTo(-97);
    assertThat(summary.top()).isEqualTo(297);
  }

  /** Means 1 and 5 of 2 and 2 rewards, with deviations of 1: within is 4 / 2 = 2, between (16 - 2) / 2 = 7. */
  @Test
  void analysisOfVariance_ofTwoPrompts() {
    BatchSummary summary = Fits.summary(new double[] {0, 2}, new double[] {6, 4});
    assertThat(summary.intraclassCorrelation()).isCloseTo(7 / 9.0, within(1e-12));
    assertThat(summary.deviationWithin()).isCloseTo(Math.sqrt(2), within(1e-12));
    assertThat(BatchSummary.deviation(summary.components())).isCloseTo(3, within(1e-12));
  }

  /** Of one prompt, and of prompts with one reward each, the variance is that of all rewards, with divisor n - 1. */
  @Test
  void analysisOfVariance_withoutReplication() {
    for (double[][] rewards : new double[][][] {{{1, 2, 6}}, {{1}, {2}, {6}}}) {
      BatchSummary summary = Fits.summary(rewards);
      assertThat(summary.intraclassCorrelation()).isZero();
      assertThat(summary.deviationWithin()).isCloseTo(Math.sqrt(7), within(1e-12));
      assertThat(BatchSummary.deviation(rewards)).isCloseTo(Math.sqrt(7), within(1e-12));
    }
  }

  /** Squares of such rewards are infinite or 0. */
  @ParameterizedTest
  @ValueSource(doubles = {0x1p1000, 0x1p-1000})
  void analysisOfVariance_ofAnyMagnitude(double unit) {
    BatchSummary summary =
        Fits.summary(new double[] {0, 2 * unit}, new double[] {6 * unit, 4 * unit});
    assertThat(summary.intraclassCorrelation()).isCloseTo(7 / 9.0, within(1e-12));
    assertThat(summary.deviationWithin() / unit).isCloseTo(Math.sqrt(2), within(1e-12));
    assertThat(BatchSummary.deviation(summary.components()) / unit).isCloseTo(3, within(1e-12));
  }
}
