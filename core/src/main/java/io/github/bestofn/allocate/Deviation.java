package io.github.bestofn.allocate;

import io.github.bestofn.estimate.RewardDistribution;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;

/**
 * The standard deviation of a reward distribution of which only the distribution function is known. With c any
 * reward, \[ E[(Z - c)^+] = \int_0^\infty S(c + x) \, dx, \qquad E[((Z - c)^+)^2] = \int_0^\infty 2 x S(c + x) \, dx,
 * \] and the same below c with F. Each side ends where less than a millionth of the distribution is left, so that the
 * deviation is finite for any tail. Panels of Gauss–Legendre nodes double in width from c on: one evaluation takes
 * some 120 values of S and F.
 */
final class Deviation {

  private static final double TAIL = 1e-6;
  private static final int PANELS = 9;
  private static final GaussIntegrator RULE = new GaussIntegratorFactory().legendre(5);

  /* From the smallest to the largest number there are some 2,100 doublings. */
  private static final int MOST_STEPS = 2200;

  private Deviation() {}

  /**
   * Returns the standard deviation.
   *
   * @param distribution the distribution
   * @param center a reward near which it lies, finite
   * @return the standard deviation in reward units, at least 0; 0 if the distribution is one point
   */
  static double of(RewardDistribution distribution, double center) {
    double gain = distribution.marginalGains(center).nextDouble();
    double scale =
        gain > 0 && gain < Double.POSITIVE_INFINITY ? gain : Math.max(1, Math.abs(center));
    double[] above = side(x -> distribution.survivalProbability(center + x), scale, center);
    double[] below = side(x -> distribution.cumulativeProbability(center - x), scale, center);
    double mean = above[0] - below[0];
    return Math.sqrt(Math.max(0, above[1] + below[1] - mean * mean));
  }

  /** The first two moments of the distance on one side. */
  private static double[] side(DoubleUnaryOperator tail, double scale, double center) {
    double least = Math.ulp(center);
    double width = scale;
    int steps = 0;
    while (tail.applyAsDouble(width) > TAIL && steps++ < MOST_STEPS) {
      width *= 2;
    }
    while (width > least && tail.applyAsDouble(width / 2) <= TAIL && steps++ < MOST_STEPS) {
      width /= 2;
    }
    if (!(width > least) || !(width < Double.POSITIVE_INFINITY)) {
      return new double[] {0, 0};
    }
    double first = 0;
    double second = 0;
    double high = width;
    for (int panel = 0; panel < PANELS; panel++) {
      double low = panel == PANELS - 1 ? 0 : high / 2;
      double middle = (low + high) / 2;
      double half = (high - low) / 2;
      for (int q = 0; q < RULE.getNumberOfPoints(); q++) {
        double x = middle + half * RULE.getPoint(q);
        double term = RULE.getWeight(q) * half * tail.applyAsDouble(x);
        first += term;
        second += 2 * x * term;
      }
      high = low;
    }
    return new double[] {first, second};
  }
}
