package io.github.bestofn.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.estimate.numeric.NormalTail;
import io.github.bestofn.estimate.numeric.StudentTail;
import io.github.bestofn.spi.RewardRange;
import java.util.List;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.special.Beta;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StudentTTest {

  private static final RewardRange UNBOUNDED = RewardRange.unbounded();
  private static final int[] DRAWS = {0, 1, 2, 10, 100, 1000, 100_000};

  /**
   * The posterior predictive by its definition: given the variance v the next reward is normal
   * about the mean with variance v (1 + 1/n), and v is inverse gamma with n + 1 degrees of freedom,
   * of sum of squares 2 s0^2 + (n - 1) s^2. Pooled variance (2 + 6) / 3 from squares 2 (one degree)
   * and 6 (two).
   */
  @Test
  void studentT_isThePosteriorPredictive() {
    List<RewardDistribution> distributions = Estimators.studentT()
        .estimate(RewardSamples.of(
            UNBOUNDED, new double[] {0, 2}, new double[] {1, 4, 1}, new double[] {5}));
    double prior = 2 * 8 / 3.0;

    for (double x : new double[] {-7, -1, 0, 1, 2, 3.5, 10}) {
      assertThat(distributions.get(0).survivalProbability(x))
          .isCloseTo(predictive(x - 1, 3, prior + 2, 1.5), within(1e-9));
      assertThat(distributions.get(1).survivalProbability(x))
          .isCloseTo(predictive(x - 2, 4, prior + 6, 4 / 3.0), within(1e-9));
      assertThat(distributions.get(2).survivalProbability(x))
          .isCloseTo(predictive(x - 5, 2, prior, 2), within(1e-9));
    }
  }

  private static double predictive(double above, double degrees, double squares, double factor) {
    double sum = 0;
    double weights = 0;
    for (double log = -12; log < 50; log += 1.0 / 128) {
      double variance = Math.exp(log);
      double weight = Math.exp(-degrees / 2 * log - squares / (2 * variance));
      weights += weight;
      sum += weight * NormalTail.above(above / Math.sqrt(variance * factor));
    }
    return sum / weights;
  }

  /**
   * With two degrees of freedom the quantile of p is (2p - 1) / sqrt(2 p q), with derivative
   * (2 p q)^(-3/2): gain j &ge; 1 is 2^(-3/2) times the integral of p^(j - 3/2) q^(-1/2).
   */
  @ParameterizedTest
  @ValueSource(doubles = {-1e12, -1e3, -3, -0.5, 0, 0.7, 4, 1e3, 1e9, 1e100})
  void marginalGains_ofTwoDegrees_areTheClosedForm(double t) {
    RewardDistribution distribution = new StudentT(new StudentTail(2), 1, 3, UNBOUNDED);
    double incumbent = 1 + 3 * t;
    double r = Math.sqrt(2 + t * t);
    double first = t > 0 ? 3 / (r + t) : 1.5 * (r - t);
    assertThat(distribution.marginalGains(incumbent).nextDouble())
        .isCloseTo(first, within(1e-6 * first));
    for (int j : DRAWS) {
      if (j > 0 && t < 1e12) {
        double q = new StudentTail(2).above((incumbent - 1) / 3);
        double expected = 3
            * Math.pow(2, -1.5)
            * Math.exp(Beta.logBeta(0.5, j - 0.5))
            * Beta.regularizedBeta(q, 0.5, j - 0.5);
        assertThat(Gains.at(j, distribution.marginalGains(incumbent)))
            .as("gain %s", j)
            .isCloseTo(expected, within(1e-6 * expected));
      }
    }
  }

  /**
   * From Simpson's rule and Commons Math's distribution: in the middle, far below and far above.
   */
  @ParameterizedTest
  @CsvSource({
    "3, 0", "3, -4", "3, 50", "4, 1", "7, 0.5", "7, -6", "17, 2", "33, 0", "33, 6", "91, 0.1",
    "91, -5", "91, 12", "1000, 1"
  })
  void marginalGains_areIntegrals(int degrees, double t) {
    TDistribution expectedDistribution = new TDistribution(null, degrees);
    RewardDistribution distribution = new StudentT(new StudentTail(degrees), 0, 1, UNBOUNDED);
    for (int j : DRAWS) {
      double expected = Gains.unbounded(
          x -> expectedDistribution.cumulativeProbability(-x), t, 1 + Math.abs(t) / degrees, 28, j);
      assertThat(Gains.at(j, distribution.marginalGains(t)))
          .as("gain %s", j)
          .isCloseTo(expected, within(1e-6 * expected));
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 0", "2, 0.9", "3, 0.5", "5, 0.99", "17, 0.2", "91, 0.7"})
  void marginalGains_withinARange_areIntegrals(int degrees, double incumbent) {
    RewardDistribution distribution =
        new StudentT(new StudentTail(degrees), 0.4, 0.3, RewardRange.binary());
    for (int j : DRAWS) {
      double expected = Gains.bounded(distribution::survivalProbability, incumbent, 1, j);
      assertThat(Gains.at(j, distribution.marginalGains(incumbent)))
          .as("gain %s", j)
          .isCloseTo(expected, within(1e-6 * expected));
    }
    assertThat(distribution.marginalGains(1).nextDouble()).isZero();
    assertThat(distribution.marginalGains(2).nextDouble()).isZero();
    assertThat(distribution.marginalGains(-4).nextDouble())
        .isCloseTo(4 + distribution.marginalGains(0).nextDouble(), within(1e-12));
    assertThat(Gains.at(2, distribution.marginalGains(-4)))
        .isCloseTo(Gains.at(2, distribution.marginalGains(0)), within(1e-14));
  }

  @Test
  void probabilities_areConditionedOnTheRange() {
    RewardDistribution distribution =
        new StudentT(new StudentTail(3), 0.4, 0.3, RewardRange.binary());
    TDistribution t = new TDistribution(null, 3);
    double lowest = t.cumulativeProbability(-0.4 / 0.3);
    double mass = t.cumulativeProbability(2) - lowest;
    for (double x = 0; x < 1; x += 0.0625) {
      double expected = (t.cumulativeProbability((x - 0.4) / 0.3) - lowest) / mass;
      assertThat(distribution.cumulativeProbability(x)).isCloseTo(expected, within(1e-13));
      assertThat(distribution.survivalProbability(x)).isCloseTo(1 - expected, within(1e-13));
    }
    assertThat(distribution.survivalProbability(-0.001)).isEqualTo(1);
    assertThat(distribution.cumulativeProbability(-0.001)).isZero();
    assertThat(distribution.survivalProbability(1)).isZero();
    assertThat(distribution.cumulativeProbability(1)).isEqualTo(1);
  }

  /** One reward and no variance of its own: that of the others. */
  @Test
  void studentT_ofEqualRewards_hasTheVarianceOfTheOthers() {
    RewardDistribution distribution = Estimators.studentT()
        .estimate(RewardSamples.of(UNBOUNDED, new double[] {7, 7, 7}, new double[] {0, 2}))
        .get(0);
    double pooled = 2 / 3.0;
    double scale = Math.sqrt(2 * pooled / 4 * 4 / 3);

    assertThat(distribution.survivalProbability(7.5))
        .isCloseTo(new StudentTail(4).above(0.5 / scale), within(1e-13));
  }

  @Test
  void studentT_isEmpirical_whereNothingVaries() {
    for (double[][] rewards : new double[][][] {{{3}, {5}}, {{3, 3}, {5, 5}, {}}}) {
      RewardDistribution distribution =
          Estimators.studentT().estimate(RewardSamples.of(UNBOUNDED, rewards)).get(0);
      assertThat(distribution).isInstanceOf(Empirical.class);
      assertThat(distribution.survivalProbability(2.9)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-150, 1e150, 1e290})
  void studentT_scales(double scale) {
    RewardDistribution one = Estimators.studentT()
        .estimate(RewardSamples.of(UNBOUNDED, new double[] {0, 1}, new double[] {0}, new double[0]))
        .get(1);
    RewardDistribution scaled = Estimators.studentT()
        .estimate(
            RewardSamples.of(UNBOUNDED, new double[] {0, scale}, new double[] {0}, new double[0]))
        .get(1);
    for (int j : DRAWS) {
      double expected = Gains.at(j, one.marginalGains(1));
      assertThat(Gains.at(j, scaled.marginalGains(scale)) / scale)
          .isCloseTo(expected, within(1e-7 * expected));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e300, Double.MAX_VALUE, -1e300, -Double.MAX_VALUE})
  void marginalGains_ofAnyIncumbent_areNumbers(double incumbent) {
    for (double scale : new double[] {1e-150, 1, 1e150}) {
      double gain = new StudentT(new StudentTail(2), 0, scale, UNBOUNDED)
          .marginalGains(incumbent)
          .nextDouble();
      assertThat(gain).isBetween(0.0, Math.max(1e280, -1.0000001 * incumbent));
    }
  }

  @Test
  void marginalGains_refuseAnIncumbentThatIsNotFinite() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StudentT(new StudentTail(2), 0, 1, UNBOUNDED)
            .marginalGains(Double.POSITIVE_INFINITY))
        .withMessage("incumbent must be finite, but was Infinity");
  }
}
