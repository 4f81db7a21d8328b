package io.github.bestofn.estimate;

import io.github.bestofn.estimate.numeric.MarginalGains;
import java.util.PrimitiveIterator;

/**
 * The answer for a prompt without rewards: nothing is known, so nothing is promised. Its reward
 * exceeds no number and its gains are 0.
 */
enum Unknown implements RewardDistribution {
  INSTANCE;

  @Override
  public double cumulativeProbability(double x) {
    return 1;
  }

  @Override
  public double survivalProbability(double x) {
    return 0;
  }

  @Override
  public PrimitiveIterator.OfDouble marginalGains(double incumbent) {
    MarginalGains.checkIncumbent(incumbent);
    return MarginalGains.none();
  }
}
