package io.github.bestofn;

import org.jspecify.annotations.Nullable;

/**
 * A run that could not go on, with everything that was in when it ended. Its cause is what was thrown, an {@link Error}
 * included. Its message holds no text of prompts or responses.
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
   * Returns what was in when the run ended.
   *
   * @return the result so far, whose {@link BatchResult#endReason()} is {@link EndReason#FAILED}
   */
  public BatchResult<?, ?> result() {
    return result;
  }
}
