package io.github.bestofn.estimate;

/** Cells of rewards, on each of which survival functions are taken to be constant. */
final class Cells {

  private final double[] edges;

  /**
   * Cells.
   *
   * @param edges their edges, ascending and distinct, at least one
   */
  Cells(double[] edges) {
    this.edges = edges;
  }

  /** How many there are. */
  int count() {
    return edges.length - 1;
  }

  /** Where a cell begins, or the last one ends. */
  double edge(int cell) {
    return edges[cell];
  }

  /** How wide a cell is. */
  double width(int cell) {
    return edges[cell + 1] - edges[cell];
  }

  /** The middle of a cell. */
  double middle(int cell) {
    return (edges[cell] + edges[cell + 1]) / 2;
  }

  /** The cell that a value is in; below the cells the first one, above them the number of cells. */
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
