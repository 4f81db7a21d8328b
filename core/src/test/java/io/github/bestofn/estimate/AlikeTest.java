package io.github.bestofn.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.spi.RewardRange;
import org.junit.jupiter.api.Test;

class AlikeTest {

  private static final double NO_END = Double.POSITIVE_INFINITY;

  private static Alike alike(double least, double highest, double[]... rewards) {
    RewardRange range = RewardRange.of(0, highest);
    return new Alike(RewardSpread.of(RewardSamples.of(range, rewards)), least, highest);
  }

  private static double[] gains(Alike alike, double incumbent, int count) {
    double[] gains = new double[count];
    alike.opinion(0, new double[] {incumbent}).addGains(incumbent, NO_END, 1, gains);
    return gains;
  }

  /** Of eight rewards three are 1 and three are 2, the highest: from 0.5 on a draw adds 0.5 with 3 / 8, 1.5 with 3 / 8. */
  @Test
  void whatOthersHadIsWhatThereIsToGain() {
    double[][] rewards = {{0, 1, 1, 2}, {0.5, 1, 2, 2}};
    Alike alike = alike(0.5, 2, rewards);
    double[] gains = gains(alike, 0.5, 2);
    assertThat(gains[0]).isCloseTo(0.5 * 6 / 8 + 3 / 8.0, within(1e-12));
    assertThat(gains[1]).isCloseTo(0.5 * 2 / 8 * 6 / 8 + 5 / 8.0 * 3 / 8, within(1e-12));
    assertThat(gains(alike, 2, 2)).containsOnly(0);
    assertThat(alike.survival(1)).isEqualTo(3 / 8.0);
    assertThat(alike.survival(2)).isZero();
  }

  @Test
  void aPromptsOwnRewardsSayNothing() {
    Alike alike = alike(0, NO_END, new double[] {0, 1, 1, 2}, new double[] {0, 1, 2, 2});
    assertThat(alike.opinion(0, new double[] {0, 0, 0}).survival(0.5))
        .isEqualTo(alike.opinion(1, new double[] {2}).survival(0.5));
  }

  /**
   * Of eleven rewards the best three exceed the fourth by 4 on average: the tail beyond has that mean, the weight of one
   * reward in twelve, and ends at 16, or at the end of the range.
   */
  @Test
  void theTailBeyondIsExponential() {
    double[] rewards = {0, 0, 0, 0, 0, 0, 0, 1, 3, 5, 7};
    Alike alike = alike(0, NO_END, rewards);
    double whole = 4 * (1 - Math.exp(-4)) / 12;
    assertThat(gains(alike, 7, 1)[0]).isCloseTo(whole, within(0.002 * whole));
    Alike ending = alike(0, 9, rewards);
    double part = 4 * (1 - Math.exp(-0.5)) / 12;
    assertThat(gains(ending, 7, 1)[0]).isCloseTo(part, within(0.002 * part));
    assertThat(ending.survival(9.5)).isZero();
  }
}
