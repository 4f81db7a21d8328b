package io.github.bestofn.allocate;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import io.github.bestofn.spi.RewardRange;

/** What is known of a batch before its first draw. Immutable and thread-safe. */
public final class Batch {

  private final int prompts;
  private final int budget;
  private final RewardRange range;

  private Batch(int prompts, int budget, RewardRange range) {
    checkArgument(prompts >= 0, "prompts must be at least 0, but was %s", prompts);
    int least = prompts == 0 ? 0 : 1;
    checkArgument(budget >= least, "budget must be at least %s, but was %s", least, budget);
    this.prompts = prompts;
    this.budget = budget;
    this.range = requireNonNull(range, "range");
  }

  /**
   * A batch whose rewards have no bounds.
   *
   * @param prompts the number of prompts K, at least 0
   * @param budget the number of draws for all of them together, at least 1, or 0 without prompts
   * @return the batch
   */
  public static Batch of(int prompts, int budget) {
    return of(prompts, budget, RewardRange.unbounded());
  }

  /**
   * A batch whose rewards lie in a range.
   *
   * @param prompts the number of prompts K, at least 0
   * @param budget the number of draws for all of them together, at least 1, or 0 without prompts
   * @param range the rewards that are possible
   * @return the batch
   */
  public static Batch of(int prompts, int budget, RewardRange range) {
    return new Batch(prompts, budget, range);
  }

  /**
   * How many prompts the batch has.
   *
   * @return the number of prompts K, at least 0
   */
  public int prompts() {
    return prompts;
  }

  /**
   * How many draws the prompts share.
   *
   * @return the budget in draws, at least 1, or 0 without prompts
   */
  public int budget() {
    return budget;
  }

  /**
   * How many draws a prompt gets on average.
   *
   * @return the budget B per prompt, not always a whole number; NaN without prompts
   */
  public double drawsPerPrompt() {
    return (double) budget / prompts;
  }

  /**
   * The rewards that are possible.
   *
   * @return the range, the same for every prompt
   */
  public RewardRange range() {
    return range;
  }

  @Override
  public String toString() {
    return "Batch[prompts=%d, budget=%d, range=%s]".formatted(prompts, budget, range);
  }
}
