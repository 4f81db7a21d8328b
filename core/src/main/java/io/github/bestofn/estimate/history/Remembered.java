package io.github.bestofn.estimate.history;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.Doubles;
import com.google.common.primitives.Longs;
import io.github.bestofn.estimate.RewardHistory;
import io.github.bestofn.spi.RewardRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The prompts of a {@link RewardHistory} at some time, in ascending order of their tags, with their rewards.
 * Immutable and thread-safe.
 */
public final class Remembered {

  /* A prompt gets a random tag when it is added, and the smallest tags are kept: a reservoir sample that does not
   * depend on the order in which prompts come, so that samples can be merged. A tag is a prompt's name as well: a
   * prompt that comes back from a file has its old tag, and is kept once. */

  /** One prompt: its tag, its first rewards in the order of its draws, the smallest and the largest of them. */
  private static final class Entry {
    final long tag;
    final double[] rewards;
    final double lowest;
    final double highest;

    Entry(long tag, double[] rewards) {
      this.tag = tag;
      this.rewards = rewards;
      this.lowest = Doubles.min(rewards);
      this.highest = Doubles.max(rewards);
    }

    Entry cut(int maxRewards) {
      return rewards.length <= maxRewards
          ? this
          : new Entry(tag, Arrays.copyOf(rewards, maxRewards));
    }

    /* They differ only if one was cut off, or by a wrong seed: then all that matters is that the order does not. */
    Entry orLonger(Entry other) {
      int longer = Integer.compare(rewards.length, other.rewards.length);
      int larger = longer == 0 ? Arrays.compare(rewards, other.rewards) : longer;
      return larger >= 0 ? this : other;
    }
  }

  /** The largest number of rewards that a history keeps. */
  public static final int MOST_REWARDS = 1 << 24;

  /** No prompts. */
  public static final Remembered NOTHING = new Remembered(List.of());

  private static final Comparator<Entry> BY_TAG = Comparator.comparingLong(entry -> entry.tag);

  private final List<Entry> entries;
  private final double[][] rewards;
  private final double[] incumbents;
  private final double lowest;
  private final double highest;

  private Remembered(List<Entry> sorted) {
    this.entries = sorted;
    this.rewards = sorted.stream().map(entry -> entry.rewards).toArray(double[][]::new);
    this.incumbents = sorted.stream().mapToDouble(entry -> entry.highest).toArray();
    this.lowest = sorted.stream().mapToDouble(entry -> entry.lowest).min().orElse(Double.NaN);
    this.highest = sorted.stream().mapToDouble(entry -> entry.highest).max().orElse(Double.NaN);
  }

  /** Collects prompts in any order. */
  public static final class Builder {

    private final long threshold;
    private final List<Entry> entries = new ArrayList<>();

    /**
     * Begins without prompts.
     *
     * @param threshold the largest tag that is wanted
     */
    public Builder(long threshold) {
      this.threshold = threshold;
    }

    /**
     * Adds a prompt if its tag is wanted.
     *
     * @param tag its tag
     * @param rewards its rewards, at least one; only looked at if the tag is wanted
     */
    public void add(long tag, Supplier<double[]> rewards) {
      if (tag <= threshold) {
        entries.add(new Entry(tag, rewards.get()));
      }
    }

    /** The tag that was added last, if any was. */
    long lastTag() {
      return entries.get(entries.size() - 1).tag;
    }

    /**
     * Returns the prompts that were added.
     *
     * @return the prompts
     */
    public Remembered build() {
      entries.sort(BY_TAG);
      return new Remembered(entries);
    }
  }

  /**
   * Returns the number of prompts.
   *
   * @return the number of prompts
   */
  public int prompts() {
    return entries.size();
  }

  /**
   * Returns a prompt's tag.
   *
   * @param prompt its index, in the order of tags
   * @return the tag
   */
  public long tag(int prompt) {
    return entries.get(prompt).tag;
  }

  /**
   * Returns a prompt's rewards.
   *
   * @param prompt its index, in the order of tags
   * @return the rewards, not copied
   */
  public double[] rewards(int prompt) {
    return rewards[prompt];
  }

  /**
   * Returns the largest reward of each prompt.
   *
   * @return the rewards, not copied
   */
  public double[] incumbents() {
    return incumbents;
  }

  /**
   * Returns the largest tag that can still be kept when so many prompts are.
   *
   * @param maxPrompts the number of prompts that are kept
   * @return the tag
   */
  public long threshold(int maxPrompts) {
    return prompts() < maxPrompts ? Long.MAX_VALUE : tag(maxPrompts - 1);
  }

  /**
   * Returns these prompts and others together, as many as are kept.
   *
   * @param others other prompts; those with equal tags are the same ones
   * @param maxPrompts the number of prompts to keep
   * @param maxRewards the number of rewards of each to keep
   * @return the union
   */
  public Remembered with(Remembered others, int maxPrompts, int maxRewards) {
    List<Entry> merged = new ArrayList<>(Math.min(maxPrompts, prompts() + others.prompts()));
    int own = 0;
    int other = 0;
    while (merged.size() < maxPrompts && (own < prompts() || other < others.prompts())) {
      int order = own == prompts()
          ? 1
          : other == others.prompts() ? -1 : Long.compare(tag(own), others.tag(other));
      Entry next = order <= 0 ? entries.get(own) : others.entries.get(other);
      if (order == 0) {
        next = next.orLonger(others.entries.get(other));
      }
      own += order <= 0 ? 1 : 0;
      other += order >= 0 ? 1 : 0;
      merged.add(next.cut(maxRewards));
    }
    return new Remembered(merged);
  }

  /**
   * Returns these prompts without some.
   *
   * @param tags the tags of those to leave out
   * @return the others
   */
  public Remembered without(long... tags) {
    Set<Long> left = new HashSet<>(Longs.asList(tags));
    return new Remembered(
        entries.stream().filter(entry -> !left.contains(entry.tag)).toList());
  }

  /**
   * Returns the rewards of all prompts, in the order of tags.
   *
   * @param range the range that they must lie in
   * @return the rewards, not copied
   * @throws IllegalArgumentException if one lies outside of the range
   */
  public double[][] checked(RewardRange range) {
    checkArgument(
        entries.isEmpty() || (range.contains(lowest) && range.contains(highest)),
        "a history must hold rewards within [%s, %s] only, but holds %s to %s",
        range.lowest(),
        range.highest(),
        lowest,
        highest);
    return rewards;
  }
}
