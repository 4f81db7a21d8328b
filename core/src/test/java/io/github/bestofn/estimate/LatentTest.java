package io.github.bestofn.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.spi.RewardRange;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatentTest {

  private static double[] gains(Pooling.Opinion opinion, double incumbent) {
    double[] gains = new double[6];
    opinion.addGains(incumbent, Double.POSITIVE_INFINITY, 1, gains);
    return gains;
  }

  /** One more reward at a time comes to what all of them at once do, and leaves earlier opinions as they were. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void rewardsAreTakenInOneByOne(boolean isTied) {
    var random = new Random(3);
    double[][] rewards = new double[4][12];
    for (double[] own : rewards) {
      Arrays.setAll(
          own, k -> isTied ? random.nextInt(4) : random.nextGaussian() + own.length / 12.0);
    }
    var spread = RewardSpread.of(RewardSamples.of(RewardRange.unbounded(), rewards));
    Latent latent = Latent.of(spread, new double[] {0}, Double.POSITIVE_INFINITY);
    int stranger = rewards.length;
    double[] own = {0.5, 1, 2, 0, 1.5};
    Pooling.Opinion earlier = latent.opinion(stranger, new double[] {own[0]}, null);
    double[] before = gains(earlier, 1);

    Pooling.Opinion byAndBy = earlier;
    for (int n = 2; n <= own.length; n++) {
      byAndBy = latent.opinion(stranger, Arrays.copyOf(own, n), byAndBy);
    }
    double[] expected = gains(latent.opinion(stranger, own, null), 1);
    assertThat(gains(byAndBy, 1)).containsExactly(expected, within(1e-6));
    assertThat(gains(latent.opinion(stranger, own, earlier), 1))
        .containsExactly(expected, within(1e-6));
    assertThat(gains(earlier, 1)).isEqualTo(before).isNotEqualTo(expected);
  }
}
