package io.github.bestofn.estimate;

/**
 * What is believed about a prompt's next reward: weighted hypotheses, each with a survival function that is constant on
 * the cells of a common grid. Gains are mixed, not distributions: with \( w_c \) the weights,
 * \[ \Delta_j = \sum_c w_c \int_M^\infty F_c(x)^j (1 - F_c(x)) \, dx. \]
 */
final class GridPosterior {

  private final double[] edges;
  private final double[][] survivals;
  private final double[] weights;
  private final double shift;

  /**
   * A belief.
   *
   * @param edges the edges of the cells, ascending
   * @param survivals for each hypothesis the probability that a reward exceeds those of a cell
   * @param weights how probable each hypothesis is, adding up to 1
   * @param shift what to add to an edge for a reward of this prompt
   */
  GridPosterior(double[] edges, double[][] survivals, double[] weights, double shift) {
    this.edges = edges;
    this.survivals = survivals;
    this.weights = weights;
    this.shift = shift;
  }

  /**
   * Adds the gains of further draws to others.
   *
   * @param incumbent the best reward so far
   * @param ceiling the highest reward that is possible
   * @param factor what to multiply them by
   * @param gains the sums, one for each further draw
   */
  void addGains(double incumbent, double ceiling, double factor, double[] gains) {
    int cells = edges.length - 1;
    double from = incumbent - shift;
    int first = cellAt(from);
    if (cells == 0 || first == cells) {
      return;
    }
    for (int c = 0; c < survivals.length; c++) {
      double[] survival = survivals[c];
      for (int cell = first; cell < cells; cell++) {
        double start = cell == first ? from : edges[cell];
        double s = survival[cell];
        double end = Math.min(edges[cell + 1], ceiling - shift);
        double term = factor * weights[c] * Math.max(0, end - start) * s;
        for (int j = 0; j < gains.length; j++) {
          gains[j] += term;
          term *= 1 - s;
        }
      }
    }
  }

  /** The probability that the next reward exceeds a value. */
  double survival(double x) {
    int cells = edges.length - 1;
    int cell = cellAt(x - shift);
    if (cell == cells) {
      return 0;
    }
    double sum = 0;
    for (int c = 0; c < survivals.length; c++) {
      sum += weights[c] * survivals[c][cell];
    }
    return sum;
  }

  /** The cell that a value is in; below the grid the first one, above it the number of cells. */
  private int cellAt(double x) {
    int low = 0;
    int high = edges.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (edges[middle + 1] > x) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
