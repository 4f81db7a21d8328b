package io.github.bestofn.allocate;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.spi.RewardRange;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What is known of a batch before its first draw: how many prompts share how many draws, and what holds
 * for each of them. Immutable and thread-safe. Prompts are indexed from 0.
 *
 * @since 0.1.0
 */
public final class Batch {

  private final int prompts;
  private final int budget;
  private final RewardRange range;
  private final int minDraws;
  private final int[] maxDraws;
  private final double[] weights;
  private final double[] costs;
  private final long seed;
  private final RewardSamples history;
  private final int maxInFlight;
  private final double usageLimit;

  private Batch(
      int prompts,
      int budget,
      RewardRange range,
      int minDraws,
      int[] maxDraws,
      double[] weights,
      double[] costs,
      long seed,
      RewardSamples history,
      int maxInFlight,
      double usageLimit) {
    this.prompts = prompts;
    this.budget = budget;
    this.range = range;
    this.minDraws = minDraws;
    this.maxDraws = maxDraws;
    this.weights = weights;
    this.costs = costs;
    this.seed = seed;
    this.history = history;
    this.maxInFlight = maxInFlight;
    this.usageLimit = usageLimit;
  }

  /**
   * A batch whose rewards have no bounds.
   *
   * @param prompts the number of prompts K, at least 0
   * @param budget the number of draws for all of them together, at least 1, or 0 without prompts
   * @return the batch
   */
  public static Batch of(int prompts, int budget) {
    return of(prompts, budget, RewardRange.unbounded());
  }

  /**
   * A batch whose rewards lie in a range.
   *
   * @param prompts the number of prompts K, at least 0
   * @param budget the number of draws for all of them together, at least 1, or 0 without prompts
   * @param range the rewards that are possible
   * @return the batch
   */
  public static Batch of(int prompts, int budget, RewardRange range) {
    checkArgument(prompts >= 0, "prompts must be at least 0, but was %s", prompts);
    int least = prompts == 0 ? 0 : 1;
    checkArgument(budget >= least, "budget must be at least %s, but was %s", least, budget);
    int[] noLimit = new int[prompts];
    Arrays.fill(noLimit, Integer.MAX_VALUE);
    double[] ones = new double[prompts];
    Arrays.fill(ones, 1);
    RewardSamples none = RewardSamples.of(range);
    return new Batch(
        prompts,
        budget,
        range,
        0,
        noLimit,
        ones,
        ones,
        0,
        none,
        Integer.MAX_VALUE,
        Double.POSITIVE_INFINITY);
  }

  /**
   * The same batch, in which every prompt is given a number of draws before any gets more.
   *
   * @param draws the smallest number of draws of a prompt, at least 0 and at most the budget per prompt
   * @return a batch with this setting
   */
  public Batch withMinDraws(int draws) {
    checkArgument(draws >= 0, "minDrawsPerPrompt must be at least 0, but was %s", draws);
    checkArgument(
        prompts == 0 || draws <= budget / prompts,
        "minDrawsPerPrompt must be at most the budget per prompt, %s, but was %s",
        prompts == 0 ? 0 : budget / prompts,
        draws);
    return checked(new Batch(
        prompts,
        budget,
        range,
        draws,
        maxDraws,
        weights,
        costs,
        seed,
        history,
        maxInFlight,
        usageLimit));
  }

  /**
   * The same batch, in which no prompt draws more than its share of a limit.
   *
   * @param draws the largest number of draws of any prompt, or of each prompt; each at least 1
   * @return a batch with this setting
   */
  public Batch withMaxDraws(int... draws) {
    checkSize("maxDraws", draws.length);
    int[] limits = IntStream.range(0, prompts)
        .map(prompt -> draws.length == 1 ? draws[0] : draws[prompt])
        .toArray();
    for (int limit : limits) {
      checkArgument(limit >= 1, "maxDrawsPerPrompt must be at least 1, but was %s", limit);
    }
    return checked(new Batch(
        prompts,
        budget,
        range,
        minDraws,
        limits,
        weights,
        costs,
        seed,
        history,
        maxInFlight,
        usageLimit));
  }

  /**
   * The same batch, in which a prompt's gains count by its weight. Defaults to 1 for every prompt.
   *
   * @param weights the weight of each prompt, at least 0, finite; copied
   * @return a batch with this setting
   */
  public Batch withWeights(double... weights) {
    checkSize("weights", weights.length);
    for (double weight : weights) {
      checkArgument(
          weight >= 0 && weight < Double.POSITIVE_INFINITY,
          "a weight must be at least 0 and finite, but was %s",
          weight);
    }
    return new Batch(
        prompts,
        budget,
        range,
        minDraws,
        maxDraws,
        weights.clone(),
        costs,
        seed,
        history,
        maxInFlight,
        usageLimit);
  }

  /**
   * The same batch, in which the draws of some prompts are dearer than others. The budget counts draws
   * all the same: what a strategy expects to gain from a draw, it divides by the draw's cost. Defaults to
   * 1 for every prompt.
   *
   * @param costs what a draw of each prompt costs, in any unit, above 0, finite; copied
   * @return a batch with this setting
   */
  public Batch withCosts(double... costs) {
    checkSize("costs", costs.length);
    for (double cost : costs) {
      checkArgument(
          cost > 0 && cost < Double.POSITIVE_INFINITY,
          "a cost must be above 0 and finite, but was %s",
          cost);
    }
    return new Batch(
        prompts,
        budget,
        range,
        minDraws,
        maxDraws,
        weights,
        costs.clone(),
        seed,
        history,
        maxInFlight,
        usageLimit);
  }

  /**
   * The same batch with a seed for strategies that decide by chance. Defaults to 0.
   *
   * @param seed any number
   * @return a batch with this setting
   */
  public Batch withSeed(long seed) {
    return new Batch(
        prompts,
        budget,
        range,
        minDraws,
        maxDraws,
        weights,
        costs,
        seed,
        history,
        maxInFlight,
        usageLimit);
  }

  /**
   * The same batch with the rewards of earlier prompts. Defaults to none.
   *
   * @param earlier the rewards, of the batch's range; not copied, so they must not change
   * @return a batch with this setting
   */
  public Batch withHistory(RewardSamples earlier) {
    checkArgument(
        earlier.range().equals(range),
        "history must have the batch's range, %s, but has %s",
        range,
        earlier.range());
    return new Batch(
        prompts,
        budget,
        range,
        minDraws,
        maxDraws,
        weights,
        costs,
        seed,
        earlier,
        maxInFlight,
        usageLimit);
  }

  /**
   * Returns the same batch with a limit on the draws in flight. A strategy may ask for more draws at once: what is beyond the
   * limit waits. Defaults to no limit.
   *
   * @param draws the number of draws that the server is sent at once, at least 1
   * @return a batch with this setting
   * @since 0.1.0
   */
  public Batch withMaxInFlight(int draws) {
    checkArgument(draws >= 1, "maxInFlight must be at least 1, but was %s", draws);
    return new Batch(
        prompts,
        budget,
        range,
        minDraws,
        maxDraws,
        weights,
        costs,
        seed,
        history,
        draws,
        usageLimit);
  }

  /**
   * Returns the same batch with a budget in tokens or money. The budget in draws then only bounds it. Strategies divide what
   * a draw is expected to gain by what it is expected to use. Defaults to no limit: the budget is in draws.
   *
   * @param limit what the draws of a run may use before no further one starts, above 0, in the unit of {@link Ledger#used}
   * @return a batch with this setting
   * @since 0.1.0
   */
  public Batch withUsageLimit(double limit) {
    checkArgument(limit > 0, "usageLimit must be above 0, but was %s", limit);
    return new Batch(
        prompts,
        budget,
        range,
        minDraws,
        maxDraws,
        weights,
        costs,
        seed,
        history,
        maxInFlight,
        limit);
  }

  /**
   * How many prompts the batch has.
   *
   * @return the number of prompts K, at least 0
   */
  public int prompts() {
    return prompts;
  }

  /**
   * How many draws the prompts share.
   *
   * @return the budget in draws, at least 1, or 0 without prompts
   */
  public int budget() {
    return budget;
  }

  /**
   * How many draws a prompt gets on average.
   *
   * @return the budget B per prompt, not always a whole number; NaN without prompts
   */
  public double drawsPerPrompt() {
    return (double) budget / prompts;
  }

  /**
   * The rewards that are possible.
   *
   * @return the range, the same for every prompt
   */
  public RewardRange range() {
    return range;
  }

  /**
   * How many draws every prompt is given before any gets more.
   *
   * @return the number of draws, at least 0
   */
  public int minDraws() {
    return minDraws;
  }

  /**
   * How many draws a prompt may be given.
   *
   * @param prompt the index of the prompt
   * @return the number of draws, at least 1
   */
  public int maxDraws(int prompt) {
    return maxDraws[prompt];
  }

  /**
   * How much a prompt's gains count.
   *
   * @param prompt the index of the prompt
   * @return its weight, at least 0
   */
  public double weight(int prompt) {
    return weights[prompt];
  }

  /**
   * What a draw of a prompt costs.
   *
   * @param prompt the index of the prompt
   * @return its cost, above 0
   */
  public double cost(int prompt) {
    return costs[prompt];
  }

  /**
   * The seed for strategies that decide by chance.
   *
   * @return the seed
   */
  public long seed() {
    return seed;
  }

  /**
   * The rewards of earlier prompts, which are no part of the batch.
   *
   * @return their rewards; without prompts if nothing is known of any
   */
  public RewardSamples history() {
    return history;
  }

  /**
   * Returns the largest number of draws in flight.
   *
   * @return the number of draws, at least 1
   * @since 0.1.0
   */
  public int maxInFlight() {
    return maxInFlight;
  }

  /**
   * Returns the budget in tokens or money.
   *
   * @return the limit, above 0; infinity if the budget is in draws
   * @since 0.1.0
   */
  public double usageLimit() {
    return usageLimit;
  }

  /** Whether the budget is in tokens or money. */
  boolean isInUsage() {
    return usageLimit < Double.POSITIVE_INFINITY;
  }

  /** Refuses a budget in tokens or money, for a strategy that must know the number of draws. */
  void checkInDraws(Object strategy) {
    checkArgument(
        !isInUsage(),
        "a budget in usage needs a strategy that decides in waves or as results arrive, but was given %s",
        strategy);
  }

  private void checkSize(String name, int size) {
    checkArgument(
        size == prompts || (size == 1 && name.equals("maxDraws")),
        "%s must be given for %s prompts, but were for %s",
        name,
        prompts,
        size);
  }

  private static Batch checked(Batch batch) {
    for (int limit : batch.maxDraws) {
      checkArgument(
          batch.minDraws <= limit,
          "minDrawsPerPrompt must be at most maxDrawsPerPrompt %s, but was %s",
          limit,
          batch.minDraws);
    }
    return batch;
  }

  @Override
  public String toString() {
    return "Batch[prompts=%d, budget=%d, range=%s]".formatted(prompts, budget, range);
  }
}
