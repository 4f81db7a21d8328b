package io.github.bestofn.estimate;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.bestofn.spi.RewardRange;

/** Samples that do not change. Immutable and thread-safe. */
final class FixedSamples implements RewardSamples {

  private final RewardRange range;
  private final double[][] rewards;
  private final double[] incumbents;

  FixedSamples(RewardRange range, double[][] rewards) {
    this.range = range;
    this.rewards = new double[rewards.length][];
    this.incumbents = new double[rewards.length];
    for (int i = 0; i < rewards.length; i++) {
      this.rewards[i] = rewards[i].clone();
      incumbents[i] = Double.NEGATIVE_INFINITY;
      for (double reward : this.rewards[i]) {
        checkArgument(
            range.contains(reward),
            "a reward must be within [%s, %s], but prompt %s has %s",
            range.lowest(),
            range.highest(),
            i,
            reward);
        incumbents[i] = Math.max(incumbents[i], reward);
      }
    }
  }

  @Override
  public int prompts() {
    return rewards.length;
  }

  @Override
  public int count(int prompt) {
    return rewards[prompt].length;
  }

  @Override
  public double reward(int prompt, int k) {
    return rewards[prompt][k];
  }

  @Override
  public double incumbent(int prompt) {
    return incumbents[prompt];
  }

  @Override
  public RewardRange range() {
    return range;
  }
}
