package io.github.bestofn;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A draw that failed, and why. Immutable and thread-safe.
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
   * The prompt that the draw belongs to.
   *
   * @return its place in the batch, from 0
   */
  public int promptIndex() {
    return promptIndex;
  }

  /**
   * Returns which of its prompt's draws failed.
   *
   * @return the number of the draw, from 0
   */
  public int draw() {
    return draw;
  }

  /**
   * Returns what went wrong.
   *
   * @return the kind of failure
   */
  public FailureKind kind() {
    return kind;
  }

  /**
   * Returns what went wrong, in words. Names prompt and draw by number and holds no text of either; the
   * messages of exceptions, which may hold some, are in {@link #cause()} only.
   *
   * @return one sentence without a full stop
   */
  public String message() {
    return "draw %d of prompt %d: %s".formatted(draw, promptIndex, message);
  }

  /**
   * The exception that was thrown.
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
