package io.github.bestofn.benchmarks;

import io.github.bestofn.benchmarks.tables.Cells;
import io.github.bestofn.evaluate.RewardTable;
import picocli.CommandLine.Option;

/** The recorded rewards that a command looks at. */
final class RewardsOption {

  @Option(
      names = "--rewards",
      paramLabel = "TABLE",
      required = true,
      description = Rewards.DESCRIPTION)
  private String rewards = "";

  /** The table as it was named. */
  String name() {
    return rewards;
  }

  /** Returns the table with its empty cells, to be paired with another one. */
  Cells cells() {
    return Rewards.cells(rewards);
  }

  /**
   * The table.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  RewardTable table() {
    return Rewards.table(rewards);
  }
}
