package io.github.bestofn.estimate;

import static java.util.Objects.requireNonNull;

import io.github.bestofn.spi.RewardRange;

/**
 * The rewards so far of a batch's prompts, each prompt's in the order of its draws. Prompts are indexed from 0.
 *
 * @since 0.1.0
 */
public interface RewardSamples {

  /**
   * Returns the number of prompts of the batch.
   *
   * @return the number of prompts, at least 0
   */
  int prompts();

  /**
   * Returns the number of rewards of a prompt.
   *
   * @param prompt the index of the prompt
   * @return the number of rewards, at least 0
   */
  int count(int prompt);

  /**
   * Returns one reward of a prompt.
   *
   * @param prompt the index of the prompt
   * @param k the index of the reward, from 0 to {@code count(prompt) - 1}, in the order of its draws
   * @return the reward, in reward units, finite
   */
  double reward(int prompt, int k);

  /**
   * Returns a prompt's best reward so far.
   *
   * @param prompt the index of the prompt
   * @return the largest of its rewards, or negative infinity if it has none
   */
  double incumbent(int prompt);

  /**
   * Returns the rewards that are possible.
   *
   * @return the range, the same for every prompt
   */
  RewardRange range();

  /**
   * Returns all rewards of a prompt.
   *
   * @param prompt the index of the prompt
   * @return a new array of its rewards, in the order of its draws
   */
  default double[] rewards(int prompt) {
    double[] rewards = new double[count(prompt)];
    for (int k = 0; k < rewards.length; k++) {
      rewards[k] = reward(prompt, k);
    }
    return rewards;
  }

  /**
   * Returns the rewards of earlier prompts, which are not part of the batch: the snapshot of a {@link RewardHistory}
   * when the run began. They do not change during a run and have the same range.
   *
   * <p>Each prompt's rewards are in the order of its draws, up to some number. That number depends on the rewards,
   * because a strategy saw them; given the prompt they are still independent draws, so a likelihood may use them
   * unchanged. A mean over prompts may not: where draws were continued because of earlier rewards, a prompt's mean is
   * biased, while the mean of its first two rewards, for example, is not.
   *
   * @return the rewards of earlier prompts, each with at least one reward; without prompts by default
   */
  default RewardSamples history() {
    return of(range());
  }

  /**
   * Returns samples of given rewards.
   *
   * @param range the rewards that are possible
   * @param rewards for each prompt its rewards, in reward units, all within the range; copied
   * @return the samples
   * @throws IllegalArgumentException if a reward is outside the range or not finite
   */
  static RewardSamples of(RewardRange range, double[]... rewards) {
    return FixedSamples.copyOf(range, null, rewards);
  }

  /**
   * Returns samples of given rewards, with a history.
   *
   * @param range the rewards that are possible
   * @param history the rewards of earlier prompts, of the same range; not copied, so it must not change
   * @param rewards for each prompt its rewards, in reward units, all within the range; copied
   * @return the samples
   * @throws IllegalArgumentException if a reward is outside the range or not finite, or the history has another range
   */
  static RewardSamples of(RewardRange range, RewardSamples history, double[]... rewards) {
    return FixedSamples.copyOf(range, requireNonNull(history, "history"), rewards);
  }
}
