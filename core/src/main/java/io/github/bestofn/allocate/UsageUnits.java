package io.github.bestofn.allocate;

import java.io.Serializable;

/**
 * The unit in which a budget in tokens or money is handed out: a power of two, some 2<sup>-40</sup> of the limit.
 * Sums of whole units are the same in any order, so that a batch in parts is decided as a whole one. Immutable and
 * thread-safe.
 *
 * @param size what a unit is, in tokens or money
 */
record UsageUnits(double size) implements Serializable {

  /* Fine enough that rounding moves no draw that an expected usage would not. Nor do sums overflow: while anything is left, prompts
   * have used less than the limit, so that a further draw of each of them is expected to use about that at most. */
  private static final int BITS = 40;

  /* For a prompt that is expected to use several limits. */
  private static final long MOST = 1L << (BITS + 2);

  /** The share of a wave: about how many draws it pays for, and the units. */
  record Share(long draws, long units) {}

  /**
   * Returns the unit for a limit.
   *
   * @param limit the limit, above 0; infinity if the budget is in draws, and no unit is used
   */
  static UsageUnits of(double limit) {
    return new UsageUnits(Math.scalb(1.0, Math.getExponent(limit) - BITS));
  }

  /** Returns the units of an amount, to the next whole one. */
  long ofAmount(double amount) {
    return (long) Math.ceil(amount / size);
  }

  /** Returns the units of a draw, to the nearest, at least 1. */
  long ofDraw(double expectedUsage) {
    return Math.min(MOST, Math.max(1, Math.round(expectedUsage / size)));
  }

  /**
   * Returns a wave's share of what is left: that of the draws which it is expected to pay for.
   *
   * @param plan the plan of the waves
   * @param left the number of waves that are left, this one included, at least 1
   * @param remaining what is left, above 0
   * @param meanUsage the mean usage of a draw, 0 if none is known
   * @param prompts the number of prompts
   * @param hasCeiling whether prompts have reached a highest reward
   */
  Share share(
      WavePlan plan,
      int left,
      double remaining,
      double meanUsage,
      long prompts,
      boolean hasCeiling) {
    double draws = Math.ceil(remaining / (meanUsage > 0 ? meanUsage : 1));
    long count = Math.min(Long.MAX_VALUE >>> 1, (long) draws);
    long next = plan.next(left, count, prompts, hasCeiling);
    return new Share(next, ofAmount(remaining * ((double) next / count)));
  }
}
