package io.github.bestofn.spark;

import io.github.bestofn.allocate.BatchInParts;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.allocate.StrategyInParts;
import io.github.bestofn.allocate.VotesStrategy;
import io.github.bestofn.estimate.RewardSamples;
import java.io.Serializable;
import java.util.Objects;

/**
 * The settings of a job.
 *
 * @param models opens the clients
 * @param strategy the strategy by which prompts share the budget, in waves: each is a round over the whole cluster.
 *     {@code Strategies.adaptive()} or {@code Strategies.votes()}, with {@code maxWaves}
 * @param drawsPerPrompt the budget per prompt, at least 1; with a usage limit, the largest number of draws of a prompt
 * @param usageLimit the budget in tokens or money, above 0, in the unit of {@link Models#usage}; infinity if the
 *     budget is in draws
 * @param seed the seed from which, with the prompts' ids, the seeds of draws are derived
 * @param partitions the number of partitions of the prompts, at least 1: a lost task repeats one partition
 * @param maxInFlight the largest number of draws in flight of an executor's tasks together, at least 1
 * @param chunk the number of prompts that a task holds in memory at a time, at least 1
 * @param keepCandidates the number of candidates of a prompt that each round writes, the best ones, at least 1
 * @serial exclude
 * @since 0.1.0
 */
public record JobSettings(
    Models.Factory models,
    StrategyInParts strategy,
    int drawsPerPrompt,
    double usageLimit,
    long seed,
    int partitions,
    int maxInFlight,
    int chunk,
    int keepCandidates)
    implements Serializable {

  /* Each wave reads and writes all tables. Worth with 2,000 prompts, B = 16, in 3, 4 and 6 waves: 1.10, 1.09 and 1.11 on normal
   * rewards, 1.40, 1.44 and 1.45 on bounded ones. */
  private static final int FEW = 4;

  /**
   * Checks the settings.
   *
   * @param models opens the clients
   * @param strategy the strategy by which prompts share the budget
   * @param drawsPerPrompt the budget per prompt, at least 1
   * @param usageLimit the budget in tokens or money, above 0; infinity if the budget is in draws
   * @param seed the seed from which the seeds of draws are derived
   * @param partitions the number of partitions of the prompts, at least 1
   * @param maxInFlight the largest number of draws in flight of an executor's tasks together, at least 1
   * @param chunk the number of prompts that a task holds in memory at a time, at least 1
   * @param keepCandidates the number of candidates of a prompt that each round writes, at least 1
   */
  public JobSettings {
    Objects.requireNonNull(models, "models");
    Objects.requireNonNull(strategy, "strategy");
    atLeastOne(drawsPerPrompt, "drawsPerPrompt");
    if (!(usageLimit > 0)) {
      throw new IllegalArgumentException(
          "usageLimit must be above 0, but was %s".formatted(usageLimit));
    }
    atLeastOne(partitions, "partitions");
    atLeastOne(maxInFlight, "maxInFlight");
    atLeastOne(chunk, "chunk");
    atLeastOne(keepCandidates, "keepCandidates");
  }

  /**
   * Returns settings for models whose responses are scored: four waves, 16 draws per prompt, seed 1, 64 draws in
   * flight, 1,024 prompts at a time, all candidates kept.
   *
   * @param models opens the clients
   * @param partitions the number of partitions of the prompts, at least 1
   * @return the settings
   */
  public static JobSettings of(Models.Factory models, int partitions) {
    return new JobSettings(
        models,
        Strategies.adaptive().maxWaves(FEW),
        16,
        Double.POSITIVE_INFINITY,
        1,
        partitions,
        64,
        1024,
        Integer.MAX_VALUE);
  }

  /**
   * Returns settings for models whose responses have answers; otherwise those of {@link #of}.
   *
   * @param models opens the clients, which {@linkplain Models#ofAnswers have answers}
   * @param partitions the number of partitions of the prompts, at least 1
   * @return the settings
   */
  public static JobSettings votes(Models.Factory models, int partitions) {
    return of(models, partitions).withStrategy(Strategies.votes().maxWaves(FEW));
  }

  /**
   * Returns the same settings with another strategy.
   *
   * @param other the strategy by which prompts share the budget
   * @return settings with this one
   */
  public JobSettings withStrategy(StrategyInParts other) {
    return new JobSettings(
        models,
        other,
        drawsPerPrompt,
        usageLimit,
        seed,
        partitions,
        maxInFlight,
        chunk,
        keepCandidates);
  }

  /**
   * Returns the same settings with another budget in draws.
   *
   * @param draws the budget per prompt, at least 1
   * @return settings with this one
   */
  public JobSettings withDrawsPerPrompt(int draws) {
    return new JobSettings(
        models,
        strategy,
        draws,
        Double.POSITIVE_INFINITY,
        seed,
        partitions,
        maxInFlight,
        chunk,
        keepCandidates);
  }

  /**
   * Returns the same settings with a budget in tokens or money: {@code adaptive()} divides the expected gain of a
   * draw by its expected usage. No wave begins once this much is used, and the expected usage of a wave is at most
   * the rest: a job exceeds the limit only if draws of its last wave use more than expected.
   *
   * @param limit the largest usage of all prompts, above 0, in the unit of {@link Models#usage}
   * @param maxDrawsPerPrompt the largest number of draws of a prompt, at least 1
   * @return settings with this one
   */
  public JobSettings withUsageLimit(double limit, int maxDrawsPerPrompt) {
    return new JobSettings(
        models,
        strategy,
        maxDrawsPerPrompt,
        limit,
        seed,
        partitions,
        maxInFlight,
        chunk,
        keepCandidates);
  }

  /**
   * Returns the same settings with another seed.
   *
   * @param other any number
   * @return settings with this one
   */
  public JobSettings withSeed(long other) {
    return new JobSettings(
        models,
        strategy,
        drawsPerPrompt,
        usageLimit,
        other,
        partitions,
        maxInFlight,
        chunk,
        keepCandidates);
  }

  /**
   * Returns the same settings with another limit on calls.
   *
   * @param draws the largest number of draws in flight of an executor's tasks together, at least 1
   * @return settings with this one
   */
  public JobSettings withMaxInFlight(int draws) {
    return new JobSettings(
        models,
        strategy,
        drawsPerPrompt,
        usageLimit,
        seed,
        partitions,
        draws,
        chunk,
        keepCandidates);
  }

  /**
   * Returns the same settings with another number of prompts in memory.
   *
   * @param prompts the number of prompts that a task holds at a time, at least 1
   * @return settings with this one
   */
  public JobSettings withChunk(int prompts) {
    return new JobSettings(
        models,
        strategy,
        drawsPerPrompt,
        usageLimit,
        seed,
        partitions,
        maxInFlight,
        prompts,
        keepCandidates);
  }

  /**
   * Returns the same settings with a limit on the candidates that are written.
   *
   * @param candidates the number of candidates of a prompt that each round writes, the best ones, at least 1
   * @return settings with this one
   */
  public JobSettings withKeepCandidates(int candidates) {
    return new JobSettings(
        models,
        strategy,
        drawsPerPrompt,
        usageLimit,
        seed,
        partitions,
        maxInFlight,
        chunk,
        candidates);
  }

  /** Settings that must not change when a job is started again, a line each. */
  String fingerprint() {
    return "strategy=%s%ndrawsPerPrompt=%d%nusageLimit=%s%nseed=%d%npartitions=%d%nkeepCandidates=%d%n"
        .formatted(strategy, drawsPerPrompt, usageLimit, seed, partitions, keepCandidates);
  }

  /** Returns whether the most frequent answer wins, in place of the highest reward. */
  boolean isVote() {
    return strategy instanceof VotesStrategy;
  }

  /** Returns whether the budget is in tokens or money. */
  boolean isInUsage() {
    return usageLimit < Double.POSITIVE_INFINITY;
  }

  /** The batch of so many prompts. */
  BatchInParts batch(long prompts, RewardSamples history) {
    BatchInParts batch =
        BatchInParts.of(prompts, drawsPerPrompt, history.range()).withHistory(history);
    return isInUsage() ? batch.withUsageLimit(usageLimit) : batch;
  }

  private static void atLeastOne(int value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "%s must be at least 1, but was %d".formatted(name, value));
    }
  }
}
