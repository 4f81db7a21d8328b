package io.github.bestofn.estimate;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** Scores of rewards that repeat: each value stands for an interval of scores. */
final class TiedScores extends Scores {

  private static final int MOST_VALUES = 256;
  private static final int CELLS_BEYOND = 24;
  private static final double REACH_OF_RANKS = 4;
  private static final double REACH_OF_VALUES = 2.5;
  private static final double LEAST_MASS = 1e-9;

  private final double[] values;
  private final double[] uppers;
  private final boolean hasCeiling;
  private final float[][] logMasses;

  /**
   * Scores of a batch.
   *
   * @param values its values, or some of them, ascending
   * @param uppers for each the score that larger rewards exceed
   * @param edges the edges of the cells of rewards: values, and what lies beyond the largest
   * @param beyond the score that a reward beyond it exceeds
   */
  private TiedScores(
      RewardSpread spread,
      double[] values,
      double[] uppers,
      double[] edges,
      DoubleUnaryOperator beyond) {
    super(
        Hypotheses.forRewards(spread.rewardsPerPrompt()),
        edges,
        cellScores(values, uppers, edges, beyond));
    this.values = values;
    this.uppers = uppers;
    this.hasCeiling = spread.ceiling().isPresent();
    this.logMasses = new float[values.length][];
  }

  /**
   * Scores that all rewards together have as if they were normal: what counts is how many are less. Beyond the best the tail of
   * all rewards together is exponential, with the mean excess of the top tenth.
   *
   * @param spread the rewards, of two values at least
   * @param least the least of the prompts' best rewards: below it nothing matters
   * @param highest the highest reward that is possible
   */
  static TiedScores ofRanks(RewardSpread spread, double least, double highest) {
    double[] pool = spread.pool();
    double[] values = values(pool);
    boolean hasCeiling = spread.ceiling().isPresent();
    double top = values[values.length - 1];
    double excess = excess(pool);
    double reach = hasCeiling ? 0 : Math.min(REACH_OF_RANKS * excess, highest - top);
    return new TiedScores(
        spread,
        values,
        uppersOfRanks(spread, values, hasCeiling),
        edges(values, least, reach),
        reward -> -Shapes.quantile(Math.exp(-(reward - top) / excess) / (pool.length + 1)));
  }

  /**
   * The rewards, {@linkplain Standardisation standardised}; a value begins half-way from the one below.
   *
   * @param ends the ends that rewards have
   */
  static TiedScores ofValues(RewardSpread spread, double least, double highest, Ends ends) {
    double[] values = values(spread.pool());
    var standardisation = Standardisation.of(spread, ends);
    int last = values.length - 1;
    double[] uppers = new double[values.length];
    for (int k = 0; k < last; k++) {
      uppers[k] = standardisation.score((values[k] + values[k + 1]) / 2);
    }
    uppers[last] = standardisation.score((3 * values[last] - values[last - 1]) / 2);
    double end = Math.min(ends.upper(), highest);
    double reach = spread.ceiling().isPresent()
        ? 0
        : Math.min(REACH_OF_VALUES * spread.deviationWithin(), end - values[last]);
    return new TiedScores(
        spread, values, uppers, edges(values, least, reach), standardisation::score);
  }

  /** The ends that the values may have. */
  static Ends ends(RewardSpread spread, double highest) {
    return Ends.both(values(spread.pool()), highest);
  }

  /** The number of values that have a score. */
  int size() {
    return values.length;
  }

  private static double[] edges(double[] values, double least, double reach) {
    int last = values.length - 1;
    int first = Math.min(firstAtLeast(values, least), last);
    int inside = last - first;
    int beyond = reach > 0 ? CELLS_BEYOND : 0;
    double[] edges = Arrays.copyOfRange(values, first, first + inside + beyond + 1);
    for (int k = 1; k <= beyond; k++) {
      edges[inside + k] = values[last] + reach * k / beyond;
    }
    return edges;
  }

  private static double[] cellScores(
      double[] values, double[] uppers, double[] edges, DoubleUnaryOperator beyond) {
    double[] scores = new double[edges.length - 1];
    int first = firstAtLeast(values, edges[0]);
    for (int cell = 0; cell < scores.length; cell++) {
      scores[cell] = first + cell < values.length - 1
          ? uppers[first + cell]
          : beyond.applyAsDouble((edges[cell] + edges[cell + 1]) / 2);
    }
    return scores;
  }

  private static double excess(double[] pool) {
    double excess = Grids.meanExcess(pool);
    return excess > 0 ? excess : (pool[pool.length - 1] - pool[0]) / 10;
  }

  private static double[] uppersOfRanks(RewardSpread spread, double[] values, boolean hasCeiling) {
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

  private static double[] values(double[] pool) {
    double[] distinct = Arrays.stream(pool).distinct().toArray();
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
  void addLogLikelihoods(double[] rewards, int count, int[] pairs, float[] logs) {
    for (double reward : rewards) {
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
