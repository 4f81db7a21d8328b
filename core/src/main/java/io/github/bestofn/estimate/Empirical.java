package io.github.bestofn.estimate;

import io.github.bestofn.estimate.numeric.MarginalGains;
import java.util.Arrays;
import java.util.PrimitiveIterator;

/**
 * The empirical distribution of observed rewards \( r_1, \dots, r_n \): the next reward is one of
 * them, each with probability \( 1 / n \).
 * \[ \hat F(x) = \frac{1}{n} \left| \{ i : r_i \le x \} \right| \]
 * A probability costs \( O(\log n) \). Marginal gains are exact sums over the steps of \( \hat F \)
 * above the incumbent, 0 when there are none. Immutable and thread-safe.
 */
final class Empirical implements RewardDistribution {

  private final double[] ascending;

  /**
   * The distribution of some rewards.
   *
   * @param rewards at least one reward, in reward units, finite; copied
   */
  Empirical(double[] rewards) {
    this.ascending = rewards.clone();
    Arrays.sort(ascending);
  }

  @Override
  public double cumulativeProbability(double x) {
    return (double) countUpTo(x) / ascending.length;
  }

  @Override
  public double survivalProbability(double x) {
    return (double) (ascending.length - countUpTo(x)) / ascending.length;
  }

  @Override
  public PrimitiveIterator.OfDouble marginalGains(double incumbent) {
    MarginalGains.checkIncumbent(incumbent);
    int n = ascending.length;
    int below = countUpTo(incumbent);
    double[] terms = new double[n - below];
    double[] probabilities = new double[n - below];
    double left = incumbent;
    for (int i = below; i < n; i++) {
      terms[i - below] = (ascending[i] - left) * ((double) (n - i) / n);
      probabilities[i - below] = (double) i / n;
      left = ascending[i];
    }
    return new MarginalGains(terms, probabilities, terms.length);
  }

  private int countUpTo(double x) {
    int low = 0;
    int high = ascending.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ascending[middle] <= x) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
