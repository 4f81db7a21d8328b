package io.github.bestofn.estimate;

import java.util.Arrays;
import org.apache.commons.math3.analysis.solvers.BrentSolver;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;
import org.apache.commons.math3.special.Gamma;

/**
 * An inverse gamma distribution from which the prompts of a batch have their exponential scales,
 * fitted by maximum marginal likelihood. With \( k_i \) excesses of sum \( S_i \) each,
 * \[ \log L(\alpha, \beta) = \sum_i \log \Gamma(\alpha + k_i) - \log \Gamma(\alpha)
 *    + \alpha \log \beta - (\alpha + k_i) \log(\beta + S_i). \]
 * For each shape the best scale is the one root of
 * \( \sum_i \alpha - (\alpha + k_i) \beta / (\beta + S_i) \), which falls with \( \beta \).
 *
 * @param shape \( \alpha \), from {@value #LEAST} (scales differ by large factors) to
 *     {@value #MOST} (all are the same)
 * @param scale \( \beta \), in reward units; 0 if there are no excesses
 */
record ScalePrior(double shape, double scale) {

  private static final double LEAST = 2;
  private static final double MOST = 100;
  private static final double ACCURACY = 1e-9;
  private static final int MAX_STEPS = 1000;

  /**
   * Fits the prior. Prompts whose excesses are all 0 are passed over: ties have no scale.
   *
   * @param counts for each prompt the number of excesses
   * @param sums for each prompt their sum, in reward units
   */
  static ScalePrior fit(int[] counts, double[] sums) {
    Excesses excesses = Excesses.positive(counts, sums);
    if (excesses.sums.length == 0) {
      return new ScalePrior(LEAST, 0);
    }
    double logShape = new BrentOptimizer(1e-6, 1e-6)
        .optimize(
            new MaxEval(MAX_STEPS),
            GoalType.MAXIMIZE,
            new SearchInterval(Math.log(LEAST), Math.log(MOST)),
            new UnivariateObjectiveFunction(x -> {
              double shape = Math.exp(x);
              return excesses.logLikelihood(shape, excesses.bestScale(shape));
            }))
        .getPoint();
    double shape = Math.exp(logShape);
    return new ScalePrior(shape, excesses.bestScale(shape));
  }

  /** What the likelihood depends on. */
  private static final class Excesses {
    private final int[] counts;
    private final double[] sums;

    private Excesses(int[] counts, double[] sums) {
      this.counts = counts;
      this.sums = sums;
    }

    static Excesses positive(int[] counts, double[] sums) {
      int size = 0;
      int[] positiveCounts = new int[counts.length];
      double[] positiveSums = new double[counts.length];
      for (int i = 0; i < counts.length; i++) {
        if (sums[i] > 0 && sums[i] < Double.POSITIVE_INFINITY) {
          positiveCounts[size] = counts[i];
          positiveSums[size++] = sums[i];
        }
      }
      return new Excesses(Arrays.copyOf(positiveCounts, size), Arrays.copyOf(positiveSums, size));
    }

    double bestScale(double shape) {
      double least = Double.POSITIVE_INFINITY;
      double most = 0;
      double total = 0;
      for (int i = 0; i < sums.length; i++) {
        least = Math.min(least, sums[i]);
        most = Math.max(most, sums[i]);
        total += counts[i];
      }
      double middle = Math.log(shape * sums.length / total);
      return Math.exp(new BrentSolver(ACCURACY)
          .solve(
              MAX_STEPS,
              x -> slope(shape, Math.exp(x)),
              Math.log(least) + middle - 1,
              Math.log(most) + middle + 1));
    }

    private double slope(double shape, double scale) {
      double sum = 0;
      for (int i = 0; i < sums.length; i++) {
        sum += shape - (shape + counts[i]) / (1 + sums[i] / scale);
      }
      return sum;
    }

    double logLikelihood(double shape, double scale) {
      double sum = 0;
      double atShape = Gamma.logGamma(shape);
      int count = 0;
      double ratio = 0;
      for (int i = 0; i < sums.length; i++) {
        if (counts[i] != count) {
          count = counts[i];
          ratio = Gamma.logGamma(shape + count) - atShape;
        }
        sum += ratio + shape * Math.log(scale) - (shape + count) * Math.log(scale + sums[i]);
      }
      return sum;
    }
  }
}
