package io.github.bestofn.estimate;

import io.github.bestofn.estimate.history.Calibrated;
import io.github.bestofn.estimate.history.Remembered;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** A history on its way to another machine: what it holds, in arrays. There it goes on with fresh tags. */
final class SentHistory implements Serializable {

  private static final long serialVersionUID = 1;

  private final int maxPrompts;
  private final int maxRewardsPerPrompt;
  private final @Nullable String label;
  private final long[] tags;
  private final double[][] rewards;
  private final Calibrated calibrated;

  SentHistory(
      int maxPrompts,
      int maxRewardsPerPrompt,
      @Nullable String label,
      Remembered remembered,
      Calibrated calibrated) {
    this.label = label;
    this.calibrated = calibrated;
    this.maxPrompts = maxPrompts;
    this.maxRewardsPerPrompt = maxRewardsPerPrompt;
    this.tags = new long[remembered.prompts()];
    this.rewards = new double[tags.length][];
    for (int k = 0; k < tags.length; k++) {
      tags[k] = remembered.tag(k);
      rewards[k] = remembered.rewards(k);
    }
  }

  private Object readResolve() {
    var builder = new Remembered.Builder(Long.MAX_VALUE);
    for (int k = 0; k < tags.length; k++) {
      double[] ofPrompt = rewards[k];
      builder.add(tags[k], () -> ofPrompt);
    }
    return RewardHistory.of(maxPrompts, maxRewardsPerPrompt, label, builder.build(), calibrated);
  }
}
