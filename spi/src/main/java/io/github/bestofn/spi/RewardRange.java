package io.github.bestofn.spi;

import java.io.Serializable;

/**
 * The rewards that are possible, from {@code lowest} to {@code highest}, both included.
 *
 * @param lowest the lowest reward, in reward units; negative infinity if there is none
 * @param highest the highest reward, in reward units, above {@code lowest}; positive infinity if there
 *     is none
 * @serial exclude
 * @since 0.1.0
 */
public record RewardRange(double lowest, double highest) implements Serializable {

  private static final RewardRange UNBOUNDED =
      new RewardRange(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

  /**
   * Checks the range.
   *
   * @param lowest the lowest reward, in reward units
   * @param highest the highest reward, in reward units, above {@code lowest}
   * @throws IllegalArgumentException if {@code lowest} is not below {@code highest}, or either is NaN
   */
  public RewardRange {
    if (!(lowest < highest)) {
      throw new IllegalArgumentException(
          "lowest must be below highest, but they were %s and %s".formatted(lowest, highest));
    }
  }

  /**
   * Returns the range without bounds.
   *
   * @return the range without bounds
   */
  public static RewardRange unbounded() {
    return UNBOUNDED;
  }

  /**
   * Returns the range from {@code lowest} to {@code highest}, both included.
   *
   * @param lowest the lowest reward, in reward units
   * @param highest the highest reward, in reward units, above {@code lowest}
   * @return the range
   * @throws IllegalArgumentException if {@code lowest} is not below {@code highest}, or either is NaN
   */
  public static RewardRange of(double lowest, double highest) {
    return new RewardRange(lowest, highest);
  }

  /**
   * Returns the range of a verifier: 0 for a wrong response and 1 for a right one, and anything between.
   *
   * @return the range from 0 to 1
   */
  public static RewardRange binary() {
    return of(0, 1);
  }

  /**
   * Returns whether a reward is possible.
   *
   * @param reward a reward, in reward units
   * @return true if it is finite and within the range
   */
  public boolean contains(double reward) {
    return Double.isFinite(reward) && lowest <= reward && reward <= highest;
  }
}
