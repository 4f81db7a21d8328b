package io.github.bestofn.benchmarks.soak;

/**
 * How large a soak is.
 *
 * @param seed what random numbers are derived from
 * @param scale the size of the scenarios, as a share of the full one; above 0 and at most 1
 */
public record Load(long seed, double scale) {

  /** A share of a full size, at least {@code least}. */
  int of(int fullSize, int least) {
    return Math.max(least, (int) (scale * fullSize));
  }
}
