package io.github.bestofn.allocate;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import java.util.List;
import java.util.PrimitiveIterator;

/**
 * Greedy allocation by its common price: the draws that are worth handing out are those whose gain exceeds
 * a price \( \lambda \) that is the same for all prompts, so that instead of handing out draws one by one it
 * is enough to find the price at which they use up the budget.
 *
 * <p>A batch may be cut into {@link Part parts}, on different machines if need be. {@link #find} asks every part
 * for a handful of numbers a round, at most 64 rounds for the price and 32 for ties, and afterwards each part
 * {@linkplain Part#allocate works out} its own draws. The result is that of handing out draws one at a time to
 * the largest next gain, with ties going to the prompt with fewer draws, then to the lower index: draw for draw.
 *
 * <p>For non-negative gains that never increase the two are the same by Lagrangian duality; A. Federgruen and H.
 * Groenevelt, <a href="https://doi.org/10.1287/opre.34.6.909">doi:10.1287/opre.34.6.909</a>.
 */
public final class CommonPrice {

  private final double price;
  private final long level;
  private final long beyondLevel;

  private CommonPrice(double price, long level, long beyondLevel) {
    this.price = price;
    this.level = level;
    this.beyondLevel = beyondLevel;
  }

  /**
   * Finds the price at which all parts together use up a budget.
   *
   * @param parts the parts of the batch
   * @param budget the number of draws to hand out, at least 0
   * @return the price, and how ties at the price are broken
   */
  public static CommonPrice find(List<Part> parts, int budget) {
    checkArgument(budget >= 0, "budget must be at least 0, but was %s", budget);
    // Non-negative doubles are ordered like their bits: bisecting the bits ends at the exact price.
    long low = -1;
    long high = Double.doubleToLongBits(Double.POSITIVE_INFINITY);
    while (high - low > 1) {
      long middle = low + (high - low) / 2;
      if (above(parts, Double.longBitsToDouble(middle), budget) <= budget) {
        high = middle;
      } else {
        low = middle;
      }
    }
    double price = Double.longBitsToDouble(high);
    long rest = budget - above(parts, price, budget);
    long lowLevel = 0;
    long highLevel = 2L * Integer.MAX_VALUE;
    while (lowLevel < highLevel) {
      long middle = lowLevel + (highLevel - lowLevel + 1) / 2;
      if (tied(parts, price, middle, budget) <= rest) {
        lowLevel = middle;
      } else {
        highLevel = middle - 1;
      }
    }
    return new CommonPrice(price, lowLevel, rest - tied(parts, price, lowLevel, budget));
  }

  /**
   * What the last draw handed out gains at least: any prompt's next draw gains no more.
   *
   * @return the price \( \lambda \), in reward units, at least 0
   */
  public double price() {
    return price;
  }

  /**
   * The number of draws up to which prompts that are tied at the price are filled.
   *
   * @return the level, in draws of a prompt, those it had before included
   */
  public long level() {
    return level;
  }

  /**
   * How many of the prompts that are tied at the price get one draw beyond the level: the first ones of the batch.
   *
   * @return the number of prompts
   */
  public long beyondLevel() {
    return beyondLevel;
  }

  private static long above(List<Part> parts, double price, int budget) {
    long sum = 0;
    for (Part part : parts) {
      sum += part.above(price, budget);
    }
    return sum;
  }

  private static long tied(List<Part> parts, double price, long level, int budget) {
    long sum = 0;
    for (Part part : parts) {
      sum += part.tied(price, level, budget);
    }
    return sum;
  }

  /** Consecutive prompts of a batch, and the gains of their further draws. Not thread-safe. */
  public static final class Part {

    private final PrimitiveIterator.OfDouble[] gains;
    private final int[] draws;
    private final double[][] known;
    private final int[] knownSizes;

    /**
     * Some prompts of a batch, in order.
     *
     * @param gains for each prompt the gains of its next draws, in reward units, at least 0, never increasing,
     *     without end; used up by this part
     * @param draws for each prompt how many draws it has had, which decides ties; copied
     */
    public Part(List<PrimitiveIterator.OfDouble> gains, int... draws) {
      checkArgument(
          gains.size() == draws.length,
          "draws must be given for %s prompts, but were for %s",
          gains.size(),
          draws.length);
      this.gains = gains.toArray(new PrimitiveIterator.OfDouble[0]);
      this.draws = draws.clone();
      this.known = new double[draws.length][4];
      this.knownSizes = new int[draws.length];
    }

    /**
     * How many draws of this part gain more than a price.
     *
     * @param price the price, in reward units, at least 0
     * @param budget what is to be handed out; of a prompt at most one draw more is counted
     * @return the number of draws
     */
    public long above(double price, int budget) {
      int most = Math.max(budget, budget + 1);
      long sum = 0;
      for (int k = 0; k < draws.length; k++) {
        sum += count(k, price, false, most);
      }
      return sum;
    }

    /**
     * How many draws whose gain is exactly the price are needed to fill the prompts that have such draws up to a
     * level.
     *
     * @param price the price, in reward units, at least 0
     * @param level the number of draws of a prompt, those it had before included
     * @param budget how many draws to count at most for a prompt
     * @return the number of draws
     */
    public long tied(double price, long level, int budget) {
      long sum = 0;
      for (int k = 0; k < draws.length; k++) {
        int above = count(k, price, false, budget);
        sum += toLevel(k, above, price, level, budget);
      }
      return sum;
    }

    /**
     * How many prompts of this part could take one draw more than the level: what the parts before this one leave of
     * {@link CommonPrice#beyondLevel} is less by this much for the parts after it.
     *
     * @param common the common price
     * @param budget the budget it was found for
     * @return the number of prompts
     */
    public long beyondLevel(CommonPrice common, int budget) {
      long sum = 0;
      for (int k = 0; k < draws.length; k++) {
        sum += canGoBeyond(k, common, budget) ? 1 : 0;
      }
      return sum;
    }

    /**
     * Works out the draws of this part's prompts.
     *
     * @param common the common price
     * @param beyondLevel how many of its prompts get one draw beyond the level
     * @param budget the budget it was found for
     * @return for each prompt how many draws it gets
     */
    public int[] allocate(CommonPrice common, long beyondLevel, int budget) {
      int[] counts = new int[draws.length];
      long left = beyondLevel;
      for (int k = 0; k < counts.length; k++) {
        int above = count(k, common.price, false, budget);
        counts[k] = above + (int) toLevel(k, above, common.price, common.level, budget);
        if (left > 0 && canGoBeyond(k, common, budget)) {
          counts[k]++;
          left--;
        }
      }
      return counts;
    }

    private boolean canGoBeyond(int k, CommonPrice common, int budget) {
      int above = count(k, common.price, false, budget);
      long needed = toLevel(k, above, common.price, common.level + 1, budget);
      return needed > toLevel(k, above, common.price, common.level, budget);
    }

    private long toLevel(int k, int above, double price, long level, int budget) {
      long room = level - draws[k] - above;
      if (room <= 0) {
        return 0;
      }
      int enough = (int) Math.min(budget, above + room);
      return Math.min(room, count(k, price, true, enough) - above);
    }

    /* How many of the first gains of a prompt exceed a price, or reach it. They never increase, and what has been
     * computed is kept. */
    private int count(int k, double price, boolean inclusive, int most) {
      while (knownSizes[k] < most
          && (knownSizes[k] == 0 || passes(known[k][knownSizes[k] - 1], price, inclusive))) {
        if (knownSizes[k] == known[k].length) {
          known[k] = Arrays.copyOf(known[k], 2 * knownSizes[k]);
        }
        known[k][knownSizes[k]++] = gains[k].nextDouble();
      }
      int low = 0;
      int high = Math.min(most, knownSizes[k]);
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (passes(known[k][middle], price, inclusive)) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    private static boolean passes(double gain, double price, boolean inclusive) {
      return inclusive ? gain >= price : gain > price;
    }
  }
}
