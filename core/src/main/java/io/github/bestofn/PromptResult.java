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
   * The prompt.
   *
   * @return the prompt
   */
  public P prompt() {
    return prompt;
  }

  /**
   * Returns what the {@linkplain BestOfN.Builder#selector selector} chose; unless told otherwise, the candidate with the largest
   * reward, of equal ones that with the lowest draw. In a run with {@linkplain BestOfN.Builder#answers answers}, the first
   * response that gave the most frequent answer.
   *
   * @return the chosen candidate, empty if no draw succeeded
   */
  public Optional<Candidate<R>> best() {
    return best;
  }

  /**
   * Returns why a {@link CallingSelector} or an {@link AsyncSelector} failed for this prompt; {@link #best} is then the
   * largest reward. Empty if it did not, also where the run ended before it had answered.
   *
   * @return what was thrown; a {@link java.util.concurrent.TimeoutException} after a time-out
   * @since 0.1.0
   */
  public Optional<Throwable> selectionFailure() {
    return Optional.ofNullable(selectionFailure);
  }

  /**
   * Returns the {@linkplain #best() best candidate}, or says why there is none.
   *
   * @return the chosen candidate
   * @throws NoSuchElementException if no draw succeeded; its message names the first failure, whose exception is the cause
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
   * Returns what was drawn and scored: everything, or the best of it if the run kept less.
   *
   * @return an immutable list in the order of draws
   */
  public List<Candidate<R>> candidates() {
    return candidates;
  }

  /**
   * Returns how many draws were made: responses with a valid reward.
   *
   * @return the number of draws, at least 0
   */
  public int draws() {
    return draws;
  }

  /**
   * Returns how many draws failed. Together with {@link #draws()}, everything that was asked for.
   *
   * @return the number of failures, at least 0
   */
  public int failures() {
    return failures;
  }

  /**
   * Returns the first few failures.
   *
   * @return an immutable list in the order of draws: those of the prompt's 8 lowest draws that failed, and of a batch's the
   *     1,024 lowest
   */
  public List<DrawFailure> failureCauses() {
    return causes;
  }

  /**
   * Returns the number of draws that were planned for this prompt and gave no candidate: those that failed, paid for or not,
   * and those that had not begun when the run ended.
   *
   * @return the part of the budget that this prompt left unspent, at least 0
   */
  public int unspent() {
    return unspent;
  }

  /**
   * Returns how many draws came to a response that an earlier draw had come to, and took its reward. Which responses are recognised
   * depends on timing if {@link BestOfN.Builder#keepCandidates} drops some.
   *
   * @return the number of draws that were not scored by themselves, at least 0
   */
  public int duplicates() {
    return duplicates;
  }

  /**
   * Returns what this prompt's draws have used: its responses, whether they got a reward or not, and the draws that failed
   * before they had one.
   *
   * @return the sum of the {@linkplain BestOfN.Builder#usageLimit usage function} and of that {@linkplain
   *     BestOfN.Builder#failureUsage for failures}, in their unit; 0 without them
   */
  public double usage() {
    return usage;
  }

  /**
   * Returns what the scorings of this prompt's responses have used, also those that failed; not part of {@link #usage}.
   *
   * @return the sum of the {@linkplain BestOfN.Builder#scoringUsage scoring usage function} and of {@link
   *     BestOfN.Builder#selectionUsage}, in their unit; 0 without them
   * @since 0.1.0
   */
  public double scoringUsage() {
    return scoringUsage;
  }

  /**
   * Returns why the prompt got the draws it got.
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

  /** Gives numbers, and neither the prompt nor a response. */
  @Override
  public String toString() {
    return "PromptResult[best=%s, draws=%d, failures=%d]"
        .formatted(best.map(Candidate::toString).orElse("none"), draws(), failures);
  }
}
