package io.github.bestofn.estimate.numeric;

import org.apache.commons.math3.special.Beta;

/**
 * The upper tail of Student's t distribution with \( \nu \) degrees of freedom. With I the
 * regularised incomplete beta function, for t at least 0,
 * \[ P(T > t) = \tfrac{1}{2} I_x\left(\tfrac{\nu}{2}, \tfrac{1}{2}\right), \qquad
 *    x = \frac{\nu}{\nu + t^2}. \]
 * Immutable and thread-safe.
 *
 * <p>Reference: W. H. Press et al., Numerical Recipes, 3rd edition, 2007, section 6.4.
 */
public final class StudentTail {

  /* The continued fraction of Commons Math's regularizedBeta, without the logarithm of the beta
   * function, which is the same at every node of a quadrature and takes most of its time. It
   * converges fast below the mean of the beta distribution; above it, the other tail is taken. */

  private static final double EPSILON = 1e-15;
  private static final double TINY = 1e-300;
  private static final int MAX_STEPS = 1000;

  private final double degrees;
  private final double logBeta;

  /**
   * The tail for some degrees of freedom.
   *
   * @param degrees \( \nu \), above 0
   */
  public StudentTail(double degrees) {
    this.degrees = degrees;
    this.logBeta = Beta.logBeta(degrees / 2, 0.5);
  }

  /** The degrees of freedom. */
  public double degrees() {
    return degrees;
  }

  /**
   * Returns the probability that a variable exceeds t.
   *
   * @param t any number
   * @return the probability, with a relative accuracy of \( 10^{-12} \)
   */
  public double above(double t) {
    if (t < 0) {
      return 1 - above(-t);
    }
    double ratio = t / degrees * t;
    double half = degrees / 2;
    double power = Math.exp(-half * Math.log1p(ratio) - logBeta);
    if (power == 0) {
      return 0;
    }
    double centre = ratio / (1 + ratio);
    double scaled = power * Math.sqrt(centre);
    return ratio * (degrees + 2) < 3
        ? 0.5 - scaled * fraction(0.5, half, centre)
        : scaled / degrees * fraction(half, 0.5, 1 / (1 + ratio));
  }

  /** The continued fraction of the incomplete beta function, by Lentz's method. */
  private static double fraction(double a, double b, double x) {
    double c = 1;
    double d = 1 / notZero(1 - (a + b) * x / (a + 1));
    double value = d;
    for (int m = 1; m <= MAX_STEPS; m++) {
      double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
      d = 1 / notZero(1 + even * d);
      c = notZero(1 + even / c);
      value *= d * c;
      double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
      d = 1 / notZero(1 + odd * d);
      c = notZero(1 + odd / c);
      double step = d * c;
      value *= step;
      if (Math.abs(step - 1) < EPSILON) {
        break;
      }
    }
    return value;
  }

  private static double notZero(double x) {
    return Math.abs(x) < TINY ? TINY : x;
  }
}
