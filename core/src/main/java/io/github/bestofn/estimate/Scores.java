package io.github.bestofn.estimate;

/** Maps the rewards of a batch to normal scores, and hypotheses about scores to survival functions of rewards. */
abstract class Scores {

  private final Hypotheses hypotheses;
  private final Cells cells;
  private final double[] cellScores;

  /**
   * Scores of a batch.
   *
   * @param hypotheses what there is to tell apart
   * @param edges the edges of the cells of rewards, ascending
   * @param cellScores the score that a reward of each cell exceeds
   */
  Scores(Hypotheses hypotheses, double[] edges, double[] cellScores) {
    this.hypotheses = hypotheses;
    this.cells = new Cells(edges);
    this.cellScores = cellScores;
  }

  /**
   * Adds to the logarithms of the likelihoods of hypotheses those of rewards.
   *
   * @param rewards the rewards, ascending
   * @param count how often they are added; negative to take them away
   * @param pairs some pairs of a location and a scale
   * @param logs one for each hypothesis with one of these
   */
  abstract void addLogLikelihoods(double[] rewards, int count, int[] pairs, float[] logs);

  /**
   * Adds to the logarithms of the likelihoods of hypotheses those of rewards of which nothing is told but that they are
   * less than another.
   *
   * @param reward what they are less than
   * @param count how many they are; negative to take them away
   * @param pairs some pairs of a location and a scale
   * @param logs one for each hypothesis with one of these
   */
  abstract void addLogBelow(double reward, int count, int[] pairs, float[] logs);

  /** The same for a score. */
  final void addLogBelowScore(double score, int count, int[] pairs, float[] logs) {
    double[] scores = {score};
    for (int i = 0; i < pairs.length; i++) {
      double location = hypotheses.location(pairs[i]);
      double inverseScale = hypotheses.inverseScale(pairs[i]);
      Shapes.addLogBelow(scores, location, inverseScale, count, logs, i * Shapes.COUNT);
    }
  }

  /** What there is to tell apart. */
  final Hypotheses hypotheses() {
    return hypotheses;
  }

  /** The cells of rewards. */
  final Cells cells() {
    return cells;
  }

  /** The probability, under a hypothesis, that a score exceeds another. */
  final double exceeding(double score, int hypothesis) {
    double standardised = hypotheses.standardised(score, hypothesis / Shapes.COUNT);
    return Shapes.survival(hypothesis % Shapes.COUNT, standardised);
  }

  /** The probability, under a hypothesis, that a reward exceeds those of a cell. */
  final double survival(int cell, int hypothesis) {
    return exceeding(cellScores[cell], hypothesis);
  }
}
