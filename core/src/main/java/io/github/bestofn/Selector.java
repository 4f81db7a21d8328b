package io.github.bestofn;

/**
 * Chooses the response that a prompt is answered with, from what was drawn and scored. {@link Selectors} has those to
 * choose from.
 *
 * <p>A run asks its selector once for each prompt that has a candidate, when it ends and on its own thread. A selector
 * depends on nothing but the request, chance included ({@link SelectionRequest#seed()}), so that the same candidates and
 * the same seed give the same choice. It is shared by all runs, and must be thread-safe.
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
   * @throws RuntimeException if it cannot; the run then ends with a {@link BestOfNException}, whose result has the largest
   *     reward as the choice
   */
  Candidate<R> select(SelectionRequest<P, R> request);
}
