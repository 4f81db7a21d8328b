package io.github.bestofn.estimate.history;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.Doubles;
import io.github.bestofn.estimate.RewardHistory;
import io.github.bestofn.spi.RewardRange;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The calibration prompts of a {@link RewardHistory} at some time, from the oldest to the newest. Immutable and
 * thread-safe.
 *
 * @serial exclude
 */
public final class Calibrated implements Serializable {

  /* A prompt gets a tag when it is added: the time in milliseconds, and below it 20 random bits, so that two processes
   * that add prompts in the same millisecond give them different tags. Tags order the prompts, and tell which ones two histories share. */

  private static final long serialVersionUID = 1;

  private static final int RANDOM_BITS = 20;

  /** The largest number of prompts: four times the 300 that a promise of 0.99 begins with. */
  public static final int MOST_PROMPTS = 1_200;

  /** The largest number of draws of a prompt. */
  public static final int MOST_DRAWS = 4_096;

  /** No prompts. */
  public static final Calibrated NOTHING =
      new Calibrated(Long.MIN_VALUE, new long[0], new double[0][]);

  private final long since;
  private final long[] tags;
  private final double[][] draws;

  /**
   * Keeps what is given.
   *
   * @param since the smallest tag that is kept, here and in what is merged
   * @param tags the tags, ascending
   * @param draws the draws of each prompt, in their order
   */
  public Calibrated(long since, long[] tags, double[][] draws) {
    this.since = since;
    this.tags = tags;
    this.draws = draws;
  }

  /**
   * Returns the number of prompts.
   *
   * @return the number of prompts
   */
  public int prompts() {
    return tags.length;
  }

  /**
   * Returns the smallest tag that is kept.
   *
   * @return the tag
   */
  public long since() {
    return since;
  }

  /**
   * Returns a prompt's tag.
   *
   * @param prompt its index, from the oldest
   * @return the tag
   */
  public long tag(int prompt) {
    return tags[prompt];
  }

  /**
   * Returns a prompt's draws.
   *
   * @param prompt its index, from the oldest
   * @return the draws, not copied
   */
  public double[] draws(int prompt) {
    return draws[prompt];
  }

  /**
   * Returns these prompts and a newer one.
   *
   * @param newer its draws; not copied
   * @param millis the time, in milliseconds
   * @param random tells it from prompts of the same time
   * @return the prompts
   */
  public Calibrated with(double[] newer, long millis, SplittableRandom random) {
    long fresh = (millis << RANDOM_BITS) + random.nextLong(1L << RANDOM_BITS);
    long last = tags.length == 0 ? since : tags[tags.length - 1];
    return with(
        new Calibrated(since, new long[] {Math.max(fresh, last + 1)}, new double[][] {newer}));
  }

  /**
   * Returns these prompts and others together, as many of the newest as are kept.
   *
   * @param others other prompts; those with equal tags are the same ones
   * @return the union
   */
  public Calibrated with(Calibrated others) {
    TreeMap<Long, double[]> merged = new TreeMap<>();
    for (Calibrated each : List.of(this, others)) {
      for (int prompt = 0; prompt < each.tags.length; prompt++) {
        merged.put(each.tags[prompt], each.draws[prompt]);
      }
    }
    long from = Math.max(since, others.since);
    merged.headMap(from).clear();
    while (merged.size() > MOST_PROMPTS) {
      merged.pollFirstEntry();
    }
    return new Calibrated(
        from,
        merged.keySet().stream().mapToLong(Long::longValue).toArray(),
        merged.values().toArray(new double[0][]));
  }

  /**
   * Returns the newest of these prompts; older ones do not come back by a merge.
   *
   * @param count the largest number to keep
   * @return the prompts
   */
  public Calibrated newest(int count) {
    if (tags.length <= count) {
      return this;
    }
    int from = tags.length - count;
    long first = count == 0 ? tags[tags.length - 1] + 1 : tags[from];
    return new Calibrated(
        first,
        Arrays.copyOfRange(tags, from, tags.length),
        Arrays.copyOfRange(draws, from, tags.length));
  }

  /**
   * Returns the draws of all prompts, from the oldest.
   *
   * @param range the range that they must lie in
   * @return copies of the draws
   * @throws IllegalArgumentException if one lies outside of the range
   */
  public double[][] checked(RewardRange range) {
    double[][] copies = new double[draws.length][];
    for (int prompt = 0; prompt < copies.length; prompt++) {
      copies[prompt] = draws[prompt].clone();
      checkArgument(
          range.contains(Doubles.min(copies[prompt]))
              && range.contains(Doubles.max(copies[prompt])),
          "a history must hold rewards within [%s, %s] only, but a calibration prompt has others",
          range.lowest(),
          range.highest());
    }
    return copies;
  }
}
