package io.github.bestofn.estimate;

/** A survival function that is constant on cells, with the gains of a few further draws summed up beforehand. */
final class Tails {

  private static final int SUMMED = 3;

  private final Cells cells;
  private final double[] survival;
  private final double[][] sums;

  /**
   * A survival function.
   *
   * @param survival the probability that a reward exceeds those of each cell
   */
  Tails(Cells cells, double[] survival) {
    this.cells = cells;
    this.survival = survival;
    this.sums = new double[SUMMED][survival.length + 1];
    for (int cell = survival.length - 1; cell >= 0; cell--) {
      double term = cells.width(cell) * survival[cell];
      for (int j = 0; j < SUMMED; j++) {
        sums[j][cell] = sums[j][cell + 1] + term;
        term *= 1 - survival[cell];
      }
    }
  }

  /** The probability that a reward exceeds those of a cell. */
  double survival(int cell) {
    return survival[cell];
  }

  /** Adds the gains of further draws, times a factor, to others; the incumbent is in the cell. */
  void addGains(double incumbent, int cell, double factor, double[] gains) {
    double part = factor * (cells.edge(cell + 1) - incumbent) * survival[cell];
    int summed = Math.min(SUMMED, gains.length);
    for (int j = 0; j < summed; j++) {
      gains[j] += part + factor * sums[j][cell + 1];
      part *= 1 - survival[cell];
    }
    if (gains.length > SUMMED) {
      addFurther(incumbent, cell, factor, gains);
    }
  }

  /** Those of draws that are not summed up. */
  private void addFurther(double incumbent, int first, double factor, double[] gains) {
    for (int cell = first; cell < survival.length; cell++) {
      double from = cell == first ? incumbent : cells.edge(cell);
      double term = factor * (cells.edge(cell + 1) - from) * survival[cell];
      for (int j = 0; j < gains.length && term > 0; j++) {
        gains[j] += j < SUMMED ? 0 : term;
        term *= 1 - survival[cell];
      }
    }
  }
}
