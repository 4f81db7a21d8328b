package io.github.bestofn.estimate;

import io.github.bestofn.spi.RewardRange;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.IntFunction;

/** An estimator in which prompts do not depend on each other. Serialisable if its estimate is. */
final class PerPrompt implements RewardEstimator, Serializable {

  private static final long serialVersionUID = 1;

  private final String name;
  private final Estimate estimate;

  /** From a prompt's rewards and the range of those that are possible to what is believed about its next. */
  @FunctionalInterface
  interface Estimate extends BiFunction<double[], RewardRange, RewardDistribution>, Serializable {}

  PerPrompt(String name, Estimate estimate) {
    this.name = name;
    this.estimate = estimate;
  }

  /**
   * Returns the distribution of each prompt that has rewards, and {@link Unknown} for the others.
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

  @Override
  public List<RewardDistribution> estimate(RewardSamples batch) {
    return each(batch, prompt -> estimate(batch, prompt));
  }

  @Override
  public List<RewardDistribution> update(
      List<RewardDistribution> previous, RewardSamples batch, int[] changed) {
    for (int prompt : changed) {
      previous.set(prompt, estimate(batch, prompt));
    }
    return previous;
  }

  private RewardDistribution estimate(RewardSamples batch, int prompt) {
    RewardDistribution distribution = estimate.apply(batch.rewards(prompt), batch.range());
    if (distribution == null) {
      throw new NullPointerException(
          "the distribution of prompt %d must not be null".formatted(prompt));
    }
    return distribution;
  }

  @Override
  public String toString() {
    return name;
  }
}
