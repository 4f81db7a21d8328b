package io.github.bestofn;

import com.google.common.collect.ImmutableList;
import io.github.bestofn.allocate.Ledger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The results of a run, and its accounting: {@code attempts = draws + failures} and {@code draws + unspent =
 * budget}. Immutable, and thread-safe if prompts and responses are.
 *
 * @param <P> the type of prompts
 * @param <R> the type of responses
 * @since 0.1.0
 */
public final class BatchResult<P, R> {

  private final ImmutableList<PromptResult<P, R>> results;
  private final int budget;
  private final int draws;
  private final int failures;
  private final int duplicates;
  private final double usage;
  private final double scoringUsage;
  private final EndReason endReason;
  private final @Nullable String endMessage;
  private final int rounds;
  private final int waves;
  private final long seed;
  private final Duration elapsed;
  private final long runId;
  private final Earlier<P, R> earlier;

  private BatchResult(
      ImmutableList<PromptResult<P, R>> results,
      int budget,
      int draws,
      int failures,
      EndReason endReason,
      @Nullable String endMessage,
      int rounds,
      int waves,
      long seed,
      Duration elapsed,
      long runId,
      Earlier<P, R> earlier) {
    this.results = results;
    this.budget = budget;
    this.draws = draws;
    this.failures = failures;
    this.duplicates = results.stream().mapToInt(PromptResult::duplicates).sum();
    this.usage = results.stream().mapToDouble(PromptResult::usage).sum();
    this.scoringUsage = results.stream().mapToDouble(PromptResult::scoringUsage).sum();
    this.endReason = endReason;
    this.endMessage = endMessage;
    this.rounds = rounds;
    this.waves = waves;
    this.seed = seed;
    this.elapsed = elapsed;
    this.runId = runId;
    this.earlier = earlier;
  }

  static <P, R> BatchResult<P, R> of(
      Earlier<P, R> earlier, EndReason endReason, @Nullable String endMessage, long runId) {
    Ledger ledger = earlier.ledger();
    return new BatchResult<>(
        earlier.results(),
        ledger.batch().budget(),
        ledger.state().draws(),
        ledger.state().failures(),
        endReason,
        endMessage,
        earlier.rounds(),
        ledger.waves(),
        earlier.seed(),
        earlier.elapsed(),
        runId,
        earlier);
  }

  /** Returns the part from which a run can go on. */
  Earlier<P, R> earlier() {
    return earlier;
  }

  /**
   * Returns the result of each prompt.
   *
   * @return an immutable list in the order of the prompts
   */
  public List<PromptResult<P, R>> results() {
    return results;
  }

  /**
   * Returns the number of draws that the prompts shared.
   *
   * @return the budget in draws
   */
  public int budget() {
    return budget;
  }

  /**
   * Returns the number of draws: responses with a valid reward.
   *
   * @return the number of draws of all prompts
   */
  public int draws() {
    return draws;
  }

  /**
   * Returns the number of draws that were requested.
   *
   * @return draws and failures of all prompts
   */
  public int attempts() {
    return draws + failures;
  }

  /**
   * Returns the number of draws that failed, including cancelled ones.
   *
   * @return the number of failures of all prompts
   */
  public int failures() {
    return failures;
  }

  /**
   * Returns the part of the budget that gave no draw: attempts that were never made, and failures. It is not money
   * saved: a failed attempt may have been billed, and the usage of its response is in {@link #usage()}.
   *
   * @return the budget less the draws, at least 0
   */
  public int unspent() {
    return budget - draws;
  }

  /**
   * Returns the number of draws whose response equals that of an earlier draw of the same prompt, and that took its
   * reward. Responses that are not kept ({@link BestOfN.Builder#keepCandidates}) are not recognised again; which
   * these are depends on timing, whatever the strategy and the seed. If most draws are duplicates, the usual cause is
   * a generator with a temperature of 0.
   *
   * @return the number of draws that were not scored separately, at least 0
   */
  public int duplicates() {
    return duplicates;
  }

  /**
   * Returns the usage of all responses, with or without a reward.
   *
   * @return the sum of the {@linkplain BestOfN.Builder#usageLimit usage function}, in its unit; 0 without one
   */
  public double usage() {
    return usage;
  }

  /**
   * Returns the usage of scorings, including failed ones; not part of {@link #usage}.
   *
   * @return the sum of the {@linkplain BestOfN.Builder#scoringUsage scoring usage function} and of {@link
   *     BestOfN.Builder#selectionUsage}, in their unit; 0 without them
   * @since 0.1.0
   */
  public double scoringUsage() {
    return scoringUsage;
  }

  /**
   * Returns the reason for which the run ended.
   *
   * @return the reason
   */
  public EndReason endReason() {
    return endReason;
  }

  /**
   * Returns the strategy's reason when it {@linkplain EndReason#STRATEGY_STOPPED stopped}, and the first failure when
   * {@linkplain EndReason#ALL_FAILED all failed}.
   *
   * @return one sentence, empty when the run ended otherwise
   */
  public Optional<String> endMessage() {
    return Optional.ofNullable(endMessage);
  }

  /**
   * Returns the number of decisions that asked for draws. A strategy that decides as results arrive decides about
   * once a draw. A run takes as long as its {@link #waves()}.
   *
   * @return the number of rounds, at least 0
   */
  public int rounds() {
    return rounds;
  }

  /**
   * Returns the length of the run in waves: generator calls one after another, if the server takes any number of
   * calls at once. The wave of a draw is one more than the highest wave among the results that were in when it was
   * asked for.
   *
   * @return the number of waves, 0 without a draw
   * @since 0.1.0
   */
  public int waves() {
    return waves;
  }

  /**
   * Returns the seed that the draws' seeds were derived from. A run with the same seed and the same answers repeats
   * this one if its strategy decides in rounds.
   *
   * @return the builder's seed, or the one drawn for this run
   */
  public long seed() {
    return seed;
  }

  /**
   * Returns the duration of the run.
   *
   * @return the time from its start to its end; of a {@linkplain BestOfN#resume continued} run, of all its parts
   */
  public Duration elapsed() {
    return elapsed;
  }

  /**
   * Returns the number of the run, the same as for {@linkplain RunListener#begin listeners}.
   *
   * @return the number, counted from 1 in this JVM
   * @since 0.1.0
   */
  public long runId() {
    return runId;
  }

  /** Returns numbers, without prompts or responses. */
  @Override
  public String toString() {
    return ("BatchResult[prompts=%d, budget=%d, draws=%d, failures=%d, unspent=%d, endReason=%s,"
            + " rounds=%d, waves=%d, seed=%d, elapsed=%s]")
        .formatted(
            results.size(),
            budget,
            draws,
            failures,
            unspent(),
            endReason,
            rounds,
            waves,
            seed,
            elapsed);
  }
}
