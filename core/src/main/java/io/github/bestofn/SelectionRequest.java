package io.github.bestofn;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * A prompt and its candidates, from which a {@link Selector} chooses. Immutable, and thread-safe if prompt and responses are.
 *
 * @param <P> the type of prompts
 * @param <R> the type of responses
 * @since 0.1.0
 */
public final class SelectionRequest<P, R> {

  private final P prompt;
  private final ImmutableList<Candidate<R>> candidates;
  private final int promptIndex;
  private final long seed;

  private SelectionRequest(
      P prompt, ImmutableList<Candidate<R>> candidates, int promptIndex, long seed) {
    this.prompt = prompt;
    this.candidates = candidates;
    this.promptIndex = promptIndex;
    this.seed = seed;
  }

  /**
   * A request, as a run makes it; also for tests of selectors.
   *
   * @param <P> the type of prompts
   * @param <R> the type of responses
   * @param prompt the prompt
   * @param candidates its candidates in the order of draws, at least 1; copied
   * @param promptIndex the prompt's place in its batch, from 0
   * @param seed what a choice by chance depends on
   * @return the request
   */
  public static <P, R> SelectionRequest<P, R> of(
      P prompt, List<Candidate<R>> candidates, int promptIndex, long seed) {
    checkArgument(!candidates.isEmpty(), "candidates must be at least 1, but were 0");
    checkArgument(promptIndex >= 0, "promptIndex must be at least 0, but was %s", promptIndex);
    return new SelectionRequest<>(prompt, ImmutableList.copyOf(candidates), promptIndex, seed);
  }

  /**
   * The prompt.
   *
   * @return the prompt
   */
  public P prompt() {
    return prompt;
  }

  /**
   * Returns what was drawn and scored: everything, or the best of it if the run kept less. A response that was drawn twice is two
   * candidates.
   *
   * @return an immutable list in the order of draws, never empty
   */
  public List<Candidate<R>> candidates() {
    return candidates;
  }

  /**
   * Returns which prompt of its batch it is.
   *
   * @return the index, from 0
   */
  public int promptIndex() {
    return promptIndex;
  }

  /**
   * Returns what a choice by chance depends on: derived from the seed of the run and the prompt, and from nothing that a draw's
   * seed is.
   *
   * @return the seed
   */
  public long seed() {
    return seed;
  }

  /** Gives numbers, and neither the prompt nor a response. */
  @Override
  public String toString() {
    return "SelectionRequest[promptIndex=%d, candidates=%d]"
        .formatted(promptIndex, candidates.size());
  }
}
