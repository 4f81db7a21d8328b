package io.github.bestofn.spi;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A request for the rewards of one or more responses to one prompt. Immutable, and thread-safe if
 * prompt and responses are.
 *
 * @param <P> the type of prompts
 * @param <R> the type of responses
 * @since 0.1.0
 */
public final class ScoringRequest<P, R> {

  private final P prompt;
  private final List<R> responses;
  private final int promptIndex;

  private ScoringRequest(P prompt, List<? extends R> responses, int promptIndex) {
    this.prompt = requireNonNull(prompt, "prompt");
    this.responses = List.copyOf(responses);
    Checks.atLeast(1, this.responses.size(), "number of responses");
    this.promptIndex = Checks.atLeast(0, promptIndex, "promptIndex");
  }

  /**
   * Returns a request about the first prompt of a batch: for tests of a reward model.
   *
   * @param <P> the type of prompts
   * @param <R> the type of responses
   * @param prompt the prompt
   * @param responses the responses to score, at least one, none null
   * @return the request
   */
  public static <P, R> ScoringRequest<P, R> of(P prompt, List<? extends R> responses) {
    return of(prompt, responses, 0);
  }

  /**
   * Returns a request about any prompt of a batch.
   *
   * @param <P> the type of prompts
   * @param <R> the type of responses
   * @param prompt the prompt
   * @param responses the responses to score, at least one, none null
   * @param promptIndex the prompt's place in its batch, at least 0
   * @return the request
   */
  public static <P, R> ScoringRequest<P, R> of(
      P prompt, List<? extends R> responses, int promptIndex) {
    return new ScoringRequest<>(prompt, responses, promptIndex);
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
   * Returns the responses to score.
   *
   * @return an immutable list of at least one response
   */
  public List<R> responses() {
    return responses;
  }

  /**
   * Returns the prompt's place in its batch.
   *
   * @return the index of the prompt, at least 0
   */
  public int promptIndex() {
    return promptIndex;
  }

  /** Returns the prompt's index and the number of responses, without their text. */
  @Override
  public String toString() {
    return "ScoringRequest[promptIndex=%d, responses=%d]".formatted(promptIndex, responses.size());
  }
}
