package io.github.bestofn;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A failed draw, with its cause. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class DrawFailure {

  private final int promptIndex;
  private final int draw;
  private final FailureKind kind;
  private final String message;
  private final @Nullable Throwable cause;

  DrawFailure(
      int promptIndex, int draw, FailureKind kind, String message, @Nullable Throwable cause) {
    this.promptIndex = promptIndex;
    this.draw = draw;
    this.kind = requireNonNull(kind, "kind");
    this.message = requireNonNull(message, "message");
    this.cause = cause;
  }

  /**
   * Returns the prompt that the draw belongs to.
   *
   * @return its place in the batch, from 0
   */
  public int promptIndex() {
    return promptIndex;
  }

  /**
   * Returns the number of the failed draw.
   *
   * @return the number of the draw, from 0
   */
  public int draw() {
    return draw;
  }

  /**
   * Returns the kind of failure.
   *
   * @return the kind of failure
   */
  public FailureKind kind() {
    return kind;
  }

  /**
   * Returns a description of the failure, with the numbers of prompt and draw and without their text; the messages of
   * exceptions, which may contain text, are in {@link #cause()} only.
   *
   * @return one sentence without a full stop
   */
  public String message() {
    return "draw %d of prompt %d: %s".formatted(draw, promptIndex, message);
  }

  /**
   * Returns the exception that was thrown.
   *
   * @return the exception, empty if none was
   */
  public Optional<Throwable> cause() {
    return Optional.ofNullable(cause);
  }

  /** The message. */
  @Override
  public String toString() {
    return message();
  }
}
