package io.github.bestofn.spark;

import io.github.bestofn.allocate.AdaptiveStrategy;
import io.github.bestofn.allocate.Strategies;
import java.io.Serializable;
import java.util.Objects;

/**
 * The settings of a job.
 *
 * @param models opens the clients
 * @param strategy how the prompts share the budget, in waves: each is a round over the whole cluster
 * @param drawsPerPrompt the budget per prompt, at least 1
 * @param seed what all draws' seeds are derived from, besides the prompts' ids
 * @param partitions how many parts the prompts are cut into, at least 1: a part is what a lost task repeats
 * @param maxInFlight how many draws an executor's tasks may have in flight together, at least 1
 * @param chunk how many prompts a task holds in memory at a time, at least 1
 * @param keepCandidates how many candidates of a prompt each round writes, its best ones, at least 1
 * @serial exclude
 */
public record JobSettings(
    Models.Factory models,
    AdaptiveStrategy strategy,
    int drawsPerPrompt,
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
   * @param strategy how the prompts share the budget
   * @param drawsPerPrompt the budget per prompt, at least 1
   * @param seed what all draws' seeds are derived from
   * @param partitions how many parts the prompts are cut into, at least 1
   * @param maxInFlight how many draws an executor's tasks may have in flight together, at least 1
   * @param chunk how many prompts a task holds in memory at a time, at least 1
   * @param keepCandidates how many candidates of a prompt each round writes, at least 1
   */
  public JobSettings {
    Objects.requireNonNull(models, "models");
    Objects.requireNonNull(strategy, "strategy");
    atLeastOne(drawsPerPrompt, "drawsPerPrompt");
    atLeastOne(partitions, "partitions");
    atLeastOne(maxInFlight, "maxInFlight");
    atLeastOne(chunk, "chunk");
    atLeastOne(keepCandidates, "keepCandidates");
  }

  /**
   * Four waves, 16 draws per prompt, seed 1, 64 draws in flight, 1,024 prompts at a time, all candidates kept.
   *
   * @param models opens the clients
   * @param partitions how many parts the prompts are cut into, at least 1
   * @return the settings
   */
  public static JobSettings of(Models.Factory models, int partitions) {
    return new JobSettings(
        models,
        Strategies.adaptive().maxWaves(FEW),
        16,
        1,
        partitions,
        64,
        1024,
        Integer.MAX_VALUE);
  }

  /** Settings that must not change when a job is started again, a line each. */
  String fingerprint() {
    return "strategy=%s%ndrawsPerPrompt=%d%nseed=%d%npartitions=%d%nkeepCandidates=%d%n"
        .formatted(strategy, drawsPerPrompt, seed, partitions, keepCandidates);
  }

  private static void atLeastOne(int value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "%s must be at least 1, but was %d".formatted(name, value));
    }
  }
}
