package io.github.bestofn.allocate;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.PrimitiveIterator;
import java.util.function.Consumer;
import java.util.function.IntToLongFunction;

/**
 * The expected gains of the further draws of some prompts in a {@link WaveInParts}, in which they compete for draws.
 * Not thread-safe.
 *
 * @since 0.1.0
 */
public final class PartBids {

  private final Explainer explainer;
  private final PrimitiveIterator.OfDouble[] gains;
  private final int[] draws;
  private final int[] limits;
  private final long[] units;

  /** From a prompt, the draws that it gets and the gain of one draw more to why it gets them. */
  @FunctionalInterface
  interface Explainer {
    Explanation explain(int prompt, int count, OptionalDouble next);
  }

  private PartBids(int prompts, Explainer explainer) {
    this.explainer = explainer;
    this.gains = new PrimitiveIterator.OfDouble[prompts];
    this.draws = new int[prompts];
    this.limits = new int[prompts];
    this.units = new long[prompts];
  }

  /**
   * Collects the gains of a part.
   *
   * @param prompts the number of its prompts
   * @param source lets all of them take part
   * @param units from a prompt to what one of its draws takes
   */
  static PartBids of(
      int prompts, Consumer<Takers> source, IntToLongFunction units, Explainer explainer) {
    PartBids bids = new PartBids(prompts, explainer);
    source.accept(bids::put);
    Arrays.setAll(bids.units, units);
    return bids;
  }

  private void put(
      int prompt,
      int drawsSoFar,
      int floor,
      int limit,
      double factor,
      PrimitiveIterator.OfDouble scores,
      int had) {
    for (int k = 0; k < had; k++) {
      scores.nextDouble();
    }
    gains[prompt] = new Gains(floor - drawsSoFar, factor, scores);
    draws[prompt] = drawsSoFar;
    limits[prompt] = Math.max(0, limit - drawsSoFar);
  }

  /** Refuses a part that a wave cannot decide on. */
  static void check(BatchState part, double usageLimit) {
    Batch batch = part.batch();
    checkArgument(
        batch.minDraws() == 0,
        "minDrawsPerPrompt must be 0 in parts, but was %s",
        batch.minDraws());
    checkArgument(part.inFlight() == 0, "draws in flight must be 0, but were %s", part.inFlight());
    checkArgument(
        batch.usageLimit() == usageLimit,
        "a part must have the usageLimit of the whole batch, %s, but has %s",
        usageLimit,
        batch.usageLimit());
  }

  /**
   * Returns the number of prompts.
   *
   * @return the number of prompts, at least 0
   */
  public int prompts() {
    return draws.length;
  }

  /**
   * Returns the gains of the next draws of a prompt.
   *
   * @param prompt its index in the part
   * @return the gains, in reward units, at least 0, never increasing, without end; infinite for draws below the
   *     minimum share. Always the same iterator
   */
  public PrimitiveIterator.OfDouble gains(int prompt) {
    return gains[prompt];
  }

  /**
   * Returns the number of rewards of a prompt, which decides ties.
   *
   * @param prompt its index in the part
   * @return the number of draws, at least 0
   */
  public int draws(int prompt) {
    return draws[prompt];
  }

  /**
   * Returns the largest number of further draws of a prompt.
   *
   * @param prompt its index in the part
   * @return the number of draws, at least 0; 0 at the highest reward that is possible
   */
  public int limit(int prompt) {
    return limits[prompt];
  }

  /**
   * Returns the cost of a draw of a prompt in the {@linkplain WaveInParts#units units} of the wave.
   *
   * @param prompt its index in the part
   * @return the number of units, at least 1; 1 if the budget is in draws
   */
  public long units(int prompt) {
    return units[prompt];
  }

  /**
   * Returns the reason for a prompt's number of draws, as for the whole batch.
   *
   * @param prompt its index in the part
   * @param count the draws that it gets in this wave, at least 0
   * @param next the gain of one further draw, if it may have one
   * @return the explanation
   */
  public Explanation explain(int prompt, int count, OptionalDouble next) {
    return explainer.explain(prompt, count, next);
  }

  /** The gains of a prompt; a draw below its minimum share gains infinitely much. */
  private static final class Gains implements PrimitiveIterator.OfDouble {

    private int belowFloor;
    private int passedOver;
    private final double factor;
    private final PrimitiveIterator.OfDouble scores;

    Gains(int belowFloor, double factor, PrimitiveIterator.OfDouble scores) {
      this.belowFloor = belowFloor;
      this.factor = factor;
      this.scores = scores;
    }

    @Override
    public boolean hasNext() {
      return true;
    }

    @Override
    public double nextDouble() {
      if (belowFloor > 0) {
        belowFloor--;
        passedOver++;
        return Double.POSITIVE_INFINITY;
      }
      for (; passedOver > 0; passedOver--) {
        scores.nextDouble();
      }
      return factor * scores.nextDouble();
    }
  }
}
