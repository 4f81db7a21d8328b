package io.github.bestofn.evaluate;

import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.math3.distribution.FDistribution;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * The reliability of one scoring within prompts: an intraclass correlation.
 *
 * <p>Within each prompt, responses × scorings is a two-way layout with one value in each cell. Its mean squares of
 * responses, MS<sub>R</sub>, and of residuals, MS<sub>E</sub>, are pooled over the prompts. With S scorings and F =
 * MS<sub>R</sub> / MS<sub>E</sub>, the reliability is (F − 1) / (F − 1 + S): the consistency form ICC(C, 1) of McGraw
 * and Wong (1996, doi:10.1037/1082-989X.1.1.30). An offset between two scorings of a prompt does not change which
 * response is best, and does not count as noise.
 *
 * <p>The interval is that of log F: from a jackknife over prompts, which assumes neither normal rewards nor equal
 * variances, with Student's t. A single prompt has the F distribution of normal rewards.
 */
final class Reliability {

  private static final double TAIL = 0.025;

  private Reliability() {}

  /** Returns the reliability; empty for one scoring, or if all rewards within prompts are equal. */
  static Optional<ConfidenceInterval> of(JudgedResponses judged) {
    int scorings = judged.scorings();
    if (scorings < 2) {
      return Optional.empty();
    }
    double[] between = new double[judged.prompts()];
    double[] residual = new double[judged.prompts()];
    int[] freedom = new int[judged.prompts()];
    int prompts = 0;
    for (int i = 0; i < judged.prompts(); i++) {
      if (judged.draws(i) > 1) {
        squares(judged, i, prompts, between, residual);
        freedom[prompts++] = judged.draws(i) - 1;
      }
    }
    double sumBetween = Arrays.stream(between).sum();
    double sumResidual = Arrays.stream(residual).sum();
    if (sumBetween == 0 && sumResidual == 0) {
      return Optional.empty();
    }
    double value = ofRatio(sumBetween / sumResidual * (scorings - 1), scorings);
    if (sumBetween == 0 || sumResidual == 0) {
      return Optional.of(new ConfidenceInterval(value, value, value));
    }
    int sumFreedom = Arrays.stream(freedom).sum();
    double logRatio = Math.log(sumBetween / sumResidual * (scorings - 1));
    double[] ends = prompts == 1
        ? ofNormal(logRatio, sumFreedom, scorings)
        : jackknifed(logRatio, between, residual, prompts, scorings);
    return Optional.of(new ConfidenceInterval(
        value, ofRatio(Math.exp(ends[0]), scorings), ofRatio(Math.exp(ends[1]), scorings)));
  }

  /** Returns the reliability of the mean of some scorings: the formula of Spearman and Brown (1910). */
  static double ofMean(double reliability, int scorings) {
    return scorings * reliability / (1 + (scorings - 1) * reliability);
  }

  private static double ofRatio(double ratio, int scorings) {
    if (Double.isInfinite(ratio)) {
      return 1;
    }
    return Math.max(0, (ratio - 1) / (ratio - 1 + scorings));
  }

  /* Sums of squares of responses and of residuals. Each scoring is taken from its first reward, so that equal rewards have a
   * sum of exactly zero. */
  private static void squares(
      JudgedResponses judged, int prompt, int at, double[] between, double[] residual) {
    int n = judged.draws(prompt);
    int scorings = judged.scorings();
    double[] ofResponse = new double[n];
    double[] ofScoring = new double[scorings];
    double all = 0;
    for (int s = 0; s < scorings; s++) {
      double[] rewards = judged.rewards(s, prompt);
      for (int j = 0; j < n; j++) {
        double reward = rewards[j] - rewards[0];
        ofResponse[j] += reward / scorings;
        ofScoring[s] += reward / n;
        all += reward / n / scorings;
      }
    }
    for (int j = 0; j < n; j++) {
      between[at] += scorings * square(ofResponse[j] - all);
      for (int s = 0; s < scorings; s++) {
        double[] rewards = judged.rewards(s, prompt);
        residual[at] += square(rewards[j] - rewards[0] - ofResponse[j] - ofScoring[s] + all);
      }
    }
    double rounding = 1e-24 * scorings * n * square(largest(judged, prompt));
    between[at] = between[at] <= rounding ? 0 : between[at];
    residual[at] = residual[at] <= rounding ? 0 : residual[at];
  }

  private static double largest(JudgedResponses judged, int prompt) {
    double largest = 0;
    for (int s = 0; s < judged.scorings(); s++) {
      double[] rewards = judged.rewards(s, prompt);
      for (double reward : rewards) {
        largest = Math.max(largest, Math.abs(reward - rewards[0]));
      }
    }
    return largest;
  }

  private static double[] ofNormal(double logRatio, int freedom, int scorings) {
    FDistribution f = new FDistribution(null, freedom, (double) freedom * (scorings - 1), 1e-9);
    return new double[] {
      logRatio - Math.log(f.inverseCumulativeProbability(1 - TAIL)),
      logRatio - Math.log(f.inverseCumulativeProbability(TAIL))
    };
  }

  /* Without the prompt that holds all of a sum of squares there is no ratio; the bound is then open on both sides. */
  private static double[] jackknifed(
      double logRatio, double[] between, double[] residual, int prompts, int scorings) {
    double sumBetween = Arrays.stream(between).sum();
    double sumResidual = Arrays.stream(residual).sum();
    double[] without = new double[prompts];
    double mean = 0;
    for (int i = 0; i < prompts; i++) {
      without[i] =
          Math.log((sumBetween - between[i]) / (sumResidual - residual[i]) * (scorings - 1));
      mean += without[i] / prompts;
    }
    double sum = 0;
    for (double each : without) {
      sum += square(each - mean);
    }
    double t = new TDistribution(null, prompts - 1.0).inverseCumulativeProbability(1 - TAIL);
    double half = t * Math.sqrt((prompts - 1.0) / prompts * sum);
    return Double.isNaN(half)
        ? new double[] {Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY}
        : new double[] {logRatio - half, logRatio + half};
  }

  private static double square(double x) {
    return x * x;
  }
}
