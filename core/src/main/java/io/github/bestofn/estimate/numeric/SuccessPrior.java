package io.github.bestofn.estimate.numeric;

import org.apache.commons.math3.analysis.solvers.BrentSolver;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;

/**
 * A Beta distribution from which the prompts of a batch have their probabilities of success. With
 * mean m and concentration c, and prompts with \( s_i \) successes and \( f_i \) failures, it
 * maximises
 * \[ \sum_i \log \frac{B(m c + s_i, (1 - m) c + f_i)}{B(m c, (1 - m) c)}
 *    + \log m + \log(1 - m) - \frac{(\log c - \log 2)^2}{2 \cdot 1.5^2}: \]
 * the beta-binomial likelihood, one success and one failure for m, and a wide normal distribution
 * for log c, which keep it proper when the batch says little.
 *
 * @param mean m, above 0 and below 1
 * @param concentration c, from {@value #LEAST} (prompts always succeed or always fail) to {@value
 *     #MOST} (all are the same)
 */
public record SuccessPrior(double mean, double concentration) {

  /* With A_i, B_i and N_i the numbers of prompts with more than i successes, failures and draws,
   * the likelihood is the sum over i of A_i log(m c + i) + B_i log((1 - m) c + i) - N_i log(c + i):
   * its cost does not depend on the number of prompts. For each c it is concave in m. */

  private static final double LEAST = 0.05;
  private static final double MOST = 1000;
  private static final double TYPICAL = Math.log(2);
  private static final double SPREAD = 1.5;
  private static final double EDGE = 1e-12;
  private static final int MAX_STEPS = 1000;

  /**
   * Returns the number of successes the prior is worth.
   *
   * @return \( m c \)
   */
  public double success() {
    return mean * concentration;
  }

  /**
   * Returns the number of failures the prior is worth.
   *
   * @return \( (1 - m) c \)
   */
  public double failure() {
    return (1 - mean) * concentration;
  }

  /**
   * Fits the prior.
   *
   * @param draws for each prompt the number of rewards
   * @param successes for each prompt how many of them are successes
   * @return the prior
   */
  public static SuccessPrior fit(int[] draws, int[] successes) {
    Counts counts = new Counts(draws, successes);
    double log = new BrentOptimizer(1e-6, 1e-6)
        .optimize(
            new MaxEval(MAX_STEPS),
            GoalType.MAXIMIZE,
            new SearchInterval(Math.log(LEAST), Math.log(MOST), TYPICAL),
            new UnivariateObjectiveFunction(x -> counts.best(Math.exp(x)).logPosterior(counts)))
        .getPoint();
    return counts.best(Math.exp(log));
  }

  private double logPosterior(Counts counts) {
    double deviation = (Math.log(concentration) - TYPICAL) / SPREAD;
    double sum = Math.log(mean) + Math.log1p(-mean) - deviation * deviation / 2;
    for (int i = 0; i < counts.draws.length; i++) {
      if (counts.successes[i] > 0) {
        sum += counts.successes[i] * Math.log(success() + i);
      }
      if (counts.failures[i] > 0) {
        sum += counts.failures[i] * Math.log(failure() + i);
      }
      sum -= counts.draws[i] * Math.log(concentration + i);
    }
    return sum;
  }

  /** How many prompts have more than i successes, failures and draws, for each i. */
  private static final class Counts {
    private final int[] draws;
    private final int[] successes;
    private final int[] failures;

    Counts(int[] drawsOf, int[] successesOf) {
      int most = 0;
      for (int n : drawsOf) {
        most = Math.max(most, n);
      }
      draws = new int[most];
      successes = new int[most];
      failures = new int[most];
      for (int i = 0; i < drawsOf.length; i++) {
        addTo(draws, drawsOf[i]);
        addTo(successes, successesOf[i]);
        addTo(failures, drawsOf[i] - successesOf[i]);
      }
    }

    private static void addTo(int[] counts, int length) {
      for (int i = 0; i < length; i++) {
        counts[i]++;
      }
    }

    SuccessPrior best(double concentration) {
      double mean = new BrentSolver(1e-12, 1e-18)
          .solve(MAX_STEPS, m -> slope(m, concentration), EDGE, 1 - EDGE);
      return new SuccessPrior(mean, concentration);
    }

    private double slope(double mean, double concentration) {
      double slope = 1 / mean - 1 / (1 - mean);
      for (int i = 0; i < draws.length; i++) {
        double offset = i / concentration;
        slope += successes[i] / (mean + offset) - failures[i] / (1 - mean + offset);
      }
      return slope;
    }
  }
}
