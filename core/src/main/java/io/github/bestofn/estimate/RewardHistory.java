package io.github.bestofn.estimate;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.github.bestofn.estimate.history.Calibrated;
import io.github.bestofn.estimate.history.HistoryFile;
import io.github.bestofn.estimate.history.HistoryFormat;
import io.github.bestofn.estimate.history.Remembered;
import io.github.bestofn.spi.RewardRange;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The rewards of an application's earlier prompts with one pair of models, from which a run estimates rewards before
 * its own are in. A run uses a snapshot from its start, and adds its own prompts once, at its end. Thread-safe; one
 * history serves many runs at once. Serialisable, for programs on several machines.
 *
 * <p>Its size is bounded. Of all prompts that were ever added it keeps a random sample, by default of 256, in which
 * each has the same probability: the most recent prompts, perhaps a single large batch, would be a biased sample of
 * an application's prompts. Of a prompt it keeps the first rewards, by default 64, in the order of its draws: these
 * are a random sample of its rewards, whereas the last ones would depend on when its draws ended, see {@link
 * RewardSamples#history()}. It does not detect that a model has changed: begin a new history then.
 *
 * <p>Adding a batch of K prompts costs O(K log K) and a copy of the references to all prompts in memory; a snapshot
 * costs O(1).
 *
 * @serial exclude
 *
 * @since 0.1.0
 */
public final class RewardHistory implements Serializable {

  private static final long serialVersionUID = 1;

  private static final int DEFAULT_PROMPTS = 256;
  private static final int DEFAULT_REWARDS = 64;

  private final int maxPrompts;
  private final int maxRewardsPerPrompt;
  private final transient SplittableRandom random;
  private transient volatile Remembered remembered = Remembered.NOTHING;
  private transient volatile @Nullable String label;
  private transient volatile Calibrated calibrated = Calibrated.NOTHING;
  private transient long generation;

  private RewardHistory(int maxPrompts, int maxRewardsPerPrompt, long seed) {
    checkArgument(maxPrompts >= 1, "maxPrompts must be at least 1, but was %s", maxPrompts);
    checkArgument(
        maxRewardsPerPrompt >= 1,
        "maxRewardsPerPrompt must be at least 1, but was %s",
        maxRewardsPerPrompt);
    checkArgument(
        (long) maxPrompts * maxRewardsPerPrompt <= Remembered.MOST_REWARDS,
        "maxPrompts times maxRewardsPerPrompt must be at most %s, but was %s",
        Remembered.MOST_REWARDS,
        (long) maxPrompts * maxRewardsPerPrompt);
    this.maxPrompts = maxPrompts;
    this.maxRewardsPerPrompt = maxRewardsPerPrompt;
    this.random = new SplittableRandom(seed);
  }

  /**
   * Returns an empty history of at most 256 prompts with at most 64 rewards each.
   *
   * @return the history
   */
  public static RewardHistory create() {
    return create(DEFAULT_PROMPTS, DEFAULT_REWARDS);
  }

  /**
   * Returns an empty history.
   *
   * @param maxPrompts the number of prompts to keep, at least 1
   * @param maxRewardsPerPrompt the number of rewards of each to keep, at least 1; both together at most 16,777,216
   *     rewards
   * @return the history
   */
  public static RewardHistory create(int maxPrompts, int maxRewardsPerPrompt) {
    return create(maxPrompts, maxRewardsPerPrompt, freshSeed());
  }

  /**
   * Returns an empty history whose random sample depends on a seed, for tests. Histories that are to be merged must
   * have different seeds: with equal seeds, different prompts would be treated as equal.
   *
   * @param maxPrompts the number of prompts to keep, at least 1
   * @param maxRewardsPerPrompt the number of rewards of each to keep, at least 1; both together at most 16,777,216
   *     rewards
   * @param seed the seed of the sample; any number
   * @return the history
   */
  public static RewardHistory create(int maxPrompts, int maxRewardsPerPrompt, long seed) {
    return new RewardHistory(maxPrompts, maxRewardsPerPrompt, seed);
  }

  /**
   * Returns the history that a file holds, with the bounds that it had when it was saved.
   *
   * @param file the file
   * @return the history
   * @throws java.nio.file.NoSuchFileException if there is no such file
   * @throws HistoryFileException if the file is damaged, is something else, or is of a newer version of the library
   * @throws IOException if it cannot be read
   */
  public static RewardHistory load(Path file) throws IOException {
    HistoryFormat.Contents contents = HistoryFile.read(file);
    RewardHistory history = create(contents.maxPrompts(), contents.maxRewards());
    history.remembered = contents.remembered();
    history.label = contents.label();
    history.calibrated = contents.calibrated();
    return history;
  }

  /**
   * Returns the history that a file holds; an empty one, of 256 prompts with 64 rewards each, if there is no such
   * file, or if it cannot be read, so that an application can start without. A file that could not be read is not
   * lost: {@link #save} does not replace a file that holds no history.
   *
   * @param file the file
   * @param onFailure receives the reason if it could not be read, and is not called if there is no file; should log
   *     it
   * @return the history
   */
  public static RewardHistory loadOrEmpty(Path file, Consumer<? super IOException> onFailure) {
    requireNonNull(onFailure, "onFailure");
    try {
      return load(file);
    } catch (NoSuchFileException e) {
      return create();
    } catch (IOException e) {
      onFailure.accept(e);
      return create();
    }
  }

  /**
   * Saves this history together with what is in the file. Any number of processes may save to one file: no process
   * loses what another has saved. The file is replaced in one step when the new one is on disk, so readers find the
   * old or the new file complete, even after a crash. Beside it are a file with {@code .lock} added to its name,
   * which stays, and temporarily one with {@code .tmp}. The lock works where the file system has locks, which some
   * network file systems do not, and also between class loaders of one process. The new file has the permissions of
   * the old one, and its owner and group where the system allows that; a symbolic link stays one, and its target is
   * replaced. An interrupt does not stop a save. This history does not change; {@link #load} and {@link #merge} add
   * what others have saved.
   *
   * @param file the file, in a folder that exists; created if it does not exist
   * @throws HistoryFileException if the file exists and holds no history that this version can read; it is not
   *     changed
   * @throws IllegalArgumentException if the file has another {@linkplain #label(String) label}; it is not changed
   * @throws IOException if it cannot be read or written
   */
  public void save(Path file) throws IOException {
    HistoryFile.update(file, saved -> {
      Remembered mine = remembered;
      String other = saved == null ? null : saved.label();
      String own = label;
      if (own != null && other != null && !own.equals(other)) {
        throw new IllegalArgumentException(
            "a history must be saved to a file of the same pair of models, %s, but it is of %s"
                .formatted(own, other));
      }
      return new HistoryFormat.Contents(
          maxPrompts,
          maxRewardsPerPrompt,
          own == null ? other : own,
          saved == null ? mine : mine.with(saved.remembered(), maxPrompts, maxRewardsPerPrompt),
          saved == null ? calibrated : calibrated.with(saved.calibrated()));
    });
  }

  /**
   * Adds the prompts of a batch that have rewards. Runs do this themselves.
   *
   * @param batch the rewards, each prompt's in the order of its draws; copied. Its own history is not added
   * @throws IllegalArgumentException if a reward that would be kept is not finite; nothing is added then
   */
  public void add(RewardSamples batch) {
    var unused = addEntries(batch, prompt -> true);
  }

  /**
   * Adds the prompts of a batch that have rewards, like {@link #add}, so that they can be {@linkplain #replace
   * replaced}.
   *
   * @param batch the rewards, each prompt's in the order of its draws; copied
   * @param isKept true for a prompt that may be added, now or when it is replaced
   * @return the prompts of the batch, for {@link #replace}
   * @throws IllegalArgumentException if a reward that would be kept is not finite; nothing is added then
   * @since 0.1.0
   */
  public synchronized HistoryEntries addEntries(RewardSamples batch, IntPredicate isKept) {
    boolean[] kept = new boolean[batch.prompts()];
    for (int prompt = 0; prompt < kept.length; prompt++) {
      kept[prompt] = isKept.test(prompt);
    }
    int[] prompts = withRewards(batch, kept);
    long[] added = random.longs(prompts.length).toArray();
    put(batch, prompts, added);
    long[] tags = new long[kept.length];
    if (prompts.length < tags.length) { // in case they get rewards later
      Arrays.setAll(tags, prompt -> random.nextLong());
    }
    for (int k = 0; k < prompts.length; k++) {
      tags[prompts[k]] = added[k];
    }
    return new HistoryEntries(generation, tags, kept);
  }

  /**
   * Replaces the prompts that a run added by the same prompts with more rewards, so that a continued run counts once.
   * Does nothing if the history was {@linkplain #clear cleared} since.
   *
   * @param entries the prompts as they were added
   * @param batch all their rewards, each prompt's in the order of its draws; copied
   * @throws IllegalArgumentException if the batch has another number of prompts, or a reward that would be kept is not
   *     finite; nothing is replaced then
   * @since 0.1.0
   */
  public synchronized void replace(HistoryEntries entries, RewardSamples batch) {
    checkArgument(
        batch.prompts() == entries.prompts(),
        "a batch that replaces %s prompts must have as many, but had %s",
        entries.prompts(),
        batch.prompts());
    if (entries.generation() != generation) {
      return;
    }
    boolean[] kept = new boolean[entries.prompts()];
    for (int prompt = 0; prompt < kept.length; prompt++) {
      kept[prompt] = entries.isKept(prompt);
    }
    int[] prompts = withRewards(batch, kept);
    put(
        batch,
        prompts,
        Arrays.stream(prompts).mapToLong(prompt -> entries.tags()[prompt]).toArray());
  }

  private static int[] withRewards(RewardSamples batch, boolean[] kept) {
    return IntStream.range(0, batch.prompts())
        .filter(prompt -> kept[prompt] && batch.count(prompt) > 0)
        .toArray();
  }

  private void put(RewardSamples batch, int[] prompts, long[] tags) {
    var added = new Remembered.Builder(threshold(tags));
    for (int k = 0; k < prompts.length; k++) {
      int prompt = prompts[k];
      added.add(tags[k], () -> firstRewards(batch, prompt));
    }
    remembered = remembered.with(added.build(), maxPrompts, maxRewardsPerPrompt);
  }

  /**
   * Adds the contents of another history of the same models, which does not change. Prompts that both hold, because
   * one was loaded from a file of the other, are kept once. Histories may be merged repeatedly and in any order, with
   * the same result. The sample is unbiased if the other history keeps at least as many prompts as this one.
   *
   * @param other the other history
   * @throws IllegalArgumentException if it has another {@linkplain #label(String) label}
   */
  public void merge(RewardHistory other) {
    Remembered others = other.remembered;
    Calibrated otherCalibrated = other.calibrated;
    String otherLabel = other.label;
    synchronized (this) {
      if (otherLabel != null) {
        var unused = label(otherLabel);
      }
      remembered = remembered.with(others, maxPrompts, maxRewardsPerPrompt);
      calibrated = calibrated.with(otherCalibrated);
    }
  }

  /**
   * Adds a prompt that calibrates a promise, such as that of a shared budget that is as good as best-of-N. It is kept
   * separately from the prompts that {@link #snapshot} returns, because a promise must not be calibrated with prompts
   * that its estimates were fitted to. The newest 1,200 are kept, saved, loaded and merged. Shared budgets add them
   * themselves.
   *
   * @param draws all draws of the prompt in their order, at least 1 and finite: its rewards, or the indexes of its
   *     answers by first appearance. Their number must not have depended on their values. Copied; a prompt with more
   *     than 4,096 draws is not kept
   * @throws IllegalArgumentException if there are no draws, or one is not finite
   * @since 0.1.0
   */
  public synchronized void addCalibration(double[] draws) {
    checkArgument(draws.length > 0, "a calibration prompt must have at least 1 draw, but has 0");
    for (double draw : draws) {
      checkArgument(
          Double.isFinite(draw),
          "a draw of a calibration prompt must be finite, but was %s",
          String.valueOf(draw));
    }
    if (draws.length <= Calibrated.MOST_DRAWS) {
      calibrated = calibrated.with(draws.clone(), System.currentTimeMillis(), random);
    }
  }

  /**
   * Returns the calibration prompts, from the oldest to the newest.
   *
   * @param range the rewards that are possible
   * @return the draws of each prompt in their order, copied
   * @throws IllegalArgumentException if a reward is outside the range: it is another reward model's
   * @since 0.1.0
   */
  public double[][] calibration(RewardRange range) {
    return calibrated.checked(requireNonNull(range, "range"));
  }

  /**
   * Returns the number of calibration prompts.
   *
   * @return the number of prompts, at least 0
   * @since 0.1.0
   */
  public int calibrationPrompts() {
    return calibrated.prompts();
  }

  /**
   * Deletes all but the newest calibration prompts, because the stream of prompts has changed. Deleted prompts do not
   * return from a file or from another history.
   *
   * @param prompts the number of prompts to keep, at least 0
   * @throws IllegalArgumentException if {@code prompts} is negative
   * @since 0.1.0
   */
  public synchronized void keepNewestCalibration(int prompts) {
    checkArgument(
        prompts >= 0, "the calibration prompts to keep must be at least 0, but were %s", prompts);
    calibrated = calibrated.newest(prompts);
  }

  /**
   * Sets the name of the pair of models whose rewards this history holds, so that it is not used for another pair.
   * The label is saved with the history, and cannot be changed.
   *
   * @param label such as "my-model v2, my-judge v1"; not blank
   * @return this history
   * @throws IllegalArgumentException if it has another label, or {@code label} is blank or longer than 65,536 bytes
   * @since 0.1.0
   */
  public synchronized RewardHistory label(String label) {
    checkArgument(
        !label.isBlank() && label.getBytes(UTF_8).length <= HistoryFormat.LONGEST_LABEL,
        "a label must be neither blank nor longer than %s bytes, but was '%s'",
        HistoryFormat.LONGEST_LABEL,
        label.length() > 100 ? label.substring(0, 100) + "..." : label);
    String own = this.label;
    checkArgument(
        own == null || own.equals(label),
        "a history must be of one pair of models, %s, but was given the label %s; clear() begins again",
        own,
        label);
    this.label = label;
    return this;
  }

  /**
   * Returns the name of the pair of models.
   *
   * @return the label, empty if it was given none
   * @since 0.1.0
   */
  public Optional<String> label() {
    return Optional.ofNullable(label);
  }

  /**
   * Deletes all prompts and the label, for a new pair of models. A shared budget that uses this history also begins
   * again. A file to which the history was saved does not change.
   *
   * @since 0.1.0
   */
  public synchronized void clear() {
    remembered = Remembered.NOTHING;
    calibrated = Calibrated.NOTHING;
    label = null;
    generation++;
  }

  /**
   * Returns a snapshot of the rewards in memory.
   *
   * @param range the rewards that are possible
   * @return the rewards of each prompt, which never change, in random order
   * @throws IllegalArgumentException if a reward is outside the range: it is another reward model's
   */
  public RewardSamples snapshot(RewardRange range) {
    return samples(remembered, requireNonNull(range, "range"));
  }

  /**
   * Returns the rewards in memory without those of one run, for a run that continues with its prompts.
   *
   * @param range the rewards that are possible
   * @param entries the prompts to leave out
   * @return the rewards of each other prompt, which never change, in random order
   * @throws IllegalArgumentException if a reward is outside the range: it is another reward model's
   * @since 0.1.0
   */
  public RewardSamples snapshotWithout(RewardRange range, HistoryEntries entries) {
    return samples(remembered.without(entries.tags()), requireNonNull(range, "range"));
  }

  private static RewardSamples samples(Remembered remembered, RewardRange range) {
    return FixedSamples.wrap(range, remembered.checked(range), remembered.incumbents());
  }

  /**
   * Returns the number of prompts in memory.
   *
   * @return the number of prompts, at least 0 and at most {@link #maxPrompts()}
   */
  public int prompts() {
    return remembered.prompts();
  }

  /**
   * Returns the largest number of prompts that are kept.
   *
   * @return the largest number of prompts, at least 1
   */
  public int maxPrompts() {
    return maxPrompts;
  }

  /**
   * Returns the largest number of rewards of a prompt that are kept.
   *
   * @return the largest number of rewards of a prompt, at least 1
   */
  public int maxRewardsPerPrompt() {
    return maxRewardsPerPrompt;
  }

  /** The largest of these tags that can be kept, or one above it. */
  private long threshold(long[] tags) {
    long threshold = remembered.threshold(maxPrompts);
    if (tags.length <= maxPrompts) {
      return threshold;
    }
    long[] sorted = tags.clone();
    Arrays.sort(sorted);
    return Math.min(threshold, sorted[maxPrompts - 1]);
  }

  static RewardHistory of(
      int maxPrompts,
      int maxRewardsPerPrompt,
      @Nullable String label,
      Remembered remembered,
      Calibrated calibrated) {
    RewardHistory history = create(maxPrompts, maxRewardsPerPrompt);
    history.label = label;
    history.remembered = remembered;
    history.calibrated = calibrated;
    return history;
  }

  private Object writeReplace() {
    return new SentHistory(maxPrompts, maxRewardsPerPrompt, label, remembered, calibrated);
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a history must be read through its proxy");
  }

  private double[] firstRewards(RewardSamples batch, int prompt) {
    double[] rewards = new double[Math.min(batch.count(prompt), maxRewardsPerPrompt)];
    Arrays.setAll(rewards, k -> batch.reward(prompt, k));
    for (double reward : rewards) {
      checkArgument(
          Double.isFinite(reward),
          "a reward must be finite, but prompt %s has %s",
          prompt,
          String.valueOf(reward));
    }
    return rewards;
  }

  /* Two processes must not begin alike, so the time will not do. */
  private static long freshSeed() {
    UUID fresh = UUID.randomUUID();
    return fresh.getMostSignificantBits() ^ fresh.getLeastSignificantBits();
  }

  @Override
  public String toString() {
    return "RewardHistory[prompts=%d, maxPrompts=%d, maxRewardsPerPrompt=%d]"
        .formatted(prompts(), maxPrompts, maxRewardsPerPrompt);
  }
}
