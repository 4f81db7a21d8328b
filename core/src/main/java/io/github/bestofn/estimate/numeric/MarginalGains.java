package io.github.bestofn.estimate.numeric;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.PrimitiveIterator;

/**
 * Marginal gains as sums over nodes: with \( w_q > 0 \) the weight of node q, in reward units,
 * \( F_q \) its probability and \( S_q = 1 - F_q \),
 * \[ \Delta_j = \sum_q w_q S_q F_q^j. \]
 * The nodes are those of a quadrature rule, or, where F is a step function, its steps. Values never
 * increase, to the last bit. Each costs one pass over the nodes and allocates nothing.
 */
public final class MarginalGains implements PrimitiveIterator.OfDouble {

  /* Terms are kept as they are, w S F^j, and multiplied by F for the next j. Rounding is monotone and
   * the order of summation fixed, so that smaller terms never give a larger sum. The first nodes
   * have the smallest F and vanish first: they are dropped once they no longer matter, since
   * arithmetic on subnormal numbers is slow. */

  private static final double NEGLIGIBLE = 0x1p-100;
  private static final double[] NO_NODES = {};

  private final double[] terms;
  private final double[] probabilities;
  private final int end;
  private int first;

  /**
   * Gains over the given nodes.
   *
   * @param terms for each node \( w_q S_q \), in reward units; owned and overwritten by this
   *     iterator
   * @param probabilities for each node \( F_q \), never decreasing from node to node; owned
   *     likewise
   * @param size how many nodes there are, at the beginning of the arrays
   */
  public MarginalGains(double[] terms, double[] probabilities, int size) {
    this.terms = terms;
    this.probabilities = probabilities;
    this.end = size;
  }

  /**
   * Returns the gains of a reward that cannot exceed the incumbent.
   *
   * @return 0 without end
   */
  public static PrimitiveIterator.OfDouble none() {
    return new MarginalGains(NO_NODES, NO_NODES, 0);
  }

  /**
   * Checks an incumbent.
   *
   * @param incumbent the best reward so far, in reward units
   * @throws IllegalArgumentException if it is not finite
   */
  public static void checkIncumbent(double incumbent) {
    checkArgument(Double.isFinite(incumbent), "incumbent must be finite, but was %s", incumbent);
  }

  @Override
  public boolean hasNext() {
    return true;
  }

  @Override
  public double nextDouble() {
    double sum = 0;
    for (int q = first; q < end; q++) {
      double term = terms[q];
      sum += term;
      terms[q] = term * probabilities[q];
    }
    while (first < end && terms[first] <= NEGLIGIBLE * sum) {
      first++;
    }
    return sum;
  }
}
