package io.github.bestofn.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.estimate.numeric.SuccessPrior;
import io.github.bestofn.spi.RewardRange;
import java.util.Arrays;
import java.util.Random;
import org.apache.commons.math3.special.Beta;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BetaBernoulliTest {

  private static final RewardRange UNBOUNDED = RewardRange.unbounded();

  /** E[p (1 - p)^j] = B(a + 1, b + j) / B(a, b). */
  @ParameterizedTest
  @CsvSource({"1, 1", "0.05, 3", "2.5, 0.1", "40, 60", "0.01, 1000"})
  void marginalGains_areTheClosedForm(double a, double b) {
    RewardDistribution distribution = new BetaBernoulli(a, b, 2, 5);
    for (int j : new int[] {0, 1, 2, 10, 1000, 100_000}) {
      double expected = Math.exp(Beta.logBeta(a + 1, b + j) - Beta.logBeta(a, b));
      double first = j == 0 ? 1 : 0;
      assertThat(Gains.at(j, distribution.marginalGains(2)))
          .isCloseTo(3 * expected, within(1e-8 * expected));
      assertThat(Gains.at(j, distribution.marginalGains(4.5)))
          .isCloseTo(0.5 * expected, within(1e-8 * expected));
      assertThat(Gains.at(j, distribution.marginalGains(-1)))
          .isCloseTo(3 * first + 3 * expected, within(1e-8 * (expected + 3 * first)));
    }
    assertThat(distribution.marginalGains(5).nextDouble()).isZero();
    assertThat(distribution.marginalGains(6).nextDouble()).isZero();
    assertThat(distribution.marginalGains(2).hasNext()).isTrue();
  }

  @Test
  void probabilities_areThoseOfTwoValues() {
    RewardDistribution distribution = new BetaBernoulli(1, 3, 2, 5);
    double[][] expected = {{1.9, 1}, {2, 0.25}, {4.9, 0.25}, {5, 0}};
    for (double[] at : expected) {
      assertThat(distribution.survivalProbability(at[0])).isEqualTo(at[1]);
      assertThat(distribution.cumulativeProbability(at[0])).isEqualTo(1 - at[1]);
    }
  }

  @Test
  void marginalGains_refuseAnIncumbentThatIsNotFinite() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BetaBernoulli(1, 1, 0, 1).marginalGains(Double.NaN))
        .withMessage("incumbent must be finite, but was NaN");
  }

  /** What success and failure are: {range}, rewards, {failure, success}. */
  @ParameterizedTest
  @CsvSource({
    "0, 1, 0.5 0.7, 0, 1",
    "-2, 3, 0 0, -2, 3",
    "-Infinity, Infinity, 0 0 0, 0, 1",
    "-Infinity, Infinity, 1 1, 0, 1",
    "-Infinity, Infinity, 1 0, 0, 1",
    "-Infinity, Infinity, 5 2 4, 2, 5",
    "-Infinity, Infinity, 0 -1, -1, 0",
    "-Infinity, 4, 1 0, 0, 4",
    "-Infinity, 4, 3 -7, -7, 4",
    "0.5, Infinity, 1 1, 0.5, 1",
    "-3, Infinity, 2 1, -3, 2"
  })
  void values_areOfTheRangeOrBinaryOrSeen(
      double lowest, double highest, String rewards, double failure, double success) {
    BetaBernoulli distribution =
        estimate(RewardRange.of(lowest, highest), array(rewards), new double[0]);
    assertThat(distribution.low()).isEqualTo(failure);
    assertThat(distribution.high()).isEqualTo(success);
  }

  /** Of three rewards one is a success; what lies between is none. */
  @Test
  void posterior_addsSuccessesAndFailures() {
    double[][] rewards = {{1, 0, 0.99}, {0}, {}};
    SuccessPrior prior = SuccessPrior.fit(new int[] {3, 1, 0}, new int[] {1, 0, 0});
    BetaBernoulli distribution = estimate(RewardRange.binary(), rewards);

    assertThat(distribution.success()).isEqualTo(prior.success() + 1);
    assertThat(distribution.failure()).isEqualTo(prior.failure() + 2);
    assertThat(Estimators.betaBernoulli()
            .estimate(RewardSamples.of(RewardRange.binary(), rewards))
            .get(2))
        .isSameAs(Unknown.INSTANCE);
  }

  /** A batch in which all values are equal and no bound is known: nothing to gain. */
  @Test
  void marginalGains_ofAConstant_areZero() {
    assertThat(estimate(UNBOUNDED, new double[] {7, 7}).marginalGains(7).nextDouble())
        .isZero();
    assertThat(
            estimate(RewardRange.of(0, 9), new double[] {7, 7}).marginalGains(7).nextDouble())
        .isPositive();
  }

  @Test
  void prior_withoutRewards_isUniform() {
    SuccessPrior prior = SuccessPrior.fit(new int[] {0, 0}, new int[] {0, 0});
    assertThat(prior.success()).isCloseTo(1, within(1e-4));
    assertThat(prior.failure()).isCloseTo(1, within(1e-4));
  }

  /** No mean and concentration on a grid have a larger posterior. */
  @ParameterizedTest
  @CsvSource({"0 0 0 0, 8", "0 4 8 0 8, 8", "1 1 1 2 1 1, 3", "5, 5", "3 1 4 1 5 9 2 6, 16"})
  void prior_isThatOfMaximumPosterior(String successes, int n) {
    int[] s = Arrays.stream(array(successes)).mapToInt(x -> (int) x).toArray();
    int[] draws = new int[s.length];
    Arrays.fill(draws, n);
    SuccessPrior prior = SuccessPrior.fit(draws, s);
    double best = logPosterior(prior.mean(), prior.concentration(), draws, s);
    for (double mean = 0.005; mean < 1; mean += 0.005) {
      for (double concentration = 0.05; concentration < 1000; concentration *= 1.1) {
        assertThat(logPosterior(mean, concentration, draws, s)).isLessThanOrEqualTo(best + 1e-9);
      }
    }
  }

  private static double logPosterior(double m, double c, int[] draws, int[] successes) {
    double deviation = (Math.log(c) - Math.log(2)) / 1.5;
    double sum = Math.log(m) + Math.log(1 - m) - deviation * deviation / 2;
    for (int i = 0; i < draws.length; i++) {
      sum += Beta.logBeta(m * c + successes[i], (1 - m) * c + draws[i] - successes[i])
          - Beta.logBeta(m * c, (1 - m) * c);
    }
    return sum;
  }

  /**
   * 4000 prompts from Beta(2, 6), 16 draws each. Shares of success have variance m (1 - m) / (c +
   * 1) + m (1 - m) c / (c + 1) / 16 = 0.0208 + 0.0104: a standard error of 0.0028 for the mean and,
   * with 2.2% for the sum of variances, of 3.4% for the first, and so for c + 1. Four of them:
   * 0.012, and 1.2.
   */
  @Test
  void prior_recoversTheTruth() {
    Random random = new Random(7);
    int[] draws = new int[4000];
    int[] successes = new int[draws.length];
    for (int i = 0; i < draws.length; i++) {
      double[] uniform = random.doubles(7).sorted().toArray();
      double p = uniform[1];
      draws[i] = 16;
      for (int k = 0; k < draws[i]; k++) {
        successes[i] += random.nextDouble() < p ? 1 : 0;
      }
    }
    SuccessPrior prior = SuccessPrior.fit(draws, successes);
    assertThat(prior.mean()).isCloseTo(0.25, within(0.012));
    assertThat(prior.concentration()).isCloseTo(8, within(1.2));
  }

  /**
   * Far more draws than successes; the mean is near (1 + 1) / (draws + 2), whatever the bounds of
   * the search.
   */
  @Test
  void prior_ofRareSuccess_isSmall() {
    int[] draws = new int[100_000];
    Arrays.fill(draws, 60);
    SuccessPrior prior = SuccessPrior.fit(draws, new int[draws.length]);
    assertThat(prior.mean()).isBetween(1e-8, 1e-5);
    assertThat(prior.success()).isPositive();
  }

  private static BetaBernoulli estimate(RewardRange range, double[]... rewards) {
    return (BetaBernoulli)
        Estimators.betaBernoulli().estimate(RewardSamples.of(range, rewards)).get(0);
  }

  private static double[] array(String numbers) {
    return Arrays.stream(numbers.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }
}
