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
}
