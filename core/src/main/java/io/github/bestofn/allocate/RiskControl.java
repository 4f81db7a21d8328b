package io.github.bestofn.allocate;

import java.util.Arrays;
import java.util.List;

/**
 * Conformal risk control of the loss of stopping early: A. N. Angelopoulos, S. Bates, A. Fisch, L. Lei and T.
 * Schuster, Conformal Risk Control, <a href="https://arxiv.org/abs/2208.02814">arXiv 2208.02814</a>.
 *
 * <p>A prompt that stops at the first n with score \( S_n \le t \) loses \( \rho(t) \), which is at most 1 and never
 * falls as t rises, because a larger t stops earlier or at the same n. With m calibration prompts that are
 * exchangeable with the next one, the largest t with \[ \frac{\sum_i \rho_i(t) + 1}{m + 1} \le \alpha \] bounds the
 * expected loss of the next prompt by \( \alpha \), whatever the scores. The 1 stands for the loss of the next prompt
 * at its worst: without it the bound does not hold.
 */
final class RiskControl {

  /** The threshold at which no prompt stops. */
  static final double NEVER = Double.NEGATIVE_INFINITY;

  /**
   * The rounding error that is allowed for each prompt. A keep of 0.9 gives an alpha of 0.09999999999999998, with
   * which nine prompts without any loss would miss a bound that they meet; sums of losses are rounded too.
   */
  private static final double ROUNDING = 1e-12;

  private RiskControl() {}

  /** The scores and losses of a prompt that drew all N, at each number of draws at which it may stop. Immutable. */
  static final class Path {

    private final int[] stops;
    private final double[] scores;
    private final double[] losses;

    /**
     * Keeps what is given.
     *
     * @param stops the numbers of draws at which a prompt may stop, ascending, below N
     * @param scores the score at each of them
     * @param losses the loss of stopping at each of them, from 0 to 1, never increasing
     */
    Path(int[] stops, double[] scores, double[] losses) {
      this.stops = stops;
      this.scores = scores;
      this.losses = losses;
    }

    double[] scores() {
      return scores.clone();
    }

    /** The number of draws at a threshold; {@code all} if the prompt does not stop before. */
    int draws(double threshold, int all) {
      int at = at(threshold);
      return at < stops.length ? stops[at] : all;
    }

    /** The loss at a threshold. */
    double loss(double threshold) {
      int at = at(threshold);
      return at < stops.length ? losses[at] : 0;
    }

    private int at(double threshold) {
      int k = 0;
      while (k < scores.length && !(scores[k] <= threshold)) {
        k++;
      }
      return k;
    }
  }

  /**
   * Computes the threshold.
   *
   * @param paths the calibration prompts
   * @param alpha the largest expected loss, above 0 and below 1
   * @return the largest score at which the bound holds, or {@link #NEVER}
   */
  static double threshold(List<Path> paths, double alpha) {
    double[] candidates = paths.stream()
        .flatMapToDouble(path -> Arrays.stream(path.scores))
        .sorted()
        .distinct()
        .toArray();
    double allowed = (alpha + ROUNDING) * (paths.size() + 1) - 1;
    // The sum never falls as the threshold rises: bisection finds the largest that is allowed.
    int low = -1;
    int high = candidates.length;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      double threshold = candidates[middle];
      double sum = 0;
      for (Path path : paths) {
        sum += path.loss(threshold);
      }
      if (sum <= allowed) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low < 0 ? NEVER : candidates[low];
  }

  /**
   * Returns the loss of stopping after each number of draws.
   *
   * @param rewards all N rewards, in the order of the draws
   * @param stops the numbers of draws at which the prompt may stop, each from 1 to N
   * @return (best of N − best of n) / (best of N − mean of N), at most 1; 0 where nothing varies
   */
  static double[] losses(double[] rewards, int[] stops) {
    double best = Double.NEGATIVE_INFINITY;
    double mean = 0;
    double[] bests = new double[rewards.length];
    for (int k = 0; k < rewards.length; k++) {
      best = Math.max(best, rewards[k]);
      bests[k] = best;
      mean += (rewards[k] - mean) / (k + 1);
    }
    double[] losses = new double[stops.length];
    for (int k = 0; k < stops.length; k++) {
      double gain = best - mean;
      double lost = best - bests[stops[k] - 1];
      losses[k] = lost <= 0 || !(gain > 0) ? 0 : Math.min(1, lost / gain);
    }
    return losses;
  }
}
