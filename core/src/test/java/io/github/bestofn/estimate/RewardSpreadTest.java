package io.github.bestofn.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.spi.RewardRange;
import org.junit.jupiter.api.Test;

class RewardSpreadTest {

  private static RewardSpread spread(RewardRange range, double... rewards) {
    return RewardSpread.of(RewardSamples.of(range, rewards));
  }

  private static RewardSpread spread(double... rewards) {
    return spread(RewardRange.unbounded(), rewards);
  }

  @Test
  void theCeiling_isABestRewardSeenOften() {
    assertThat(spread(1, 2, 2, 3, 3, 3, 3).ceiling()).hasValue(3);
    assertThat(spread(1, 2, 2, 3, 3, 3).ceiling()).isEmpty();
    assertThat(spread(1, 2, 3, 3).ceiling()).isEmpty();
  }

  @Test
  void theHigherOfTwoValues_isTheCeilingIfSeenThreeTimes() {
    assertThat(spread(0, 0, 0, 0, 0, 0, 0, 1, 1, 1).ceiling()).hasValue(1);
    assertThat(spread(0, 0, 0, 0, 0, 0, 0, 1, 1).ceiling()).isEmpty();
  }

  @Test
  void theHighestOfTheRange_isTheCeilingIfSeenOnce() {
    assertThat(spread(RewardRange.of(0, 3), 1, 2, 2, 3).ceiling()).hasValue(3);
    assertThat(spread(RewardRange.of(0, 4), 1, 2, 2, 3).ceiling()).isEmpty();
    assertThat(spread().ceiling()).isEmpty();
  }

  @Test
  void rewardsRepeat_ifMoreThanAFewAreEqual() {
    assertThat(spread(1, 2, 2, 3, 4, 5).hasTies()).isTrue();
    assertThat(spread(1, 2, 2, 3, 4, 5, 6).hasTies()).isFalse();
    assertThat(spread(1, 2, 3, 4, 5, 6).hasTies()).isFalse();
  }

  @Test
  void theLeast_standsApartIfItAloneRepeats() {
    assertThat(spread(0, 0, 0, 1, 2, 3, 4, 5, 6).atom()).hasValue(0);
    assertThat(spread(0, 0, 0, 1, 2, 3, 4, 5).atom()).as("too few others").isEmpty();
    assertThat(spread(0, 0, 0, 1, 2, 2, 3, 4, 5).atom()).as("others repeat").isEmpty();
    assertThat(spread(0, 1, 2, 3, 4, 5, 6).atom()).as("none repeats").isEmpty();
    assertThat(spread(0, 0, 0, 1, 2, 3, 4, 5, 6, 6, 6).atom())
        .as("the best repeats")
        .isEmpty();
    assertThat(spread().atom()).isEmpty();
  }

  @Test
  void whatIsAbove_leavesOutPromptsThatHaveNothingThere() {
    RewardSpread spread = RewardSpread.of(RewardSamples.of(
        RewardRange.unbounded(),
        RewardSamples.of(RewardRange.unbounded(), new double[] {0, 9}, new double[] {0}),
        new double[] {0, 3, 2},
        new double[] {0, 0},
        new double[] {4}));
    RewardSpread above = spread.above(0);
    assertThat(above.components()).isDeepEqualTo(new double[][] {{2, 3}, {4}, {9}});
    assertThat(above.componentOf(0)).isZero();
    assertThat(above.componentOf(1)).isNegative();
    assertThat(above.componentOf(2)).isEqualTo(1);
    assertThat(above.hasTies()).isFalse();
  }
}
