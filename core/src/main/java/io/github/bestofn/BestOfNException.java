package io.github.bestofn;

import org.jspecify.annotations.Nullable;

/**
 * The failure of a run, with the result so far. Its cause is the exception or {@link Error} that ended the run. Its
 * message contains no text of prompts or responses.
 *
 * @since 0.1.0
 */
public final class BestOfNException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient BatchResult<?, ?> result;

  BestOfNException(String message, @Nullable Throwable cause, BatchResult<?, ?> result) {
    super(message, cause);
    this.result = result;
  }

  /**
   * Returns the result of the run up to its end.
   *
   * @return the result so far, whose {@link BatchResult#endReason()} is {@link EndReason#FAILED}
   */
  public BatchResult<?, ?> result() {
    return result;
  }
}
