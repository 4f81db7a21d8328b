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
   * Adds to the logarithms of the likelihoods of {@link Hypotheses} those of a reward.
   *
   * @param count how often it is added; negative to take it away
   * @param logs one for each hypothesis
   */
  abstract void addLogLikelihoods(double reward, int count, float[] logs);

  /**
   * Adds to the logarithms of the likelihoods of {@link Hypotheses} those of rewards of which nothing is told but that
   * they are less than another.
   *
   * @param reward what they are less than
   * @param count how many they are, at least 1
   * @param logs one for each hypothesis
   */
  abstract void addLogBelow(double reward, int count, float[] logs);

  /** The same for a score. */
  static void addLogBelowScore(double score, int count, float[] logs) {
    for (int pair = 0; pair < Hypotheses.PAIRS; pair++) {
      Shapes.addLogBelow(Hypotheses.standardised(score, pair), count, logs, pair * Shapes.COUNT);
    }
  }

  /** The cells of rewards. */
  final Cells cells() {
    return cells;
  }

  /** The probability, under a hypothesis, that a score exceeds another. */
  static double exceeding(double score, int hypothesis) {
    double standardised = Hypotheses.standardised(score, hypothesis / Shapes.COUNT);
    return Shapes.survival(hypothesis % Shapes.COUNT, standardised);
  }

  /** The probability, under a hypothesis, that a reward exceeds those of a cell. */
  final double survival(int cell, int hypothesis) {
    return exceeding(cellScores[cell], hypothesis);
  }
}
