package io.github.bestofn.estimate.bayes;

/**
 * A survival function S that is constant on {@link Cells}, with its marginal gains
 * \[ \Delta_j(M) = \int_M^\infty (1 - S(x))^j S(x) \, dx, \]
 * the first three of which are summed beforehand. Immutable: it may be published without synchronisation.
 */
final class GridSurvival {

  private static final int SUMMED = 3;

  private final Cells cells;
  private final double[] survival;

  /* sums[3 c + j] is the gain of draw j from the lower edge of cell c on. */
  private final double[] sums;

  /**
   * Sets the function.
   *
   * @param cells the cells
   * @param survival the probability that a reward exceeds those of each cell, never increasing; owned by this
   */
  GridSurvival(Cells cells, double[] survival) {
    this.cells = cells;
    this.survival = survival;
    this.sums = new double[SUMMED * (survival.length + 1)];
    for (int cell = survival.length - 1; cell >= 0; cell--) {
      double term = cells.width(cell) * survival[cell];
      for (int k = SUMMED * cell; k < SUMMED * (cell + 1); k++) {
        sums[k] = sums[k + SUMMED] + term;
        term *= 1 - survival[cell];
      }
    }
  }

  /** The survival function on a cell. */
  double onCell(int cell) {
    return survival[cell];
  }

  /**
   * Adds the gains of further draws, times a weight, to others.
   *
   * @param incumbent M
   * @param cell the cell of M
   * @param end the cell from which on S is taken to be 0, or the number of cells
   * @param weight the weight
   * @param gains where to add the gain of each further draw
   */
  void addGains(double incumbent, int cell, int end, double weight, double[] gains) {
    if (incumbent < cells.edge(0)) {
      gains[0] += weight
          * (cells.edge(0) - incumbent); // S is 1 below the cells: only the first draw gains.
    }
    double from = Math.max(incumbent, cells.edge(0));
    if (cell >= end) {
      return;
    }
    double part = weight * (cells.edge(cell + 1) - from) * survival[cell];
    int summed = Math.min(SUMMED, gains.length);
    for (int j = 0; j < summed; j++) {
      gains[j] += part + weight * (sums[SUMMED * (cell + 1) + j] - sums[SUMMED * end + j]);
      part *= 1 - survival[cell];
    }
    if (gains.length > SUMMED) {
      addFurther(from, cell, end, weight, gains);
    }
  }

  private void addFurther(double incumbent, int first, int end, double weight, double[] gains) {
    for (int cell = first; cell < end; cell++) {
      double low = cell == first ? incumbent : cells.edge(cell);
      double remaining = 1 - survival[cell];
      double term = weight * (cells.edge(cell + 1) - low) * survival[cell];
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
