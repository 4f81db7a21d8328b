package io.github.bestofn.spark;

import java.util.Arrays;
import java.util.List;
import java.util.PrimitiveIterator;
import org.jspecify.annotations.Nullable;

/**
 * The gains of the further draws of some prompts, never increasing, worked out one after another as far as they are
 * asked for. Once they are cut they lie in one array, and there are no more. Not thread-safe.
 */
final class FurtherGains {

  private static final int FIRST = 4;

  private final PrimitiveIterator.OfDouble @Nullable [] sources;

  /* Those of prompt k begin at from[k] of known[k], which is one array for all once they are cut. */
  private final double[][] known;
  private final int[] from;
  private final int[] counts;

  private FurtherGains(
      PrimitiveIterator.OfDouble @Nullable [] sources, double[][] known, int[] from, int[] counts) {
    this.sources = sources;
    this.known = known;
    this.from = from;
    this.counts = counts;
  }

  /** Gains without end, at least 0, of each prompt; used up by this. */
  static FurtherGains of(List<? extends PrimitiveIterator.OfDouble> sources) {
    int prompts = sources.size();
    return new FurtherGains(
        sources.toArray(new PrimitiveIterator.OfDouble[0]),
        new double[prompts][FIRST],
        new int[prompts],
        new int[prompts]);
  }

  /** So many of each prompt, one prompt after the other. */
  static FurtherGains cut(int[] counts, double[] gains) {
    double[][] known = new double[counts.length][];
    Arrays.fill(known, gains);
    int[] from = new int[counts.length];
    for (int k = 1; k < from.length; k++) {
      from[k] = from[k - 1] + counts[k - 1];
    }
    return new FurtherGains(null, known, from, counts);
  }

  /** The first of each prompt, no more than there are. */
  FurtherGains cutTo(int[] first) {
    return cut(first, inOneArray(first));
  }

  private double[] inOneArray(int[] first) {
    double[] gains = new double[Arrays.stream(first).sum()];
    int to = 0;
    for (int k = 0; k < first.length; k++) {
      System.arraycopy(known[k], from[k], gains, to, first[k]);
      to += first[k];
    }
    return gains;
  }

  boolean isCut() {
    return sources == null;
  }

  int prompts() {
    return counts.length;
  }

  /** Returns how many there are of each prompt. */
  int[] counts() {
    return counts;
  }

  /** All that there are, one prompt after the other. */
  double[] all() {
    return inOneArray(counts);
  }

  /** A gain of a prompt; 0 beyond those that there are. */
  double at(int k, int j) {
    return j < counts[k] ? known[k][from[k] + j] : 0;
  }

  /**
   * Works out a prompt's gains while they reach a price, up to a number of them; after a gain of 0 there are only
   * zeros.
   *
   * @return how many there are
   */
  int learn(int k, double price, int most) {
    while (counts[k] < most
        && (counts[k] == 0 || at(k, counts[k] - 1) >= Math.max(price, Double.MIN_VALUE))) {
      if (sources == null) {
        throw new IllegalStateException(
            "a part must be asked for at most the %d gains it was cut at, but was for more"
                .formatted(counts[k]));
      }
      if (counts[k] == known[k].length) {
        known[k] = Arrays.copyOf(known[k], 2 * counts[k]);
      }
      double gain = sources[k].nextDouble();
      if (!(gain >= 0)) {
        throw new IllegalStateException(
            "a gain must be at least 0, but prompt %d of a part has %s".formatted(k, gain));
      }
      known[k][counts[k]++] = gain;
    }
    return counts[k];
  }

  /** Returns how many of a prompt's first gains are above a price. */
  int above(int k, double price, int first) {
    int low = 0;
    int high = Math.min(first, learn(k, Math.nextUp(price), first));
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (at(k, middle) > price) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
