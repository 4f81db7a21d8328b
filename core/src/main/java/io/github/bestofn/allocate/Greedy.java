package io.github.bestofn.allocate;

import io.github.bestofn.allocate.Decision.PromptDraws;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.function.IntToLongFunction;

/**
 * Hands out draws one at a time, always to the prompt with the largest next score. Among equal scores the
 * prompt with fewer draws comes first, then the lower index. A draw costs one score and \( O(\log K) \)
 * comparisons. Not thread-safe.
 *
 * <p>If scores are gains they never increase with the number of draws, so that no other way to hand out as
 * many draws has a larger total gain: A. Federgruen and H. Groenevelt, The greedy procedure for resource
 * allocation problems, 1986, <a
 * href="https://doi.org/10.1287/opre.34.6.909">doi:10.1287/opre.34.6.909</a>.
 */
final class Greedy implements Takers {

  /* A binary heap of prompts, the next to draw at the top, and for each prompt its place in the heap, so
   * that what has changed can be put where it belongs.
   *
   * With many prompts time is spent waiting for memory: each draw goes to another prompt, whose gains come from
   * kilobytes of nodes. So a prompt's scores are fetched a few at a time, 1, 2, 4 and then 8, and the heap holds
   * scores beside prompts. Nor is a score fetched before it counts: a prompt below its floor may well hear of a
   * further reward, and be put anew, before it gets there. */

  private static final int ABSENT = -1;
  private static final int AHEAD = 8;

  private final PrimitiveIterator.OfDouble[] scores;
  private final double[] factors;
  private final double[] next;
  private final int[] draws;
  private final int[] floors;
  private final int[] limits;
  private final double[] ahead;
  private final byte[] fetched;
  private final byte[] used;
  private final int[] passedOver;
  private final int[] heap;
  private final double[] heapScores;
  private final int[] places;
  private int size;

  private int[] given = new int[16];
  private int givenSize;
  private final int[] counts;
  private final double lowest;

  /**
   * Nobody takes part yet.
   *
   * @param prompts how many prompts there may be
   * @param lowest the lowest score that is possible: 0 for gains
   */
  Greedy(int prompts, double lowest) {
    this.lowest = lowest;
    this.scores = new PrimitiveIterator.OfDouble[prompts];
    this.factors = new double[prompts];
    this.next = new double[prompts];
    this.draws = new int[prompts];
    this.floors = new int[prompts];
    this.limits = new int[prompts];
    this.ahead = new double[Math.multiplyExact(AHEAD, prompts)];
    this.fetched = new byte[prompts];
    this.used = new byte[prompts];
    this.passedOver = new int[prompts];
    this.heap = new int[prompts];
    this.heapScores = new double[prompts];
    this.places = new int[prompts];
    this.counts = new int[prompts];
    Arrays.fill(places, ABSENT);
  }

  @Override
  public void put(
      int prompt,
      int drawsSoFar,
      int floor,
      int limit,
      double factor,
      PrimitiveIterator.OfDouble fromScores,
      int had) {
    remove(prompt);
    if (drawsSoFar >= limit) {
      return;
    }
    scores[prompt] = fromScores;
    factors[prompt] = factor;
    draws[prompt] = drawsSoFar;
    floors[prompt] = floor;
    limits[prompt] = limit;
    fetched[prompt] = 0;
    used[prompt] = 0;
    passedOver[prompt] = had;
    advance(prompt);
    rise(prompt, size++);
  }

  /** Raises the number of draws below which a prompt that takes part comes before all scores. */
  void raiseFloor(int prompt, int floor) {
    if (floor > floors[prompt]) {
      floors[prompt] = floor;
      if (places[prompt] != ABSENT && draws[prompt] < floor) {
        next[prompt] = Double.POSITIVE_INFINITY;
        rise(prompt, places[prompt]);
      }
    }
  }

  /** Lets a prompt take part no longer. */
  void remove(int prompt) {
    int at = places[prompt];
    if (at == ABSENT) {
      return;
    }
    places[prompt] = ABSENT;
    int last = heap[--size];
    if (last != prompt) {
      sink(last, at);
      rise(last, places[last]);
    }
  }

  /**
   * Hands out draws, while somebody takes part whose next score is large enough.
   *
   * @param count how many at most, at least 0
   * @param least what the next score must at least be; infinity for prompts below their floor only
   * @return the number of draws handed out
   */
  int handOut(int count, double least) {
    return handOut(count, least, Long.MAX_VALUE, prompt -> 0);
  }

  /**
   * Hands out draws, while somebody takes part whose next score is large enough and something is left to use.
   *
   * @param count how many at most, at least 0
   * @param least what the next score must at least be; infinity for prompts below their floor only
   * @param units what the draws may use together; the last may use more than is left
   * @param each from a prompt to what one of its draws uses, at least 0
   * @return the number of draws handed out
   */
  int handOut(int count, double least, long units, IntToLongFunction each) {
    long left = units;
    int k = 0;
    for (; k < count && size > 0 && next[heap[0]] >= least && left > 0; k++) {
      int prompt = heap[0];
      left -= each.applyAsLong(prompt);
      if (counts[prompt]++ == 0) {
        remember(prompt);
      }
      draws[prompt]++;
      if (draws[prompt] == limits[prompt]) {
        remove(prompt);
      } else {
        advance(prompt);
        sink(prompt, 0);
      }
    }
    return k;
  }

  /** Returns what was handed out since this was last asked. */
  Decision decision(boolean isRound) {
    int[] prompts = Arrays.copyOf(given, givenSize);
    Arrays.sort(prompts);
    List<PromptDraws> draws = new ArrayList<>(givenSize);
    for (int prompt : prompts) {
      draws.add(new PromptDraws(prompt, counts[prompt]));
      counts[prompt] = 0;
    }
    givenSize = 0;
    return isRound ? new Decision.Round(draws) : new Decision.AsAvailable(draws);
  }

  /** Returns how many prompts take part. */
  int size() {
    return size;
  }

  /** Returns whether a prompt takes part. */
  boolean contains(int prompt) {
    return places[prompt] != ABSENT;
  }

  /** The next score of a prompt that takes part, times its factor; infinite below its floor. */
  double nextScore(int prompt) {
    return next[prompt];
  }

  private void advance(int prompt) {
    if (draws[prompt] < floors[prompt]) {
      passedOver[prompt]++;
      next[prompt] = Double.POSITIVE_INFINITY;
      return;
    }
    for (; passedOver[prompt] > 0; passedOver[prompt]--) {
      take(prompt);
    }
    double score = take(prompt);
    if (!(score >= lowest)) {
      throw new IllegalStateException(
          "a gain must be at least %s, but prompt %d has %s".formatted(lowest, prompt, score));
    }
    next[prompt] = factors[prompt] * score;
  }

  private double take(int prompt) {
    if (used[prompt] == fetched[prompt]) {
      fetch(prompt);
    }
    return ahead[AHEAD * prompt + used[prompt]++];
  }

  private void fetch(int prompt) {
    int count = Math.min(AHEAD, Math.max(1, 2 * fetched[prompt]));
    PrimitiveIterator.OfDouble source = scores[prompt];
    for (int k = 0; k < count; k++) {
      ahead[AHEAD * prompt + k] = source.nextDouble();
    }
    fetched[prompt] = (byte) count;
    used[prompt] = 0;
  }

  private void remember(int prompt) {
    if (givenSize == given.length) {
      given = Arrays.copyOf(given, 2 * givenSize);
    }
    given[givenSize++] = prompt;
  }

  private void rise(int prompt, int from) {
    double score = next[prompt];
    int at = from;
    while (at > 0 && isBefore(prompt, score, (at - 1) >>> 1)) {
      move((at - 1) >>> 1, at);
      at = (at - 1) >>> 1;
    }
    place(prompt, score, at);
  }

  private void sink(int prompt, int from) {
    double score = next[prompt];
    int at = from;
    while (true) {
      int child = 2 * at + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && isBefore(heap[child + 1], heapScores[child + 1], child)) {
        child++;
      }
      if (isBefore(prompt, score, child)) {
        break;
      }
      move(child, at);
      at = child;
    }
    place(prompt, score, at);
  }

  private void move(int from, int to) {
    place(heap[from], heapScores[from], to);
  }

  private void place(int prompt, double score, int at) {
    heap[at] = prompt;
    heapScores[at] = score;
    places[prompt] = at;
  }

  /** Returns whether a prompt comes before the one at a place of the heap. */
  private boolean isBefore(int prompt, double score, int place) {
    if (score != heapScores[place]) {
      return score > heapScores[place];
    }
    int other = heap[place];
    return draws[prompt] != draws[other] ? draws[prompt] < draws[other] : prompt < other;
  }
}
