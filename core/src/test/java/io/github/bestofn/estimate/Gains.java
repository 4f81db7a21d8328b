package io.github.bestofn.estimate;

import java.util.PrimitiveIterator;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.special.Erf;

/** Marginal gains by other means: the slow and obvious ones. */
public final class Gains {

  private static final int STEPS = 1 << 12;

  private Gains() {}

  /** The value at index j. */
  public static double at(int j, PrimitiveIterator.OfDouble gains) {
    for (int skipped = 0; skipped < j; skipped++) {
      gains.nextDouble();
    }
    return gains.nextDouble();
  }

  /** \( \int F^j (1 - F) \) of a kernel estimate above the incumbent, up to a highest reward. */
  static double integral(double[] rewards, double h, double incumbent, double highest, double j) {
    double end = Math.min((highest - incumbent) / h, reach(rewards, h, incumbent));
    return h
        * simpson(end, u -> {
          double exceeded = survival(rewards, h, incumbent, u);
          return exceeded * power(exceeded, j);
        });
  }

  /** \( \int 1 - F^k \) above the incumbent: what k draws are expected to add in all. */
  static double total(double[] rewards, double h, double incumbent, int k) {
    return h
        * simpson(
            reach(rewards, h, incumbent),
            u -> -Math.expm1(k * Math.log1p(-survival(rewards, h, incumbent, u))));
  }

  /** \( \int 1 - F \) from an incumbent to a bound, by Simpson's rule on equal steps. */
  static double firstBounded(DoubleUnaryOperator survival, double incumbent, double bound) {
    return simpson(bound - incumbent, u -> survival.applyAsDouble(incumbent + u));
  }

  /**
   * \( \int F^j (1 - F) \) from an incumbent to a bound, by Simpson's rule in the logarithm of the
   * distance to the bound: as exact near it as far from it.
   */
  static double bounded(DoubleUnaryOperator survival, double incumbent, double bound, double j) {
    double room = bound - incumbent;
    return simpson(36, v -> {
      double left = room * Math.exp(-v);
      double exceeded = survival.applyAsDouble(bound - left);
      return left * exceeded * power(exceeded, j);
    });
  }

  /**
   * \( \int F^j (1 - F) \) above an incumbent, by Simpson's rule in the logarithm of one plus the
   * distance to it in units of a scale, up to e^reach units.
   */
  static double unbounded(
      DoubleUnaryOperator survival, double incumbent, double scale, double reach, double j) {
    return scale
        * simpson(reach, v -> {
          double exceeded = survival.applyAsDouble(incumbent + scale * Math.expm1(v));
          return Math.exp(v) * exceeded * power(exceeded, j);
        });
  }

  /** \( (h/n) \sum \varphi(z_k) - z_k \Phi(-z_k) \), the closed form of the first gain. */
  static double first(double[] rewards, double h, double incumbent) {
    double sum = 0;
    for (double reward : rewards) {
      double z = (incumbent - reward) / h;
      sum += Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) - z * 0.5 * Erf.erfc(z / Math.sqrt(2));
    }
    return h * sum / rewards.length;
  }

  private static double survival(double[] rewards, double h, double incumbent, double u) {
    double sum = 0;
    for (double reward : rewards) {
      sum += 0.5 * Erf.erfc(((incumbent - reward) / h + u) / Math.sqrt(2));
    }
    return Math.min(1, sum / rewards.length);
  }

  private static double power(double exceeded, double j) {
    return j == 0 ? 1 : exceeded >= 1 ? 0 : Math.exp(j * Math.log1p(-exceeded));
  }

  /** Where the tail above the incumbent or the best reward has fallen by a factor of e^-50. */
  private static double reach(double[] rewards, double h, double incumbent) {
    double best = Double.NEGATIVE_INFINITY;
    for (double reward : rewards) {
      best = Math.max(best, reward);
    }
    double z = (incumbent - best) / h;
    return Math.sqrt(Math.max(0, z) * Math.max(0, z) + 100) - z;
  }

  private static double simpson(double end, DoubleUnaryOperator f) {
    double sum = f.applyAsDouble(0) + f.applyAsDouble(end);
    for (int k = 1; k < STEPS; k++) {
      sum += (k % 2 == 0 ? 2 : 4) * f.applyAsDouble(end * k / STEPS);
    }
    return sum * end / (3 * STEPS);
  }
}
