package io.github.bestofn.allocate;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.spi.RewardRange;

/**
 * A batch in parts, which may lie on several machines, before its first draw: the figures of the whole batch.
 * Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class BatchInParts {

  private final long prompts;
  private final int drawsPerPrompt;
  private final RewardSamples history;
  private final double usageLimit;

  private BatchInParts(long prompts, int drawsPerPrompt, RewardSamples history, double usageLimit) {
    this.prompts = prompts;
    this.drawsPerPrompt = drawsPerPrompt;
    this.history = history;
    this.usageLimit = usageLimit;
  }

  /**
   * Returns a batch without history, whose budget is in draws.
   *
   * @param prompts the number of prompts of all parts, at least 1
   * @param drawsPerPrompt the draws of a prompt on average, at least 1
   * @param range the rewards that are possible; of any range where draws have answers and no rewards
   * @return the batch
   */
  public static BatchInParts of(long prompts, int drawsPerPrompt, RewardRange range) {
    checkArgument(prompts >= 1, "prompts must be at least 1, but was %s", prompts);
    checkArgument(
        drawsPerPrompt >= 1, "drawsPerPrompt must be at least 1, but was %s", drawsPerPrompt);
    return new BatchInParts(
        prompts, drawsPerPrompt, RewardSamples.of(range), Double.POSITIVE_INFINITY);
  }

  /**
   * Returns the same batch with the rewards of earlier prompts. Defaults to none.
   *
   * @param earlier the rewards, of the batch's range; not copied, so they must not change
   * @return a batch with this setting
   */
  public BatchInParts withHistory(RewardSamples earlier) {
    checkArgument(
        earlier.range().equals(range()),
        "history must have the batch's range, %s, but has %s",
        range(),
        earlier.range());
    return new BatchInParts(prompts, drawsPerPrompt, earlier, usageLimit);
  }

  /**
   * Returns the same batch with a budget in tokens or money. The budget in draws then only bounds it.
   *
   * @param limit the usage from which no further wave starts, above 0, in the unit of {@link Ledger#used}
   * @return a batch with this setting
   */
  public BatchInParts withUsageLimit(double limit) {
    checkArgument(limit > 0, "usageLimit must be above 0, but was %s", limit);
    return new BatchInParts(prompts, drawsPerPrompt, history, limit);
  }

  /**
   * Returns the number of prompts.
   *
   * @return the number of prompts of all parts, at least 1
   */
  public long prompts() {
    return prompts;
  }

  /**
   * Returns the number of draws per prompt on average.
   *
   * @return the number of draws, at least 1
   */
  public int drawsPerPrompt() {
    return drawsPerPrompt;
  }

  /**
   * Returns the range of the rewards.
   *
   * @return the range, the same for every prompt
   */
  public RewardRange range() {
    return history.range();
  }

  /**
   * Returns the rewards of earlier prompts, which are not part of the batch.
   *
   * @return their rewards; without prompts if there are none
   */
  public RewardSamples history() {
    return history;
  }

  /**
   * Returns the budget in tokens or money.
   *
   * @return the limit, above 0; infinity if the budget is in draws
   */
  public double usageLimit() {
    return usageLimit;
  }

  @Override
  public String toString() {
    return "BatchInParts[prompts=%d, drawsPerPrompt=%d, range=%s, usageLimit=%s]"
        .formatted(prompts, drawsPerPrompt, range(), usageLimit);
  }
}
