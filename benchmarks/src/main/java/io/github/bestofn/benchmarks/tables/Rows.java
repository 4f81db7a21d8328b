package io.github.bestofn.benchmarks.tables;

import io.github.bestofn.evaluate.RewardTable;
import java.util.ArrayList;
import java.util.List;

/** The rows of a table while its file is read. */
final class Rows {

  private final String file;
  private final List<String> prompts = new ArrayList<>();
  private final List<double[]> rewards = new ArrayList<>();

  /**
   * No rows.
   *
   * @param file the name of the file, for messages
   */
  Rows(String file) {
    this.file = file;
  }

  void add(String prompt, double[] rewardsOfPrompt) {
    prompts.add(prompt);
    rewards.add(rewardsOfPrompt);
  }

  /**
   * What is wrong with a row.
   *
   * @param row its line in the file, from 1
   * @param rule the rule it breaks
   */
  IllegalArgumentException bad(long row, String rule) {
    return new IllegalArgumentException("%s, row %d: %s".formatted(file, row, rule));
  }

  /**
   * A finite number.
   *
   * @param row the line in the file, from 1
   * @param cell the name of the cell
   * @param value what is there
   */
  double finite(long row, String cell, double value) {
    if (!Double.isFinite(value)) {
      throw notFinite(row, cell, Double.toString(value));
    }
    return value;
  }

  IllegalArgumentException notFinite(long row, String cell, String value) {
    return bad(row, "%s must be a finite number, but was %s".formatted(cell, shortened(value)));
  }

  /**
   * All rows.
   *
   * @throws IllegalArgumentException if there is none, or no reward in any
   */
  RewardTable table() {
    if (rewards.stream().allMatch(row -> row.length == 0)) {
      throw new IllegalArgumentException(file + ": must have at least one reward, but has none");
    }
    return RewardTable.of(prompts, rewards.toArray(new double[0][]));
  }

  static String shortened(String value) {
    return value.length() <= 40 ? value : value.substring(0, 40) + "...";
  }
}
