package io.github.bestofn.spi;

import static java.util.Objects.checkIndex;
import static java.util.Objects.requireNonNull;

/**
 * A request for one or more responses to one prompt. Immutable, and thread-safe if the prompt is.
 *
 * <p>Every draw of a prompt has a number of its own, counted from 0 over everything that was ever
 * asked for in the run, failed draws included. A request covers the draws {@code firstDraw()} to
 * {@code firstDraw() + count() - 1}.
 *
 * @param <P> the type of prompts
 * @since 0.1.0
 */
public final class GenerationRequest<P> {

  private final P prompt;
  private final int count;
  private final int promptIndex;
  private final int firstDraw;
  private final long promptSeed;

  private GenerationRequest(P prompt, int count, int promptIndex, int firstDraw, long promptSeed) {
    this.prompt = requireNonNull(prompt, "prompt");
    this.count = Checks.atLeast(1, count, "count");
    this.promptIndex = Checks.atLeast(0, promptIndex, "promptIndex");
    this.firstDraw = Checks.atLeast(0, firstDraw, "firstDraw");
    this.promptSeed = promptSeed;
  }

  /**
   * Returns a request for the first draws of the first prompt, with seed 0: for tests of a generator.
   *
   * @param <P> the type of prompts
   * @param prompt the prompt
   * @param count the number of responses asked for, at least 1
   * @return the request
   */
  public static <P> GenerationRequest<P> of(P prompt, int count) {
    return of(prompt, count, 0, 0, 0L);
  }

  /**
   * Returns a request for draws in the middle of a run.
   *
   * @param <P> the type of prompts
   * @param prompt the prompt
   * @param count the number of responses asked for, at least 1
   * @param promptIndex the prompt's place in its batch, at least 0
   * @param firstDraw the number of the first draw asked for, at least 0
   * @param promptSeed the number from which the seeds of this prompt's draws are derived
   * @return the request
   */
  public static <P> GenerationRequest<P> of(
      P prompt, int count, int promptIndex, int firstDraw, long promptSeed) {
    return new GenerationRequest<>(prompt, count, promptIndex, firstDraw, promptSeed);
  }

  /**
   * Returns the same request for another prompt: for a generator that wraps one with prompts of another type.
   *
   * @param <Q> the type of the other prompt
   * @param other the other prompt
   * @return a request for the same draws, with the same seeds
   */
  public <Q> GenerationRequest<Q> withPrompt(Q other) {
    return new GenerationRequest<>(other, count, promptIndex, firstDraw, promptSeed);
  }

  /**
   * Returns the same request in a run that continues another: its draws are numbered after those of the other run,
   * and have the seeds that they would have had there.
   *
   * @param draws how many draws of the prompt were asked for before, at least 0
   * @return a request for later draws
   */
  public GenerationRequest<P> after(int draws) {
    Checks.atLeast(0, draws, "draws");
    int later = Math.addExact(firstDraw, draws);
    return new GenerationRequest<>(prompt, count, promptIndex, later, promptSeed);
  }

  /**
   * Returns a request for one draw of this one, with the same number and seed: for a generator that asks for draws
   * one by one, or for a failed one again.
   *
   * @param k which draw of this request, from 0 to {@code count() - 1}
   * @return a request for that draw alone
   * @throws IndexOutOfBoundsException if {@code k} is out of range
   * @since 0.1.0
   */
  public GenerationRequest<P> only(int k) {
    checkIndex(k, count);
    return new GenerationRequest<>(prompt, 1, promptIndex, Math.addExact(firstDraw, k), promptSeed);
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
   * Returns how many responses are asked for.
   *
   * @return the number of draws, at least 1
   */
  public int count() {
    return count;
  }

  /**
   * Returns the prompt's place in its batch.
   *
   * @return the index of the prompt, at least 0
   */
  public int promptIndex() {
    return promptIndex;
  }

  /**
   * Returns the number of the first draw asked for.
   *
   * @return the number of the first draw, at least 0
   */
  public int firstDraw() {
    return firstDraw;
  }

  /**
   * Returns the seed of one of this request's draws. It depends on the seed of the run, the prompt and the number of
   * the draw, and on nothing else: not on how draws were grouped into requests.
   *
   * <p>The value is the top 53 bits of SplitMix64's output for the draw's number (Steele, Lea and
   * Flood 2014, doi:10.1145/2660193.2660195), so that it survives a JSON number.
   *
   * @param k which draw of this request, from 0 to {@code count() - 1}
   * @return the seed, from 0 to 2<sup>53</sup> − 1
   * @throws IndexOutOfBoundsException if {@code k} is out of range
   */
  public long seed(int k) {
    checkIndex(k, count);
    return mix(promptSeed + GOLDEN_GAMMA * (firstDraw + k + 1L)) >>> 11;
  }

  /** Returns the numbers of the draws, without the prompt. */
  @Override
  public String toString() {
    return "GenerationRequest[promptIndex=%d, firstDraw=%d, count=%d]"
        .formatted(promptIndex, firstDraw, count);
  }

  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
