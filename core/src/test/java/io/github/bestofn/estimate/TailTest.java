package io.github.bestofn.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.estimate.numeric.Samples;
import io.github.bestofn.spi.RewardRange;
import java.util.Random;
import org.apache.commons.math3.special.Beta;
import org.apache.commons.math3.special.Gamma;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TailTest {

  private static final RewardRange UNBOUNDED = RewardRange.unbounded();
  private static final double[] DESCENDING = {9, 5, 4, 4, 1};
  private static final int[] DRAWS = {0, 1, 2, 10, 100, 1000, 100_000};

  /** Two in the tail: above 4 with probability 3/6; 4, 4 and 1 count as 1/6 each. */
  @Test
  void probabilities_areEmpiricalBelowAndParetoAbove() {
    RewardDistribution tail = new Tail(DESCENDING, 2, 3, 2, UNBOUNDED);
    double[][] expected = {
      {0.9, 1}, {1, 5 / 6.0}, {3.9, 5 / 6.0}, {4, 0.5}, {6, 0.5 / 8}, {10, 0.5 / 64}
    };
    for (double[] at : expected) {
      assertThat(tail.survivalProbability(at[0])).isCloseTo(at[1], within(1e-15));
      assertThat(tail.cumulativeProbability(at[0])).isCloseTo(1 - at[1], within(1e-15));
    }
    double far = 0.5 * Math.pow(5e29, -3);
    assertThat(tail.survivalProbability(1e30)).isCloseTo(far, within(1e-12 * far));
  }

  /** Q(y) = (1 + y/2)^-3 conditioned on y at most 6, where it is 1/64. */
  @Test
  void probabilities_areConditionedOnTheRange() {
    RewardDistribution tail = new Tail(DESCENDING, 2, 3, 2, RewardRange.of(0, 10));
    assertThat(tail.survivalProbability(3.9)).isCloseTo(5 / 6.0, within(1e-15));
    assertThat(tail.survivalProbability(4)).isCloseTo(0.5, within(1e-15));
    assertThat(tail.survivalProbability(6))
        .isCloseTo(0.5 * (1 / 8.0 - 1 / 64.0) / (63 / 64.0), within(1e-15));
    assertThat(tail.survivalProbability(10)).isZero();
    assertThat(tail.cumulativeProbability(10)).isEqualTo(1);
  }

  /**
   * With s = p (1 + y/B)^-A, gain j from the threshold is B/A p^(1/A) times the integral from 0 to
   * p of s^(-1/A) (1 - s)^j. An incumbent further up is a threshold with a scale larger by as much.
   */
  @ParameterizedTest
  @CsvSource({
    "1, 2, 1",
    "2, 2.5, 1e-150",
    "2, 3, 1e150",
    "0, 4, 3",
    "4, 23, 0.1",
    "1, 100, 5",
    "1, 110, 1"
  })
  void marginalGains_areTheClosedForm(int k, double shape, double scale) {
    double[] descending = {4 * scale, 3 * scale, 2 * scale, scale, 0};
    RewardDistribution tail = new Tail(descending, k, shape, scale, UNBOUNDED);
    double threshold = descending[k];
    for (double above : new double[] {0, 0.3, 4, 1e3}) {
      double b = scale * (1 + above);
      double p = (k + 1) / 6.0 * Math.pow(1 + above, -shape);
      double a = 1 - 1 / shape;
      for (int j : DRAWS) {
        double expected = b
            / shape
            * Math.pow(p, 1 / shape)
            * Math.exp(Beta.logBeta(a, j + 1.0) + Math.log(Beta.regularizedBeta(p, a, j + 1.0)));
        assertThat(Gains.at(j, tail.marginalGains(threshold + above * scale)))
            .as("gain %s from %s", j, above)
            .isCloseTo(expected, within(1e-6 * expected + 1e-300));
      }
    }
  }

  /** F is 0 up to 1, 1/6 up to 4, and then 1/2 to begin with. */
  @Test
  void marginalGains_ofAnIncumbentBelow_beginWithSteps() {
    RewardDistribution tail = new Tail(DESCENDING, 2, 3, 2, UNBOUNDED);
    for (int j = 0; j < 30; j++) {
      double rest = Gains.at(j, tail.marginalGains(4));
      assertThat(Gains.at(j, tail.marginalGains(-1)))
          .isCloseTo((j == 0 ? 2 : 0) + 3 * 5 / 6.0 * Math.pow(1 / 6.0, j) + rest, within(1e-12));
      assertThat(Gains.at(j, tail.marginalGains(2.5)))
          .isCloseTo(1.5 * 5 / 6.0 * Math.pow(1 / 6.0, j) + rest, within(1e-12));
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 1, 0.2", "3, 0.2, 0.3", "10, 5, 0.9", "100, 0.5, 0.9", "2.5, 1e3, 0.99"})
  void marginalGains_withinARange_areIntegrals(double shape, double scale, double incumbent) {
    double[] descending = {0.2, 0.1, 0};
    RewardDistribution tail = new Tail(descending, 1, shape, scale, RewardRange.binary());
    for (int j : DRAWS) {
      double expected = Gains.bounded(tail::survivalProbability, incumbent, 1, j);
      assertThat(Gains.at(j, tail.marginalGains(incumbent)))
          .as("gain %s", j)
          .isCloseTo(expected, within(1e-6 * expected));
    }
    assertThat(tail.marginalGains(1).nextDouble()).isZero();
    assertThat(tail.marginalGains(7).nextDouble()).isZero();
  }

  /** The threshold is at the ceiling: 3 of 6 above 4 is certain to be 9. */
  @Test
  void marginalGains_ofATailWithoutRoom_areSteps() {
    RewardDistribution tail = new Tail(new double[] {4, 4, 1}, 1, 3, 2, RewardRange.of(0, 4));
    assertThat(tail.marginalGains(1).nextDouble()).isCloseTo(3 * 0.75, within(1e-15));
    assertThat(tail.survivalProbability(3)).isEqualTo(0.75);
    assertThat(tail.survivalProbability(4)).isZero();
    assertThat(tail.marginalGains(4).nextDouble()).isZero();
  }

  /** The mixture of exponentials by its definition, with the batch's own prior. */
  @Test
  void tail_isTheMixtureOfExponentials() {
    double[] first = {1, 8, 3, 5, 2};
    double[] second = {0, 0.5, 2};
    RewardSamples batch =
        RewardSamples.of(UNBOUNDED, first, second, new double[] {7}, new double[0]);
    var distributions = Estimators.tail(0.4).estimate(batch);
    ScalePrior prior = ScalePrior.fit(new int[] {2, 1}, new double[] {7, 1.5});

    for (double y : new double[] {0, 0.5, 3, 20}) {
      assertThat(distributions.get(0).survivalProbability(3 + y))
          .isCloseTo(3 / 6.0 * mixture(y, prior.shape() + 2, prior.scale() + 7), within(1e-9));
      assertThat(distributions.get(1).survivalProbability(0.5 + y))
          .isCloseTo(2 / 4.0 * mixture(y, prior.shape() + 1, prior.scale() + 1.5), within(1e-9));
      assertThat(distributions.get(2).survivalProbability(7 + y))
          .isCloseTo(1 / 2.0 * mixture(y, prior.shape(), prior.scale()), within(1e-9));
    }
    assertThat(distributions.get(3)).isSameAs(Unknown.INSTANCE);
  }

  private static double mixture(double y, double shape, double scale) {
    double sum = 0;
    for (double log = -12; log < 20; log += 1.0 / 128) {
      double theta = Math.exp(log);
      sum += Math.exp(shape * Math.log(scale)
              - Gamma.logGamma(shape)
              - shape * log
              - scale / theta
              - y / theta)
          / 128;
    }
    return sum;
  }

  /** The share is rounded half up, to at least one reward and at most all but one. */
  @ParameterizedTest
  @CsvSource({"0.2, 2, 1", "0.2, 7, 1", "0.2, 8, 2", "0.5, 5, 3", "0.01, 9, 1", "0.99, 9, 8"})
  void topShare_isRounded(double share, int n, int k) {
    double[] rewards = new Random(3).doubles(n).toArray();
    double threshold = Samples.descending(rewards)[k];
    RewardDistribution tail =
        Estimators.tail(share).estimate(RewardSamples.of(UNBOUNDED, rewards)).get(0);

    assertThat(tail.survivalProbability(threshold)).isCloseTo((k + 1.0) / (n + 1), within(1e-15));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.1, Double.NaN, Double.POSITIVE_INFINITY})
  void topShare_isRefused(double share) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Estimators.tail(share))
        .withMessage("topShare must be above 0 and below 1, but was " + share);
  }

  @Test
  void tail_isEmpirical_whereThereIsNoScale() {
    for (double[][] rewards : new double[][][] {{{3}, {5}}, {{3, 3}, {5, 4, 5, 5}, {}}}) {
      assertThat(
              Estimators.tail().estimate(RewardSamples.of(UNBOUNDED, rewards)).get(0))
          .isInstanceOf(Empirical.class);
    }
    double huge = Double.MAX_VALUE;
    assertThat(Estimators.tail()
            .estimate(RewardSamples.of(UNBOUNDED, new double[] {-huge, huge}, new double[] {0, 1}))
            .get(0))
        .isInstanceOf(Empirical.class);
  }

  /** Ties at the top: no excess of their own, but the scale of the others. */
  @Test
  void tail_ofTies_isThePrior() {
    RewardDistribution tail = Estimators.tail()
        .estimate(RewardSamples.of(UNBOUNDED, new double[] {6, 6, 1}, new double[] {0, 2}))
        .get(0);
    ScalePrior prior = ScalePrior.fit(new int[] {1}, new double[] {2});

    double expected = 0.5 * Math.pow(1 + 1 / prior.scale(), -prior.shape() - 1);
    assertThat(tail.survivalProbability(7)).isCloseTo(expected, within(1e-9));
  }

  @Test
  void marginalGains_refuseAnIncumbentThatIsNotFinite() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Tail(DESCENDING, 2, 3, 2, UNBOUNDED).marginalGains(Double.NaN))
        .withMessage("incumbent must be finite, but was NaN");
  }
}
