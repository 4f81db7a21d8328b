package io.github.bestofn.estimate;

import java.util.List;

/**
 * An estimator of reward distributions from the rewards of a batch, all prompts at once so that they
 * can share information. Stateless and thread-safe: equal samples give equal distributions.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RewardEstimator {

  /**
   * Estimates every prompt's reward distribution.
   *
   * @param batch the rewards so far; prompts may have none
   * @return one distribution per prompt, in order, in a list that the caller owns; that of a prompt without rewards
   *     may be any distribution
   */
  List<RewardDistribution> estimate(RewardSamples batch);

  /**
   * Estimates again after some prompts have received rewards. The result is that of {@link #estimate}, except that
   * hyperparameters may be those of an earlier fit; an estimator that treats prompts independently updates only those
   * that changed, in place.
   *
   * @param previous the list that this estimator returned last; the caller gives it up, it may be
   *     changed and returned
   * @param batch the rewards so far
   * @param changed the indexes of the prompts that have received rewards since
   * @return one distribution per prompt, in order. The list {@code previous} itself says that the
   *     distributions of prompts that have not changed are as they were
   */
  default List<RewardDistribution> update(
      List<RewardDistribution> previous, RewardSamples batch, int[] changed) {
    return estimate(batch);
  }
}
