package io.github.bestofn.estimate;

/** Maps the rewards of a batch to normal scores, and hypotheses about scores to survival functions of rewards. */
abstract class Scores {

  private final Cells cells;
  private final double[] cellScores;

  /**
   * Scores of a batch.
   *
   * @param edges the edges of the cells of rewards, ascending
   * @param cellScores the score that a reward of each cell exceeds
   */
  Scores(double[] edges, double[] cellScores) {
    this.cells = new Cells(edges);
    this.cellScores = cellScores;
  }

  /**
   * Learns from a batch: continuous scores, or those of values where rewards repeat.
   *
   * @param spread its rewards, of two values at least
   * @param incumbents best rewards of prompts: below the least of them nothing matters
   * @param highest the highest reward that is possible
   */
  static Scores of(RewardSpread spread, double[] incumbents, double highest) {
    double low = Double.POSITIVE_INFINITY;
    for (double incumbent : incumbents) {
      low = Math.min(low, incumbent);
    }
    return spread.hasTies()
        ? TiedScores.of(spread, low, highest)
        : ContinuousScores.of(spread, low, highest);
  }

  /**
   * Adds to the logarithms of the likelihoods of {@link Hypotheses} those of one more reward.
   *
   * @param logs one for each hypothesis
   */
  abstract void addLogLikelihoods(double reward, float[] logs);

  /** The cells of rewards. */
  final Cells cells() {
    return cells;
  }

  /** The probability that a reward exceeds those of each cell. */
  final double[] survival(double location, double scale, int shape) {
    double[] survival = new double[cellScores.length];
    for (int cell = 0; cell < survival.length; cell++) {
      survival[cell] = Shapes.survival(shape, (cellScores[cell] - location) / scale);
    }
    return survival;
  }
}
