package io.github.bestofn.estimate;

import java.util.stream.DoubleStream;
import org.apache.commons.math3.stat.StatUtils;

/** What the ways of pooling have in common: cells of rewards, simple statistics of sorted ones, weights. */
final class Grids {

  private static final double NORMAL_QUARTILES = 1.34;
  private static final double BANDWIDTH_FACTOR = 1.06;

  private Grids() {}

  /**
   * The edges of cells from a reward to the best and beyond.
   *
   * @param low where the first begins
   * @param top where the cells beyond begin
   * @param cells how many lie below that
   * @param reach how far they go beyond, at least 0
   * @param beyond how many lie there
   * @param further further edges; those below {@code low} are left out
   * @return ascending and distinct
   */
  static double[] edges(
      double low, double top, int cells, double reach, int beyond, double[] further) {
    DoubleStream.Builder edges = DoubleStream.builder();
    for (int k = 0; k < cells && low < top; k++) {
      edges.add(low + (top - low) * k / cells);
    }
    edges.add(top);
    for (int k = 1; k <= beyond && reach > 0; k++) {
      edges.add(top + reach * k / beyond);
    }
    for (double edge : further) {
      if (edge >= low) {
        edges.add(edge);
      }
    }
    return edges.build().sorted().distinct().toArray();
  }

  /** The mean excess of the top tenth of sorted rewards, at least three of them, over the next below. */
  static double meanExcess(double[] sorted) {
    int n = sorted.length;
    int k = Math.max(3, (int) Math.ceil(0.1 * n));
    if (n <= k) {
      return 0;
    }
    double sum = 0;
    for (int i = n - k; i < n; i++) {
      sum += sorted[i];
    }
    return sum / k - sorted[n - k - 1];
  }

  /** The share of sorted rewards above a value. */
  static double exceeding(double[] sorted, double x) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] > x) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return 1 - (double) low / sorted.length;
  }

  /**
   * The share of rewards to come above a value: of those that were seen, and beyond the best of them with an exponential
   * tail.
   *
   * @param sorted the rewards that were seen
   * @param top the best of them
   * @param excess the mean excess of the tail
   * @param x the value
   */
  static double exceeding(double[] sorted, double top, double excess, double x) {
    return x > top
        ? Math.exp(-(x - top) / Math.max(excess, Double.MIN_NORMAL)) / (sorted.length + 1)
        : exceeding(sorted, x);
  }

  /** The quantile of sorted rewards, interpolated linearly. */
  static double quantile(double[] sorted, double probability) {
    double place = probability * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  /** The bandwidth of a normal kernel for sorted rewards: Silverman's rule with the lesser of two spreads. */
  static double bandwidth(double[] sorted) {
    double deviation = sorted.length < 2 ? 0 : Math.sqrt(StatUtils.variance(sorted));
    if (sorted.length > 3) {
      double quartiles = quantile(sorted, 0.75) - quantile(sorted, 0.25);
      deviation = Math.min(deviation, quartiles / NORMAL_QUARTILES);
    }
    return BANDWIDTH_FACTOR * deviation * Math.pow(sorted.length, -0.2);
  }

  /** Probabilities in proportion to the powers of likelihoods, from their logarithms. */
  static double[] weights(double[] logs, double power) {
    double most = StatUtils.max(logs);
    double[] weights = new double[logs.length];
    double sum = 0;
    for (int c = 0; c < weights.length; c++) {
      weights[c] = Math.exp(power * (logs[c] - most));
      sum += weights[c];
    }
    for (int c = 0; c < weights.length; c++) {
      weights[c] /= sum;
    }
    return weights;
  }
}
