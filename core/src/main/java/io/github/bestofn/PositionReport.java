package io.github.bestofn;

/**
 * Counts of a comparing judge's answers by position. Each pair is shown in both orders.
 *
 * @param pairs the number of pairs that were compared
 * @param agreed the pairs with the same winner in both orders
 * @param first the pairs in which the response shown first won in both orders
 * @param second the pairs in which the response shown second won in both orders; the remaining pairs have a tie, an
 *     unsure answer or a failure in one order at least
 * @since 0.1.0
 */
public record PositionReport(long pairs, long agreed, long first, long second) {

  /**
   * Returns whether the judge prefers a position. Noise alone makes both positions win equally often; a two-sided
   * sign test of {@link #first} against {@link #second} rejects that at 0.1%.
   *
   * @return true if one position wins more often than chance explains
   */
  public boolean prefersPosition() {
    return PositionCounts.isSuspicious(first, second);
  }
}
