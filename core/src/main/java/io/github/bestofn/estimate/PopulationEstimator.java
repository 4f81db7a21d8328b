package io.github.bestofn.estimate;

/**
 * An estimator that separates what prompts have in common from what is particular to one: it fits a {@link
 * RewardPopulation} to samples, and the population turns the rewards of any single prompt into a distribution.
 * Stateless and thread-safe.
 *
 * <p>{@link #estimate} is {@link #fit} followed by {@link RewardPopulation#posteriorOfFitted} for every prompt.
 *
 * @since 0.1.0
 */
public interface PopulationEstimator extends RewardEstimator {

  /**
   * Fits a population to the prompts of a batch and to its {@linkplain RewardSamples#history() history}.
   *
   * @param samples the rewards so far; prompts may have none, and there may be no prompt
   * @return the population: equal samples give equal populations
   */
  RewardPopulation fit(RewardSamples samples);
}
