package io.github.bestofn.allocate;

import java.util.OptionalDouble;
import java.util.PrimitiveIterator;

/**
 * The expected gains of the further draws of some prompts in a {@link WaveInParts}, in which they compete for draws. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class PartBids {

  private final BatchState before;
  private final StagedAllocator allocator;
  private final long left;
  private final PrimitiveIterator.OfDouble[] gains;
  private final int[] draws;
  private final int[] limits;

  private PartBids(BatchState before, StagedAllocator allocator, long left) {
    int prompts = before.batch().prompts();
    this.before = before;
    this.allocator = allocator;
    this.left = left;
    this.gains = new PrimitiveIterator.OfDouble[prompts];
    this.draws = new int[prompts];
    this.limits = new int[prompts];
  }

  /**
   * Collects the gains of a part.
   *
   * @param before its accounts before the wave
   * @param left the draws of the whole batch that exploration left
   */
  static PartBids of(
      BatchState before, StagedAllocator allocator, int share, double drawsAfterwards, long left) {
    PartBids bids = new PartBids(before, allocator, left);
    allocator.show(before, share, drawsAfterwards, bids::put);
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

  /**
   * Returns how many prompts there are.
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
   * @return the gains, in reward units, at least 0, never increasing, without end; infinite for draws below the minimum share. Always
   *     the same iterator
   */
  public PrimitiveIterator.OfDouble gains(int prompt) {
    return gains[prompt];
  }

  /**
   * Returns how many rewards a prompt has, which decides ties.
   *
   * @param prompt its index in the part
   * @return the number of draws, at least 0
   */
  public int draws(int prompt) {
    return draws[prompt];
  }

  /**
   * Returns how many further draws a prompt may have.
   *
   * @param prompt its index in the part
   * @return the number of draws, at least 0; 0 at the highest reward that is possible
   */
  public int limit(int prompt) {
    return limits[prompt];
  }

  /**
   * Explains why a prompt got its draws, as the strategy would explain it of the whole batch.
   *
   * @param prompt its index in the part
   * @param count the draws that it gets in this wave, at least 0
   * @param next the gain of one draw more, if it may have one
   * @return the explanation
   */
  public Explanation explain(int prompt, int count, OptionalDouble next) {
    int asked = before.draws(prompt) + before.failures(prompt) + count;
    return allocator.explain(before, prompt, asked, left, next);
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
