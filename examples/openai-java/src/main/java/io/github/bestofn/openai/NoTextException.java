package io.github.bestofn.openai;

/**
 * A choice is no response: it has no text, was withheld, or was broken off. Its message holds no text of either.
 *
 * @since 0.1.0
 */
public final class NoTextException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NoTextException(String message) {
    super(message);
  }
}
