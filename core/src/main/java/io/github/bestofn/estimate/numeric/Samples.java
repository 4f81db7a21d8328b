package io.github.bestofn.estimate.numeric;

import java.util.Arrays;
import org.apache.commons.math3.stat.StatUtils;

/** Simple statistics of a sample. */
public final class Samples {

  private static final double TOP_SHARE = 0.1;
  private static final int LEAST_TOP = 3;

  private Samples() {}

  /**
   * Returns a sample in descending order.
   *
   * @param sample some numbers; left as they are
   * @return a sorted copy
   */
  public static double[] descending(double[] sample) {
    double[] sorted = sample.clone();
    Arrays.sort(sorted);
    for (int i = 0, j = sorted.length - 1; i < j; i++, j--) {
      double swapped = sorted[i];
      sorted[i] = sorted[j];
      sorted[j] = swapped;
    }
    return sorted;
  }

  /**
   * Returns the mean excess of the largest tenth of a sample, three at least, over the next value below: the scale of
   * an exponential tail (peaks over a threshold).
   *
   * @param ascending the sample in ascending order
   * @return the mean excess, 0 if the sample has no more than three values
   */
  public static double meanExcess(double[] ascending) {
    int n = ascending.length;
    int k = Math.max(LEAST_TOP, (int) Math.ceil(TOP_SHARE * n));
    return n <= k ? 0 : StatUtils.mean(ascending, n - k, k) - ascending[n - k - 1];
  }

  /**
   * Returns a quantile of a sample, interpolated linearly.
   *
   * @param ascending the sample in ascending order, not empty
   * @param probability from 0 to 1
   * @return the quantile
   */
  public static double quantile(double[] ascending, double probability) {
    double place = probability * (ascending.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, ascending.length - 1);
    return ascending[below] + (place - below) * (ascending[above] - ascending[below]);
  }

  /**
   * Returns probabilities in proportion to the exponentials of some logarithms.
   *
   * @param logs the logarithms, at least one above negative infinity
   * @return probabilities that sum to 1
   */
  public static double[] softmax(double[] logs) {
    double most = StatUtils.max(logs);
    double[] weights = new double[logs.length];
    double sum = 0;
    for (int c = 0; c < weights.length; c++) {
      weights[c] = Math.exp(logs[c] - most);
      sum += weights[c];
    }
    for (int c = 0; c < weights.length; c++) {
      weights[c] /= sum;
    }
    return weights;
  }

  /**
   * Returns the logarithm of the sum of the exponentials of some logarithms, without overflow.
   *
   * @param logs the logarithms
   * @return the logarithm of the sum
   */
  public static double logSumExp(double[] logs) {
    double most = StatUtils.max(logs);
    if (most == Double.NEGATIVE_INFINITY) {
      return most;
    }
    double sum = 0;
    for (double log : logs) {
      sum += Math.exp(log - most);
    }
    return most + Math.log(sum);
  }
}
