package io.github.bestofn.spi;

/**
 * A listener to the repeated scores of every response, for a log that an audit reads.
 *
 * @param <P> the type of prompts
 * @param <R> the type of responses
 * @since 0.1.0
 */
@FunctionalInterface
public interface RepeatListener<P, R> {

  /**
   * Takes the scores of one response, on the thread that scored it; several threads call at once. What it throws
   * fails the request.
   *
   * @param prompt the prompt
   * @param response the response
   * @param scores its valid scores in reward units, at least one: in the order in which they were answered, without
   *     those that failed
   */
  void scored(P prompt, R response, double[] scores);
}
