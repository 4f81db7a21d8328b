package io.github.bestofn.estimate.numeric;

import java.util.Arrays;
import java.util.PrimitiveIterator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;
import org.jspecify.annotations.Nullable;

/**
 * Marginal gains by composite Gauss&ndash;Legendre quadrature. The stretches above an incumbent are
 * added one after the other, from the incumbent up, then gains are taken once.
 */
public final class Quadrature {

  /* Where F reaches 1 at a finite reward, F^j falls there within a layer of width 1/j of the scale:
   * the last panel is cut into ones that are a quarter as wide each, down to 4^-9 of a panel, so
   * that the layer is resolved for up to 100,000 further draws. */

  private static final int ORDER = 10;
  private static final int REFINEMENTS = 9;
  private static final int INITIAL_NODES = 8 * ORDER;
  private static final double[] NODES = new double[ORDER];
  private static final double[] WEIGHTS = new double[ORDER];

  static {
    GaussIntegrator rule = new GaussIntegratorFactory().legendre(ORDER);
    for (int q = 0; q < ORDER; q++) {
      NODES[q] = (1 + rule.getPoint(q)) / 2;
      WEIGHTS[q] = rule.getWeight(q) / 2;
    }
  }

  private double[] terms = new double[INITIAL_NODES];
  private double[] probabilities = new double[INITIAL_NODES];
  private int size;

  /**
   * Adds a stretch on which the probability of a larger reward does not change.
   *
   * @param length its length, in reward units; nothing is added unless it is above 0
   * @param survival \( 1 - F \)
   */
  public void flat(double length, double survival) {
    if (length > 0) {
      reserve(1);
      terms[size] = length * survival;
      probabilities[size++] = 1 - survival;
    }
  }

  /**
   * Adds a stretch on which F is smooth.
   *
   * @param length its length, in a unit of choice; nothing is added unless it is above 0
   * @param widest the largest width of a panel of {@value #ORDER} nodes, in the same unit
   * @param closed whether F reaches 1 at its end, so that panels must become narrow there
   * @param survival from the distance to its start to \( 1 - F \)
   * @param unit from the distance to its start to the unit there, in reward units
   */
  public void smooth(
      double length,
      double widest,
      boolean closed,
      DoubleUnaryOperator survival,
      DoubleUnaryOperator unit) {
    if (!(length > 0)) {
      return;
    }
    int panels = (int) Math.ceil(length / widest);
    double width = length / panels;
    reserve((panels + (closed ? REFINEMENTS : 0)) * ORDER);
    for (int panel = 0; panel < panels - 1; panel++) {
      panel(panel * width, width, survival, unit);
    }
    double rest = width;
    for (int refinement = 0; closed && refinement < REFINEMENTS; refinement++) {
      panel(length - rest, 0.75 * rest, survival, unit);
      rest /= 4;
    }
    panel(length - rest, rest, survival, unit);
  }

  /**
   * Returns the gains over all that was added, in reward units. To be called once: they take over the nodes.
   *
   * @return the gains, one at a time, without end
   */
  public PrimitiveIterator.OfDouble gains() {
    return new MarginalGains(terms, probabilities, size);
  }

  /**
   * Returns the gains over all that was added, in reward units, which are exact enough for some of them.
   *
   * @param count for how many
   * @param finer what has the others, computed when the first of them is asked for
   * @return the gains, one at a time, without end
   */
  public PrimitiveIterator.OfDouble gains(int count, Supplier<Quadrature> finer) {
    return new RefinedGains(gains(), count, finer);
  }

  /** The first gains by one rule, the others by another one. */
  private static final class RefinedGains implements PrimitiveIterator.OfDouble {

    private final int count;
    private @Nullable Supplier<Quadrature> finer;
    private PrimitiveIterator.OfDouble gains;
    private int used;
    private double last = Double.POSITIVE_INFINITY;

    RefinedGains(PrimitiveIterator.OfDouble gains, int count, Supplier<Quadrature> finer) {
      this.gains = gains;
      this.count = count;
      this.finer = finer;
    }

    @Override
    public boolean hasNext() {
      return true;
    }

    @Override
    public double nextDouble() {
      if (used == count && finer != null) {
        gains = finer.get().gains();
        finer = null;
        for (int j = 0; j < count; j++) {
          gains.nextDouble();
        }
      }
      used = Math.min(used + 1, count + 1);
      last = Math.min(last, gains.nextDouble());
      return last;
    }
  }

  private void panel(
      double start, double width, DoubleUnaryOperator survival, DoubleUnaryOperator unit) {
    for (int q = 0; q < ORDER; q++) {
      double at = start + NODES[q] * width;
      double exceeded = survival.applyAsDouble(at);
      terms[size] = WEIGHTS[q] * width * unit.applyAsDouble(at) * exceeded;
      probabilities[size++] = 1 - exceeded;
    }
  }

  private void reserve(int nodes) {
    if (size + nodes > terms.length) {
      int length = Math.max(size + nodes, 2 * terms.length);
      terms = Arrays.copyOf(terms, length);
      probabilities = Arrays.copyOf(probabilities, length);
    }
  }
}
