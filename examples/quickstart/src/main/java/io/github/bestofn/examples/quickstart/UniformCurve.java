package io.github.bestofn.examples.quickstart;

import io.github.bestofn.BatchResult;
import io.github.bestofn.Candidate;
import io.github.bestofn.PromptResult;
import io.github.bestofn.evaluate.RewardTable;
import java.util.OptionalDouble;

/**
 * The sum of best rewards to expect from n draws on every prompt, for each n up to the draws of a
 * uniform run: the mean over all ways to choose n of a prompt's draws. It rises smoothly, where the
 * best so far in the order drawn stands still most of the time: with it a difference between totals
 * can be turned into draws.
 */
final class UniformCurve {
  private final double[] totals;

  private UniformCurve(double[] totals) {
    this.totals = totals;
  }

  static UniformCurve of(BatchResult<?, ?> uniform) {
    RewardTable table = RewardTable.of(uniform.results().stream()
        .filter(result -> result.draws() > 0)
        .map(UniformCurve::rewards)
        .toArray(double[][]::new));
    double[] totals = new double[uniform.budget() / uniform.results().size()];
    for (int prompt = 0; prompt < table.prompts().size(); prompt++) {
      for (int n = 1; n <= totals.length; n++) {
        totals[n - 1] += table.expectedBest(prompt, Math.min(n, table.draws(prompt)));
      }
    }
    return new UniformCurve(totals);
  }

  private static double[] rewards(PromptResult<?, ?> result) {
    return result.candidates().stream().mapToDouble(Candidate::reward).toArray();
  }

  /** The total to expect from this many draws on every prompt, at least 1. */
  double total(int draws) {
    return totals[draws - 1];
  }

  /**
   * Returns how many draws on every prompt a gain is worth, between whole numbers by linear interpolation.
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
