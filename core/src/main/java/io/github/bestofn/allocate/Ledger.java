package io.github.bestofn.allocate;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;
import static com.google.common.base.Preconditions.checkState;

import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.spi.RewardRange;
import java.util.Arrays;

/**
 * The accounting of one run: draws requested, in, and failed. Engine, replay and cluster use it, so that an {@link
 * Allocator} decides the same everywhere. Not thread-safe.
 *
 * <p>At all times, for the run and for each prompt, attempts = draws + failures + in flight, and for the run
 * remaining = budget − draws − in flight − forfeited. A failed draw is forfeited, unless it is replaced: then it
 * costs an attempt and no budget. A draw that is withdrawn before it began is not an attempt. Numbers of draws are
 * never reused.
 *
 * <p>A draw's <em>wave</em> is one more than the highest wave among the results, rewards and failures, that were in
 * when it was requested. The number of waves is the length of the run in calls one after another, if the server takes
 * any number of calls at once.
 *
 * @since 0.1.0
 */
public final class Ledger {

  private static final int[] NO_DRAWS = {};
  private static final double[] NO_REWARDS = {};

  /* How many draws a prompt's own usage has to outweigh before the batch's mean counts less: (1 - c) / c for an
   * intraclass correlation c of 0.8. Of the variance of log tokens on 35 tables of reasoning models, 76 to 93% lies between
   * questions. */
  private static final double USAGE_PRIOR_DRAWS = 0.25;

  private final Batch batch;
  private final BatchState state = new BatchState(this);
  private final RewardSamples samples = new Samples();

  private final int[] asked;
  private final int[] withdrawn;
  private final int[] withdrawnBefore;
  private final int[] replaced;
  private final int[] draws;
  private final int[] failures;
  private final int[][] drawNumbers;
  private final double[][] rewards;
  private final int[][] keys;
  private final int[][] answers;
  private final double[] incumbents;
  private final int[][] waveStarts;
  private int waves;
  private final double[] usages;
  private final int[] usageCounts;
  private ExactSum totalUsage = ExactSum.ZERO;
  private ExactSum sumOfMeanUsages = ExactSum.ZERO;
  private int promptsWithUsage;
  private int freeSlots;
  private int totalAttempts;
  private int totalDraws;
  private int totalFailures;
  private int totalReplaced;

  private final boolean[] isChanged;
  private int[] changed = new int[16];
  private int changes;

  /**
   * Opens the ledger of a run.
   *
   * @param batch the batch before its first draw
   */
  public Ledger(Batch batch) {
    this.batch = batch;
    int prompts = batch.prompts();
    this.asked = new int[prompts];
    this.withdrawn = new int[prompts];
    this.withdrawnBefore = new int[prompts];
    this.replaced = new int[prompts];
    this.draws = new int[prompts];
    this.failures = new int[prompts];
    this.drawNumbers = new int[prompts][];
    this.rewards = new double[prompts][];
    this.keys = new int[prompts][];
    this.answers = new int[prompts][];
    this.incumbents = new double[prompts];
    this.waveStarts = new int[prompts][];
    this.usages = new double[prompts];
    this.usageCounts = new int[prompts];
    this.isChanged = new boolean[prompts];
    Arrays.fill(drawNumbers, NO_DRAWS);
    Arrays.fill(waveStarts, NO_DRAWS);
    Arrays.fill(rewards, NO_REWARDS);
    Arrays.fill(keys, NO_DRAWS);
    Arrays.fill(answers, NO_DRAWS);
    Arrays.fill(incumbents, Double.NEGATIVE_INFINITY);
  }

  /**
   * Opens the accounting of a run that continues this one: with its results, and with numbers of draws, waves and
   * usage that continue. In the first decision all prompts with results count as changed. This ledger does not
   * change.
   *
   * @param larger the same prompts with a budget that includes the draws and failures so far
   * @return new accounting
   * @throws IllegalArgumentException if the number of prompts or the range differs, or the budget is too small
   * @throws IllegalStateException if draws are in flight
   * @since 0.1.0
   */
  public Ledger resume(Batch larger) {
    checkState(inFlight() == 0, "a run must have ended, but has %s draws in flight", inFlight());
    checkArgument(
        larger.prompts() == batch.prompts(),
        "a run must go on with its %s prompts, but there were %s",
        batch.prompts(),
        larger.prompts());
    checkArgument(
        larger.range().equals(batch.range()),
        "a run must go on with the range of its rewards, %s, but it was %s",
        batch.range(),
        larger.range());
    Ledger resumed = new Ledger(larger);
    for (int prompt = 0; prompt < batch.prompts(); prompt++) {
      resumed.take(prompt, this);
    }
    resumed.waves = waves;
    resumed.totalUsage = totalUsage;
    resumed.sumOfMeanUsages = sumOfMeanUsages;
    resumed.promptsWithUsage = promptsWithUsage;
    resumed.totalAttempts = totalAttempts;
    resumed.totalDraws = totalDraws;
    resumed.totalFailures = totalFailures;
    resumed.totalReplaced = totalReplaced;
    checkArgument(
        resumed.remaining() >= 0,
        "a budget must be at least the %s draws that are spent, but was %s",
        totalAttempts - totalReplaced,
        larger.budget());
    return resumed;
  }

  private void take(int prompt, Ledger earlier) {
    asked[prompt] = earlier.asked[prompt];
    withdrawn[prompt] = earlier.withdrawn[prompt];
    withdrawnBefore[prompt] = earlier.withdrawn[prompt];
    replaced[prompt] = earlier.replaced[prompt];
    draws[prompt] = earlier.draws[prompt];
    failures[prompt] = earlier.failures[prompt];
    drawNumbers[prompt] = earlier.drawNumbers[prompt].clone();
    rewards[prompt] = earlier.rewards[prompt].clone();
    keys[prompt] = earlier.keys[prompt].clone();
    answers[prompt] = earlier.answers[prompt].clone();
    incumbents[prompt] = earlier.incumbents[prompt];
    waveStarts[prompt] = earlier.waveStarts[prompt].clone();
    usages[prompt] = earlier.usages[prompt];
    usageCounts[prompt] = earlier.usageCounts[prompt];
    if (draws[prompt] + failures[prompt] > 0) {
      markChanged(prompt);
    }
  }

  /**
   * Calls an allocator and checks its decision against the ledger. Nothing is recorded yet: the caller then
   * {@linkplain #ask requests} the draws.
   *
   * @param allocator the allocator of the run
   * @param freeSlots the number of draws that can be sent at once, at least 0: {@link BatchState#freeSlots()}, which
   *     the allocator may exceed
   * @return its decision
   * @throws IllegalStateException if the decision names a prompt that does not exist, asks for more
   *     than remains or than a prompt may have, or asks for nothing while nothing is in flight
   */
  public Decision decide(Allocator allocator, int freeSlots) {
    this.freeSlots = freeSlots;
    Decision decision = allocator.next(state);
    for (int k = 0; k < changes; k++) {
      isChanged[changed[k]] = false;
    }
    changes = 0;
    if (decision == null) {
      throw new IllegalStateException("a decision must not be null");
    }
    checkState(
        decision.total() <= remaining(),
        "a decision must ask for at most the remaining %s draws, but asked for %s",
        remaining(),
        decision.total());
    for (Decision.PromptDraws asked : decision.draws()) {
      int prompt = asked.prompt();
      checkState(
          prompt < batch.prompts(),
          "a decision must name prompts below %s, but named %s",
          batch.prompts(),
          prompt);
      checkState(
          asked.count() <= batch.maxDraws(prompt) - draws[prompt] - inFlight(prompt),
          "a decision must leave prompt %s at most %s draws, but gave it %s more than it has, %s",
          prompt,
          batch.maxDraws(prompt),
          asked.count(),
          draws[prompt] + inFlight(prompt));
    }
    checkState(
        decision instanceof Decision.Stop || !decision.draws().isEmpty() || inFlight() > 0,
        "a decision must ask for draws or stop when none is in flight, but did neither");
    return decision;
  }

  /**
   * Records draws as requested: they are in flight until they are {@linkplain #drawn drawn} or have {@linkplain
   * #failed failed}.
   *
   * @param prompt the index of the prompt
   * @param count the number of draws, at least 1 and at most {@link #remaining()}
   * @return the number of the first of these draws; the others follow it
   */
  public int ask(int prompt, int count) {
    checkElementIndex(prompt, batch.prompts(), "prompt");
    checkArgument(
        count >= 1 && count <= remaining(),
        "count must be from 1 to the remaining %s draws, but was %s",
        remaining(),
        count);
    int first = asked[prompt];
    beginWave(prompt, first);
    asked[prompt] += count;
    totalAttempts += count;
    return first;
  }

  /**
   * Records the reward of a draw.
   *
   * @param prompt the index of the prompt
   * @param draw the number of the draw
   * @param reward its reward, in reward units, within the batch's range
   */
  public void drawn(int prompt, int draw, double reward) {
    checkElementIndex(prompt, batch.prompts(), "prompt");
    checkState(keys[prompt].length == 0, "prompt %s has answers already", prompt);
    book(prompt, draw, reward);
  }

  private void book(int prompt, int draw, double reward) {
    checkInFlight(prompt);
    checkElementIndex(draw, asked[prompt], "draw");
    checkArgument(
        batch.range().contains(reward), "reward must be within the range, but was %s", reward);
    insert(prompt, draw, reward);
    waves = Math.max(waves, wave(prompt, draw));
    totalDraws++;
    incumbents[prompt] = Math.max(incumbents[prompt], reward);
    markChanged(prompt);
  }

  /**
   * Records the answer of a draw, in a run whose draws have answers and no rewards: its reward is 0. The draws of a
   * prompt have either rewards or answers.
   *
   * @param prompt the index of the prompt
   * @param draw the number of the draw
   * @param key any number for its answer: the same for equal answers of the prompt, different ones for different
   *     answers
   * @throws IllegalStateException if the prompt has draws with rewards
   * @since 0.1.0
   */
  public void answered(int prompt, int draw, int key) {
    checkElementIndex(prompt, batch.prompts(), "prompt");
    checkState(
        keys[prompt].length > 0 || draws[prompt] == 0, "prompt %s has rewards already", prompt);
    int at = place(prompt, draw);
    book(prompt, draw, 0);
    int n = draws[prompt];
    if (n > keys[prompt].length) {
      int capacity = Math.max(4, n + (n >> 1));
      keys[prompt] = Arrays.copyOf(keys[prompt], capacity);
      answers[prompt] = Arrays.copyOf(answers[prompt], capacity);
    }
    System.arraycopy(keys[prompt], at, keys[prompt], at + 1, n - 1 - at);
    keys[prompt][at] = key;
    for (int k = at; k < n; k++) {
      answers[prompt][k] = byFirstAppearance(keys[prompt], answers[prompt], k);
    }
  }

  /* Mostly the last draw: an earlier one that arrives late changes which answers appeared first. */
  private static int byFirstAppearance(int[] keys, int[] answers, int k) {
    int next = 0;
    for (int j = 0; j < k; j++) {
      if (keys[j] == keys[k]) {
        return answers[j];
      }
      next = Math.max(next, answers[j] + 1);
    }
    return next;
  }

  /**
   * Records the usage of a response, in tokens or money: before its reward, if it has one.
   *
   * @param prompt the index of the prompt
   * @param amount its usage, at least 0, finite
   * @since 0.1.0
   */
  public void used(int prompt, double amount) {
    checkElementIndex(prompt, batch.prompts(), "prompt");
    checkArgument(
        amount >= 0 && amount < Double.POSITIVE_INFINITY,
        "usage must be at least 0 and finite, but was %s",
        amount);
    if (usageCounts[prompt] == 0) {
      promptsWithUsage++;
    } else {
      sumOfMeanUsages = sumOfMeanUsages.plus(-(usages[prompt] / usageCounts[prompt]));
    }
    // Sums of prompts, so that those of a batch in parts are the same.
    totalUsage = totalUsage.plus(-usages[prompt]).plus(usages[prompt] + amount);
    usages[prompt] += amount;
    usageCounts[prompt]++;
    sumOfMeanUsages = sumOfMeanUsages.plus(usages[prompt] / usageCounts[prompt]);
  }

  /**
   * Records the last requested draw of a prompt as failed, where its number does not matter.
   *
   * @param prompt the index of the prompt
   * @see #failed(int, int)
   */
  public void failed(int prompt) {
    checkInFlight(prompt);
    failed(prompt, asked[prompt] - 1);
  }

  /**
   * Records a draw as failed and its share of the budget as forfeited.
   *
   * @param prompt the index of the prompt
   * @param draw the number of the draw
   * @since 0.1.0
   */
  public void failed(int prompt, int draw) {
    checkInFlight(prompt);
    checkElementIndex(draw, asked[prompt], "draw");
    waves = Math.max(waves, wave(prompt, draw));
    failures[prompt]++;
    totalFailures++;
    markChanged(prompt);
  }

  /**
   * Records a draw as requested in place of a failed one, so that nothing is forfeited.
   *
   * @param prompt the index of the prompt, with more failures than replacements
   * @return the number of the draw
   */
  public int replace(int prompt) {
    checkElementIndex(prompt, batch.prompts(), "prompt");
    checkState(
        failures[prompt] > replaced[prompt], "prompt %s has no failed draw to replace", prompt);
    replaced[prompt]++;
    totalReplaced++;
    totalAttempts++;
    beginWave(prompt, asked[prompt]);
    return asked[prompt]++;
  }

  /**
   * Withdraws requested draws that have not begun.
   *
   * @param prompt the index of the prompt
   * @param count the number of draws, at least 0 and at most the prompt's draws in flight
   */
  public void withdraw(int prompt, int count) {
    checkElementIndex(prompt, batch.prompts(), "prompt");
    checkArgument(
        count >= 0 && count <= inFlight(prompt),
        "count must be from 0 to the %s draws in flight, but was %s",
        inFlight(prompt),
        count);
    withdrawn[prompt] += count;
    totalAttempts -= count;
  }

  /**
   * Returns the batch of the run.
   *
   * @return the batch
   */
  public Batch batch() {
    return batch;
  }

  /**
   * Returns a view of the ledger for an allocator.
   *
   * @return the view, which follows the ledger
   */
  public BatchState state() {
    return state;
  }

  /**
   * Returns the number of attempts: draws that were requested.
   *
   * @return the number of attempts of all prompts
   */
  public int attempts() {
    return totalAttempts;
  }

  /**
   * Returns the number of attempts of a prompt.
   *
   * @param prompt the index of the prompt
   * @return the number of attempts, without those withdrawn
   */
  public int attempts(int prompt) {
    return asked[prompt] - withdrawn[prompt];
  }

  /**
   * Returns the part of the budget that was spent on a prompt without a reward: draws that failed and were not
   * replaced, and withdrawn draws.
   *
   * @param prompt the index of the prompt
   * @return the number of draws
   */
  public int unspent(int prompt) {
    return failures[prompt] - replaced[prompt] + withdrawn[prompt] - withdrawnBefore[prompt];
  }

  int draws() {
    return totalDraws;
  }

  int draws(int prompt) {
    return draws[prompt];
  }

  int failures() {
    return totalFailures;
  }

  int failures(int prompt) {
    return failures[prompt];
  }

  /**
   * Returns the number of replaced draws of a prompt.
   *
   * @param prompt the index of the prompt
   * @return the number of replacements
   */
  public int replacements(int prompt) {
    return replaced[prompt];
  }

  /**
   * Returns the number of draws in flight.
   *
   * @return the number of draws in flight of all prompts
   */
  public int inFlight() {
    return totalAttempts - totalDraws - totalFailures;
  }

  int inFlight(int prompt) {
    return attempts(prompt) - draws[prompt] - failures[prompt];
  }

  /**
   * Returns the part of the budget that can still be requested.
   *
   * @return the number of draws, at least 0
   */
  public int remaining() {
    return batch.budget() - totalAttempts + totalReplaced;
  }

  /**
   * Returns the highest wave among the results that are in, those of failures included. Draws that are requested now
   * belong to the wave after it. When a run has ended this is its number of waves.
   *
   * @return the number of waves, at least 0
   * @since 0.1.0
   */
  public int waves() {
    return waves;
  }

  /**
   * Returns the wave of a requested draw.
   *
   * @param prompt the index of the prompt
   * @param draw the number of the draw
   * @return the wave, counted from 1
   * @since 0.1.0
   */
  public int wave(int prompt, int draw) {
    checkElementIndex(prompt, batch.prompts(), "prompt");
    checkElementIndex(draw, asked[prompt], "draw");
    int[] starts = waveStarts[prompt];
    int at = starts.length - 2;
    while (starts[at] > draw) {
      at -= 2;
    }
    return starts[at + 1];
  }

  int answer(int prompt, int k) {
    checkElementIndex(k, draws[prompt], "k");
    checkState(keys[prompt].length > 0, "prompt %s has rewards and no answers", prompt);
    return answers[prompt][k];
  }

  /**
   * Returns the usage of all responses.
   *
   * @return the sum of {@link #used}, in its unit
   * @since 0.1.0
   */
  public double usage() {
    return totalUsage.value();
  }

  double usage(int prompt) {
    return usages[prompt];
  }

  /** The expected usage of a prompt's next draw: its own mean, shrunk to that of all prompts; 1 if nothing is known. */
  double expectedUsage(int prompt) {
    return expectedUsage(prompt, meanUsage());
  }

  /** The same with a given mean of all prompts. */
  double expectedUsage(int prompt, double mean) {
    if (!(mean > 0)) {
      return 1;
    }
    return (usages[prompt] + USAGE_PRIOR_DRAWS * mean) / (usageCounts[prompt] + USAGE_PRIOR_DRAWS);
  }

  double meanUsage() {
    return promptsWithUsage == 0 ? 0 : sumOfMeanUsages.value() / promptsWithUsage;
  }

  /** The rest of the limit, once the draws in flight have used what they are expected to. */
  double remainingUsage() {
    double expected = 0;
    for (int prompt = 0; prompt < usages.length; prompt++) {
      int settled = Math.max(usageCounts[prompt], draws[prompt] + failures[prompt]);
      expected += Math.max(0, attempts(prompt) - settled) * expectedUsage(prompt);
    }
    return batch.usageLimit() - totalUsage.value() - expected;
  }

  int freeSlots() {
    return freeSlots;
  }

  RewardSamples samples() {
    return samples;
  }

  int[] changed() {
    int[] prompts = Arrays.copyOf(changed, changes);
    Arrays.sort(prompts);
    return prompts;
  }

  /* Pairs of a draw and the wave that begins with it; mostly the last one is asked for. */
  private void beginWave(int prompt, int draw) {
    int[] starts = waveStarts[prompt];
    if (starts.length == 0 || starts[starts.length - 1] <= waves) {
      int[] longer = Arrays.copyOf(starts, starts.length + 2);
      longer[starts.length] = draw;
      longer[starts.length + 1] = waves + 1;
      waveStarts[prompt] = longer;
    }
  }

  private void checkInFlight(int prompt) {
    checkElementIndex(prompt, batch.prompts(), "prompt");
    checkState(inFlight(prompt) > 0, "prompt %s has no draw in flight", prompt);
  }

  /* Results arrive in any order and are kept in the order of their draws, so that what an estimator
   * computes from them, to the last bit, does not depend on timing. They mostly arrive in order. */
  private void insert(int prompt, int draw, double reward) {
    int n = draws[prompt];
    if (n == rewards[prompt].length) {
      int capacity = Math.max(4, n + (n >> 1));
      drawNumbers[prompt] = Arrays.copyOf(drawNumbers[prompt], capacity);
      rewards[prompt] = Arrays.copyOf(rewards[prompt], capacity);
    }
    int[] numbers = drawNumbers[prompt];
    int at = place(prompt, draw);
    checkState(
        at == 0 || numbers[at - 1] != draw, "draw %s of prompt %s is in already", draw, prompt);
    System.arraycopy(numbers, at, numbers, at + 1, n - at);
    System.arraycopy(rewards[prompt], at, rewards[prompt], at + 1, n - at);
    numbers[at] = draw;
    rewards[prompt][at] = reward;
    draws[prompt] = n + 1;
  }

  /** Returns the number of draws with a reward that were asked for before a draw. */
  private int place(int prompt, int draw) {
    int at = draws[prompt];
    while (at > 0 && drawNumbers[prompt][at - 1] > draw) {
      at--;
    }
    return at;
  }

  private void markChanged(int prompt) {
    if (isChanged[prompt]) {
      return;
    }
    isChanged[prompt] = true;
    if (changes == changed.length) {
      changed = Arrays.copyOf(changed, 2 * changes);
    }
    changed[changes++] = prompt;
  }

  private final class Samples implements RewardSamples {

    @Override
    public int prompts() {
      return batch.prompts();
    }

    @Override
    public int count(int prompt) {
      return draws[prompt];
    }

    @Override
    public double reward(int prompt, int k) {
      checkElementIndex(k, draws[prompt], "k");
      return rewards[prompt][k];
    }

    @Override
    public double incumbent(int prompt) {
      return incumbents[prompt];
    }

    @Override
    public RewardRange range() {
      return batch.range();
    }

    @Override
    public RewardSamples history() {
      return batch.history();
    }

    @Override
    public double[] rewards(int prompt) {
      return Arrays.copyOf(rewards[prompt], draws[prompt]);
    }
  }
}
