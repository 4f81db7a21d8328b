package io.github.bestofn.estimate.bayes;

import static io.github.bestofn.estimate.bayes.Fits.NO_END;
import static io.github.bestofn.estimate.bayes.PredictiveModel.NOT_FITTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.spi.RewardRange;
import org.junit.jupiter.api.Test;

class CompletePoolingTest {

  private static CompletePooling pooled(double highest, double[]... rewards) {
    RewardRange range = RewardRange.of(0, highest);
    return new CompletePooling(BatchSummary.of(RewardSamples.of(range, rewards)), highest);
  }

  /** Of eight rewards three are 1 and three are 2, the highest: above 0.5 a draw adds 0.5 with 3 / 8, 1.5 with 3 / 8. */
  @Test
  void gains_areThoseOfAllRewards() {
    CompletePooling pooled = pooled(2, new double[] {0, 1, 1, 2}, new double[] {0.5, 1, 2, 2});
    double[] gains = Fits.gains(pooled, 0.5, 2);
    assertThat(gains[0]).isCloseTo(0.5 * 6 / 8 + 3 / 8.0, within(1e-12));
    assertThat(gains[1]).isCloseTo(0.5 * 2 / 8 * 6 / 8 + 5 / 8.0 * 3 / 8, within(1e-12));
    assertThat(Fits.gains(pooled, 2, 2)).containsOnly(0);
    assertThat(pooled.survival(1)).isEqualTo(3 / 8.0);
    assertThat(pooled.survival(0)).isEqualTo(7 / 8.0);
    assertThat(pooled.survival(-0.1)).isEqualTo(1);
    assertThat(pooled.survival(2)).isZero();
  }

  @Test
  void posterior_doesNotDependOnThePrompt() {
    CompletePooling pooled = pooled(NO_END, new double[] {0, 1, 1, 2}, new double[] {0, 1, 2, 2});
    assertThat(pooled.posterior(new double[] {0, 0, 0}, 0).survival(0.5))
        .isEqualTo(pooled.posterior(new double[] {2}, NOT_FITTED).survival(0.5));
  }

  /**
   * Of eleven rewards the best three exceed the fourth by 4 on average: the tail beyond has that mean, the weight of one
   * reward in twelve, and ends at 7 + 16, or at the end of the range.
   */
  @Test
  void tail_isExponential() {
    double[] rewards = {0, 0, 0, 0, 0, 0, 0, 1, 3, 5, 7};
    CompletePooling pooled = pooled(NO_END, rewards);
    double whole = 4 * (1 - Math.exp(-4)) / 12;
    assertThat(Fits.gain(pooled, 7)).isCloseTo(whole, within(0.002 * whole));
    assertThat(pooled.survival(22.9)).isPositive();
    assertThat(pooled.survival(23)).isZero();
    CompletePooling ending = pooled(9, rewards);
    double part = 4 * (1 - Math.exp(-0.5)) / 12;
    assertThat(Fits.gain(ending, 7)).isCloseTo(part, within(0.002 * part));
    assertThat(ending.survival(9.5)).isZero();
  }
}
