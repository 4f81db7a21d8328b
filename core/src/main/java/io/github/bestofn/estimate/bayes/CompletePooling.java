package io.github.bestofn.estimate.bayes;

import io.github.bestofn.estimate.numeric.Samples;
import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * Complete pooling: the next reward of every prompt has the distribution of all rewards together, whatever the prompt's own were.
 * Beyond the best of them the tail is exponential, with the mean excess of the top tenth.
 */
final class CompletePooling implements PredictiveModel, PredictiveModel.Predictive {

  private final Cells cells;
  private final GridSurvival survival;

  /**
   * Pools rewards.
   *
   * @param summary the rewards, at least one
   * @param highest the highest reward that is possible
   */
  CompletePooling(BatchSummary summary, double highest) {
    double[] pool = summary.pool();
    double top = summary.top();
    double excess = Samples.meanExcess(pool);
    double reach =
        summary.ceiling().isPresent() ? 0 : Math.min(Tuning.REACH_OF_TAIL * excess, highest - top);
    DoubleStream.Builder edges = DoubleStream.builder();
    Arrays.stream(pool).distinct().forEach(edges::add);
    for (int k = 1; k <= Tuning.TIED_CELLS_BEYOND && reach > 0; k++) {
      edges.add(top + reach * k / Tuning.TIED_CELLS_BEYOND);
    }
    this.cells = new Cells(edges.build().toArray());
    double[] exceeding = new double[cells.count()];
    for (int cell = 0; cell < exceeding.length; cell++) {
      double x = cells.middle(cell);
      exceeding[cell] = x > top
          ? Math.exp(-(x - top) / Math.max(excess, Double.MIN_NORMAL)) / (pool.length + 1)
          : Samples.exceeding(pool, x);
    }
    this.survival = new GridSurvival(cells, exceeding);
  }

  @Override
  public Predictive posterior(double[] ascending, int prompt) {
    return this;
  }

  @Override
  public double logMarginalLikelihood() {
    return 0;
  }

  @Override
  public double survival(double x) {
    int cell = cells.at(x);
    return x < cells.edge(0) ? 1 : cell < cells.count() ? survival.onCell(cell) : 0;
  }

  @Override
  public void addGains(double incumbent, double weight, double[] gains) {
    survival.addGains(incumbent, cells.at(incumbent), cells.count(), weight, gains);
  }
}
