package io.github.bestofn.estimate;

import com.google.common.primitives.Doubles;
import java.util.Arrays;

/**
 * Every prompt of the batch is a hypothesis for every other. A hypothesis is as probable as a smoothed histogram of its
 * prompt's rewards makes those of the prompt in question, and the prompt's own rewards update it as a Dirichlet process
 * with it as the base. Rewards are compared after they were shifted by each prompt's mean, shrunk.
 */
final class Peers implements Pooling {

  private static final double CONCENTRATION = 20;
  private static final double POOL_WEIGHT = 12;
  private static final double TEMPER = 0.4;
  private static final int BINS = 10;
  private static final double BIN_WEIGHT = 4;
  private static final int CELLS = 64;
  private static final int CELLS_BEYOND = 24;
  private static final double REACH_BEYOND = 4;
  private static final double LEAST_WIDTH = 1e-12;

  /* Gains of so many hypotheses are added in one loop: each term waits for the one before, but not for the others'. */
  private static final int AT_ONCE = 4;

  private final RewardSpread spread;
  private final Cells cells;
  private final double[] binEdges;
  private final double[] base;
  private final double[][] logBins;

  /* For each cell those of the hypotheses. The place after the others' is that of the prompt in question. */
  private final double[][] survivals;
  private final double[] pooled;

  /**
   * Learns from a batch.
   *
   * @param spread its rewards, at least one
   * @param least the least of the prompts' best rewards, shifted: below it nothing matters
   */
  Peers(RewardSpread spread, double least) {
    this.spread = spread;
    double[][] components = shifted(spread);
    double[] pool = Doubles.concat(components);
    Arrays.sort(pool);
    double top = pool[pool.length - 1];
    this.binEdges = binEdges(pool);
    double[][] counts = new double[components.length][];
    this.base = new double[binEdges.length + 1];
    for (int c = 0; c < components.length; c++) {
      counts[c] = histogram(components[c]);
      for (int bin = 0; bin < base.length; bin++) {
        base[bin] += counts[c][bin];
      }
    }
    for (int bin = 0; bin < base.length; bin++) {
      base[bin] = (base[bin] + 0.5) / (pool.length + 0.5 * base.length);
    }
    double excess = Grids.meanExcess(pool);
    this.cells = new Cells(Grids.edges(
        Math.min(least, top), top, CELLS, REACH_BEYOND * excess, CELLS_BEYOND, new double[0]));
    this.pooled = pooledSurvival(pool, top, excess);
    this.logBins = new double[components.length][];
    this.survivals = new double[cells.count()][padded(components.length + 1)];
    for (int c = 0; c < components.length; c++) {
      int n = components[c].length;
      logBins[c] = logProbabilities(counts[c], n);
      double width = Grids.bandwidth(components[c]);
      for (int cell = 0; cell < pooled.length; cell++) {
        double own = exceeding(components[c], width, cells.middle(cell));
        survivals[cell][c] = mixed(n, own, POOL_WEIGHT, pooled[cell]);
      }
    }
  }

  @Override
  public Opinion opinion(int prompt, double[] rewards) {
    double shift = spread.shift(rewards);
    double[] own = rewards.clone();
    for (int k = 0; k < own.length; k++) {
      own[k] -= shift;
    }
    Arrays.sort(own);
    double[] counts = histogram(own);
    double[] logs = new double[padded(logBins.length + 1)];
    Arrays.fill(logs, logBins.length + 1, logs.length, Double.NEGATIVE_INFINITY);
    for (int c = 0; c < logBins.length; c++) {
      for (int bin = 0; bin < counts.length; bin++) {
        logs[c] += counts[bin] * logBins[c][bin];
      }
    }
    int self = spread.componentOf(prompt);
    if (self >= 0) {
      logs[self] = Double.NEGATIVE_INFINITY;
    }
    logs[logBins.length] = leaveOneOut(counts, own.length);
    double[] weights = Grids.weights(logs, TEMPER);
    return new Mixture(own, shift, weights);
  }

  /** The number of hypotheses with those of no weight that make it a multiple of those added at once. */
  private static int padded(int hypotheses) {
    return (hypotheses + AT_ONCE - 1) / AT_ONCE * AT_ONCE;
  }

  private static double mixed(double weight, double value, double otherWeight, double other) {
    return (weight * value + otherWeight * other) / (weight + otherWeight);
  }

  private double leaveOneOut(double[] counts, int n) {
    double sum = 0;
    for (int bin = 0; bin < counts.length; bin++) {
      if (counts[bin] > 0) {
        sum += counts[bin]
            * Math.log((counts[bin] - 1 + BIN_WEIGHT * base[bin]) / (n - 1 + BIN_WEIGHT));
      }
    }
    return sum;
  }

  private double[] logProbabilities(double[] counts, int n) {
    double[] logs = new double[counts.length];
    for (int bin = 0; bin < logs.length; bin++) {
      logs[bin] = Math.log((counts[bin] + BIN_WEIGHT * base[bin]) / (n + BIN_WEIGHT));
    }
    return logs;
  }

  private double[] histogram(double[] sorted) {
    double[] counts = new double[binEdges.length + 1];
    int bin = 0;
    for (double reward : sorted) {
      while (bin < binEdges.length && reward > binEdges[bin]) {
        bin++;
      }
      counts[bin]++;
    }
    return counts;
  }

  private double[] pooledSurvival(double[] pool, double top, double excess) {
    double[] survival = new double[cells.count()];
    for (int cell = 0; cell < survival.length; cell++) {
      survival[cell] = Grids.exceeding(pool, top, excess, cells.middle(cell));
    }
    return survival;
  }

  /** The share above a value: smoothed by a normal kernel, if it has a width. */
  private static double exceeding(double[] sorted, double width, double x) {
    if (width <= LEAST_WIDTH) {
      return Grids.exceeding(sorted, x);
    }
    double sum = 0;
    for (double reward : sorted) {
      sum += Shapes.normal((reward - x) / width);
    }
    return sum / sorted.length;
  }

  private static double[][] shifted(RewardSpread spread) {
    double[][] components = spread.components().clone();
    for (int c = 0; c < components.length; c++) {
      double shift = spread.shift(components[c]);
      components[c] = Arrays.stream(components[c]).map(reward -> reward - shift).toArray();
    }
    return components;
  }

  private static double[] binEdges(double[] pool) {
    double[] quantiles = new double[BINS - 1];
    for (int bin = 1; bin < BINS; bin++) {
      quantiles[bin - 1] = Grids.quantile(pool, (double) bin / BINS);
    }
    return Arrays.stream(quantiles).distinct().toArray();
  }

  /** Weighted hypotheses, updated by the prompt's own rewards; the last one is the prompt itself. */
  private final class Mixture implements Opinion {

    private final double[] own;
    private final double shift;
    private final double[] weights;
    private final double width;

    Mixture(double[] own, double shift, double[] weights) {
      this.own = own;
      this.shift = shift;
      this.weights = weights;
      this.width = Grids.bandwidth(own);
    }

    @Override
    public double survival(double x) {
      int cell = cells.at(x - shift);
      double[] gain = new double[1];
      if (cell < cells.count()) {
        addGains(cell, 1, gain);
      }
      return gain[0];
    }

    @Override
    public void addGains(double incumbent, double ceiling, double share, double[] gains) {
      double from = incumbent - shift;
      double to = ceiling - shift;
      int first = cells.at(from);
      for (int cell = first; cell < cells.count() && cells.edge(cell) < to; cell++) {
        double start = cell == first ? from : cells.edge(cell);
        addGains(cell, share * (Math.min(cells.edge(cell + 1), to) - start), gains);
      }
    }

    /** Adds the gains of a cell of some width. */
    private void addGains(int cell, double length, double[] gains) {
      double share = exceeding(own, width, cells.middle(cell));
      double ownPart = own.length / (CONCENTRATION + own.length) * share;
      double basePart = CONCENTRATION / (CONCENTRATION + own.length);
      double[] bases = survivals[cell];
      bases[logBins.length] = mixed(own.length, share, POOL_WEIGHT, pooled[cell]);
      for (int c = 0; c < weights.length; c += AT_ONCE) {
        double survival0 = basePart * bases[c] + ownPart;
        double survival1 = basePart * bases[c + 1] + ownPart;
        double survival2 = basePart * bases[c + 2] + ownPart;
        double survival3 = basePart * bases[c + 3] + ownPart;
        double term0 = length * weights[c] * survival0;
        double term1 = length * weights[c + 1] * survival1;
        double term2 = length * weights[c + 2] * survival2;
        double term3 = length * weights[c + 3] * survival3;
        for (int j = 0; j < gains.length; j++) {
          gains[j] += term0 + term1 + (term2 + term3);
          term0 *= 1 - survival0;
          term1 *= 1 - survival1;
          term2 *= 1 - survival2;
          term3 *= 1 - survival3;
        }
      }
    }
  }
}
