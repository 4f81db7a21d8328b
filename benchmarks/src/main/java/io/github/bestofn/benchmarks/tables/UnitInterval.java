package io.github.bestofn.benchmarks.tables;

import io.github.bestofn.benchmarks.tables.Family.Prompts;
import org.apache.commons.math3.distribution.GammaDistribution;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * Prompts whose rewards lie in [0, 1]. With a mean \( \mu \) and a relative variance v, a prompt's rewards are Beta
 * with the shapes \( \mu \nu \) and \( (1 - \mu) \nu \), \( \nu = 1/v - 1 \), and have the variance \( v \mu (1 -
 * \mu) \). The log-odds of v are normal around those of 0.2 with the standard deviation 2 log-sd, so that for small v
 * the log of the spread has the standard deviation log-sd. Means are Beta, symmetric around 0.5.
 */
final class UnitInterval {

  private static final double TYPICAL_VARIANCE = 0.2;

  private UnitInterval() {}

  /* The variance within prompts is E[v] (1/4 − V) on average, with V that of the means; it is the share 1 − icc of the
   * total if V = icc E[v] / (4 (1 − icc + icc E[v])). A Beta with shapes a, a has the variance 1 / (4 (2a + 1)). */
  static Prompts bounded(double logSd, double icc) {
    double mean = meanVariance(logSd);
    double between = icc * mean / (4 * (1 - icc + icc * mean));
    double shape = (1 / (4 * between) - 1) / 2;
    return random -> {
      double mu = between == 0 ? 0.5 : beta(shape, shape, random);
      double nu = 1 / variance(logSd * random.nextGaussian()) - 1;
      return () -> beta(mu * nu, (1 - mu) * nu, random);
    };
  }

  /* A Beta with shapes m n, (1 − m) n has the share 1 / (n + 1) of the variance m (1 − m) of the rewards. */
  static Prompts bernoulli(double icc, double mean) {
    double n = 1 / icc - 1;
    return random -> {
      double probability = icc == 0 ? mean : beta(mean * n, (1 - mean) * n, random);
      return () -> random.nextDouble() < probability ? 1 : 0;
    };
  }

  private static double variance(double logOfSpread) {
    double odds = TYPICAL_VARIANCE / (1 - TYPICAL_VARIANCE) * Math.exp(2 * logOfSpread);
    return odds / (1 + odds);
  }

  /* The trapezoidal rule, which is exact to all digits for a smooth integrand that vanishes at both ends. */
  private static double meanVariance(double logSd) {
    double sum = 0;
    double weights = 0;
    for (int k = -500; k <= 500; k++) {
      double z = k / 50.0;
      double weight = Math.exp(-z * z / 2);
      sum += weight * variance(logSd * z);
      weights += weight;
    }
    return sum / weights;
  }

  private static double beta(double a, double b, RandomGenerator random) {
    return 1 / (1 + Math.exp(logGamma(b, random) - logGamma(a, random)));
  }

  /* The log of a gamma variate: that of a + 1 times u^(1/a), which for small a is often too small for a double. */
  private static double logGamma(double shape, RandomGenerator random) {
    double one = new GammaDistribution(random, shape + 1, 1).sample();
    return Math.log(one) + Math.log(1 - random.nextDouble()) / shape;
  }
}
