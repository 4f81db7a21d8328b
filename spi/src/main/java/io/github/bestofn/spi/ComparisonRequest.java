package io.github.bestofn.spi;

import static java.util.Objects.requireNonNull;

/**
 * A request to compare two responses to one prompt. Immutable, and thread-safe if prompt and responses are.
 *
 * @param <P> the type of prompts
 * @param <R> the type of responses
 * @since 0.1.0
 */
public final class ComparisonRequest<P, R> {

  private final P prompt;
  private final R first;
  private final R second;
  private final int promptIndex;

  private ComparisonRequest(P prompt, R first, R second, int promptIndex) {
    this.prompt = requireNonNull(prompt, "prompt");
    this.first = requireNonNull(first, "first");
    this.second = requireNonNull(second, "second");
    this.promptIndex = Checks.atLeast(0, promptIndex, "promptIndex");
  }

  /**
   * Creates a request about any prompt of a batch.
   *
   * @param <P> the type of prompts
   * @param <R> the type of responses
   * @param prompt the prompt
   * @param first the response to be shown first
   * @param second the response to be shown second
   * @param promptIndex the prompt's place in its batch, at least 0
   * @return the request
   */
  public static <P, R> ComparisonRequest<P, R> of(P prompt, R first, R second, int promptIndex) {
    return new ComparisonRequest<>(prompt, first, second, promptIndex);
  }

  /**
   * Returns the request with the two responses in the opposite order.
   *
   * @return another request
   */
  public ComparisonRequest<P, R> reversed() {
    return new ComparisonRequest<>(prompt, second, first, promptIndex);
  }

  /**
   * Returns the prompt.
   *
   * @return the prompt
   */
  public P prompt() {
    return prompt;
  }

  /**
   * Returns the response to be shown first.
   *
   * @return the response
   */
  public R first() {
    return first;
  }

  /**
   * Returns the response to be shown second.
   *
   * @return the response
   */
  public R second() {
    return second;
  }

  /**
   * Returns the prompt's place in its batch.
   *
   * @return the index of the prompt, at least 0
   */
  public int promptIndex() {
    return promptIndex;
  }

  /** Returns the prompt's index, without any text. */
  @Override
  public String toString() {
    return "ComparisonRequest[promptIndex=%d]".formatted(promptIndex);
  }
}
