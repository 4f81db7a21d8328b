package io.github.bestofn.estimate;

/** Scores of rewards that do not repeat: by a kernel estimate, with exponential tails beyond what was seen. */
final class ContinuousScores extends Scores {

  private static final int NODES = 192;
  private static final int CELLS = 64;
  private static final int CELLS_BEYOND = 24;
  private static final double REACH = 4;
  private static final double LEAST_LOG_DENSITY = -14;
  private static final double LEAST_STEP = 1e-7;

  private final double low;
  private final double step;
  private final double[] nodes;

  private ContinuousScores(
      double low, double step, double[] nodes, double[] edges, double[] cells) {
    super(edges, cells);
    this.low = low;
    this.step = step;
    this.nodes = nodes;
  }

  static ContinuousScores of(RewardSpread spread, double least, double highest) {
    double[] pool = spread.pool();
    double top = pool[pool.length - 1];
    double excess = excess(pool);
    double width = Math.max(Grids.bandwidth(pool), 1e-9 * (top - pool[0]));
    double low = pool[0] - REACH * width;
    double reach = Math.max(REACH * width, REACH * excess);
    double step = (top + reach - low) / (NODES - 1);
    double[] nodes = nodes(spread, low, step, width, excess);
    double[] edges = Grids.edges(
        Math.min(least, top),
        top,
        CELLS,
        Math.min(reach, highest - top),
        CELLS_BEYOND,
        new double[0]);
    double[] cells = new double[edges.length - 1];
    for (int cell = 0; cell < cells.length; cell++) {
      cells[cell] = score((edges[cell] + edges[cell + 1]) / 2, low, step, nodes);
    }
    return new ContinuousScores(low, step, nodes, edges, cells);
  }

  static double excess(double[] pool) {
    double excess = Grids.meanExcess(pool);
    return excess > 0 ? excess : (pool[pool.length - 1] - pool[0]) / 10;
  }

  private static double[] nodes(
      RewardSpread spread, double low, double step, double width, double excess) {
    double[] below = new double[NODES];
    double[][] components = spread.components();
    for (double[] rewards : components) {
      double weight = 1.0 / (components.length * rewards.length);
      for (double reward : rewards) {
        for (int k = 0; k < NODES; k++) {
          below[k] += weight * Shapes.normal((low + k * step - reward) / width);
        }
      }
    }
    double[] pool = spread.pool();
    double top = pool[pool.length - 1];
    double[] nodes = new double[NODES];
    double last = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < NODES; k++) {
      double x = low + k * step;
      double above = Math.max(1 - below[k], x > top ? beyond(x - top, excess, pool.length) : 0);
      double under = Math.max(below[k], x < pool[0] ? beyond(pool[0] - x, excess, pool.length) : 0);
      double score = above < 0.5
          ? -Shapes.quantile(Math.max(above, 1e-12))
          : Shapes.quantile(Math.min(Math.max(under, 1e-12), 1 - 1e-12));
      last = Math.max(score, last + LEAST_STEP);
      nodes[k] = last;
    }
    return nodes;
  }

  private static double beyond(double distance, double excess, int n) {
    return Math.exp(-distance / excess) / (n + 1);
  }

  private static double score(double x, double low, double step, double[] nodes) {
    double place = Math.min(Math.max((x - low) / step, 0), NODES - 1 - 1e-9);
    int k = (int) place;
    return nodes[k] + (place - k) * (nodes[k + 1] - nodes[k]);
  }

  @Override
  void addLogLikelihoods(double reward, float[] logs) {
    double z = score(reward, low, step, nodes);
    for (int pair = 0; pair < Hypotheses.PAIRS; pair++) {
      double scale = Hypotheses.scale(pair);
      Shapes.addLogDensities(
          (z - Hypotheses.location(pair)) / scale,
          LEAST_LOG_DENSITY,
          Hypotheses.logScale(pair),
          logs,
          pair * Shapes.COUNT);
    }
  }
}
