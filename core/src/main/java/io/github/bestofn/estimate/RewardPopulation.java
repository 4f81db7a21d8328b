package io.github.bestofn.estimate;

import java.io.Serializable;

/**
 * The fitted population of the prompts of one generator and one reward model: a prior for each prompt's reward
 * distribution. It is fitted once, by a {@link PopulationEstimator}, and used for any number of prompts, in the fit
 * or not, each by its own rewards alone. Immutable, thread-safe and serialisable; a copy gives the same
 * distributions.
 *
 * @since 0.1.0
 */
public interface RewardPopulation extends Serializable {

  /**
   * Returns the posterior predictive distribution of the next reward of a prompt that the population was not fitted to.
   *
   * @param rewards the prompt's rewards so far, in reward units, finite, in any order; without any, the
   *     distribution is the prior predictive
   * @return the distribution
   * @throws IllegalArgumentException if a reward is not finite
   */
  RewardDistribution posterior(double... rewards);

  /**
   * Returns the posterior predictive distribution of the next reward of a prompt that the population was fitted to. The
   * rewards that it had then are not counted twice: the fit to the other prompts is its prior (leave one out).
   *
   * @param prompt the index of the prompt in the samples of the fit, at least 0; a prompt that the fit left out,
   *     because it had no rewards or there were more prompts than it needs, is treated as by {@link #posterior}
   * @param rewards the prompt's rewards so far, in reward units, finite, in any order: those of the fit and later ones
   * @return the distribution
   * @throws IllegalArgumentException if a reward is not finite or {@code prompt} is negative
   */
  RewardDistribution posteriorOfFitted(int prompt, double... rewards);
}
