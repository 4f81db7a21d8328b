package io.github.bestofn.estimate;

/**
 * Scores of rewards that do not repeat, {@linkplain Standardisation standardised}. Likelihoods are densities of rewards, so
 * that ends can be weighed against none.
 */
final class ContinuousScores extends Scores {

  private static final int CELLS = 32;
  private static final int CELLS_BEYOND = 12;
  private static final double REACH = 2.5;

  private final double atom;
  private final Standardisation standardisation;

  private ContinuousScores(
      Hypotheses hypotheses,
      double atom,
      Standardisation standardisation,
      double[] edges,
      double[] cells) {
    super(hypotheses, edges, cells);
    this.atom = atom;
    this.standardisation = standardisation;
  }

  /**
   * Learns mean and deviation from a batch.
   *
   * @param spread its rewards, of two values at least
   * @param least the least of the prompts' best rewards: below it nothing matters
   * @param top the best of all rewards
   * @param highest the highest reward that is possible
   * @param ends the ends that rewards have
   */
  static ContinuousScores of(
      RewardSpread spread, double least, double top, double highest, Ends ends) {
    return ofCensored(spread, Double.NEGATIVE_INFINITY, least, top, highest, ends);
  }

  /**
   * Learns mean and deviation from a batch in which one reward stands for all that would be less.
   *
   * @param atom that reward, or negative infinity
   */
  static ContinuousScores ofCensored(
      RewardSpread spread, double atom, double least, double top, double highest, Ends ends) {
    var standardisation = Standardisation.of(spread, ends);
    double end = Math.min(ends.upper(), highest);
    double reach = Math.min(REACH * spread.deviationWithin(), end - top);
    double[] edges = Grids.edges(least, top, CELLS, reach, CELLS_BEYOND, new double[0]);
    double[] cells = new double[edges.length - 1];
    for (int cell = 0; cell < cells.length; cell++) {
      double middle = (edges[cell] + edges[cell + 1]) / 2;
      cells[cell] = standardisation.score(middle);
    }
    return new ContinuousScores(
        Hypotheses.forRewards(spread.rewardsPerPrompt()), atom, standardisation, edges, cells);
  }

  @Override
  void addLogLikelihoods(double[] rewards, int count, int[] pairs, float[] logs) {
    int atoms = 0;
    while (atoms < rewards.length && rewards[atoms] <= atom) {
      atoms++;
    }
    if (atoms > 0) {
      addLogBelow(atom, atoms * count, pairs, logs);
    }
    if (atoms == rewards.length) {
      return;
    }
    double[] scores = new double[rewards.length - atoms];
    double logUnits = 0;
    for (int k = 0; k < scores.length; k++) {
      double reward = rewards[atoms + k];
      scores[k] = standardisation.score(reward);
      logUnits += standardisation.logUnit(reward);
    }
    Hypotheses hypotheses = hypotheses();
    for (int i = 0; i < pairs.length; i++) {
      double location = hypotheses.location(pairs[i]);
      double inverseScale = hypotheses.inverseScale(pairs[i]);
      double minus = scores.length * hypotheses.logScale(pairs[i]) + logUnits;
      Shapes.addLogDensities(scores, location, inverseScale, minus, count, logs, i * Shapes.COUNT);
    }
  }

  @Override
  void addLogBelow(double reward, int count, int[] pairs, float[] logs) {
    addLogBelowScore(standardisation.score(reward), count, pairs, logs);
  }
}
