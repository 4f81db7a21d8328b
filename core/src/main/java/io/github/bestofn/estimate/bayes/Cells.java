package io.github.bestofn.estimate.bayes;

/** Cells of rewards, on each of which a survival function is constant. Below the first cell it is 1, above the last 0. */
final class Cells {

  private final double[] edges;

  /**
   * Sets the edges.
   *
   * @param edges the edges, ascending and distinct, at least one
   */
  Cells(double[] edges) {
    this.edges = edges;
  }

  /** The number of cells. */
  int count() {
    return edges.length - 1;
  }

  /** The lower edge of a cell, or for the number of cells the upper edge of the last one. */
  double edge(int cell) {
    return edges[cell];
  }

  double width(int cell) {
    return edges[cell + 1] - edges[cell];
  }

  /** The cell of a value: the first for a value below the cells, their number for a value above. */
  int at(double x) {
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
