package io.github.bestofn.estimate.bayes;

import com.google.common.primitives.Doubles;
import io.github.bestofn.estimate.RewardSamples;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Summary statistics of the rewards of a batch and of earlier prompts: one-way analysis of variance, ties, ceiling
 * and point mass. Immutable and thread-safe.
 */
public final class BatchSummary {

  private final Set<Mechanism> without;
  private final int[] prompts;
  private final double[][] components;
  private final double[] pool;
  private final boolean hasTies;
  private final double ceiling;
  private final Variances variances;

  private BatchSummary(
      int[] prompts, double[][] components, double highest, Set<Mechanism> without) {
    this.without = without;
    this.prompts = prompts;
    this.components = components;
    this.pool = Doubles.concat(components);
    Arrays.sort(pool);
    int distinct = distinct(pool);
    int top = countOfTop(pool.length);
    this.hasTies = hasTies(pool.length, distinct, top);
    this.ceiling = isCeiling(distinct, top, highest) ? pool[pool.length - 1] : Double.NaN;
    this.variances = Variances.of(components, pool);
  }

  /**
   * Summarises the rewards of a batch and of its history. Of more than 128 prompts it takes 128, evenly spaced, of
   * more than 32 earlier ones 32.
   *
   * @param batch the rewards so far
   * @return their summary
   */
  public static BatchSummary of(RewardSamples batch) {
    return of(batch, Set.of());
  }

  /** The summary for a fit without some mechanisms. */
  static BatchSummary of(RewardSamples batch, Set<Mechanism> without) {
    int[] prompts = chosen(batch, Tuning.MOST_PROMPTS);
    RewardSamples history = batch.history();
    int[] earlier = chosen(history, Tuning.MOST_EARLIER);
    double[][] components = Stream.concat(
            Arrays.stream(prompts).mapToObj(batch::rewards),
            Arrays.stream(earlier).mapToObj(history::rewards))
        .toArray(double[][]::new);
    for (double[] rewards : components) {
      Arrays.sort(rewards);
    }
    return new BatchSummary(prompts, components, batch.range().highest(), without);
  }

  /** The summary of some components, each in ascending order, of which the first belong to prompts of a batch. */
  static BatchSummary of(
      int[] prompts, double[][] components, double highest, Set<Mechanism> without) {
    return new BatchSummary(prompts, components, highest, without);
  }

  /** Returns whether a fit to these rewards uses a mechanism. */
  boolean uses(Mechanism mechanism) {
    return !without.contains(mechanism);
  }

  /** The mechanisms that a fit to these rewards leaves out. */
  Set<Mechanism> without() {
    return without;
  }

  /** Prompts with rewards, evenly spaced. */
  private static int[] chosen(RewardSamples samples, int most) {
    return evenlySpaced(samples.prompts(), most)
        .mapToInt(Math::toIntExact)
        .filter(prompt -> samples.count(prompt) > 0)
        .toArray();
  }

  private static LongStream evenlySpaced(long prompts, int most) {
    long count = Math.min(most, prompts);
    return LongStream.range(0, count).map(k -> k * prompts / count);
  }

  /**
   * Returns the prompts of a batch whose rewards are summarised, as far as they have any: a sample of these alone
   * gives the same summary, and the same fit.
   *
   * @param prompts the number of prompts of the batch, at least 0
   * @return the indexes of at most 128 prompts, evenly spaced, ascending
   */
  public static long[] sampledOf(long prompts) {
    return evenlySpaced(prompts, Tuning.MOST_PROMPTS).toArray();
  }

  /**
   * Returns the intraclass correlation, by one-way analysis of variance: the share of the rewards' variance that lies
   * between the means of prompts.
   *
   * @return the share, from 0 to 1; 0 for rewards of two values, of which ranks and values are equivalent
   */
  public double intraclassCorrelation() {
    boolean hasTwoValues = pool.length > 0;
    for (double reward : pool) {
      hasTwoValues &= reward == pool[0] || reward == pool[pool.length - 1];
    }
    return hasTwoValues || variances.between == 0
        ? 0
        : variances.between / (variances.between + variances.within);
  }

  /**
   * Returns whether rewards repeat, as those of verifiers, counts and ratings do: more than 15% of them are equal to
   * another one, or the best was observed three times.
   *
   * @return whether they do
   */
  public boolean hasTies() {
    return hasTies;
  }

  /**
   * Returns the reward that is likely to be the highest possible: the best one, if it is the highest of the range, or
   * was observed three times and twice as often as the next value; of two values, three times.
   *
   * @return the ceiling, in reward units, if there is one
   */
  public OptionalDouble ceiling() {
    return Double.isNaN(ceiling) ? OptionalDouble.empty() : OptionalDouble.of(ceiling);
  }

  /**
   * Returns whether rewards pile up at an end: at a ceiling, or at the least reward by the same rule. Responses are
   * then of several kinds, such as right and wrong, and the next response of a prompt may be of another kind than all
   * before.
   */
  boolean pilesUp() {
    return ceiling().isPresent() || bottomPilesUp();
  }

  private boolean bottomPilesUp() {
    int bottom = pool.length == 0 ? 0 : countFrom(0);
    return bottom >= Tuning.CEILING_COUNT
        && bottom < pool.length
        && bottom >= Tuning.CEILING_RATIO * countFrom(bottom);
  }

  private int countFrom(int begin) {
    int count = 1;
    while (begin + count < pool.length && pool[begin + count] == pool[begin]) {
      count++;
    }
    return count;
  }

  /** The standard deviation within prompts, in reward units. */
  double deviationWithin() {
    return variances.unit * Math.sqrt(variances.within);
  }

  /** The standard deviation of rewards around the mean of all, by the same analysis. */
  static double deviation(double[][] components) {
    return Variances.of(components, Doubles.concat(components)).deviation();
  }

  /**
   * The least reward, if it is a point mass: rewards pile up at it, or it alone repeats. Six other rewards at least,
   * of two values at least, are above it. Failures that all have the reward 0 are an example, where successes have
   * rewards that vary.
   */
  OptionalDouble atom() {
    if (!hasTies) {
      return OptionalDouble.empty();
    }
    int bottom = countFrom(0);
    int others = pool.length - bottom;
    return others < Tuning.LEAST_ABOVE_HURDLE
            || pool[bottom] == pool[pool.length - 1]
            || (!bottomPilesUp() && hasTies(others, distinct(pool) - 1, countOfTop(pool.length)))
        ? OptionalDouble.empty()
        : OptionalDouble.of(pool[0]);
  }

  /**
   * The summary of the rewards above a value, of which there is at least one.
   *
   * @param value a reward
   * @param highest the highest reward that is possible
   */
  BatchSummary above(double value, double highest) {
    int[] kept = IntStream.range(0, prompts.length)
        .filter(c -> components[c][components[c].length - 1] > value)
        .map(c -> prompts[c])
        .toArray();
    double[][] above = Arrays.stream(components)
        .map(rewards -> Arrays.stream(rewards).filter(reward -> reward > value).toArray())
        .filter(rewards -> rewards.length > 0)
        .toArray(double[][]::new);
    return new BatchSummary(kept, above, highest, without);
  }

  /** Each prompt's rewards in ascending order, earlier prompts last; prompts without rewards are left out. */
  double[][] components() {
    return components;
  }

  /** All rewards in ascending order. */
  double[] pool() {
    return pool;
  }

  /** The least reward. */
  double bottom() {
    return pool[0];
  }

  /** The largest reward. */
  double top() {
    return pool[pool.length - 1];
  }

  /** The index of a prompt's rewards among the components; negative if they are not there. */
  int componentOf(int prompt) {
    return Arrays.binarySearch(prompts, prompt);
  }

  /** The prompts of the batch that are among the components, ascending. */
  int[] prompts() {
    return prompts;
  }

  private boolean isCeiling(int distinct, int top, double highest) {
    if (pool.length == 0) {
      return false;
    }
    if (pool[pool.length - 1] >= highest) {
      return true;
    }
    return top >= Tuning.CEILING_COUNT
        && (distinct <= 2 || top >= Tuning.CEILING_RATIO * countOfTop(pool.length - top));
  }

  private int countOfTop(int end) {
    int count = 0;
    while (count < end && pool[end - 1 - count] == pool[end - 1]) {
      count++;
    }
    return count;
  }

  private static boolean hasTies(int rewards, int distinct, int top) {
    return rewards - distinct > Tuning.TIED_SHARE * rewards || top >= Tuning.CEILING_COUNT;
  }

  private static int distinct(double[] sorted) {
    int distinct = sorted.length == 0 ? 0 : 1;
    for (int i = 1; i < sorted.length; i++) {
      distinct += sorted[i] == sorted[i - 1] ? 0 : 1;
    }
    return distinct;
  }

  /**
   * The variance between prompts and that within them, by one-way analysis of variance.
   *
   * @param unit the unit of rewards, a power of 2 near the largest magnitude: squares of rewards may not be finite
   * @param between the variance between prompts, in squares of the unit
   * @param within the variance within prompts, in squares of the unit, above 0
   */
  private record Variances(double unit, double between, double within) {

    static Variances of(double[][] components, double[] pool) {
      double unit = unit(pool);
      int prompts = components.length;
      int n = pool.length;
      double grand = n == 0 ? 0 : StatUtils.mean(pool);
      if (prompts < 2 || n <= prompts) {
        double squares = n < 2 ? 0 : squares(pool, grand, unit) / (n - 1);
        return new Variances(unit, 0, Math.max(squares, Double.MIN_NORMAL));
      }
      double withinSquares = 0;
      double betweenSquares = 0;
      double squaredCounts = 0;
      for (double[] rewards : components) {
        double own = StatUtils.mean(rewards);
        withinSquares += squares(rewards, own, unit);
        double distance = (own - grand) / unit;
        betweenSquares += rewards.length * distance * distance;
        squaredCounts += (double) rewards.length * rewards.length;
      }
      double within = withinSquares / (n - prompts);
      double typicalCount = (n - squaredCounts / n) / (prompts - 1);
      double between = Math.max(0, (betweenSquares / (prompts - 1) - within) / typicalCount);
      return new Variances(unit, between, Math.max(within, Double.MIN_NORMAL));
    }

    private static double unit(double[] rewards) {
      double largest = 0;
      for (double reward : rewards) {
        largest = Math.max(largest, Math.abs(reward));
      }
      return Math.scalb(1.0, Math.max(Math.getExponent(largest), Double.MIN_EXPONENT));
    }

    private static double squares(double[] rewards, double mean, double unit) {
      double sum = 0;
      for (double reward : rewards) {
        double distance = (reward - mean) / unit;
        sum += distance * distance;
      }
      return sum;
    }

    double deviation() {
      return unit * Math.sqrt(between + within);
    }
  }
}
