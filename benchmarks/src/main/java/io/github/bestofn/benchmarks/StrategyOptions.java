package io.github.bestofn.benchmarks;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Batch;
import io.github.bestofn.evaluate.RewardTable;
import io.github.bestofn.spi.RewardRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which strategies a command compares on recorded rewards, and what it tells them. */
final class StrategyOptions {

  @Option(
      names = "--strategy",
      paramLabel = "NAME[:key=value,...]",
      required = true,
      description = "What to compare, once or more: ${COMPLETION-CANDIDATES}.",
      completionCandidates = StrategyNames.Candidates.class)
  private List<String> strategies = new ArrayList<>();

  @Option(
      names = "--in-flight",
      paramLabel = "C",
      description = "Draws that are out when a strategy decides. Defaults to K.")
  private @Nullable Integer inFlight;

  @Option(
      names = "--reward-range",
      paramLabel = "LO,HI",
      description =
          "The range of possible rewards, which strategies use; -Infinity and Infinity are no bounds. "
              + "Defaults to no bounds.")
  private @Nullable String rewardRange;

  @Option(
      names = "--calibration-prompts",
      paramLabel = "C",
      defaultValue = "0",
      description =
          "Prompts kept out of the batches, of which strategies get B rewards each, at most 64, as history. "
              + "Defaults to ${DEFAULT-VALUE}.")
  private int calibrationPrompts;

  /**
   * The strategies by name, in the order given.
   *
   * @throws IllegalArgumentException if there is none of a name, or a name is given twice
   */
  Map<String, AllocationStrategy> chosen() {
    Map<String, AllocationStrategy> chosen = new LinkedHashMap<>();
    for (String name : strategies) {
      checkArgument(
          chosen.put(name, StrategyNames.strategy(name)) == null,
          "--strategy %s must be given once, but was given twice",
          name);
    }
    return chosen;
  }

  /**
   * Returns how many draws are out when a strategy decides.
   *
   * @param batchSize the number of prompts of a batch, for when nothing else is said
   * @throws IllegalArgumentException if it is below 1
   */
  int inFlight(int batchSize) {
    return inFlight == null ? batchSize : Checks.atLeast(1, inFlight, "--in-flight");
  }

  /**
   * Returns how many prompts are kept out of the batches and given to strategies as history.
   *
   * @throws IllegalArgumentException if it is below 0
   */
  int calibrationPrompts() {
    return Checks.atLeast(0, calibrationPrompts, "--calibration-prompts");
  }

  /**
   * The rewards that are possible.
   *
   * @throws IllegalArgumentException if they are malformed
   */
  RewardRange range() {
    return range(rewardRange);
  }

  static RewardRange range(@Nullable String rewardRange) {
    if (rewardRange == null) {
      return RewardRange.unbounded();
    }
    String[] ends = rewardRange.split(",", -1);
    try {
      checkArgument(ends.length == 2);
      return RewardRange.of(Double.parseDouble(ends[0]), Double.parseDouble(ends[1]));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "--reward-range must be LO,HI with LO below HI, but was " + rewardRange, e);
    }
  }

  /** Refuses a table with a reward that is not possible. */
  void checkRange(String name, RewardTable table) {
    checkRange(name, table, rewardRange);
  }

  static void checkRange(String name, RewardTable table, @Nullable String rewardRange) {
    RewardRange range = range(rewardRange);
    for (int prompt = 0; prompt < table.prompts().size(); prompt++) {
      for (double reward : table.rewards(prompt)) {
        checkArgument(
            range.contains(reward),
            "--reward-range %s must hold every reward, but prompt %s of %s has %s",
            rewardRange,
            prompt + 1,
            name,
            reward);
      }
    }
  }

  /** Refuses settings that are impossible with a budget, before any draw. */
  void checkStrategies(Map<String, AllocationStrategy> chosen, int batchSize, int budget) {
    inFlight(batchSize);
    calibrationPrompts();
    checkArgument(
        (long) batchSize * budget <= Integer.MAX_VALUE,
        "--batch-size times --budget must be at most 2147483647, but was %s",
        (long) batchSize * budget);
    Batch batch = Batch.of(batchSize, batchSize * budget, range());
    chosen.forEach((name, strategy) -> {
      if (!StrategyNames.isOracle(name)) {
        try {
          strategy.begin(batch);
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException("--strategy " + name + ": " + e.getMessage(), e);
        }
      }
    });
  }
}
