package io.github.bestofn.estimate;

import static java.util.Objects.requireNonNull;

import io.github.bestofn.spi.RewardRange;

/**
 * The rewards that a batch's prompts have received so far, each prompt's in the order of its draws.
 * Prompts are indexed from 0.
 *
 * @since 0.1.0
 */
public interface RewardSamples {

  /**
   * Returns how many prompts the batch has.
   *
   * @return the number of prompts, at least 0
   */
  int prompts();

  /**
   * Returns how many rewards a prompt has received.
   *
   * @param prompt the index of the prompt
   * @return the number of rewards, at least 0
   */
  int count(int prompt);

  /**
   * One reward of a prompt.
   *
   * @param prompt the index of the prompt
   * @param k which of its rewards, from 0 to {@code count(prompt) - 1}, in the order of its draws
   * @return the reward, in reward units, finite
   */
  double reward(int prompt, int k);

  /**
   * A prompt's best reward so far.
   *
   * @param prompt the index of the prompt
   * @return the largest of its rewards, or negative infinity if it has none
   */
  double incumbent(int prompt);

  /**
   * The rewards that are possible.
   *
   * @return the range, the same for every prompt
   */
  RewardRange range();

  /**
   * All rewards of a prompt.
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
   * The rewards of earlier prompts, which are no part of the batch: what a {@link RewardHistory} held when the run began.
   * They do not change during a run and have the same range.
   *
   * <p>Each prompt's are in the order of its draws, cut off after some. Their number depends on them, because whoever
   * allocated draws looked at them; given the prompt they are still independent draws. A likelihood may therefore
   * take them as they are. A mean over prompts may not: where draws were continued because of what had been seen, a prompt's
   * mean is biased, while its first two rewards, say, are not.
   *
   * @return the rewards of earlier prompts, each with at least one reward; without prompts by default
   */
  default RewardSamples history() {
    return of(range());
  }

  /**
   * Samples that are at hand.
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
   * Samples that are at hand, with a history.
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
