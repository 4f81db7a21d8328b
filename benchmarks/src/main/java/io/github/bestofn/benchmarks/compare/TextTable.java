package io.github.bestofn.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;

/** An aligned table for people: the first column flush left, the others flush right. */
public final class TextTable {

  private final List<String[]> rows = new ArrayList<>();

  /**
   * A table without rows.
   *
   * @param header the names of the columns
   */
  public TextTable(String... header) {
    rows.add(header.clone());
  }

  /**
   * Adds a row.
   *
   * @param cells a cell for each column
   */
  public void add(String... cells) {
    rows.add(cells.clone());
  }

  /**
   * Returns the table.
   *
   * @return its lines, two spaces between columns
   */
  @Override
  public String toString() {
    int[] widths = new int[rows.get(0).length];
    for (String[] row : rows) {
      for (int k = 0; k < widths.length; k++) {
        widths[k] = Math.max(widths[k], row[k].length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder(row[0] + " ".repeat(widths[0] - row[0].length()));
      for (int k = 1; k < widths.length; k++) {
        line.append("  ").append(" ".repeat(widths[k] - row[k].length())).append(row[k]);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
