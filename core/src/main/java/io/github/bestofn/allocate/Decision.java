package io.github.bestofn.allocate;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The answer of an {@link Allocator}: the draws to make next, and when to decide again. It holds only the prompts
 * that draw. Immutable and thread-safe.
 *
 * <p>Further kinds may be added before version 1.0.
 *
 * @since 0.1.0
 */
public sealed interface Decision {

  /**
   * The draws of one prompt.
   *
   * @param prompt the index of the prompt in its batch, at least 0
   * @param count the number of draws, at least 1
   * @since 0.1.0
   */
  record PromptDraws(int prompt, int count) {

    /**
     * Creates the record and checks its numbers.
     *
     * @param prompt the index of the prompt in its batch, at least 0
     * @param count the number of draws, at least 1
     */
    public PromptDraws {
      checkArgument(prompt >= 0, "a prompt's index must be at least 0, but was %s", prompt);
      checkArgument(count >= 1, "a count must be at least 1, but prompt %s has %s", prompt, count);
    }
  }

  /**
   * A decision to make these draws, and to decide again when all of them, and the draws in flight before, are in.
   *
   * @param draws the prompts that draw, by ascending index, each once
   * @since 0.1.0
   */
  record Round(List<PromptDraws> draws) implements Decision {

    /**
     * Creates the record, copies the list and checks its order.
     *
     * @param draws the prompts that draw, by ascending index, each once
     */
    public Round {
      draws = ascending(draws);
    }
  }

  /**
   * A decision to make these draws, and to decide again when a result is in, or a place is free if this takes every
   * {@linkplain BatchState#freeSlots() free place}.
   *
   * @param draws the prompts that draw, by ascending index, each once
   * @since 0.1.0
   */
  record AsAvailable(List<PromptDraws> draws) implements Decision {

    /**
     * Creates the record, copies the list and checks its order.
     *
     * @param draws the prompts that draw, by ascending index, each once
     */
    public AsAvailable {
      draws = ascending(draws);
    }
  }

  /**
   * A decision to draw no more. Draws in flight still count; the rest of the budget stays unspent.
   *
   * @param reason one sentence, without prompt or response text
   * @since 0.1.0
   */
  record Stop(String reason) implements Decision {

    /**
     * Creates the record and checks that there is a reason.
     *
     * @param reason one sentence, without prompt or response text
     */
    public Stop {
      requireNonNull(reason, "reason");
    }

    @Override
    public List<PromptDraws> draws() {
      return List.of();
    }
  }

  /**
   * Returns the requested draws.
   *
   * @return an immutable list of the prompts that draw, by ascending index; empty for a stop
   */
  List<PromptDraws> draws();

  /**
   * Returns the number of requested draws.
   *
   * @return the sum of all counts
   */
  default long total() {
    long total = 0;
    for (PromptDraws each : draws()) {
      total += each.count();
    }
    return total;
  }

  /**
   * Returns a {@link Round} of these draws.
   *
   * @param counts for each prompt the number of draws, at least 0
   * @return the decision
   */
  static Decision round(int... counts) {
    return new Round(dense(counts));
  }

  /**
   * Returns a {@link Round} of these draws.
   *
   * @param counts from the index of a prompt to its number of draws, at least 0; other prompts draw nothing
   * @return the decision
   */
  static Decision round(Map<Integer, Integer> counts) {
    return new Round(sparse(counts));
  }

  /**
   * Returns a decision to make these draws and {@linkplain AsAvailable decide again as results arrive}.
   *
   * @param counts for each prompt the number of draws, at least 0
   * @return the decision
   */
  static Decision asAvailable(int... counts) {
    return new AsAvailable(dense(counts));
  }

  /**
   * Returns a decision to make these draws and {@linkplain AsAvailable decide again as results arrive}.
   *
   * @param counts from the index of a prompt to its number of draws, at least 0; other prompts draw nothing
   * @return the decision
   */
  static Decision asAvailable(Map<Integer, Integer> counts) {
    return new AsAvailable(sparse(counts));
  }

  /**
   * Returns a {@link Stop}.
   *
   * @param reason one sentence, without prompt or response text
   * @return the decision
   */
  static Decision stop(String reason) {
    return new Stop(reason);
  }

  private static ImmutableList<PromptDraws> ascending(List<PromptDraws> draws) {
    ImmutableList<PromptDraws> copy = ImmutableList.copyOf(draws);
    for (int k = 1; k < copy.size(); k++) {
      int previous = copy.get(k - 1).prompt();
      int prompt = copy.get(k).prompt();
      checkArgument(
          previous < prompt,
          "prompts must be in ascending order, but %s comes before %s",
          previous,
          prompt);
    }
    return copy;
  }

  private static ImmutableList<PromptDraws> dense(int[] counts) {
    ImmutableList.Builder<PromptDraws> draws = ImmutableList.builder();
    for (int i = 0; i < counts.length; i++) {
      if (isPositive(i, counts[i])) {
        draws.add(new PromptDraws(i, counts[i]));
      }
    }
    return draws.build();
  }

  private static ImmutableList<PromptDraws> sparse(Map<Integer, Integer> counts) {
    ImmutableList.Builder<PromptDraws> draws = ImmutableList.builder();
    new TreeMap<>(counts).forEach((prompt, count) -> {
      checkArgument(prompt >= 0, "a prompt's index must be at least 0, but was %s", prompt);
      if (isPositive(prompt, count)) {
        draws.add(new PromptDraws(prompt, count));
      }
    });
    return draws.build();
  }

  private static boolean isPositive(int prompt, int count) {
    checkArgument(count >= 0, "a count must be at least 0, but prompt %s has %s", prompt, count);
    return count > 0;
  }
}
