package io.github.bestofn.allocate;

import java.util.Arrays;
import java.util.PrimitiveIterator;

/**
 * Hands out draws one at a time, always to the prompt with the largest next gain. Among equal gains the
 * prompt with fewer draws comes first, then the lower index. A draw costs one gain and \( O(\log K) \)
 * comparisons. Not thread-safe.
 *
 * <p>Gains never increase with the number of draws, so that no other way to hand out as many draws has a
 * larger total gain: A. Federgruen and H. Groenevelt, The greedy procedure for resource allocation
 * problems, 1986, <a href="https://doi.org/10.1287/opre.34.6.909">doi:10.1287/opre.34.6.909</a>.
 */
final class Greedy {

  /* A binary heap of prompts, the next to draw at the top. Giving it a draw lowers its gain, and it
   * sinks to where it belongs. */

  private final PrimitiveIterator.OfDouble[] gains;
  private final double[] next;
  private final int[] draws;
  private final int[] given;
  private final int[] heap;
  private int size;

  /**
   * Nobody draws yet.
   *
   * @param prompts how many prompts there may be
   */
  Greedy(int prompts) {
    this.gains = new PrimitiveIterator.OfDouble[prompts];
    this.next = new double[prompts];
    this.draws = new int[prompts];
    this.given = new int[prompts];
    this.heap = new int[prompts];
  }

  /**
   * Lets a prompt take part.
   *
   * @param prompt its index; at most once
   * @param drawsSoFar how many draws it has had, which decides ties
   * @param marginalGains its gains, at least 0, never increasing, without end
   */
  void add(int prompt, int drawsSoFar, PrimitiveIterator.OfDouble marginalGains) {
    gains[prompt] = marginalGains;
    draws[prompt] = drawsSoFar;
    next[prompt] = gain(prompt);
    int at = size++;
    while (at > 0 && isBefore(prompt, heap[(at - 1) >>> 1])) {
      heap[at] = heap[(at - 1) >>> 1];
      at = (at - 1) >>> 1;
    }
    heap[at] = prompt;
  }

  /**
   * Hands out draws.
   *
   * @param count how many, at least 0; at least one prompt takes part unless it is 0
   */
  void handOut(int count) {
    for (int k = 0; k < count; k++) {
      int prompt = heap[0];
      given[prompt]++;
      draws[prompt]++;
      next[prompt] = gain(prompt);
      sink(prompt);
    }
  }

  /** How many prompts take part. */
  int size() {
    return size;
  }

  /** For each prompt how many draws it was given; a copy. */
  int[] given() {
    return Arrays.copyOf(given, given.length);
  }

  /** For each prompt the gain of its next draw, in reward units, 0 if it takes no part; a copy. */
  double[] nextGains() {
    return Arrays.copyOf(next, next.length);
  }

  private double gain(int prompt) {
    double gain = gains[prompt].nextDouble();
    if (!(gain >= 0)) {
      throw new IllegalStateException(
          "a gain must be at least 0, but prompt %d has %s".formatted(prompt, gain));
    }
    return gain;
  }

  private void sink(int prompt) {
    int at = 0;
    while (true) {
      int child = 2 * at + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
        child++;
      }
      if (isBefore(prompt, heap[child])) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = prompt;
  }

  private boolean isBefore(int one, int other) {
    if (next[one] != next[other]) {
      return next[one] > next[other];
    }
    return draws[one] != draws[other] ? draws[one] < draws[other] : one < other;
  }
}
