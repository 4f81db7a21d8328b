package io.github.bestofn;

import com.google.common.collect.ImmutableList;
import io.github.bestofn.allocate.Explanation;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result of a run for one prompt. Immutable, and thread-safe if prompt and responses are.
 *
 * @param <P> the type of prompts
 * @param <R> the type of responses
 * @since 0.1.0
 */
public final class PromptResult<P, R> {

  private final P prompt;
  private final ImmutableList<Candidate<R>> candidates;
  private final Optional<Candidate<R>> best;
  private final int draws;
  private final int failures;
  private final int unspent;
  private final int duplicates;
  private final double usage;
  private final double scoringUsage;
  private final ImmutableList<DrawFailure> causes;
  private final Explanation explanation;
  private final @Nullable Throwable selectionFailure;
  private final Optional<Vote> vote;

  PromptResult(
      P prompt,
      ImmutableList<Candidate<R>> candidates,
      Optional<Candidate<R>> best,
      int draws,
      int failures,
      int unspent,
      int duplicates,
      double usage,
      double scoringUsage,
      ImmutableList<DrawFailure> causes,
      Explanation explanation,
      @Nullable Throwable selectionFailure,
      Optional<Vote> vote) {
    this.prompt = prompt;
    this.candidates = candidates;
    this.best = best;
    this.draws = draws;
    this.failures = failures;
    this.unspent = unspent;
    this.duplicates = duplicates;
    this.usage = usage;
    this.scoringUsage = scoringUsage;
    this.causes = causes;
    this.explanation = explanation;
    this.selectionFailure = selectionFailure;
    this.vote = vote;
  }

  /**
   * Returns the prompt.
   *
   * @return the prompt
   */
  public P prompt() {
    return prompt;
  }

  /**
   * Returns the choice of the {@linkplain BestOfN.Builder#selector selector}; by default the candidate with the
   * largest reward, of equal rewards the one with the lowest draw. In a run with {@linkplain BestOfN.Builder#answers
   * answers}, the first response that gave the most frequent answer.
   *
   * @return the chosen candidate, empty if no draw succeeded
   */
  public Optional<Candidate<R>> best() {
    return best;
  }

  /**
   * Returns the failure of a {@link CallingSelector} or an {@link AsyncSelector} for this prompt; {@link #best} is
   * then the largest reward. Empty if there was none, also if the run ended before the selector answered.
   *
   * @return the exception; a {@link java.util.concurrent.TimeoutException} after a time-out
   * @since 0.1.0
   */
  public Optional<Throwable> selectionFailure() {
    return Optional.ofNullable(selectionFailure);
  }

  /**
   * Returns the {@linkplain #best() best candidate}, or throws with the reason why there is none.
   *
   * @return the chosen candidate
   * @throws NoSuchElementException if no draw succeeded; its message names the first failure, whose exception is the
   *     cause
   * @since 0.1.0
   */
  public Candidate<R> bestOrThrow() {
    return best.orElseThrow(() -> {
      if (causes.isEmpty()) {
        return new NoSuchElementException(
            failures == 0 ? "no draw was made" : "all " + failures + " draws failed");
      }
      DrawFailure first = causes.get(0);
      return new NoSuchElementException(
          "all " + failures + " draws failed; " + first.message(), first.cause().orElse(null));
    });
  }

  /**
   * Returns the scored responses: all, or the best ones if the run kept fewer.
   *
   * @return an immutable list in the order of draws
   */
  public List<Candidate<R>> candidates() {
    return candidates;
  }

  /**
   * Returns the number of draws: responses with a valid reward.
   *
   * @return the number of draws, at least 0
   */
  public int draws() {
    return draws;
  }

  /**
   * Returns the number of failed draws. Together with {@link #draws()} these are all attempts.
   *
   * @return the number of failures, at least 0
   */
  public int failures() {
    return failures;
  }

  /**
   * Returns the first few failures.
   *
   * @return an immutable list in the order of draws: those of the prompt's 8 lowest draws that failed, and of a
   *     batch's the 1,024 lowest
   */
  public List<DrawFailure> failureCauses() {
    return causes;
  }

  /**
   * Returns the number of draws that were planned for this prompt and gave no candidate: failed draws, billed or not,
   * and draws that had not begun when the run ended.
   *
   * @return the part of the budget that this prompt left unspent, at least 0
   */
  public int unspent() {
    return unspent;
  }

  /**
   * Returns the number of draws whose response equals that of an earlier draw, and that took its reward. Which
   * responses are recognised depends on timing if {@link BestOfN.Builder#keepCandidates} drops some.
   *
   * @return the number of draws that were not scored separately, at least 0
   */
  public int duplicates() {
    return duplicates;
  }

  /**
   * Returns the usage of this prompt's draws: its responses, with or without a reward, and draws that failed before
   * they had one.
   *
   * @return the sum of the {@linkplain BestOfN.Builder#usageLimit usage function} and of that {@linkplain
   *     BestOfN.Builder#failureUsage for failures}, in their unit; 0 without them
   */
  public double usage() {
    return usage;
  }

  /**
   * Returns the usage of scoring this prompt's responses, including failed scorings; not part of {@link #usage}.
   *
   * @return the sum of the {@linkplain BestOfN.Builder#scoringUsage scoring usage function} and of {@link
   *     BestOfN.Builder#selectionUsage}, in their unit; 0 without them
   * @since 0.1.0
   */
  public double scoringUsage() {
    return scoringUsage;
  }

  /**
   * Returns the reason for the prompt's number of draws.
   *
   * @return the strategy's explanation
   */
  public Explanation explanation() {
    return explanation;
  }

  /**
   * Returns the vote of a run {@linkplain BestOfN.Builder#answers whose responses have answers}.
   *
   * @return answers with counts, leader and confidence; empty if the run had rewards
   * @since 0.1.0
   */
  public Optional<Vote> vote() {
    return vote;
  }

  /** Returns numbers, without the prompt or a response. */
  @Override
  public String toString() {
    return "PromptResult[best=%s, draws=%d, failures=%d]"
        .formatted(best.map(Candidate::toString).orElse("none"), draws(), failures);
  }
}
