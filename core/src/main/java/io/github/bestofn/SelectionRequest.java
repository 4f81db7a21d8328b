package io.github.bestofn;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * A prompt and its candidates, from which a {@link Selector} chooses. Immutable, and thread-safe if prompt and
 * responses are.
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
   * Returns a request, as a run makes it; also for tests of selectors.
   *
   * @param <P> the type of prompts
   * @param <R> the type of responses
   * @param prompt the prompt
   * @param candidates its candidates in the order of draws, at least 1; copied
   * @param promptIndex the prompt's place in its batch, from 0
   * @param seed the seed of random choices
   * @return the request
   */
  public static <P, R> SelectionRequest<P, R> of(
      P prompt, List<Candidate<R>> candidates, int promptIndex, long seed) {
    checkArgument(!candidates.isEmpty(), "candidates must be at least 1, but were 0");
    checkArgument(promptIndex >= 0, "promptIndex must be at least 0, but was %s", promptIndex);
    return new SelectionRequest<>(prompt, ImmutableList.copyOf(candidates), promptIndex, seed);
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
   * Returns the scored responses: all, or the best ones if the run kept fewer. A response that was drawn twice is two
   * candidates.
   *
   * @return an immutable list in the order of draws, never empty
   */
  public List<Candidate<R>> candidates() {
    return candidates;
  }

  /**
   * Returns the prompt's place in its batch.
   *
   * @return the index, from 0
   */
  public int promptIndex() {
    return promptIndex;
  }

  /**
   * Returns the seed of random choices, derived from the seed of the run and the prompt, and independent of the seeds
   * of draws.
   *
   * @return the seed
   */
  public long seed() {
    return seed;
  }

  /** Returns numbers, without the prompt or a response. */
  @Override
  public String toString() {
    return "SelectionRequest[promptIndex=%d, candidates=%d]"
        .formatted(promptIndex, candidates.size());
  }
}
