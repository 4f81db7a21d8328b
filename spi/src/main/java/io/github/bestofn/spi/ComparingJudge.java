package io.github.bestofn.spi;

/**
 * A judge that compares two responses, blocking the calling thread. It can prefer one of two responses to which it
 * would give equal scores. Called by several threads at once, on the threads of reward models; a call is interrupted
 * when the run ends early or the selection times out. A client that works without blocking implements {@link
 * AsyncComparingJudge}.
 *
 * <p>Judges may prefer a position. A selector therefore asks for both orders, so an implementation shows the
 * responses in the order of the request and does not shuffle them.
 *
 * @param <P> the type of prompts
 * @param <R> the type of responses
 * @since 0.1.0
 */
@FunctionalInterface
public interface ComparingJudge<P, R> {

  /**
   * Compares two responses.
   *
   * @param request the responses, in the order in which to show them
   * @return the better one, {@link Preference#TIE} or {@link Preference#UNSURE}; not null
   * @throws Exception if they could not be compared; the comparison then counts as a tie
   */
  Preference compare(ComparisonRequest<P, R> request) throws Exception;
}
