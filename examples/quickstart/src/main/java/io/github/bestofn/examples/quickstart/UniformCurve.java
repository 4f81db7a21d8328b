package io.github.bestofn.examples.quickstart;

import io.github.bestofn.BatchResult;
import io.github.bestofn.Candidate;
import io.github.bestofn.PromptResult;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * The sum of best rewards to expect from n draws on every prompt, for each n up to the draws of a
 * uniform run.
 *
 * <p>With a prompt's m rewards in ascending order, \( r_{(1)} \le \dots \le r_{(m)} \), the best of
 * n of them, over all ways to choose these, is on average
 * \[ \sum_{i=n}^{m} \binom{i-1}{n-1} r_{(i)} \Big/ \binom{m}{n}. \]
 * It rises smoothly, where the best so far in the order drawn stands still most of the time: with it
 * a difference between totals can be turned into draws.
 */
final class UniformCurve {
  private final double[] totals;

  private UniformCurve(double[] totals) {
    this.totals = totals;
  }

  static UniformCurve of(BatchResult<?, ?> uniform) {
    double[] totals = new double[uniform.budget() / uniform.results().size()];
    for (PromptResult<?, ?> result : uniform.results()) {
      double[] rewards =
          result.candidates().stream().mapToDouble(Candidate::reward).sorted().toArray();
      Arrays.setAll(totals, n -> totals[n] + expectedBest(rewards, n + 1));
    }
    return new UniformCurve(totals);
  }

  private static double expectedBest(double[] ascending, int draws) {
    int chosen = Math.min(draws, ascending.length);
    double sum = 0;
    double probability = (double) chosen / ascending.length;
    for (int i = ascending.length; i >= chosen && i > 0; i--) {
      sum += probability * ascending[i - 1];
      probability *= (i - chosen) / (i - 1.0);
    }
    return sum;
  }

  /** The total to expect from this many draws on every prompt, at least 1. */
  double total(int draws) {
    return totals[draws - 1];
  }

  /**
   * How many draws on every prompt a gain is worth, between whole numbers by linear interpolation.
   *
   * @param gain what to add to the total of {@code draws}; may be negative
   * @param draws the draws that count as no gain
   * @return at least 1; empty if the whole run does not reach that total
   */
  OptionalDouble drawsWorth(double gain, int draws) {
    double target = total(draws) + gain;
    if (gain == 0) {
      return OptionalDouble.of(draws);
    }
    if (target <= total(1)) {
      return OptionalDouble.of(1);
    }
    for (int n = 2; n <= totals.length; n++) {
      if (total(n) >= target) {
        return OptionalDouble.of(n - (total(n) - target) / (total(n) - total(n - 1)));
      }
    }
    return OptionalDouble.empty();
  }
}
