package io.github.bestofn.estimate;

import java.util.PrimitiveIterator;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;

/** Marginal gains of a smooth distribution, by composite Gauss&ndash;Legendre quadrature. */
final class Quadrature {

  private static final int ORDER = 10;
  private static final double[] NODES = new double[ORDER];
  private static final double[] WEIGHTS = new double[ORDER];

  static {
    GaussIntegrator rule = new GaussIntegratorFactory().legendre(ORDER);
    for (int q = 0; q < ORDER; q++) {
      NODES[q] = (1 + rule.getPoint(q)) / 2;
      WEIGHTS[q] = rule.getWeight(q) / 2;
    }
  }

  private Quadrature() {}

  /**
   * The gains \( \Delta_j = \int F^j (1 - F) \) over a stretch in which the reward is exceeded for
   * certain, followed by one that is integrated.
   *
   * @param lead the length of the first stretch, in reward units, at least 0
   * @param unit the unit of length of the second, in reward units
   * @param length the length of the second, in units
   * @param panels how many panels of {@value #ORDER} nodes it is cut into, at least 0
   * @param survival from the distance to its start, in units, to \( 1 - F \)
   * @return the gains, in reward units
   */
  static PrimitiveIterator.OfDouble gains(
      double lead, double unit, double length, int panels, DoubleUnaryOperator survival) {
    double[] terms = new double[1 + panels * ORDER];
    double[] probabilities = new double[terms.length];
    double width = length / panels;
    terms[0] = lead;
    for (int panel = 0; panel < panels; panel++) {
      for (int q = 0; q < ORDER; q++) {
        int node = 1 + panel * ORDER + q;
        double exceeded = survival.applyAsDouble((panel + NODES[q]) * width);
        terms[node] = WEIGHTS[q] * width * unit * exceeded;
        probabilities[node] = 1 - exceeded;
      }
    }
    return new MarginalGains(terms, probabilities);
  }
}
