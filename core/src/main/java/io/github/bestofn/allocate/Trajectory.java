package io.github.bestofn.allocate;

import java.util.Arrays;

/**
 * The expected gain of one more draw after each draw of a prompt, and from it the number of draws that the prompt
 * would have taken at any price. Where the prompt stopped before it would have, the gain is extrapolated in inverse
 * proportion to the number of draws, as for exponential tails. Immutable.
 */
final class Trajectory {

  /** The trajectory of a prompt whose gains are not known. */
  static final Trajectory UNKNOWN = new Trajectory(new double[0]);

  /* lowest[k]: the smallest gain after 1 to k + 1 draws, times the factor; so it never increases. */
  private final double[] lowest;

  private Trajectory(double[] lowest) {
    this.lowest = lowest;
  }

  /**
   * Computes the expected gains of a prompt under a fitted model.
   *
   * @param model the model
   * @param draws the draws in their order, at least one
   * @return the expected gain after each draw; NaN after a gain of 0, where the prompt ends
   */
  static double[] gains(Evidence.Model model, double[] draws) {
    double[] gains = new double[draws.length];
    Arrays.fill(gains, Double.NaN);
    for (int k = 0; k < draws.length && (k == 0 || gains[k - 1] > 0); k++) {
      gains[k] = model.gains(Arrays.copyOf(draws, k + 1)).nextDouble();
    }
    return gains;
  }

  /**
   * Creates the trajectory of a prompt.
   *
   * @param gains its {@linkplain #gains gains}
   * @param draws the draws in their order
   * @param recalibration corrects the gains
   * @param factor weight divided by cost
   */
  static Trajectory of(double[] gains, double[] draws, Recalibration recalibration, double factor) {
    double[] lowest = new double[draws.length];
    double best = Double.NEGATIVE_INFINITY;
    double least = Double.POSITIVE_INFINITY;
    for (int k = 0; k < draws.length && least > 0; k++) {
      best = Math.max(best, draws[k]);
      least = Math.min(least, gains[k] * recalibration.factor(best) * factor);
      lowest[k] = least;
    }
    return new Trajectory(lowest);
  }

  /** The largest gain times factor, 0 without draws. */
  double largest() {
    return lowest.length == 0 ? 0 : lowest[0];
  }

  /** The number of draws taken at a price: at least {@code first}, at most {@code most}. */
  double draws(double price, int first, int most) {
    int n = lowest.length;
    if (n == 0 || first >= most) {
      return Math.min(first, most);
    }
    if (lowest[n - 1] < price) {
      int from = 0;
      int to = n - 1; // the first place below the price
      while (from < to) {
        int middle = (from + to) >>> 1;
        if (lowest[middle] < price) {
          to = middle;
        } else {
          from = middle + 1;
        }
      }
      return Math.min(Math.max(first, from + 1), most);
    }
    double extrapolated = n * (lowest[n - 1] / price);
    return Math.min(Math.max(first, extrapolated), most);
  }
}
