package io.github.bestofn;

import java.util.concurrent.CompletionStage;

/**
 * A rule that chooses the answer to a prompt by calling a model, without holding a thread; otherwise as {@link
 * CallingSelector}. Called on the run's own thread, so that the call must return soon. A stage must stop its calls
 * when its {@link CompletionStage#toCompletableFuture() future} is cancelled.
 *
 * @param <P> the type of prompts
 * @param <R> the type of responses
 * @since 0.1.0
 */
@FunctionalInterface
public interface AsyncSelector<P, R> {

  /**
   * Starts to choose a candidate.
   *
   * @param request a prompt and its candidates, at least two
   * @return a stage that completes with one of the candidates of the request, or with an exception
   */
  CompletionStage<Candidate<R>> selectAsync(SelectionRequest<P, R> request);
}
