package io.github.bestofn.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.estimate.numeric.NormalTail;
import io.github.bestofn.spi.RewardRange;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GaussianKdeTest {

  private static final RewardRange UNBOUNDED = RewardRange.unbounded();
  private static final double[] REWARDS = {0.5, -1.25, 2, 0.25, -0.75, 1.5, 0};

  static List<Golden.Kde> golden() {
    return Golden.read().kdeScott();
  }

  @ParameterizedTest
  @MethodSource("golden")
  void bandwidth_isScotts(Golden.Kde golden) {
    assertThat(kde(Golden.array(golden.rewards())).bandwidth())
        .isCloseTo(golden.bandwidth(), within(1e-14 * golden.bandwidth()));
  }

  @ParameterizedTest
  @MethodSource("golden")
  void probabilities_areThoseOfScipy(Golden.Kde golden) {
    GaussianKde kde = kde(Golden.array(golden.rewards()));

    for (int k = 0; k < golden.points().size(); k++) {
      double x = golden.points().get(k);
      double expected = golden.cdf().get(k);
      assertThat(kde.cumulativeProbability(x)).isCloseTo(expected, within(1e-12));
      assertThat(kde.survivalProbability(x)).isCloseTo(1 - expected, within(1e-12));
    }
  }

  @ParameterizedTest
  @MethodSource("golden")
  void marginalGains_areThoseOfScipy(Golden.Kde golden) {
    GaussianKde kde = kde(Golden.array(golden.rewards()));

    golden
        .marginalGains()
        .forEach((j, expected) -> assertThat(Gains.at(j, kde.marginalGains(golden.incumbent())))
            .as("gain %s", j)
            .isCloseTo(expected, within(1e-6 * expected)));
  }

  /** Far above the rewards 1 - F would be 0 from 8.3 bandwidths on. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 3, 9, 12, 30})
  void survivalProbability_isAccurateInTheTail(double bandwidths) {
    GaussianKde kde = kde(0, 1);
    double h = Math.sqrt(0.5) * Math.pow(2, -0.2);
    double expected = (NormalTail.above(bandwidths) + NormalTail.above(bandwidths + 1 / h)) / 2;

    assertThat(kde.survivalProbability(1 + bandwidths * h))
        .isCloseTo(expected, within(1e-12 * expected));
    assertThat(kde.cumulativeProbability(-bandwidths * h))
        .isCloseTo(expected, within(1e-12 * expected));
  }

  /** The relative accuracy promised, 1e-6, from Simpson's rule on 4096 steps. */
  @ParameterizedTest
  @CsvSource({
    "-20, 0",
    "-20, 1",
    "-20, 100",
    "-20, 100000",
    "-3, 0",
    "-3, 1",
    "-3, 100",
    "-3, 100000",
    "0, 0",
    "0, 1",
    "0, 100",
    "0, 10000",
    "0, 100000",
    "0.7, 0",
    "0.7, 10",
    "0.7, 100000",
    "3, 0",
    "3, 100",
    "3, 100000",
    "10, 0",
    "10, 100",
    "10, 100000",
    "25, 0",
    "25, 100000"
  })
  void marginalGains_matchIntegrals(double bandwidthsAboveBest, int j) {
    Random random = new Random(5);
    for (int n : new int[] {2, 3, 7, 40}) {
      double[] rewards = random.doubles(n, 0, 1).map(x -> x * x).toArray();
      GaussianKde kde = kde(rewards);
      double incumbent = max(rewards) + bandwidthsAboveBest * kde.bandwidth();
      double expected =
          Gains.integral(rewards, kde.bandwidth(), incumbent, Double.POSITIVE_INFINITY, j);

      assertThat(Gains.at(j, kde.marginalGains(incumbent)))
          .as("n = %s", n)
          .isCloseTo(expected, within(1e-6 * expected));
    }
  }

  /** Two clusters far apart: most of the way between them F is 1/2 and nothing happens. */
  @Test
  void marginalGains_bridgeGaps() {
    double[] rewards = new double[100];
    for (int k = 0; k < rewards.length; k++) {
      rewards[k] = k * 1e-3 + (k == 99 ? 1000 : 0);
    }
    GaussianKde kde = kde(rewards);

    for (int j : new int[] {0, 1, 50, 1000}) {
      double expected = Gains.integral(rewards, kde.bandwidth(), 0.05, Double.POSITIVE_INFINITY, j);
      assertThat(Gains.at(j, kde.marginalGains(0.05))).isCloseTo(expected, within(1e-6 * expected));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 1.5})
  void marginalGains_isZeroAtTheHighestReward(double incumbent) {
    PrimitiveIterator.OfDouble gains =
        kde(RewardRange.binary(), 0.2, 1, 0.4).marginalGains(incumbent);

    assertThat(gains.hasNext()).isTrue();
    assertThat(gains.nextDouble()).isZero();
    assertThat(gains.nextDouble()).isZero();
  }

  /** Powers of two change no digit, only the exponent: 2^498 is about 1e150. */
  @ParameterizedTest
  @ValueSource(ints = {-498, -40, 40, 498})
  void everything_scales(int exponent) {
    double scale = Math.scalb(1.0, exponent);
    GaussianKde scaled = kde(scale(REWARDS, scale));
    GaussianKde kde = kde(REWARDS);

    assertThat(scaled.bandwidth()).isEqualTo(scale * kde.bandwidth());
    assertThat(scaled.survivalProbability(3 * scale)).isEqualTo(kde.survivalProbability(3));
    for (double incumbent : new double[] {-50, -1, 2, 5, 9}) {
      for (int j : new int[] {0, 1, 1000}) {
        assertThat(Gains.at(j, scaled.marginalGains(incumbent * scale)))
            .isEqualTo(scale * Gains.at(j, kde.marginalGains(incumbent)));
      }
    }
  }

  /** The rewards are multiples of 1/4, so that adding a million to them is exact. */
  @Test
  void everything_shifts() {
    double shift = 1e6;
    double[] far = REWARDS.clone();
    for (int k = 0; k < far.length; k++) {
      far[k] += shift;
    }

    for (int j : new int[] {0, 1, 1000}) {
      double expected = Gains.at(j, kde(REWARDS).marginalGains(2.5));
      assertThat(Gains.at(j, kde(far).marginalGains(2.5 + shift)))
          .isCloseTo(expected, within(1e-13 * expected));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e4, 1e300, Double.MAX_VALUE})
  void marginalGains_vanishFarAboveTheRewards(double incumbent) {
    assertThat(kde(REWARDS).marginalGains(incumbent).nextDouble()).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1e4, -1e300})
  void marginalGains_ofAnIncumbentFarBelow_areTheWayToTheMean(double incumbent) {
    assertThat(kde(REWARDS).marginalGains(incumbent).nextDouble())
        .isCloseTo(2.25 / 7 - incumbent, within(-1e-9 * incumbent));
  }

  @Test
  void of_isEmpirical_whenTheBandwidthIsZero() {
    assertThat(GaussianKde.of(new double[] {3}, UNBOUNDED, Bandwidth.scott()))
        .isInstanceOf(Empirical.class);
    assertThat(GaussianKde.of(new double[] {3, 3, 3}, UNBOUNDED, Bandwidth.scott()))
        .isInstanceOf(Empirical.class);
    assertThat(GaussianKde.of(new double[] {0, Double.MIN_VALUE}, UNBOUNDED, Bandwidth.scott()))
        .isInstanceOf(Empirical.class);
    assertThat(GaussianKde.of(new double[] {0.0, -0.0}, UNBOUNDED, Bandwidth.scott()))
        .isInstanceOf(Empirical.class);
  }

  @Test
  void of_copiesTheRewards() {
    double[] rewards = REWARDS.clone();
    GaussianKde kde = kde(rewards);
    double before = kde.cumulativeProbability(0);
    rewards[0] = 100;

    assertThat(kde.cumulativeProbability(0)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void marginalGains_refuseAnIncumbentThatIsNotFinite(double incumbent) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kde(REWARDS).marginalGains(incumbent))
        .withMessage("incumbent must be finite, but was " + incumbent);
  }

  private static GaussianKde kde(double... rewards) {
    return kde(UNBOUNDED, rewards);
  }

  private static GaussianKde kde(RewardRange range, double... rewards) {
    return (GaussianKde) GaussianKde.of(rewards, range, Bandwidth.scott());
  }

  private static double max(double[] rewards) {
    double max = Double.NEGATIVE_INFINITY;
    for (double reward : rewards) {
      max = Math.max(max, reward);
    }
    return max;
  }

  private static double[] scale(double[] rewards, double scale) {
    double[] scaled = rewards.clone();
    for (int k = 0; k < scaled.length; k++) {
      scaled[k] *= scale;
    }
    return scaled;
  }
}
