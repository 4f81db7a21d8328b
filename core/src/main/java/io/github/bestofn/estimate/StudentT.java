package io.github.bestofn.estimate;

import io.github.bestofn.estimate.numeric.MarginalGains;
import io.github.bestofn.estimate.numeric.Quadrature;
import io.github.bestofn.estimate.numeric.StudentTail;
import io.github.bestofn.spi.RewardRange;
import java.util.PrimitiveIterator;

/**
 * Student's t distribution about a location, with a scale, given that the reward is possible:
 * within a range from a to b
 * \[ S_{[a,b]}(x) = \frac{S(x) - S(b)}{S(a) - S(b)}, \qquad
 *    S(x) = P\left(T > \frac{x - \mu}{\sigma}\right). \]
 * Immutable and thread-safe.
 */
final class StudentT implements RewardDistribution {

  /* Tails fall like t^-nu, as slowly as t^-2, so that gains are integrated over w with
   * t = sqrt(nu) sinh(w): there both the tail and what remains of its integral, like
   * cosh(w)^-(nu-1), fall exponentially. With at most 100,000 further draws the integrand counts
   * from where S is 1e-5 or more; the integral ends where what remains is another factor of 1e-8
   * smaller, and it begins where F has no more influence than that. */

  private static final double DROP = Math.log(1e8);
  private static final double DRAWS = Math.log(1e5);
  private static final double WIDEST = 1;
  private static final double PANEL = 0.9;
  private static final double DECAY = 6;

  private final StudentTail tail;
  private final double location;
  private final double scale;
  private final RewardRange range;
  private final double atLowest;
  private final double atHighest;

  /**
   * A distribution conditioned on a range.
   *
   * @param tail the standard distribution, with at least 2 degrees of freedom
   * @param location the location, in reward units, within the range
   * @param scale the scale, in reward units, above 0
   * @param range the rewards that are possible
   */
  StudentT(StudentTail tail, double location, double scale, RewardRange range) {
    this.tail = tail;
    this.location = location;
    this.scale = scale;
    this.range = range;
    this.atLowest = tail.above((range.lowest() - location) / scale);
    this.atHighest = tail.above((range.highest() - location) / scale);
  }

  @Override
  public double cumulativeProbability(double x) {
    if (x < range.lowest()) {
      return 0;
    }
    if (x >= range.highest()) {
      return 1;
    }
    double below =
        tail.above((location - x) / scale) - tail.above((location - range.lowest()) / scale);
    return Math.min(1, Math.max(0, below / (atLowest - atHighest)));
  }

  @Override
  public double survivalProbability(double x) {
    if (x < range.lowest()) {
      return 1;
    }
    return x >= range.highest() ? 0 : above((x - location) / scale);
  }

  private double above(double t) {
    return Math.min(1, Math.max(0, (tail.above(t) - atHighest) / (atLowest - atHighest)));
  }

  @Override
  public PrimitiveIterator.OfDouble marginalGains(double incumbent) {
    MarginalGains.checkIncumbent(incumbent);
    if (incumbent >= range.highest()) {
      return MarginalGains.none();
    }
    double degrees = tail.degrees();
    double root = Math.sqrt(degrees);
    double start = Math.max(incumbent, range.lowest());
    double first = asinh((start - location) / scale / root);
    Quadrature quadrature = new Quadrature();
    quadrature.flat(start - incumbent, 1);
    double certain = -acoshOfExp(DROP / (degrees - 1));
    if (first < certain) {
      quadrature.flat(location + scale * root * Math.sinh(certain) - start, 1);
      first = certain;
    }
    double from = first;
    double above = Math.max(0, from);
    double logCosh = above + Math.log1p(Math.exp(-2 * above)) - Math.log(2);
    double last = acoshOfExp(logCosh + DROP / (degrees - 1) + DRAWS / degrees);
    double highest = Math.min(range.highest(), Double.MAX_VALUE);
    double end = asinh(2 * ((highest / 2 - location / 2) / scale / root));
    double steep = DECAY / (degrees * Math.tanh(above));
    quadrature.smooth(
        Math.min(last, end) - from,
        Math.min(Math.min(WIDEST, PANEL / root), steep),
        end <= last,
        w -> above(root * Math.sinh(from + w)),
        w -> scale * root * Math.cosh(from + w));
    return quadrature.gains();
  }

  /** The inverse of sinh, without overflow. */
  private static double asinh(double x) {
    double size = Math.abs(x);
    double w = size > 1e8
        ? Math.log(size) + Math.log(2)
        : Math.log1p(size + size * size / (1 + Math.sqrt(1 + size * size)));
    return Math.copySign(w, x);
  }

  /** The number at least 0 whose cosh is \( e^l \). */
  private static double acoshOfExp(double l) {
    return l + Math.log1p(Math.sqrt(-Math.expm1(-2 * l)));
  }
}
