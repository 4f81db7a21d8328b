package io.github.bestofn.estimate;

/**
 * An estimator in two steps: it fits a {@link RewardPopulation} to samples, and the population gives the posterior of
 * any single prompt. Stateless and thread-safe.
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
