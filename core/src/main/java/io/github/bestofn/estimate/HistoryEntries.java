package io.github.bestofn.estimate;

/**
 * The prompts that one run added to a {@link RewardHistory}, so that a continued run can {@linkplain
 * RewardHistory#replace replace} them. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class HistoryEntries {

  private final long generation;
  private final long[] tags;
  private final boolean[] isKept;

  HistoryEntries(long generation, long[] tags, boolean[] isKept) {
    this.generation = generation;
    this.tags = tags;
    this.isKept = isKept;
  }

  long generation() {
    return generation;
  }

  /** The tags of the prompts, not copied. */
  long[] tags() {
    return tags;
  }

  boolean isKept(int prompt) {
    return isKept[prompt];
  }

  /**
   * Returns the number of prompts of the run.
   *
   * @return the number of prompts, including those that the history does not hold
   */
  public int prompts() {
    return tags.length;
  }

  @Override
  public String toString() {
    return "HistoryEntries[prompts=" + prompts() + "]";
  }
}
