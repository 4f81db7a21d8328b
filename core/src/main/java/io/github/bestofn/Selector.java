package io.github.bestofn;

/**
 * A rule that chooses the answer to a prompt from its scored responses. {@link Selectors} has the built-in ones.
 *
 * <p>A run asks its selector once for each prompt that has a candidate, when it ends and on its own thread. A
 * selector depends on the request only, also for its random numbers ({@link SelectionRequest#seed()}), so that the
 * same candidates and the same seed give the same choice. All runs share it, so it must be thread-safe.
 *
 * @param <P> the type of prompts
 * @param <R> the type of responses
 * @since 0.1.0
 */
@FunctionalInterface
public interface Selector<P, R> {

  /**
   * Chooses a candidate.
   *
   * @param request a prompt and its candidates
   * @return one of the candidates of the request
   * @throws RuntimeException if it cannot; the run then ends with a {@link BestOfNException}, whose result has the
   *     largest reward as the choice
   */
  Candidate<R> select(SelectionRequest<P, R> request);
}
