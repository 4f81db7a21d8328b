package io.github.bestofn.benchmarks.tables;

import com.google.common.collect.ImmutableList;
import io.github.bestofn.evaluate.RewardTable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A table with its empty cells, so that it pairs by row and column with another one of the same draws. Rows may
 * differ in length. Immutable.
 */
public final class Cells {

  private final String name;
  private final ImmutableList<String> prompts;
  private final double[][] cells;

  /**
   * Creates a table.
   *
   * @param name its name, for messages
   * @param prompts a name for each row
   * @param cells the rows; NaN stands for an empty cell; copied
   */
  public Cells(String name, List<String> prompts, double[][] cells) {
    this.name = name;
    this.prompts = ImmutableList.copyOf(prompts);
    this.cells = copy(cells);
  }

  /**
   * Returns a table without empty cells.
   *
   * @param name its name, for messages
   * @param table its rewards
   * @return the same table
   */
  public static Cells of(String name, RewardTable table) {
    double[][] cells = new double[table.prompts().size()][];
    Arrays.setAll(cells, table::rewards);
    return new Cells(name, table.prompts(), cells);
  }

  /**
   * Returns the cells.
   *
   * @return new rows; NaN stands for an empty cell
   */
  public double[][] toArray() {
    return copy(cells);
  }

  /**
   * Returns the values, without the empty cells.
   *
   * @return a table in which a value's place in its row is its rank among the values
   */
  public RewardTable table() {
    double[][] values = new double[cells.length][];
    Arrays.setAll(
        values, i -> Arrays.stream(cells[i]).filter(cell -> !Double.isNaN(cell)).toArray());
    return RewardTable.of(prompts, values);
  }

  /**
   * Checks that this table pairs with another by row and column.
   *
   * @param other the other table
   * @return this table
   * @throws IllegalArgumentException if the shapes differ; the message names both tables
   */
  public Cells requireShapeOf(Cells other) {
    if (cells.length != other.cells.length) {
      throw new IllegalArgumentException(
          "%s must have the shape of %s, but has %d prompts instead of %d"
              .formatted(name, other.name, cells.length, other.cells.length));
    }
    for (int i = 0; i < cells.length; i++) {
      if (cells[i].length != other.cells[i].length) {
        throw new IllegalArgumentException(
            "%s must have the shape of %s, but has %d columns instead of %d for prompt %d"
                .formatted(name, other.name, cells[i].length, other.cells[i].length, i));
      }
    }
    return this;
  }

  /**
   * Returns the values whose cells are not empty in another table either.
   *
   * @param other a table of the same shape
   * @return a table in which a value's place in its row is its rank among such values
   * @throws IllegalArgumentException if the shapes differ; the message names both tables
   */
  public RewardTable table(Cells other) {
    requireShapeOf(other);
    double[][] values = new double[cells.length][];
    for (int i = 0; i < cells.length; i++) {
      double[] own = cells[i];
      double[] paired = other.cells[i];
      values[i] = IntStream.range(0, own.length)
          .filter(k -> !Double.isNaN(own[k]) && !Double.isNaN(paired[k]))
          .mapToDouble(k -> own[k])
          .toArray();
    }
    return RewardTable.of(prompts, values);
  }

  /** Returns the number of cells that are not empty. */
  long values() {
    return Arrays.stream(cells)
        .flatMapToDouble(Arrays::stream)
        .filter(cell -> !Double.isNaN(cell))
        .count();
  }

  private static double[][] copy(double[][] rows) {
    return Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
  }
}
