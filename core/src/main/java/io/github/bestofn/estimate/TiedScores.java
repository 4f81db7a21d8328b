package io.github.bestofn.estimate;

import java.util.Arrays;

/** Scores of rewards that repeat: each value stands for an interval of scores. */
final class TiedScores extends Scores {

  private static final int MOST_VALUES = 256;
  private static final int CELLS_BEYOND = 24;
  private static final double REACH = 4;
  private static final double REACH_SHARE = 0.3;
  private static final double LEAST_MASS = 1e-9;

  private final double[] values;
  private final double[] uppers;
  private final boolean hasCeiling;
  private final float[][] logMasses;

  private TiedScores(
      Hypotheses hypotheses,
      double[] values,
      double[] uppers,
      boolean hasCeiling,
      double[] edges,
      double[] cells) {
    super(hypotheses, edges, cells);
    this.values = values;
    this.uppers = uppers;
    this.hasCeiling = hasCeiling;
    this.logMasses = new float[values.length][];
  }

  static TiedScores of(RewardSpread spread, double least, double highest) {
    double[] pool = spread.pool();
    double[] values = thinned(Arrays.stream(pool).distinct().toArray());
    boolean hasCeiling = spread.ceiling().isPresent();
    double[] uppers = uppers(spread, values, hasCeiling);
    double top = values[values.length - 1];
    double excess = excess(pool);
    double reach = hasCeiling ? 0 : Math.min(REACH_SHARE * REACH * excess, highest - top);
    int beyond = reach > 0 ? CELLS_BEYOND : 0;
    int first = Math.min(firstAtLeast(values, least), values.length - 1);
    int inside = values.length - 1 - first;
    double[] edges = new double[inside + beyond + 1];
    double[] cells = new double[inside + beyond];
    System.arraycopy(values, first, edges, 0, inside + 1);
    System.arraycopy(uppers, first, cells, 0, inside);
    for (int k = 0; k < beyond; k++) {
      edges[inside + k + 1] = top + reach * (k + 1) / beyond;
      double distance = reach / REACH_SHARE * (k + 0.5) / beyond;
      cells[inside + k] = -Shapes.quantile(Math.exp(-distance / excess) / (pool.length + 1));
    }
    return new TiedScores(
        Hypotheses.forRewards(spread.rewardsPerPrompt()), values, uppers, hasCeiling, edges, cells);
  }

  private static double excess(double[] pool) {
    double excess = Grids.meanExcess(pool);
    return excess > 0 ? excess : (pool[pool.length - 1] - pool[0]) / 10;
  }

  /** For each value the score that larger rewards exceed. */
  private static double[] uppers(RewardSpread spread, double[] values, boolean hasCeiling) {
    double[][] components = spread.components();
    double[] shares = new double[values.length];
    for (double[] rewards : components) {
      double weight = 1.0 / (components.length * rewards.length);
      for (double reward : rewards) {
        shares[Math.min(firstAtLeast(values, reward), values.length - 1)] += weight;
      }
    }
    double n = spread.pool().length;
    double scale = hasCeiling ? 1 : n / (n + 1);
    double sum = 0;
    double[] uppers = new double[values.length];
    for (int k = 0; k < uppers.length; k++) {
      sum += shares[k];
      uppers[k] = Shapes.quantile(Math.min(scale * sum, 1 - 1e-9));
    }
    return uppers;
  }

  private static double[] thinned(double[] distinct) {
    if (distinct.length <= MOST_VALUES) {
      return distinct;
    }
    double[] values = new double[MOST_VALUES];
    for (int k = 0; k < MOST_VALUES; k++) {
      values[k] = distinct[(int) ((long) k * (distinct.length - 1) / (MOST_VALUES - 1))];
    }
    return values;
  }

  private static int firstAtLeast(double[] values, double reward) {
    int at = Arrays.binarySearch(values, reward);
    return at >= 0 ? at : -at - 1;
  }

  @Override
  void addLogLikelihoods(double reward, int count, int[] pairs, float[] logs) {
    int value = Math.min(firstAtLeast(values, reward), values.length - 1);
    if (logMasses[value] == null) {
      logMasses[value] = logMasses(value);
    }
    float[] masses = logMasses[value];
    for (int i = 0; i < pairs.length; i++) {
      for (int shape = 0; shape < Shapes.COUNT; shape++) {
        logs[i * Shapes.COUNT + shape] += count * masses[pairs[i] * Shapes.COUNT + shape];
      }
    }
  }

  @Override
  void addLogBelow(double reward, int count, int[] pairs, float[] logs) {
    int value = Math.min(firstAtLeast(values, reward), values.length - 1);
    if (value > 0) {
      addLogBelowScore(uppers[value - 1], count, pairs, logs);
    }
  }

  private float[] logMasses(int value) {
    float[] masses = new float[hypotheses().pairs().length * Shapes.COUNT];
    boolean isLast = value == values.length - 1;
    for (int h = 0; h < masses.length; h++) {
      double from = value == 0 ? 1 : exceeding(uppers[value - 1], h);
      double to = isLast && hasCeiling ? 0 : exceeding(uppers[value], h);
      masses[h] = (float) Math.log(Math.max(from - to, LEAST_MASS));
    }
    return masses;
  }
}
