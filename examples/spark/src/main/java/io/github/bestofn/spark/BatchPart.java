package io.github.bestofn.spark;

import io.github.bestofn.allocate.PartBids;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.PrimitiveIterator;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive prompts of a batch, and the gains of their further draws, as far as they were asked for. Not thread-safe.
 * Serialisable once it is {@linkplain #cutAt cut}.
 */
final class BatchPart implements Serializable {

  private static final long serialVersionUID = 1;

  private final transient FurtherGains gains;
  private final transient int[] draws;
  private final transient int[] limits;
  private final transient long[] units;
  private final transient double least;

  /**
   * Some prompts of a batch, in order.
   *
   * @param gains for each prompt the gains of its next draws, in reward units, at least 0, never increasing,
   *     without end; used up by this part
   * @param draws for each prompt how many draws it has had, which decides ties
   * @param limits for each prompt how many more draws it may have, at least 0
   * @param units for each prompt what a draw takes from the budget, at least 1
   */
  BatchPart(
      List<? extends PrimitiveIterator.OfDouble> gains, int[] draws, int[] limits, long[] units) {
    this(FurtherGains.of(gains), draws, limits, units, 0);
  }

  /** The prompts that compete in a wave. */
  static BatchPart of(PartBids bids) {
    List<PrimitiveIterator.OfDouble> gains = new ArrayList<>(bids.prompts());
    int[] draws = new int[bids.prompts()];
    int[] limits = new int[bids.prompts()];
    long[] units = new long[bids.prompts()];
    for (int k = 0; k < draws.length; k++) {
      gains.add(bids.gains(k));
      draws[k] = bids.draws(k);
      limits[k] = bids.limit(k);
      units[k] = bids.units(k);
    }
    return new BatchPart(gains, draws, limits, units);
  }

  private BatchPart(FurtherGains gains, int[] draws, int[] limits, long[] units, double least) {
    this.gains = gains;
    this.draws = draws;
    this.limits = limits;
    this.units = units;
    this.least = least;
  }

  /** Returns the number of prompts. */
  int prompts() {
    return draws.length;
  }

  /**
   * Works out gains as far as probes of a depth look, and no further than a price: most gains are far below what
   * draws will cost. The copy can be kept, on disk too, and sent. Probes of lower prices are answered as if for this
   * one. So a search that {@linkplain CommonPrice#price() finds} a lower price has to be done again, on parts that
   * are cut lower; one that finds this price or a higher one is right.
   *
   * @param depth the {@link PriceProbe#depth depth} of the probes it is to answer
   * @param leastPrice the lowest price it is to answer for, in reward units, at least 0
   * @return a part that refuses deeper probes
   */
  BatchPart cutAt(int depth, double leastPrice) {
    double lower = Math.max(least, leastPrice);
    int[] counts = new int[prompts()];
    for (int k = 0; k < counts.length; k++) {
      int most = Math.min(limits[k], depth + 1);
      counts[k] = Math.min(gains.learn(k, lower, most), most);
    }
    return new BatchPart(gains.cutTo(counts), draws, limits, units, lower);
  }

  /**
   * Answers a probe.
   *
   * @param probe the question
   * @return {@link PriceProbe#size} numbers, to be added to those of the other parts
   */
  long[] answer(PriceProbe probe) {
    long[] sums = new long[probe.size()];
    switch (probe.kind()) {
      case PRICES -> countAbove(probe, sums);
      case ONLY -> addOnly(probe, sums);
      case DEPTH -> countCutOff(probe, sums);
      case LEVELS -> countToLevels(probe, sums);
    }
    return sums;
  }

  /* Gains never increase and prices do: those of a prompt meet in one pass. Each gain is counted at the highest price
   * below it first. */
  private void countAbove(PriceProbe probe, long[] sums) {
    double[] prices = new double[sums.length];
    Arrays.setAll(prices, at -> Math.max(least, Double.longBitsToDouble(probe.point(at))));
    for (int k = 0; k < prompts(); k++) {
      int depth = depthOf(k, probe.depth());
      int end = Math.min(depth, gains.learn(k, Math.nextUp(prices[0]), depth));
      int below = prices.length;
      for (int j = 0; j < end && below > 0; j++) {
        double gain = gains.at(k, j);
        while (below > 0 && prices[below - 1] >= gain) {
          below--;
        }
        if (below > 0) {
          sums[below - 1] += units[k];
        }
      }
    }
    for (int at = sums.length - 2; at >= 0; at--) {
      sums[at] += sums[at + 1];
    }
  }

  private void addOnly(PriceProbe probe, long[] sums) {
    double low = Math.max(least, Double.longBitsToDouble(probe.low()));
    double high = Double.longBitsToDouble(probe.high());
    for (int k = 0; k < prompts(); k++) {
      int depth = depthOf(k, probe.depth());
      for (int j = gains.above(k, low, depth) - 1; j >= 0 && gains.at(k, j) <= high; j--) {
        sums[0] += Double.doubleToLongBits(gains.at(k, j));
      }
      sums[1] += isCutOff(k, Math.nextUp(low), depth) ? 1 : 0;
    }
  }

  private void countCutOff(PriceProbe probe, long[] sums) {
    double price = Math.max(least, probe.price());
    for (int k = 0; k < prompts(); k++) {
      int depth = depthOf(k, probe.depth());
      sums[0] += units[k] * gains.above(k, price, depth);
      sums[1] += isCutOff(k, price, depth) ? 1 : 0;
    }
  }

  private void countToLevels(PriceProbe probe, long[] sums) {
    double price = Math.max(least, probe.price());
    for (int k = 0; k < prompts(); k++) {
      int above = gains.above(k, price, depthOf(k, probe.depth()));
      for (int at = 0; at < sums.length; at++) {
        sums[at] += units[k] * toLevel(k, above, price, probe.point(at), probe.depth());
      }
    }
  }

  /**
   * Returns what the prompts of this part could take for one draw more than the level: what the parts before this one
   * leave of {@link CommonPrice#beyondLevel} is less by this much for the parts after it.
   *
   * @param common the common price
   * @return the number of units
   */
  long beyondLevel(CommonPrice common) {
    checkPrice(common);
    long sum = 0;
    for (int k = 0; k < prompts(); k++) {
      sum += canGoBeyond(k, common) ? units[k] : 0;
    }
    return sum;
  }

  /**
   * Works out the draws of this part's prompts.
   *
   * @param common the common price
   * @param beyondLevel what is left for draws beyond the level, in units
   * @return for each prompt how many draws it gets
   */
  int[] allocate(CommonPrice common, long beyondLevel) {
    checkPrice(common);
    int[] counts = new int[prompts()];
    long left = beyondLevel;
    for (int k = 0; k < counts.length; k++) {
      int above = gains.above(k, common.price(), depthOf(k, common.depth()));
      counts[k] = above + toLevel(k, above, common.price(), common.level(), common.depth());
      if (left > 0 && canGoBeyond(k, common)) {
        counts[k]++;
        left -= units[k];
      }
    }
    return counts;
  }

  /** Returns what one more draw of a prompt would gain after some further ones; nothing if it may have no more. */
  OptionalDouble next(int prompt, int count) {
    if (count >= limits[prompt]) {
      return OptionalDouble.empty();
    }
    gains.learn(prompt, 0, count + 1);
    return OptionalDouble.of(gains.at(prompt, count));
  }

  private void checkPrice(CommonPrice common) {
    if (common.price() < least) {
      throw new IllegalArgumentException(
          "the common price must be at least %s, at which the part was cut, but was %s"
              .formatted(least, common.price()));
    }
  }

  private boolean canGoBeyond(int k, CommonPrice common) {
    int above = gains.above(k, common.price(), depthOf(k, common.depth()));
    return toLevel(k, above, common.price(), common.level() + 1, common.depth())
        > toLevel(k, above, common.price(), common.level(), common.depth());
  }

  private int depthOf(int k, int depth) {
    return Math.min(limits[k], depth);
  }

  /* No gain is below 0, so that all further draws are tied at that price, and none is worked out. */
  private int toLevel(int k, int above, double price, long level, int depth) {
    long room = Math.min(level - draws[k], limits[k]) - above;
    if (room <= 0) {
      return 0;
    }
    if (price == 0) {
      return (int) room;
    }
    int most = (int) Math.min(above + room, depthOf(k, depth));
    int reaching = above;
    int end = Math.min(most, gains.learn(k, price, most));
    while (reaching < end && gains.at(k, reaching) >= price) {
      reaching++;
    }
    return reaching - above;
  }

  private boolean isCutOff(int k, double price, int depth) {
    double positive = Math.max(price, Double.MIN_VALUE);
    if (depth == limits[k]) {
      return false;
    }
    gains.learn(k, positive, depth + 1);
    return gains.at(k, depth) >= positive;
  }

  private Object writeReplace() {
    if (!gains.isCut()) {
      throw new IllegalStateException("a part must be cut before it is serialised");
    }
    return new Cut(draws, limits, units, gains.counts(), gains.all(), least);
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a part must be read through its proxy");
  }

  /** A part that is cut, in few arrays. */
  private static final class Cut implements Serializable {

    private static final long serialVersionUID = 1;

    private final int[] draws;
    private final int[] limits;
    private final long @Nullable [] units;
    private final int[] counts;
    private final double[] gains;
    private final double least;

    Cut(int[] draws, int[] limits, long[] units, int[] counts, double[] gains, double least) {
      this.draws = draws;
      this.limits = limits;
      // Mostly the budget is in draws.
      this.units = Arrays.stream(units).allMatch(each -> each == 1) ? null : units;
      this.counts = counts;
      this.gains = gains;
      this.least = least;
    }

    private Object readResolve() {
      long[] of = units;
      if (of == null) {
        of = new long[draws.length];
        Arrays.fill(of, 1);
      }
      return new BatchPart(FurtherGains.cut(counts, gains), draws, limits, of, least);
    }
  }
}
