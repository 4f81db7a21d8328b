package io.github.bestofn.spi;

import java.util.concurrent.CompletionStage;

/**
 * A judge that compares two responses without holding a thread; otherwise as {@link ComparingJudge}. The call must
 * return soon, and its stage must stop the call when its {@link CompletionStage#toCompletableFuture() future} is
 * cancelled.
 *
 * @param <P> the type of prompts
 * @param <R> the type of responses
 * @since 0.1.0
 */
@FunctionalInterface
public interface AsyncComparingJudge<P, R> {

  /**
   * Starts to compare two responses.
   *
   * @param request the responses, in the order in which to show them
   * @return a stage that completes with the better one, {@link Preference#TIE} or {@link Preference#UNSURE}, or with an
   *     exception; the comparison then counts as a tie
   */
  CompletionStage<Preference> compareAsync(ComparisonRequest<P, R> request);
}
