package io.github.bestofn.allocate;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an {@link Allocator} wants drawn next, and when it wants to be asked again. Sparse: it holds only
 * the prompts that draw. Immutable and thread-safe.
 */
public final class Decision {

  private enum Kind {
    ROUND,
    AS_AVAILABLE,
    STOP
  }

  private static final ImmutableIntArray NOBODY = ImmutableIntArray.of();

  private final Kind kind;
  private final ImmutableIntArray prompts;
  private final ImmutableIntArray counts;
  private final Optional<String> reason;

  private Decision(
      Kind kind, ImmutableIntArray prompts, ImmutableIntArray counts, Optional<String> reason) {
    this.kind = kind;
    this.prompts = prompts;
    this.counts = counts;
    this.reason = reason;
  }

  /**
   * Draw these, and ask again when all of it is in, together with whatever was in flight before.
   *
   * @param counts for each prompt the number of draws, at least 0
   * @return the decision
   */
  public static Decision round(int... counts) {
    return dense(Kind.ROUND, counts);
  }

  /**
   * Draw these, and ask again when all of it is in, together with whatever was in flight before.
   *
   * @param counts from the index of a prompt to its number of draws, at least 0; others draw nothing
   * @return the decision
   */
  public static Decision round(Map<Integer, Integer> counts) {
    return sparse(Kind.ROUND, counts);
  }

  /**
   * Draw these, and ask again as soon as anything is in, or a place is free if this takes every {@linkplain
   * BatchState#freeSlots() place that was}.
   *
   * @param counts for each prompt the number of draws, at least 0
   * @return the decision
   */
  public static Decision asAvailable(int... counts) {
    return dense(Kind.AS_AVAILABLE, counts);
  }

  /**
   * Draw these, and ask again as soon as anything is in, or a place is free if this takes every {@linkplain
   * BatchState#freeSlots() place that was}.
   *
   * @param counts from the index of a prompt to its number of draws, at least 0; others draw nothing
   * @return the decision
   */
  public static Decision asAvailable(Map<Integer, Integer> counts) {
    return sparse(Kind.AS_AVAILABLE, counts);
  }

  /**
   * Draw no more. What is in flight still counts; the rest of the budget stays unspent.
   *
   * @param reason one sentence, without prompt or response text
   * @return the decision
   */
  public static Decision stop(String reason) {
    return new Decision(Kind.STOP, NOBODY, NOBODY, Optional.of(requireNonNull(reason, "reason")));
  }

  /**
   * Whether to ask again only when everything asked for is in.
   *
   * @return true for a round
   */
  public boolean isRound() {
    return kind == Kind.ROUND;
  }

  /**
   * Whether to draw no more.
   *
   * @return true for a stop
   */
  public boolean isStop() {
    return kind == Kind.STOP;
  }

  /**
   * Why to draw no more.
   *
   * @return the reason of a stop, empty for other decisions
   */
  public Optional<String> reason() {
    return reason;
  }

  /**
   * How many prompts draw.
   *
   * @return the number of prompts with at least one draw
   */
  public int size() {
    return prompts.length();
  }

  /**
   * One of the prompts that draw.
   *
   * @param k from 0 to {@code size() - 1}
   * @return the index of the prompt, increasing in {@code k}
   */
  public int prompt(int k) {
    return prompts.get(k);
  }

  /**
   * The number of draws of {@link #prompt prompt(k)}.
   *
   * @param k from 0 to {@code size() - 1}
   * @return the number of draws, at least 1
   */
  public int count(int k) {
    return counts.get(k);
  }

  /**
   * How many draws are asked for.
   *
   * @return the sum of all counts
   */
  public long total() {
    return counts.stream().asLongStream().sum();
  }

  /** A decision from prompts in ascending order and their counts, all positive. */
  static Decision of(boolean isRound, int[] prompts, int[] counts) {
    return new Decision(
        isRound ? Kind.ROUND : Kind.AS_AVAILABLE,
        ImmutableIntArray.copyOf(prompts),
        ImmutableIntArray.copyOf(counts),
        Optional.empty());
  }

  private static Decision dense(Kind kind, int[] counts) {
    var prompts = ImmutableIntArray.builder();
    var positive = ImmutableIntArray.builder();
    for (int i = 0; i < counts.length; i++) {
      if (checkCount(i, counts[i]) > 0) {
        prompts.add(i);
        positive.add(counts[i]);
      }
    }
    return new Decision(kind, prompts.build(), positive.build(), Optional.empty());
  }

  private static Decision sparse(Kind kind, Map<Integer, Integer> counts) {
    var prompts = ImmutableIntArray.builder();
    var positive = ImmutableIntArray.builder();
    new TreeMap<>(counts).forEach((prompt, count) -> {
      if (checkCount(prompt, count) > 0) {
        prompts.add(prompt);
        positive.add(count);
      }
    });
    return new Decision(kind, prompts.build(), positive.build(), Optional.empty());
  }

  private static int checkCount(int prompt, int count) {
    checkArgument(prompt >= 0, "a prompt's index must be at least 0, but was %s", prompt);
    checkArgument(count >= 0, "a count must be at least 0, but prompt %s has %s", prompt, count);
    return count;
  }

  @Override
  public String toString() {
    return reason
        .map(why -> "Decision[STOP, reason=" + why + "]")
        .orElseGet(() -> "Decision[%s, prompts=%s, counts=%s]".formatted(kind, prompts, counts));
  }
}
