package io.github.bestofn.estimate;

import java.util.List;

/**
 * Turns the rewards of a batch into reward distributions, a whole batch at a time so that prompts can
 * lend each other strength. Stateless and thread-safe: equal samples give equal distributions.
 */
@FunctionalInterface
public interface RewardEstimator {

  /**
   * Estimates every prompt's reward distribution.
   *
   * @param batch the rewards so far; a prompt may have none
   * @return one distribution per prompt, in order; that of a prompt without rewards may say anything
   */
  List<RewardDistribution> estimate(RewardSamples batch);

  /**
   * Estimates again after some prompts have received rewards. The result is that of {@link #estimate};
   * an estimator in which prompts do not depend on each other redoes only those that changed.
   *
   * @param previous what this estimator returned before
   * @param batch the rewards so far
   * @param changed the indexes of the prompts that have received rewards since
   * @return one distribution per prompt, in order
   */
  default List<RewardDistribution> update(
      List<RewardDistribution> previous, RewardSamples batch, int[] changed) {
    return estimate(batch);
  }
}
