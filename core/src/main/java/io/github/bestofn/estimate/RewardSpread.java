package io.github.bestofn.estimate;

import com.google.common.primitives.Doubles;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.StatUtils;

/**
 * How the rewards of a batch are spread: between prompts and within them, with or without ties, up to a ceiling or not.
 * It says how far the prompts of a batch can be taken for each other's like. Immutable and thread-safe.
 */
public final class RewardSpread {

  private static final int MOST_PROMPTS = 128;
  private static final int MOST_EARLIER = 32;
  private static final int SEEN_OFTEN = 3;
  private static final int AS_OFTEN_AS_NEXT = 2;
  private static final double TIED_SHARE = 0.15;
  private static final int FEW_OTHERS = 6;

  private final int[] prompts;
  private final double[][] components;
  private final double[] pool;
  private final boolean hasTies;
  private final double ceiling;
  private final double mean;
  private final double between;
  private final double within;

  private RewardSpread(int[] prompts, double[][] components, double highest) {
    this.prompts = prompts;
    this.components = components;
    this.pool = Doubles.concat(components);
    Arrays.sort(pool);
    int distinct = distinct(pool);
    int top = countOfTop(pool.length);
    this.hasTies = repeat(pool.length, distinct) || top >= SEEN_OFTEN;
    this.ceiling = isCeiling(distinct, top, highest) ? pool[pool.length - 1] : Double.NaN;
    double[] analysis = analysisOfVariance(components, pool);
    this.mean = analysis[0];
    this.between = analysis[1];
    this.within = analysis[2];
  }

  /**
   * The spread of a batch's rewards and those of earlier prompts. Of more than 128 prompts it looks at 128, evenly spaced,
   * of more than 32 earlier ones at 32.
   *
   * @param batch the rewards so far
   * @return their spread
   */
  public static RewardSpread of(RewardSamples batch) {
    int[] prompts = chosen(batch, MOST_PROMPTS);
    RewardSamples history = batch.history();
    int[] earlier = chosen(history, MOST_EARLIER);
    double[][] components = Stream.concat(
            Arrays.stream(prompts).mapToObj(batch::rewards),
            Arrays.stream(earlier).mapToObj(history::rewards))
        .toArray(double[][]::new);
    for (double[] rewards : components) {
      Arrays.sort(rewards);
    }
    return new RewardSpread(prompts, components, batch.range().highest());
  }

  /** Prompts with rewards, evenly spaced. */
  private static int[] chosen(RewardSamples samples, int most) {
    int count = Math.min(most, samples.prompts());
    return IntStream.range(0, count)
        .map(k -> (int) ((long) k * samples.prompts() / count))
        .filter(prompt -> samples.count(prompt) > 0)
        .toArray();
  }

  /**
   * The share of the rewards' variance that lies between the means of prompts: the intraclass correlation, by one-way
   * analysis of variance. Rewards of two values count as 0: there, means say no more than the values do.
   *
   * @return the share, from 0 to 1
   */
  public double intraclassCorrelation() {
    boolean hasTwoValues = pool.length > 0;
    for (double reward : pool) {
      hasTwoValues &= reward == pool[0] || reward == pool[pool.length - 1];
    }
    return hasTwoValues || between == 0 ? 0 : between / (between + within);
  }

  /**
   * Whether rewards repeat, as those of verifiers, counts and ratings do: more than 15% of them are equal to another, or
   * the best was seen three times.
   *
   * @return whether they do
   */
  public boolean hasTies() {
    return hasTies;
  }

  /**
   * The reward that seems to be the highest that is possible: the best one, if it is the highest of the range, or was
   * seen three times and twice as often as the next value; of two values, three times.
   *
   * @return the ceiling, in reward units, if there seems to be one
   */
  public OptionalDouble ceiling() {
    return Double.isNaN(ceiling) ? OptionalDouble.empty() : OptionalDouble.of(ceiling);
  }

  /** How many rewards a prompt of the batch has, on average; 0 if there are none. */
  double rewardsPerPrompt() {
    return Arrays.stream(components, 0, prompts.length)
        .mapToInt(rewards -> rewards.length)
        .average()
        .orElse(0);
  }

  /** The standard deviation of a prompt's rewards around their mean, in reward units. */
  double deviationWithin() {
    return Math.sqrt(within);
  }

  /** The standard deviation of rewards around the mean of all, by the same analysis. */
  static double deviation(double[][] components) {
    double[] analysis = analysisOfVariance(components, Doubles.concat(components));
    return Math.sqrt(analysis[1] + analysis[2]);
  }

  /**
   * The least reward, if it stands apart: it repeats and others, six at least, don't. Failures that all have one reward,
   * zero perhaps, are such, where successes have rewards that vary.
   *
   * @return the least reward, in reward units, if it stands apart
   */
  OptionalDouble atom() {
    if (!hasTies || countOfTop(pool.length) >= SEEN_OFTEN) {
      return OptionalDouble.empty();
    }
    int others = pool.length;
    while (others > 0 && pool[pool.length - others] == pool[0]) {
      others--;
    }
    return others < FEW_OTHERS || repeat(others, distinct(pool) - 1)
        ? OptionalDouble.empty()
        : OptionalDouble.of(pool[0]);
  }

  /** The spread of the rewards above a value, of which there is at least one. */
  RewardSpread above(double value) {
    int[] kept = IntStream.range(0, prompts.length)
        .filter(c -> components[c][components[c].length - 1] > value)
        .map(c -> prompts[c])
        .toArray();
    double[][] above = Arrays.stream(components)
        .map(rewards -> Arrays.stream(rewards).filter(reward -> reward > value).toArray())
        .filter(rewards -> rewards.length > 0)
        .toArray(double[][]::new);
    return new RewardSpread(kept, above, Double.POSITIVE_INFINITY);
  }

  /** Each prompt's rewards in ascending order, earlier prompts last; prompts without rewards are left out. */
  double[][] components() {
    return components;
  }

  /** All rewards in ascending order. */
  double[] pool() {
    return pool;
  }

  /**
   * Where a prompt's rewards are among the components.
   *
   * @return the index, or a negative number if they aren't there
   */
  int componentOf(int prompt) {
    return Arrays.binarySearch(prompts, prompt);
  }

  /** By how much a prompt's rewards are shifted against the others': its mean's distance, shrunk by what noise explains. */
  double shift(double[] rewards) {
    if (between == 0 || rewards.length == 0) {
      return 0;
    }
    double n = rewards.length;
    return n * between / (n * between + within) * (StatUtils.mean(rewards) - mean);
  }

  private boolean isCeiling(int distinct, int top, double highest) {
    if (pool.length == 0) {
      return false;
    }
    if (pool[pool.length - 1] >= highest) {
      return true;
    }
    return top >= SEEN_OFTEN
        && (distinct <= 2 || top >= AS_OFTEN_AS_NEXT * countOfTop(pool.length - top));
  }

  private int countOfTop(int end) {
    int count = 0;
    while (count < end && pool[end - 1 - count] == pool[end - 1]) {
      count++;
    }
    return count;
  }

  private static boolean repeat(int rewards, int distinct) {
    return rewards - distinct > TIED_SHARE * rewards;
  }

  private static int distinct(double[] sorted) {
    int distinct = sorted.length == 0 ? 0 : 1;
    for (int i = 1; i < sorted.length; i++) {
      distinct += sorted[i] == sorted[i - 1] ? 0 : 1;
    }
    return distinct;
  }

  /** The grand mean, the variance between prompts and that within them. */
  private static double[] analysisOfVariance(double[][] components, double[] pool) {
    int prompts = components.length;
    int n = pool.length;
    double grand = n == 0 ? 0 : StatUtils.mean(pool);
    if (prompts < 2 || n <= prompts) {
      double variance = n < 2 ? 0 : StatUtils.variance(pool, grand);
      return new double[] {grand, 0, Math.max(variance, Double.MIN_NORMAL)};
    }
    double withinSquares = 0;
    double betweenSquares = 0;
    double squaredCounts = 0;
    for (double[] rewards : components) {
      double own = StatUtils.mean(rewards);
      for (double reward : rewards) {
        withinSquares += (reward - own) * (reward - own);
      }
      betweenSquares += rewards.length * (own - grand) * (own - grand);
      squaredCounts += (double) rewards.length * rewards.length;
    }
    double within = withinSquares / (n - prompts);
    double typicalCount = (n - squaredCounts / n) / (prompts - 1);
    double between = Math.max(0, (betweenSquares / (prompts - 1) - within) / typicalCount);
    return new double[] {grand, between, Math.max(within, Double.MIN_NORMAL)};
  }
}
