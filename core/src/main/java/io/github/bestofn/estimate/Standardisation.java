package io.github.bestofn.estimate;

import com.google.common.primitives.Doubles;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Makes scores of rewards: the rewards themselves, or the logarithms of their distances from ends, less their mean and
 * divided by their standard deviation.
 *
 * @param ends the ends that rewards have
 * @param mean the mean of the rewards' places between them
 * @param deviation the standard deviation of these, more than 0
 */
record Standardisation(Ends ends, double mean, double deviation) {

  /** Learns mean and deviation from the rewards of a batch, of two values at least. */
  static Standardisation of(RewardSpread spread, Ends ends) {
    double[][] components = ends.transformed(spread.components());
    return new Standardisation(
        ends, StatUtils.mean(Doubles.concat(components)), RewardSpread.deviation(components));
  }

  /** The score of a reward. */
  double score(double reward) {
    return (ends.transformed(reward) - mean) / deviation;
  }

  /** The logarithm of what a score changes the reward by, in reward units: what turns densities of scores into those of rewards. */
  double logUnit(double reward) {
    return Math.log(deviation / ends.slope(reward));
  }
}
