package io.github.bestofn.spring;

import org.jspecify.annotations.Nullable;

/**
 * The cause of a failed draw whose choice is no response: it has no text, was withheld, or was broken off. The
 * message contains no text of prompts or responses.
 *
 * @since 0.1.0
 * @serial exclude
 */
public final class NoTextException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int tokens;

  NoTextException(String message, @Nullable Integer tokens) {
    super(message);
    this.tokens = tokens == null ? 0 : tokens;
  }

  /** The tokens that the choice has used. */
  int tokens() {
    return tokens;
  }
}
