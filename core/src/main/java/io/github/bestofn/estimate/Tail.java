package io.github.bestofn.estimate;

import io.github.bestofn.estimate.numeric.MarginalGains;
import io.github.bestofn.estimate.numeric.Quadrature;
import io.github.bestofn.spi.RewardRange;
import java.util.Arrays;
import java.util.PrimitiveIterator;

/**
 * The empirical distribution of a prompt's lower rewards with a generalised Pareto tail above them.
 * With n rewards, k of them above the threshold u, which is the next one, a further reward exceeds
 * u with probability \( (k + 1) / (n + 1) \), and each of the n &minus; k others counts as
 * \( 1 / (n + 1) \). With shape A and scale B, in reward units,
 * \[ S(x) = \frac{k + 1}{n + 1} \, Q(x - u), \qquad Q(y) = \left(1 + \frac{y}{B}\right)^{-A}
 *    \qquad (x \ge u). \]
 * Where b is the highest reward that is possible, Q is conditioned on it:
 * \( (Q(y) - Q(b - u)) / (1 - Q(b - u)) \). Immutable and thread-safe.
 */
final class Tail implements RewardDistribution {

  /* Gains above the threshold are integrated over v with 1 + y/B = e^v: there the tail falls like
   * e^(-A v), and what remains of its integral like e^(-(A-1) v). With at most 100,000 further
   * draws the integrand counts from where S is 1e-5 or more, and what remains another factor of
   * 1e-8 further out is left out. */

  private static final double DROP = Math.log(1e8);
  private static final double DRAWS = Math.log(1e5);
  private static final double DECAY = 3.2;

  private final double[] lower;
  private final double threshold;
  private final double others;
  private final double exceedance;
  private final double shape;
  private final double scale;
  private final RewardRange range;

  /**
   * A distribution with a tail.
   *
   * @param descending at least one reward, from the best down, within the range
   * @param k how many of them lie in the tail, from 0 to n &minus; 1
   * @param shape A, above 1
   * @param scale B, in reward units, above 0
   * @param range the rewards that are possible
   */
  Tail(double[] descending, int k, double shape, double scale, RewardRange range) {
    int n = descending.length;
    this.lower = Arrays.copyOfRange(descending, k, n);
    this.threshold = lower[0];
    this.others = n + 1;
    this.exceedance = (k + 1) / others;
    this.shape = shape;
    this.scale = scale;
    this.range = range;
  }

  @Override
  public double cumulativeProbability(double x) {
    return 1 - survivalProbability(x);
  }

  @Override
  public double survivalProbability(double x) {
    if (x >= range.highest()) {
      return 0;
    }
    if (x >= threshold) {
      double v = Math.log1p((x - threshold) / scale);
      return exceedance * excess(v, room(x)) / excess(0, room(threshold));
    }
    int atMost = 0;
    for (double reward : lower) {
      atMost += reward <= x ? 1 : 0;
    }
    return 1 - atMost / others;
  }

  @Override
  public PrimitiveIterator.OfDouble marginalGains(double incumbent) {
    MarginalGains.checkIncumbent(incumbent);
    if (incumbent >= range.highest()) {
      return MarginalGains.none();
    }
    Quadrature quadrature = new Quadrature();
    double start = incumbent;
    for (int k = lower.length - 1; k >= 0; k--) {
      if (lower[k] > start) {
        quadrature.flat(lower[k] - start, 1 - (lower.length - 1 - k) / others);
        start = lower[k];
      }
    }
    double from = Math.log1p((start - threshold) / scale);
    double room = room(start);
    double length = DROP / (shape - 1) + DRAWS / shape;
    double whole = excess(0, room(threshold));
    quadrature.smooth(
        Math.min(length, room),
        DECAY / shape,
        room <= length,
        v -> exceedance * excess(from + v, room - v) / whole,
        v -> scale * Math.exp(from + v));
    return quadrature.gains();
  }

  /** From x to the highest reward, in v. There is one: rewards are finite numbers. */
  private double room(double x) {
    double highest = Math.min(range.highest(), Double.MAX_VALUE);
    return Math.log1p(2 * ((highest / 2 - x / 2) / (scale + (x - threshold))));
  }

  /** \( Q(x - u) - Q(b - u) \), where b is some room above x. */
  private double excess(double v, double room) {
    return Math.exp(-shape * v) * -Math.expm1(-shape * room);
  }
}
