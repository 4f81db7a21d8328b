package io.github.bestofn.estimate;

import java.util.function.IntToDoubleFunction;

/**
 * A survival function that is constant on cells, with the gains of a few further draws summed up from the last cell down,
 * as far as they are asked for.
 */
final class Tails {

  private static final int SUMMED = 3;

  private final Cells cells;
  private final IntToDoubleFunction survivals;
  private final double[] survival;
  private final double[] sums;

  /* The cells from here on are summed up. */
  private int first;

  /**
   * A survival function.
   *
   * @param survivals the probability that a reward exceeds those of a cell
   */
  Tails(Cells cells, IntToDoubleFunction survivals) {
    this.cells = cells;
    this.survivals = survivals;
    this.survival = new double[cells.count()];
    this.sums = new double[SUMMED * (cells.count() + 1)];
    this.first = cells.count();
  }

  /** The probability that a reward exceeds those of a cell. */
  double survival(int cell) {
    sumFrom(cell);
    return survival[cell];
  }

  /** Adds the gains of further draws, times a factor, to others; the incumbent is in the cell. */
  void addGains(double incumbent, int cell, double factor, double[] gains) {
    sumFrom(cell);
    double part = factor * (cells.edge(cell + 1) - incumbent) * survival[cell];
    int summed = Math.min(SUMMED, gains.length);
    for (int j = 0; j < summed; j++) {
      gains[j] += part + factor * sums[SUMMED * (cell + 1) + j];
      part *= 1 - survival[cell];
    }
    if (gains.length > SUMMED) {
      addFurther(incumbent, cell, factor, gains);
    }
  }

  private void sumFrom(int from) {
    for (int cell = first - 1; cell >= from; cell--) {
      double exceeding = survivals.applyAsDouble(cell);
      double term = cells.width(cell) * exceeding;
      survival[cell] = exceeding;
      for (int k = SUMMED * cell; k < SUMMED * (cell + 1); k++) {
        sums[k] = sums[k + SUMMED] + term;
        term *= 1 - exceeding;
      }
    }
    this.first = Math.min(first, from);
  }

  /** Those of draws that are not summed up. */
  private void addFurther(double incumbent, int from, double factor, double[] gains) {
    for (int cell = from; cell < survival.length; cell++) {
      double low = cell == from ? incumbent : cells.edge(cell);
      double remaining = 1 - survival[cell];
      double term = factor * (cells.edge(cell + 1) - low) * survival[cell];
      for (int j = 0; j < SUMMED; j++) {
        term *= remaining;
      }
      for (int j = SUMMED; j < gains.length; j++) {
        gains[j] += term;
        term *= remaining;
      }
    }
  }
}
