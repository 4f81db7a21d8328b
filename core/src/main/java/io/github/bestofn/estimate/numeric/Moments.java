package io.github.bestofn.estimate.numeric;

/**
 * Mean and standard deviation of some rewards. Without any, both are 0.
 *
 * @param mean the mean, in reward units
 * @param deviation the standard deviation with divisor n &minus; 1, in reward units; 0 for a single
 *     reward or equal ones
 */
public record Moments(double mean, double deviation) {

  /**
   * Returns the moments of some rewards, from deviations relative to the largest so that squares stay in range.
   *
   * @param descending the rewards from the best down
   * @return their moments
   */
  public static Moments of(double[] descending) {
    int n = descending.length;
    if (n == 0) {
      return new Moments(0, 0);
    }
    double best = descending[0];
    double spread = best - descending[n - 1];
    if (!(spread > 0)) {
      return new Moments(best, 0);
    }
    double below = 0;
    for (double reward : descending) {
      below += (best - reward) / spread;
    }
    below /= n;
    double squares = 0;
    for (double reward : descending) {
      double deviation = (best - reward) / spread - below;
      squares += deviation * deviation;
    }
    return new Moments(best - below * spread, spread * Math.sqrt(squares / (n - 1)));
  }
}
