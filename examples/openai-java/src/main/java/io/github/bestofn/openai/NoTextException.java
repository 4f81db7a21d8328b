package io.github.bestofn.openai;

/**
 * The cause of a failed draw whose choice is no response: it has no text, was withheld, or was broken off. The
 * message contains no text of prompts or responses.
 *
 * @since 0.1.0
 */
public final class NoTextException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NoTextException(String message) {
    super(message);
  }
}
