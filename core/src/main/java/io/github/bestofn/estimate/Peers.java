package io.github.bestofn.estimate;

import java.util.Arrays;

/**
 * Every prompt of the batch is a hypothesis for every other. A hypothesis is as probable as a smoothed histogram of its
 * prompt's rewards makes those of the prompt in question, and the prompt's own rewards update it as a Dirichlet process
 * with it as the base. Rewards are compared raw, or aligned: shifted by each prompt's mean, shrunk.
 */
final class Peers implements Pooling {

  private static final double CONCENTRATION = 20;
  private static final double POOL_WEIGHT = 12;
  private static final double TEMPER = 0.4;
  private static final int BINS = 10;
  private static final double BIN_WEIGHT = 4;
  private static final int CELLS = 100;
  private static final int CELLS_BEYOND = 24;
  private static final double REACH_BEYOND = 4;
  private static final double LEAST_WEIGHT = 1e-4;

  private final RewardSpread spread;
  private final boolean isAligned;
  private final boolean hasAtoms;
  private final double ceiling;
  private final double[] edges;
  private final double[] binEdges;
  private final double[] base;
  private final double[][] logBins;
  private final double[][] survivals;
  private final double[] pooled;

  private Peers(RewardSpread spread, boolean isAligned, double[] incumbents, double highest) {
    this.spread = spread;
    this.isAligned = isAligned;
    double[][] components = components(spread, isAligned);
    double[] pool =
        Arrays.stream(components).flatMapToDouble(Arrays::stream).sorted().toArray();
    int n = pool.length;
    double top = pool[n - 1];
    this.ceiling = isAligned ? Double.NaN : spread.ceiling().orElse(Double.NaN);
    this.hasAtoms = !isAligned && n >= 3 && pool[n - 3] == top;
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
      base[bin] = (base[bin] + 0.5) / (n + 0.5 * base.length);
    }
    double excess = Grids.meanExcess(pool);
    double limit = isAligned ? Double.POSITIVE_INFINITY : highest;
    double reach = Double.isNaN(ceiling) ? Math.min(REACH_BEYOND * excess, limit - top) : 0;
    double low = Math.min(Arrays.stream(incumbents).min().orElse(top), top);
    this.edges = Grids.edges(low, top, CELLS, reach, CELLS_BEYOND, hasAtoms ? pool : new double[0]);
    this.pooled = pooledSurvival(pool, top, excess);
    this.logBins = new double[components.length][];
    this.survivals = new double[components.length][];
    for (int c = 0; c < components.length; c++) {
      logBins[c] = logProbabilities(counts[c], components[c].length);
      survivals[c] = ownSurvival(components[c]);
      for (int cell = 0; cell < pooled.length; cell++) {
        survivals[c][cell] =
            mixed(components[c].length, survivals[c][cell], POOL_WEIGHT, pooled[cell]);
      }
    }
  }

  /**
   * Learns from a batch.
   *
   * @param spread its rewards, at least one
   * @param isAligned whether prompts are shifted to have the same mean
   * @param incumbents best rewards of prompts: below the least of them nothing matters
   * @param highest the highest reward that is possible
   */
  static Peers of(RewardSpread spread, boolean isAligned, double[] incumbents, double highest) {
    return new Peers(spread, isAligned, incumbents, highest);
  }

  @Override
  public GridPosterior posterior(int prompt, double[] rewards) {
    double shift = isAligned ? spread.shift(rewards) : 0;
    double[] own = rewards.clone();
    for (int k = 0; k < own.length; k++) {
      own[k] -= shift;
    }
    Arrays.sort(own);
    double[] counts = histogram(own);
    double[] logs = new double[logBins.length + 1];
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
    return mixture(own, Grids.weights(logs, TEMPER), shift);
  }

  private GridPosterior mixture(double[] own, double[] weights, double shift) {
    double[] ownSurvival = ownSurvival(own);
    double[][] kept = new double[weights.length][];
    double[] keptWeights = new double[weights.length];
    int size = 0;
    double sum = 0;
    for (int c = 0; c < weights.length; c++) {
      if (weights[c] >= LEAST_WEIGHT) {
        double[] survival = new double[ownSurvival.length];
        for (int cell = 0; cell < survival.length; cell++) {
          double hypothesis = c < survivals.length
              ? survivals[c][cell]
              : mixed(own.length, ownSurvival[cell], POOL_WEIGHT, pooled[cell]);
          survival[cell] = mixed(CONCENTRATION, hypothesis, own.length, ownSurvival[cell]);
        }
        kept[size] = survival;
        keptWeights[size++] = weights[c];
        sum += weights[c];
      }
    }
    for (int c = 0; c < size; c++) {
      keptWeights[c] /= sum;
    }
    return new GridPosterior(
        edges, Arrays.copyOf(kept, size), Arrays.copyOf(keptWeights, size), shift);
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
    double[] survival = new double[Math.max(0, edges.length - 1)];
    for (int cell = 0; cell < survival.length; cell++) {
      double middle = (edges[cell] + edges[cell + 1]) / 2;
      survival[cell] = middle > top
          ? Math.exp(-(middle - top) / Math.max(excess, Double.MIN_NORMAL)) / (pool.length + 1)
          : Grids.exceeding(pool, middle);
    }
    return survival;
  }

  /** Smoothed by a normal kernel, but for rewards that have atoms. */
  private double[] ownSurvival(double[] sorted) {
    double width = hasAtoms ? 0 : Grids.bandwidth(sorted);
    double[] survival = new double[Math.max(0, edges.length - 1)];
    for (int cell = 0; cell < survival.length; cell++) {
      double middle = (edges[cell] + edges[cell + 1]) / 2;
      if (middle >= ceiling) {
        survival[cell] = 0;
      } else if (width <= 1e-12) {
        survival[cell] = Grids.exceeding(sorted, middle);
      } else {
        double sum = 0;
        for (double reward : sorted) {
          sum += Shapes.normal((reward - middle) / width);
        }
        survival[cell] = sum / sorted.length;
      }
    }
    return survival;
  }

  private static double[][] components(RewardSpread spread, boolean isAligned) {
    double[][] all = spread.components();
    double[][] components = new double[all.length][];
    for (int c = 0; c < components.length; c++) {
      double[] rewards = all[c];
      double shift = isAligned ? spread.shift(rewards) : 0;
      components[c] = Arrays.stream(rewards).map(reward -> reward - shift).toArray();
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
}
