package io.github.bestofn.estimate;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/** Estimates of whole batches, prompt by prompt. */
final class Batches {

  private Batches() {}

  /**
   * The distribution of each prompt that has rewards, and {@link Unknown} for the others.
   *
   * @param batch the rewards so far
   * @param estimate from the index of a prompt with rewards to its distribution
   * @return a new list, of fixed size, whose elements can be replaced
   */
  static List<RewardDistribution> each(
      RewardSamples batch, IntFunction<? extends RewardDistribution> estimate) {
    RewardDistribution[] distributions = new RewardDistribution[batch.prompts()];
    for (int prompt = 0; prompt < distributions.length; prompt++) {
      distributions[prompt] = batch.count(prompt) == 0 ? Unknown.INSTANCE : estimate.apply(prompt);
    }
    return Arrays.asList(distributions);
  }

  /**
   * A prompt's rewards from the best down.
   *
   * @param rewards some rewards; left as they are
   */
  static double[] descending(double[] rewards) {
    int n = rewards.length;
    double[] sorted = rewards.clone();
    Arrays.sort(sorted);
    for (int i = 0; i < n / 2; i++) {
      double swapped = sorted[i];
      sorted[i] = sorted[n - 1 - i];
      sorted[n - 1 - i] = swapped;
    }
    return sorted;
  }
}
