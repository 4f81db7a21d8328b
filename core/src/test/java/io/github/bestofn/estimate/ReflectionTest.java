package io.github.bestofn.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.estimate.numeric.NormalTail;
import io.github.bestofn.spi.RewardRange;
import java.util.List;
import java.util.PrimitiveIterator;
import org.apache.commons.math3.special.Erf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Kernel estimates within a range, of any bandwidth, and of a single kernel. */
final class ReflectionTest {

  private static final double[] REWARDS = {0.2, 0.9, 0.4, 0.7, 0.95};
  private static final int[] DRAWS = {0, 1, 20, 1000, 100_000};

  static List<Golden.Gaussian> golden() {
    return Golden.read().gaussian();
  }

  /** The formula of Silverman, with Commons Math's error function. */
  @ParameterizedTest
  @CsvSource({
    "0, 1, 0.05",
    "0, 1, 0.3",
    "0, 1, 1",
    "0, Infinity, 0.3",
    "-Infinity, 1, 0.3",
    "-1e9, 1, 0.1"
  })
  void probabilities_areReflected(double lowest, double highest, double h) {
    RewardDistribution kde = kde(RewardRange.of(lowest, highest), h, REWARDS);
    double lost = above(h, 2 * highest - lowest) + below(h, 2 * lowest - highest);
    lost = Double.isNaN(lost) ? 0 : lost;
    for (double x = 0.01; x < 1; x += 0.0573) {
      double expected = above(h, x) - above(h, 2 * highest - x) + below(h, 2 * lowest - x);
      expected -= Double.isInfinite(highest) || Double.isInfinite(lowest)
          ? 0
          : below(h, 2 * lowest - highest);
      expected /= 1 - lost;
      assertThat(kde.survivalProbability(x)).isCloseTo(expected, within(1e-11));
      assertThat(kde.cumulativeProbability(x)).isCloseTo(1 - expected, within(1e-11));
    }
    assertThat(kde.survivalProbability(lowest - 1e-9)).isEqualTo(1);
    assertThat(kde.cumulativeProbability(lowest - 1e-9)).isZero();
    assertThat(kde.survivalProbability(highest)).isZero();
    assertThat(kde.cumulativeProbability(highest)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.1, 0.5, 3, 1e4})
  void marginalGains_areThatOfTheirProbabilities(double h) {
    RewardDistribution kde = kde(RewardRange.binary(), h, REWARDS);
    for (double incumbent : new double[] {0.95, 0.999}) {
      for (int j : DRAWS) {
        double expected = Gains.bounded(kde::survivalProbability, incumbent, 1, j);
        assertThat(Gains.at(j, kde.marginalGains(incumbent)))
            .as("gain %s from %s", j, incumbent)
            .isCloseTo(expected, within(1e-6 * expected + 1e-300));
      }
    }
  }

  /** Kernels much wider than the range fill it evenly: F(x) = (x - 2) / 3. */
  @ParameterizedTest
  @ValueSource(doubles = {1e5, 1e9, 1e150})
  void marginalGains_ofKernelsWiderThanTheRange_areThoseOfAUniformDistribution(double h) {
    RewardDistribution kde = kde(RewardRange.of(2, 5), h, 2.5, 4);
    for (int j : DRAWS) {
      double expected = 3 / ((j + 1.0) * (j + 2.0));
      assertThat(Gains.at(j, kde.marginalGains(2))).isCloseTo(expected, within(1e-6 * expected));
      assertThat(Gains.at(j, kde.marginalGains(-1)))
          .isCloseTo(expected + (j == 0 ? 3 : 0), within(1e-6 * expected));
    }
    assertThat(kde.survivalProbability(4)).isCloseTo(1 / 3.0, within(1e-9));
    assertThat(kde.cumulativeProbability(4)).isCloseTo(2 / 3.0, within(1e-9));
    assertThat(kde.survivalProbability(5 - 1e-7)).isCloseTo(1e-7 / 3, within(1e-15));
  }

  /**
   * Close to the ceiling the density is that of F at 1, twice the kernel's: gain 0 is f room^2 / 2.
   */
  @Test
  void marginalGains_areAccurateNextToTheCeiling() {
    RewardDistribution kde = kde(RewardRange.of(-50, 1), 1, 1);
    double density = 2 / Math.sqrt(2 * Math.PI);
    for (double room : new double[] {1e-3, 1e-5, 1e-7}) {
      double above = 1 - (1 - room);
      double expected = density * above * above / 2;
      assertThat(kde.marginalGains(1 - room).nextDouble())
          .isCloseTo(expected, within(1e-6 * expected));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 1.5, Double.MAX_VALUE})
  void marginalGains_atTheCeiling_areZero(double incumbent) {
    for (double h : new double[] {1e-9, 0.3, 1e9}) {
      PrimitiveIterator.OfDouble gains =
          kde(RewardRange.binary(), h, 0.2, 1, 0.4).marginalGains(incumbent);
      assertThat(gains.hasNext()).isTrue();
      assertThat(gains.nextDouble()).isZero();
      assertThat(gains.nextDouble()).isZero();
    }
  }

  /** Kernels so narrow that F is a step function but for the last step. F is 0, 1/3 and 2/3. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-3, 1e-9, 1e-150, 1e-300})
  void marginalGains_ofNarrowKernels_areSteps(double h) {
    RewardDistribution kde = kde(RewardRange.unbounded(), h, 5, 2, 1000);
    for (int j : new int[] {0, 1, 10}) {
      double expected =
          (j == 0 ? 1 : 0) + 3 * Math.pow(1 / 3.0, j) * 2 / 3 + 995 * Math.pow(2 / 3.0, j) / 3;
      assertThat(Gains.at(j, kde.marginalGains(1)))
          .isCloseTo(expected, within(1e-9 * expected + 3 * h));
      assertThat(Gains.at(j, kde.marginalGains(1000)))
          .isCloseTo(
              h * Gains.integral(new double[] {0, -1e3, -1e4}, 1, 0, 1e9, j), within(1e-8 * h));
    }
  }

  /**
   * 200 clusters of 5 rewards, each by itself: the steps between them, as narrow kernels see them.
   */
  @Test
  void marginalGains_ofManyNarrowKernels_areSteps() {
    double[] rewards = new double[1000];
    for (int k = 0; k < rewards.length; k++) {
      rewards[k] = Math.floorDiv(k, 5) + 1e-10 * (k % 5);
    }
    RewardDistribution kde = kde(RewardRange.unbounded(), 1e-10, rewards);
    RewardDistribution steps = new Empirical(rewards);
    for (int j : new int[] {0, 1, 10, 50}) {
      for (double incumbent : new double[] {-3, 17.5, 150}) {
        double expected = Gains.at(j, steps.marginalGains(incumbent));
        assertThat(Gains.at(j, kde.marginalGains(incumbent)))
            .isCloseTo(expected, within(1e-7 * expected));
      }
    }
  }

  /** Two clusters at several distances, just merged and just not: no gap and no overlap. */
  @ParameterizedTest
  @ValueSource(doubles = {14, 15, 15.7, 15.8, 16, 20, 100})
  void marginalGains_bridgeAnyGap(double distance) {
    double[] rewards = {0, -0.5, -distance, -distance - 1, -distance - 16};
    RewardDistribution kde = kde(RewardRange.unbounded(), 1, rewards);
    for (double incumbent : new double[] {-distance - 30, -distance - 3, -distance + 8, -5, 0}) {
      for (int j : new int[] {0, 1, 7, 100}) {
        double expected = Gains.integral(rewards, 1, incumbent, 1e9, j);
        assertThat(Gains.at(j, kde.marginalGains(incumbent)))
            .as("gain %s from %s", j, incumbent)
            .isCloseTo(expected, within(1e-7 * expected));
      }
    }
  }

  /** A fixed bandwidth is one for a single reward, and for equal ones, too. */
  @Test
  void fixed_ofASingleReward_isNormal() {
    for (double[] rewards : new double[][] {{3}, {3, 3, 3}}) {
      RewardDistribution kde = kde(RewardRange.unbounded(), 0.5, rewards);
      assertThat(kde.survivalProbability(3.5)).isCloseTo(NormalTail.above(1), within(1e-15));
      assertThat(kde.marginalGains(3).nextDouble())
          .isCloseTo(0.5 / Math.sqrt(2 * Math.PI), within(1e-9));
    }
  }

  /** Two rewards at a distance of sd / sqrt(2) on either side of the mean have that deviation. */
  @ParameterizedTest
  @MethodSource("golden")
  void gaussian_isThatOfScipy(Golden.Gaussian golden) {
    double side = golden.sd() / Math.sqrt(2);
    RewardDistribution normal = Estimators.gaussian()
        .estimate(RewardSamples.of(
            RewardRange.unbounded(), new double[] {golden.mean() - side, golden.mean() + side}))
        .get(0);

    assertThat(normal.survivalProbability(golden.mean() + golden.sd()))
        .isCloseTo(NormalTail.above(1), within(1e-14));
    golden
        .marginalGains()
        .forEach((j, expected) -> assertThat(Gains.at(j, normal.marginalGains(golden.incumbent())))
            .as("gain %s", j)
            .isCloseTo(expected, within(1e-6 * expected)));
  }

  /** Mean 1/2, deviation 1/sqrt(2), within [0, 1]. */
  @Test
  void gaussian_isReflected() {
    RewardDistribution normal = Estimators.gaussian()
        .estimate(RewardSamples.of(RewardRange.binary(), new double[] {0, 1}))
        .get(0);

    assertThat(normal.survivalProbability(0.5)).isCloseTo(0.5, within(1e-12));
    assertThat(normal.survivalProbability(0.75))
        .isCloseTo(
            kde(RewardRange.binary(), Math.sqrt(0.5), 0.5).survivalProbability(0.75),
            within(1e-14));
    assertThat(normal.marginalGains(1).nextDouble()).isZero();
  }

  @Test
  void gaussian_isEmpirical_withoutDeviation() {
    for (double[] rewards : new double[][] {{3}, {3, 3, 3}, {0, Double.MIN_VALUE}}) {
      assertThat(GaussianKde.normal(rewards, RewardRange.unbounded()))
          .isInstanceOf(Empirical.class);
    }
  }

  private static RewardDistribution kde(RewardRange range, double h, double... rewards) {
    return Estimators.kde(Bandwidth.fixed(h))
        .estimate(RewardSamples.of(range, rewards))
        .get(0);
  }

  private static double above(double h, double x) {
    double sum = 0;
    for (double reward : REWARDS) {
      sum += 0.5 * Erf.erfc((x - reward) / h / Math.sqrt(2));
    }
    return sum / REWARDS.length;
  }

  private static double below(double h, double x) {
    double sum = 0;
    for (double reward : REWARDS) {
      sum += 0.5 * Erf.erfc((reward - x) / h / Math.sqrt(2));
    }
    return sum / REWARDS.length;
  }
}
