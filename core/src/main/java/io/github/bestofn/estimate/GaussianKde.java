package io.github.bestofn.estimate;

import io.github.bestofn.estimate.numeric.MarginalGains;
import io.github.bestofn.estimate.numeric.Moments;
import io.github.bestofn.estimate.numeric.NormalTail;
import io.github.bestofn.estimate.numeric.Quadrature;
import io.github.bestofn.estimate.numeric.Samples;
import io.github.bestofn.spi.RewardRange;
import java.util.PrimitiveIterator;
import java.util.function.DoubleUnaryOperator;

/**
 * An equal mixture of normal distributions, the kernels, reflected at the bounds of the rewards
 * that are possible.
 *
 * <p>For kernels about \( r_1, \dots, r_n \) with standard deviation h, in reward units,
 * \[ F(x) = \frac{1}{n} \sum_{i=1}^{n} \Phi\left(\frac{x - r_i}{h}\right), \]
 * and within a range from a to b, where what lies beyond a bound is mirrored back (once, and then
 * scaled to a total of 1),
 * \[ S_{[a,b]}(x) = \frac{S(x) - S(2b - x) + F(2a - x) - F(2a - b)}{1 - S(2b - a) - F(2a - b)},
 *    \qquad S = 1 - F. \]
 * One probability costs \( O(n) \), the first gain \( O(n) \) per node of the quadrature, each
 * further gain \( O(1) \) per node. A kernel that no other is near takes some 200 nodes. Immutable
 * and thread-safe.
 *
 * <p>Reference: B. W. Silverman, Density Estimation for Statistics and Data Analysis, 1986, section
 * 2.10, <a href="https://doi.org/10.1201/9781315140919">doi:10.1201/9781315140919</a>.
 */
final class GaussianKde implements RewardDistribution {

  /* Everything is measured in bandwidths from a point near the incumbent, never from 0: rewards of
   * any magnitude neither overflow nor cancel. Kernels are sorted from the best down, so that sums
   * do not depend on the order of draws and end early where the rest no longer matters. */

  /* Gains are integrated from the incumbent, or from where F begins to matter if that is higher, to
   * where the tail above the best reward has fallen by a factor of e^-28 (Gaussian tails fall
   * faster the further out they begin). Tails of single kernels are left out beyond the same point,
   * and where no kernel reaches F is flat: clusters of kernels are integrated one by one. With
   * panels and nodes as they are the relative error is below 1e-7 for up to 100,000 further draws,
   * and with panels twice as wide below 1e-9 for the first hundred, which are all that most callers
   * ask for. */

  private static final double REACH = 7.5;
  private static final double PANEL = 0.75;
  private static final int FEW = 100;
  private static final double DECAY = 6;
  private static final double UNDERFLOW = 39;

  private final double[] descending;
  private final double bandwidth;
  private final RewardRange range;
  private final boolean bounded;
  private final double total;

  private GaussianKde(double[] descending, double bandwidth, RewardRange range) {
    this.descending = descending;
    this.bandwidth = bandwidth;
    this.range = range;
    this.bounded = !range.equals(RewardRange.unbounded());
    this.total = bounded ? total() : descending.length;
  }

  /**
   * Returns a kernel about each reward.
   *
   * @param rewards at least one reward, in reward units, within the range; copied
   * @param range the rewards that are possible
   * @param bandwidth the bandwidth of the kernels
   * @return a kernel estimate, or the empirical distribution if the bandwidth is 0
   */
  static RewardDistribution of(double[] rewards, RewardRange range, Bandwidth bandwidth) {
    double[] descending = Samples.descending(rewards);
    double width = bandwidth.of(descending);
    return isWidth(width) ? new GaussianKde(descending, width, range) : new Empirical(rewards);
  }

  /**
   * Returns a single kernel: the normal distribution with the mean and the standard deviation of some rewards.
   *
   * @param rewards at least one reward, in reward units, within the range
   * @param range the rewards that are possible
   * @return a normal distribution, or the empirical distribution if the rewards are all equal
   */
  static RewardDistribution normal(double[] rewards, RewardRange range) {
    Moments moments = Moments.of(Samples.descending(rewards));
    return isWidth(moments.deviation())
        ? new GaussianKde(new double[] {moments.mean()}, moments.deviation(), range)
        : new Empirical(rewards);
  }

  private static boolean isWidth(double width) {
    return width >= Double.MIN_NORMAL && width < Double.POSITIVE_INFINITY;
  }

  @Override
  public double cumulativeProbability(double x) {
    if (x <= range.lowest()) {
      return 0;
    }
    if (x >= range.highest()) {
      return 1;
    }
    double sum = 0;
    for (double reward : descending) {
      sum += above(-x, -reward, -range.highest(), -range.lowest());
    }
    return Math.min(1, sum / total);
  }

  @Override
  public double survivalProbability(double x) {
    if (x <= range.lowest()) {
      return 1;
    }
    if (x >= range.highest()) {
      return 0;
    }
    double sum = 0;
    for (double reward : descending) {
      sum += above(x, reward, range.lowest(), range.highest());
    }
    return Math.min(1, sum / total);
  }

  /** The mass above x of one kernel and its two mirror images, up to the highest reward. */
  private double above(double x, double reward, double lowest, double highest) {
    double z = (x - reward) / bandwidth;
    if (!bounded) {
      return NormalTail.above(z);
    }
    double room = (highest - x) / bandwidth;
    return NormalTail.between(z, 2 * room)
        + NormalTail.between(z + 2 * ((reward - lowest) / bandwidth), room);
  }

  /** The mass from a to b of all kernels and their mirror images: what is further away is lost. */
  private double total() {
    double width = range.highest() - range.lowest();
    double sum = 0;
    for (double reward : descending) {
      double above = (range.highest() - reward + width) / bandwidth;
      double below = (reward - range.lowest() + width) / bandwidth;
      sum += NormalTail.between(-below, above + below);
    }
    return sum;
  }

  @Override
  public PrimitiveIterator.OfDouble marginalGains(double incumbent) {
    MarginalGains.checkIncumbent(incumbent);
    return quadrature(incumbent, 2 * PANEL).gains(FEW, () -> quadrature(incumbent, PANEL));
  }

  private Quadrature quadrature(double incumbent, double panel) {
    Quadrature quadrature = new Quadrature();
    double start = Math.max(incumbent, range.lowest());
    double above = Math.max(0, (start - descending[0]) / bandwidth);
    if (incumbent >= range.highest() || above > UNDERFLOW) {
      return quadrature;
    }
    double reach = Math.sqrt(above * above + REACH * REACH);
    double widest = Math.min(panel, DECAY / Math.max(1, above));
    quadrature.flat(start - incumbent, 1);
    double from = start;
    double offset = 0;
    int worst = descending.length - 1;
    while (worst > 0 && (start - descending[worst]) / bandwidth > reach) {
      worst--;
    }
    while (worst >= 0) {
      double gap = descending[worst] - from - (REACH + offset) * bandwidth;
      if (gap > 0) {
        quadrature.flat(gap, (worst + 1.0) / descending.length);
        from = descending[worst];
        offset = -REACH;
      }
      int best = worst;
      while (best > 0
          && (descending[best - 1] - descending[best]) / bandwidth <= REACH + reach + PANEL) {
        best--;
      }
      double end = (descending[best] - from) / bandwidth + reach;
      double room = (range.highest() - from) / bandwidth - offset;
      quadrature.smooth(
          Math.min(end - offset, room),
          widest,
          room <= end - offset,
          cluster(best, worst, from, offset, reach, room),
          u -> bandwidth);
      from = descending[best];
      offset = reach;
      worst = best - 1;
    }
    return quadrature;
  }

  /**
   * From the distance u to a point to the survival probability, given the kernels that reach there.
   */
  private DoubleUnaryOperator cluster(
      int best, int worst, double from, double offset, double reach, double room) {
    double[] z = new double[worst - best + 1];
    for (int k = 0; k < z.length; k++) {
      z[k] = (from - descending[best + k]) / bandwidth + offset;
    }
    if (!bounded) {
      return u -> {
        double sum = best;
        for (int k = 0; k < z.length && z[k] + u <= reach; k++) {
          sum += NormalTail.above(z[k] + u);
        }
        return sum / total;
      };
    }
    double[] image = new double[z.length];
    for (int k = 0; k < z.length; k++) {
      image[k] = z[k] + 2 * ((descending[best + k] - range.lowest()) / bandwidth);
    }
    return u -> {
      double sum = best;
      for (int k = 0; k < z.length && z[k] + u <= reach; k++) {
        sum += NormalTail.between(z[k] + u, 2 * (room - u));
      }
      for (int k = z.length - 1; k >= 0 && image[k] + u <= reach; k--) {
        sum += NormalTail.between(image[k] + u, room - u);
      }
      return Math.min(1, sum / total);
    };
  }

  /** The bandwidth, in reward units. */
  double bandwidth() {
    return bandwidth;
  }
}
