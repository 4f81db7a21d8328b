package io.github.bestofn;

/**
 * A kind of failure of a draw.
 *
 * @since 0.1.0
 */
public enum FailureKind {

  /**
   * The generator, the reward model, the usage function or that for answers threw an exception, or a stage completed
   * with one.
   */
  THROWN("threw"),

  /** The answer was empty: null or an empty list instead of responses, a null response, or null scores. */
  NULL("null"),

  /** The reward is NaN or infinite, or the number of scores is not the number of responses. */
  INVALID_REWARD("invalid reward"),

  /** The reward is outside the range that the reward model declares. */
  OUTSIDE_RANGE("outside range"),

  /** The response has no answer: the {@linkplain BestOfN.Builder#answers function} returned null or an empty Optional. */
  NO_ANSWER("no answer"),

  /** No answer came in time. */
  TIME_OUT("time-out"),

  /** The run ended before the answer was in. */
  CANCELLED("cancelled");

  private final String words;

  FailureKind(String words) {
    this.words = words;
  }

  @Override
  public String toString() {
    return words;
  }
}
