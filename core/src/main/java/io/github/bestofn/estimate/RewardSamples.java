package io.github.bestofn.estimate;

import io.github.bestofn.spi.RewardRange;

/**
 * The rewards that a batch's prompts have received so far, each prompt's in the order of its draws.
 * Prompts are indexed from 0.
 */
public interface RewardSamples {

  /**
   * How many prompts the batch has.
   *
   * @return the number of prompts, at least 0
   */
  int prompts();

  /**
   * How many rewards a prompt has received.
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
   * Samples that are at hand.
   *
   * @param range the rewards that are possible
   * @param rewards for each prompt its rewards, in reward units, all within the range; copied
   * @return the samples
   * @throws IllegalArgumentException if a reward is outside the range or not finite
   */
  static RewardSamples of(RewardRange range, double[]... rewards) {
    return new FixedSamples(range, rewards);
  }
}
