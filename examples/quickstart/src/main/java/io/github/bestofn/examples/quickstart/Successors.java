package io.github.bestofn.examples.quickstart;

import java.util.Arrays;

/**
 * For each context the words listed after it, in ascending order, the sums of their weights up to
 * each, and the factor that other words keep of the weight they have in the shorter context.
 */
final class Successors {
  private final int[] starts;
  private final int[] words;
  private final double[] sums;
  private final double[] backoffs;

  /**
   * Groups entries by context.
   *
   * @param backoffs the backoff factor of each context; kept, not copied
   * @param contextOf the context of each entry
   * @param wordOf the word of each entry, ascending
   * @param weightOf the weight of each entry, positive
   */
  Successors(double[] backoffs, int[] contextOf, int[] wordOf, double[] weightOf) {
    this.backoffs = backoffs;
    starts = new int[backoffs.length + 1];
    words = new int[contextOf.length];
    sums = new double[contextOf.length];
    for (int context : contextOf) {
      starts[context + 1]++;
    }
    for (int context = 0; context < backoffs.length; context++) {
      starts[context + 1] += starts[context];
    }
    int[] free = starts.clone();
    for (int entry = 0; entry < contextOf.length; entry++) {
      int context = contextOf[entry];
      int at = free[context]++;
      words[at] = wordOf[entry];
      sums[at] = weightOf[entry] + (at == starts[context] ? 0 : sums[at - 1]);
    }
  }

  /** The number of contexts. */
  int contexts() {
    return backoffs.length;
  }

  /** The backoff factor of a context. */
  double backoff(int context) {
    return backoffs[context];
  }

  /** The first place of a context. */
  int start(int context) {
    return starts[context];
  }

  /** The place after the last of a context; for the last context, the number of entries. */
  int end(int context) {
    return starts[context + 1];
  }

  /** The word at a place. */
  int word(int at) {
    return words[at];
  }

  /** The place of a word after a context, negative when it is not listed there. */
  int find(int context, int word) {
    return Arrays.binarySearch(words, starts[context], starts[context + 1], word);
  }

  /** The weight at a place of a context. */
  double weight(int context, int at) {
    return at == starts[context] ? sums[at] : sums[at] - sums[at - 1];
  }

  /** The weight of all words listed after a context. */
  double listed(int context) {
    return starts[context] == starts[context + 1] ? 0 : sums[starts[context + 1] - 1];
  }

  /** The word of a context where the sum of weights passes {@code u}, at least 0 and less than {@link #listed}. */
  int pick(int context, double u) {
    return words[firstAbove(sums, starts[context], starts[context + 1], u)];
  }

  /** The first place in [from, to) of an ascending array whose value is above {@code u}. */
  static int firstAbove(double[] ascending, int from, int to, double u) {
    int low = from;
    int high = to - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ascending[middle] > u) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
