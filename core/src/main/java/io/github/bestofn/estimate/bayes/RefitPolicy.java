package io.github.bestofn.estimate.bayes;

import java.io.Serializable;

/**
 * The growth of a sample after which its population is fitted again.
 *
 * @param rewards the number of rewards, those of earlier prompts included, from which on it is
 * @param highest the reward above which it is, in reward units
 */
public record RefitPolicy(double rewards, double highest) implements Serializable {

  /**
   * Returns the policy of a population that was just fitted.
   *
   * @param fitted the summary of the rewards in the fit
   * @param rewards the number of rewards of all prompts, earlier ones included, at least 0
   * @param highest the highest reward of all prompts, in reward units; negative infinity if there is none
   * @return the policy
   */
  public static RefitPolicy of(BatchSummary fitted, long rewards, double highest) {
    double[] pool = fitted.pool();
    double range = pool.length == 0 ? 0 : Math.max(0, highest - pool[0]);
    double growth = Math.max(Tuning.REFIT_GROWTH, rewards / Tuning.WELL_KNOWN);
    return new RefitPolicy(
        rewards * (1 + Math.min(1, growth)), highest + Tuning.REFIT_BEYOND * range);
  }

  /**
   * Returns whether a fit is due: the sample has grown, or a reward exceeds all that were fitted.
   *
   * @param rewardsNow the number of rewards of all prompts, earlier ones included, at least 0
   * @param highestNow the highest reward of all prompts, in reward units
   * @return true if it is due
   */
  public boolean isDue(long rewardsNow, double highestNow) {
    return highestNow > highest || rewardsNow >= rewards;
  }
}
