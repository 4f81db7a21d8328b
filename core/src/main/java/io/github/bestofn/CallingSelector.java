package io.github.bestofn;

/**
 * A rule that chooses the answer to a prompt by calling a model, and blocks its thread. {@link Selectors} has such
 * selectors. A selector that works without blocking is an {@link AsyncSelector}; one that calls no model is a {@link
 * Selector}.
 *
 * <p>Selection is a stage of a run after its last draw. A run calls its selector once for each prompt that has two
 * candidates or more, on the threads of reward models, for at most {@code maxScoringInFlight} prompts at a time; one
 * call may take the {@code requestTimeout} in all. When a call fails or times out, the largest reward is chosen, and
 * {@link PromptResult#selectionFailure} has the cause. When the run ends early (deadline, stop, interrupt, cancelled
 * future), calls in progress are interrupted, and the remaining prompts get the candidate with the largest reward.
 * All runs share a selector, so it must be thread-safe.
 *
 * @param <P> the type of prompts
 * @param <R> the type of responses
 * @since 0.1.0
 */
@FunctionalInterface
public interface CallingSelector<P, R> {

  /**
   * Chooses a candidate.
   *
   * @param request a prompt and its candidates, at least two
   * @return one of the candidates of the request
   * @throws Exception if it cannot
   */
  Candidate<R> select(SelectionRequest<P, R> request) throws Exception;
}
