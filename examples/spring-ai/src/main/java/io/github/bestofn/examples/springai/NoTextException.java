package io.github.bestofn.examples.springai;

/** A choice is no response: it has no text, was withheld, or was broken off. Its message holds no text of either. */
public final class NoTextException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NoTextException(String message) {
    super(message);
  }
}
