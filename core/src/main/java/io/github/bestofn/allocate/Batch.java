package io.github.bestofn.allocate;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.spi.RewardRange;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A batch before its first draw: the number of prompts, the draws that they share, and the settings of
 * each of them. Immutable and thread-safe. Prompts are indexed from 0.
 *
 * @since 0.1.0
 */
public final class Batch {

  private final Settings settings;

  private Batch(Settings settings) {
    this.settings = settings;
  }

  /** The settings of a batch, changed by nobody once it has them. */
  private static final class Settings {

    int prompts;
    int budget;
    RewardRange range;
    int minDraws;
    int[] maxDraws;
    double[] weights;
    double[] costs;
    long seed;
    RewardSamples history;
    int maxInFlight = Integer.MAX_VALUE;
    double usageLimit = Double.POSITIVE_INFINITY;

    Settings(int prompts, int budget, RewardRange range) {
      this.prompts = prompts;
      this.budget = budget;
      this.range = range;
      this.maxDraws = new int[prompts];
      Arrays.fill(maxDraws, Integer.MAX_VALUE);
      this.weights = new double[prompts];
      Arrays.fill(weights, 1);
      this.costs = weights;
      this.history = RewardSamples.of(range);
    }

    Settings(Settings other) {
      this.prompts = other.prompts;
      this.budget = other.budget;
      this.range = other.range;
      this.minDraws = other.minDraws;
      this.maxDraws = other.maxDraws;
      this.weights = other.weights;
      this.costs = other.costs;
      this.seed = other.seed;
      this.history = other.history;
      this.maxInFlight = other.maxInFlight;
      this.usageLimit = other.usageLimit;
    }
  }

  /* This batch, but for what a change does to a copy of its settings. */
  private Batch with(Consumer<Settings> change) {
    Settings changed = new Settings(settings);
    change.accept(changed);
    for (int limit : changed.maxDraws) {
      checkArgument(
          changed.minDraws <= limit,
          "minDrawsPerPrompt must be at most maxDrawsPerPrompt %s, but was %s",
          limit,
          changed.minDraws);
    }
    return new Batch(changed);
  }

  /**
   * Returns a batch whose rewards have no bounds.
   *
   * @param prompts the number of prompts K, at least 0
   * @param budget the number of draws for all of them together, at least 1, or 0 without prompts
   * @return the batch
   */
  public static Batch of(int prompts, int budget) {
    return of(prompts, budget, RewardRange.unbounded());
  }

  /**
   * Returns a batch whose rewards lie in a range.
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
    return new Batch(new Settings(prompts, budget, range));
  }

  /**
   * Returns the same batch, in which every prompt gets a number of draws before any gets more.
   *
   * @param draws the smallest number of draws of a prompt, at least 0 and at most the budget per prompt
   * @return a batch with this setting
   */
  public Batch withMinDraws(int draws) {
    checkArgument(draws >= 0, "minDrawsPerPrompt must be at least 0, but was %s", draws);
    checkArgument(
        settings.prompts == 0 || draws <= settings.budget / settings.prompts,
        "minDrawsPerPrompt must be at most the budget per prompt, %s, but was %s",
        settings.prompts == 0 ? 0 : settings.budget / settings.prompts,
        draws);
    return with(changed -> changed.minDraws = draws);
  }

  /**
   * Returns the same batch, in which no prompt draws more than its share of a limit.
   *
   * @param draws the largest number of draws of any prompt, or of each prompt; each at least 1
   * @return a batch with this setting
   */
  public Batch withMaxDraws(int... draws) {
    checkSize("maxDraws", draws.length);
    int[] limits = IntStream.range(0, settings.prompts)
        .map(prompt -> draws.length == 1 ? draws[0] : draws[prompt])
        .toArray();
    for (int limit : limits) {
      checkArgument(limit >= 1, "maxDrawsPerPrompt must be at least 1, but was %s", limit);
    }
    return with(changed -> changed.maxDraws = limits);
  }

  /**
   * Returns the same batch, in which a prompt's gains count by its weight. Defaults to 1 for every prompt.
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
    return with(changed -> changed.weights = weights.clone());
  }

  /**
   * Returns the same batch, in which the draws of some prompts cost more than others. The budget still
   * counts draws: a strategy divides the expected gain of a draw by its cost. Defaults to
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
    return with(changed -> changed.costs = costs.clone());
  }

  /**
   * Returns the same batch with a seed for strategies that decide by chance. Defaults to 0.
   *
   * @param seed any number
   * @return a batch with this setting
   */
  public Batch withSeed(long seed) {
    return with(changed -> changed.seed = seed);
  }

  /**
   * Returns the same batch with the rewards of earlier prompts. Defaults to none.
   *
   * @param earlier the rewards, of the batch's range; not copied, so they must not change
   * @return a batch with this setting
   */
  public Batch withHistory(RewardSamples earlier) {
    checkArgument(
        earlier.range().equals(settings.range),
        "history must have the batch's range, %s, but has %s",
        settings.range,
        earlier.range());
    return with(changed -> changed.history = earlier);
  }

  /**
   * Returns the same batch with a limit on the draws in flight. A strategy may request more draws at once: those
   * beyond the limit wait. Defaults to no limit.
   *
   * @param draws the number of draws that the server is sent at once, at least 1
   * @return a batch with this setting
   * @since 0.1.0
   */
  public Batch withMaxInFlight(int draws) {
    checkArgument(draws >= 1, "maxInFlight must be at least 1, but was %s", draws);
    return with(changed -> changed.maxInFlight = draws);
  }

  /**
   * Returns the same batch with a budget in tokens or money. The budget in draws then only bounds it. Strategies
   * divide the expected gain of a draw by its expected usage. Defaults to no limit: the budget is in draws.
   *
   * @param limit the usage from which no further draw starts, above 0, in the unit of {@link Ledger#used}
   * @return a batch with this setting
   * @since 0.1.0
   */
  public Batch withUsageLimit(double limit) {
    checkArgument(limit > 0, "usageLimit must be above 0, but was %s", limit);
    return with(changed -> changed.usageLimit = limit);
  }

  /**
   * Returns the number of prompts.
   *
   * @return the number of prompts K, at least 0
   */
  public int prompts() {
    return settings.prompts;
  }

  /**
   * Returns the number of draws that the prompts share.
   *
   * @return the budget in draws, at least 1, or 0 without prompts
   */
  public int budget() {
    return settings.budget;
  }

  /**
   * Returns the number of draws per prompt on average.
   *
   * @return the budget B per prompt, not always a whole number; NaN without prompts
   */
  public double drawsPerPrompt() {
    return (double) settings.budget / settings.prompts;
  }

  /**
   * Returns the range of the rewards.
   *
   * @return the range, the same for every prompt
   */
  public RewardRange range() {
    return settings.range;
  }

  /**
   * Returns the number of draws that every prompt gets before any gets more.
   *
   * @return the number of draws, at least 0
   */
  public int minDraws() {
    return settings.minDraws;
  }

  /**
   * Returns the largest number of draws of a prompt.
   *
   * @param prompt the index of the prompt
   * @return the number of draws, at least 1
   */
  public int maxDraws(int prompt) {
    return settings.maxDraws[prompt];
  }

  /**
   * Returns the weight of a prompt's gains.
   *
   * @param prompt the index of the prompt
   * @return its weight, at least 0
   */
  public double weight(int prompt) {
    return settings.weights[prompt];
  }

  /**
   * Returns the cost of a draw of a prompt.
   *
   * @param prompt the index of the prompt
   * @return its cost, above 0
   */
  public double cost(int prompt) {
    return settings.costs[prompt];
  }

  /**
   * Returns the seed for strategies that decide by chance.
   *
   * @return the seed
   */
  public long seed() {
    return settings.seed;
  }

  /**
   * Returns the rewards of earlier prompts, which are not part of the batch.
   *
   * @return their rewards; without prompts if nothing is known of any
   */
  public RewardSamples history() {
    return settings.history;
  }

  /**
   * Returns the largest number of draws in flight.
   *
   * @return the number of draws, at least 1
   * @since 0.1.0
   */
  public int maxInFlight() {
    return settings.maxInFlight;
  }

  /**
   * Returns the budget in tokens or money.
   *
   * @return the limit, above 0; infinity if the budget is in draws
   * @since 0.1.0
   */
  public double usageLimit() {
    return settings.usageLimit;
  }

  /** Returns whether the budget is in tokens or money. */
  boolean isInUsage() {
    return settings.usageLimit < Double.POSITIVE_INFINITY;
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
        size == settings.prompts || (size == 1 && name.equals("maxDraws")),
        "%s must be given for %s prompts, but were for %s",
        name,
        settings.prompts,
        size);
  }

  @Override
  public String toString() {
    return "Batch[prompts=%d, budget=%d, range=%s]"
        .formatted(settings.prompts, settings.budget, settings.range);
  }
}
