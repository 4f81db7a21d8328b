package io.github.bestofn.benchmarks.tables;

import java.util.ArrayList;
import java.util.List;

/** The rows of a table while its file is read. */
final class Rows {

  private final String file;
  private final List<String> prompts = new ArrayList<>();
  private final List<double[]> cells = new ArrayList<>();

  /**
   * No rows.
   *
   * @param file the name of the file, for messages
   */
  Rows(String file) {
    this.file = file;
  }

  /** Adds a row, in which NaN stands for an empty cell. */
  void add(String prompt, double[] row) {
    prompts.add(prompt);
    cells.add(row);
  }

  /**
   * Returns what is wrong with a row.
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
   * Returns all rows.
   *
   * @throws IllegalArgumentException if there is none, or no value in any
   */
  Cells cells() {
    Cells all = new Cells(file, prompts, cells.toArray(new double[0][]));
    if (all.values() == 0) {
      throw new IllegalArgumentException(file + ": must have at least one reward, but has none");
    }
    return all;
  }

  static String shortened(String value) {
    return value.length() <= 40 ? value : value.substring(0, 40) + "...";
  }
}
