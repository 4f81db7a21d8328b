package io.github.bestofn.spark;

import io.github.bestofn.spark.PriceProbe.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The search for the {@link CommonPrice} of a batch that lies in parts. Until it is done, every part answers the
 * {@linkplain #next next} probe, and the search {@linkplain #accept accepts} the sums of their answers: nothing else
 * is exchanged. A search whose prompts get up to four times the average takes some 7 rounds, fewer with a good hint,
 * and 13 where gains tie, with up to 6 more for the ties. Not thread-safe.
 */
final class PriceSearch {

  /* Non-negative doubles are ordered like their bits: cutting an interval of bits ends at the exact price, the least
   * at which no more draws gain more than the budget holds. It is a gain: as soon as there is but one between the ends, its
   * bits are asked for. A price near 0 would have every prompt list gains almost without end. So each prompt is looked at
   * to a certain depth only. With fewer draws to count, the price found is too low rather than too high; if some prompt
   * was cut off there, the search goes on from there, deeper. */

  private static final int LEAST_DEPTH = 32;
  private static final int TIMES_AVERAGE = 4;
  private static final int DEEPER = 8;
  private static final long INFINITE = Double.doubleToLongBits(Double.POSITIVE_INFINITY);
  private static final long NO_LEVEL = 2L * Integer.MAX_VALUE + 1;

  /** The level at which everybody has all that there is to have. */
  static final long MOST_LEVEL = NO_LEVEL - 1;

  private static final long UNKNOWN = Long.MAX_VALUE;

  /** How far from a hint, in bits, the price is looked for first: about a tenth of it. */
  private static final long NEAR = 1L << 49;

  private final long budget;
  private final int mostDepth;
  private int depth;
  private Kind kind = Kind.PRICES;
  private long low = -1;
  private long high = INFINITE;
  private boolean isGuess;
  private long aboveLow = UNKNOWN;
  private long aboveHigh;
  private double price;
  private long rest;
  private long tiedAtLow;
  private @Nullable CommonPrice found;

  /**
   * Begins a search.
   *
   * @param prompts the number of prompts in all parts, at least 0
   * @param budget the number of units to hand out, at least 0
   * @param draws about how many draws that is: as many, if the budget is in draws
   */
  PriceSearch(long prompts, long budget, long draws) {
    this.budget = budget;
    this.mostDepth = (int) Math.min(budget, Integer.MAX_VALUE - 2) + 1;
    long perPrompt = prompts == 0 ? 0 : Math.min(draws / prompts + 1, mostDepth);
    this.depth = (int) Math.min(Math.max(LEAST_DEPTH, TIMES_AVERAGE * perPrompt), mostDepth);
  }

  /**
   * Begins a search where the price is expected. It finds what it would find without, in fewer rounds if the price is
   * within a twentieth of the hint, and in one more if it is far off.
   *
   * @param hint about what the price will be, as a sample of the prompts says, in reward units, at least 0
   * @return this search, which has not begun
   */
  PriceSearch near(double hint) {
    long bits = Double.doubleToLongBits(hint + 0.0);
    this.low = Math.max(low, bits - NEAR);
    this.high = Math.min(high, bits + NEAR);
    this.isGuess = true;
    return this;
  }

  /** Returns whether the price is found. */
  boolean isDone() {
    return found != null;
  }

  /** Returns what to ask every part next. */
  PriceProbe next() {
    return new PriceProbe(kind, price, low, high, depth);
  }

  /**
   * Takes in what the parts answered.
   *
   * @param sums the sums of the answers of all parts to {@link #next}
   */
  void accept(long... sums) {
    switch (kind) {
      case PRICES -> narrowPrice(sums);
      case ONLY -> takeOnly(sums[0], sums[1]);
      case DEPTH -> checkDepth(sums[0], sums[1]);
      case LEVELS -> narrowLevel(sums);
    }
  }

  /**
   * Returns the price that was found.
   *
   * @throws IllegalStateException if the search is not done
   */
  CommonPrice found() {
    CommonPrice common = found;
    if (common == null) {
      throw new IllegalStateException("the price must be found, but there is more to ask");
    }
    return common;
  }

  private void narrowPrice(long[] above) {
    int k = 0;
    while (k < above.length && above[k] > budget) {
      k++;
    }
    aboveLow = k > 0 ? above[k - 1] : aboveLow;
    aboveHigh = k < above.length ? above[k] : aboveHigh;
    narrow(k);
    if (isGuess) {
      isGuess = false;
      low = k > 0 ? low : -1;
      high = k < above.length ? high : INFINITE;
    }
    if (high - low == 1) {
      kind = Kind.DEPTH;
      price = Double.longBitsToDouble(high);
    } else if (aboveLow - aboveHigh == 1) {
      kind = Kind.ONLY;
    }
  }

  private void takeOnly(long bits, long cutOff) {
    high = bits;
    price = Double.longBitsToDouble(bits);
    if (cutOff == 0) {
      checkDepth(aboveHigh, 0);
    } else { // none may be at the price itself
      kind = Kind.DEPTH;
    }
  }

  private void checkDepth(long above, long cutOff) {
    if (cutOff > 0 && depth < mostDepth) {
      depth = (int) Math.min((long) DEEPER * depth, mostDepth);
      low = high - 1;
      high = INFINITE;
      aboveLow = UNKNOWN;
      aboveHigh = 0;
      kind = high - low == 1 ? Kind.DEPTH : Kind.PRICES;
      return;
    }
    rest = budget - above;
    if (rest == 0) {
      found = new CommonPrice(price, 0, 0, depth);
      return;
    }
    kind = Kind.LEVELS;
    low = 0;
    high = NO_LEVEL;
  }

  private void narrowLevel(long[] tied) {
    int k = 0;
    while (k < tied.length && tied[k] <= rest) {
      k++;
    }
    if (k > 0) {
      tiedAtLow = tied[k - 1];
    }
    narrow(k);
    if (high - low == 1) {
      found = new CommonPrice(price, low, rest - tiedAtLow, depth);
    }
  }

  /** To between the points before and at k, of which the ends are two. */
  private void narrow(int k) {
    long from = low;
    long to = high;
    if (k > 0) {
      low = PriceProbe.point(k - 1, from, to);
    }
    if (k < PriceProbe.points(from, to)) {
      high = PriceProbe.point(k, from, to);
    }
  }
}
