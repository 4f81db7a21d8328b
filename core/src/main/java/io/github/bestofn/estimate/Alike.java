package io.github.bestofn.estimate;

/**
 * All prompts are alike: whatever a prompt's own rewards were, its next one is like one of all. Beyond the best of them the
 * tail is exponential, with the mean excess of the top tenth.
 */
final class Alike implements Pooling, Pooling.Opinion {

  private static final int CELLS_BEYOND = 24;
  private static final double REACH_BEYOND = 4;

  private final Cells cells;
  private final Tails tails;

  /**
   * Learns from a batch.
   *
   * @param spread its rewards, at least one
   * @param least the least of the prompts' best rewards: below it nothing matters
   * @param highest the highest reward that is possible
   */
  Alike(RewardSpread spread, double least, double highest) {
    double[] pool = spread.pool();
    double top = pool[pool.length - 1];
    double excess = Grids.meanExcess(pool);
    double reach =
        spread.ceiling().isPresent() ? 0 : Math.min(REACH_BEYOND * excess, highest - top);
    this.cells = new Cells(Grids.edges(Math.min(least, top), top, 1, reach, CELLS_BEYOND, pool));
    this.tails = new Tails(cells, cell -> Grids.exceeding(pool, top, excess, cells.middle(cell)));
  }

  @Override
  public Opinion opinion(int prompt, double[] rewards) {
    return this;
  }

  @Override
  public double survival(double x) {
    int cell = cells.at(x);
    return cell < cells.count() ? tails.survival(cell) : 0;
  }

  @Override
  public void addGains(double incumbent, double ceiling, double factor, double[] gains) {
    int cell = cells.at(incumbent);
    if (cell < cells.count()) {
      tails.addGains(incumbent, cell, factor, gains);
    }
  }
}
