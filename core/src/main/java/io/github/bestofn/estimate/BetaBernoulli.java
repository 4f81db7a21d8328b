package io.github.bestofn.estimate;

import io.github.bestofn.estimate.numeric.MarginalGains;
import java.util.PrimitiveIterator;

/**
 * A reward of two values, the larger with a probability p of which only a Beta distribution is
 * known. With \( p \sim \mathrm{Beta}(a, b) \) and rewards from l to u, the gain of the j-th
 * further draw above an incumbent M between them is
 * \[ \Delta_j = (u - M) \, E[p \, (1 - p)^j] = (u - M) \, g_j, \qquad
 *    g_0 = \frac{a}{a + b}, \quad g_{j+1} = g_j \, \frac{b + j}{a + b + j + 1}. \]
 *
 * @param success a, above 0
 * @param failure b, above 0
 * @param low l, in reward units
 * @param high u, in reward units, at least l
 */
record BetaBernoulli(double success, double failure, double low, double high)
    implements RewardDistribution {

  @Override
  public double cumulativeProbability(double x) {
    if (x < low) {
      return 0;
    }
    return x < high ? failure / (success + failure) : 1;
  }

  @Override
  public double survivalProbability(double x) {
    if (x < low) {
      return 1;
    }
    return x < high ? success / (success + failure) : 0;
  }

  @Override
  public PrimitiveIterator.OfDouble marginalGains(double incumbent) {
    MarginalGains.checkIncumbent(incumbent);
    return incumbent >= high
        ? MarginalGains.none()
        : new Gains(
            Math.max(0, low - incumbent),
            (high - Math.max(low, incumbent)) * (success / (success + failure)));
  }

  private final class Gains implements PrimitiveIterator.OfDouble {
    private double certain;
    private double gain;
    private int draws;

    Gains(double certain, double gain) {
      this.certain = certain;
      this.gain = gain;
    }

    @Override
    public boolean hasNext() {
      return true;
    }

    @Override
    public double nextDouble() {
      double next = certain + gain;
      certain = 0;
      gain *= (failure + draws) / (success + failure + draws + 1);
      draws++;
      return next;
    }
  }
}
