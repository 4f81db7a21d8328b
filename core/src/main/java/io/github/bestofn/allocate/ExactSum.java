package io.github.bestofn.allocate;

import java.io.Serializable;

/**
 * A sum of doubles to about 106 bits, twice those of a double: sums of the same terms in another order have the same
 * {@linkplain #value value}, unless their 106 bits lie within a rounding error of the middle between two doubles.
 * Immutable and thread-safe.
 *
 * <p>The sum of the two parts, the second of which is less than a unit in the last place of the first; T. J. Dekker, A
 * Floating-Point Technique for Extending the Available Precision, 1971, <a
 * href="https://doi.org/10.1007/BF01397083">doi:10.1007/BF01397083</a>.
 *
 * @param value the sum, rounded to a double
 * @param rest the rounding error of the value
 * @serial exclude
 * @since 0.1.0
 */
public record ExactSum(double value, double rest) implements Serializable {

  /** The sum of no terms. */
  public static final ExactSum ZERO = new ExactSum(0, 0);

  /**
   * Returns this sum plus a term.
   *
   * @param term the term, finite
   * @return the sum with it
   */
  public ExactSum plus(double term) {
    return plus(term, 0);
  }

  /**
   * Returns this sum plus the terms of another sum.
   *
   * @param other the other sum
   * @return the sum of all terms
   */
  public ExactSum plus(ExactSum other) {
    return plus(other.value, other.rest);
  }

  private ExactSum plus(double term, double termRest) {
    double sum = value + term;
    double part = sum - value;
    double lost = (value - (sum - part)) + (term - part);
    double small = lost + rest + termRest;
    double rounded = sum + small;
    return new ExactSum(rounded, small - (rounded - sum));
  }
}
