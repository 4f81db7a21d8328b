package io.github.bestofn.estimate;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import io.github.bestofn.spi.RewardRange;
import org.jspecify.annotations.Nullable;

/** Samples that do not change. Immutable and thread-safe. */
final class FixedSamples implements RewardSamples {

  private final RewardRange range;
  private final double[][] rewards;
  private final double[] incumbents;
  private final @Nullable RewardSamples history;

  private FixedSamples(
      RewardRange range, double[][] rewards, double[] incumbents, @Nullable RewardSamples history) {
    this.range = range;
    this.rewards = rewards;
    this.incumbents = incumbents;
    this.history = history;
  }

  /** Samples with copies of these rewards. */
  static FixedSamples copyOf(
      RewardRange range, @Nullable RewardSamples history, double[][] rewards) {
    requireNonNull(range, "range");
    checkArgument(
        history == null || history.range().equals(range),
        "history must have the range of the samples, %s, but has %s",
        range,
        history == null ? range : history.range());
    double[][] copies = new double[rewards.length][];
    double[] incumbents = new double[rewards.length];
    for (int i = 0; i < rewards.length; i++) {
      copies[i] = rewards[i].clone();
      incumbents[i] = Double.NEGATIVE_INFINITY;
      for (double reward : copies[i]) {
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
    return new FixedSamples(range, copies, incumbents, history);
  }

  /** Samples on these very arrays, which nobody changes; all rewards are within the range. */
  static FixedSamples wrap(RewardRange range, double[][] rewards, double[] incumbents) {
    return new FixedSamples(range, rewards, incumbents, null);
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

  @Override
  public RewardSamples history() {
    return history == null ? RewardSamples.super.history() : history;
  }
}
