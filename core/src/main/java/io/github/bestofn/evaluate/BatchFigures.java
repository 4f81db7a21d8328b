package io.github.bestofn.evaluate;

import java.util.List;

/**
 * What the figures need of one batch.
 *
 * @param uniform the totals of uniform allocation that strategies are compared with
 * @param uniformTotal the total of uniform allocation of the budget on the strategies' own draws
 * @param uniformCost what uniform allocation of the budget costs on the strategies' own draws; 0 if it is not known
 * @param strategies for each strategy what came of it
 */
record BatchFigures(
    UniformCurve uniform, double uniformTotal, double uniformCost, List<OfStrategy> strategies) {

  /**
   * What came of one strategy.
   *
   * @param promptWins the number of prompts with a better reward than uniform's, and half of those with the same
   */
  record OfStrategy(
      double total,
      double promptWins,
      int draws,
      int maxDraws,
      int rounds,
      int waves,
      double usage,
      int size) {}

  /**
   * The figures of a batch.
   *
   * @param own the draws of the strategies
   * @param rewards the draws of uniform allocation: the same, or others
   */
  static BatchFigures of(
      double[][] own,
      double[][] rewards,
      int recorded,
      int budget,
      double uniformCost,
      List<Replay.Outcome> outcomes) {
    double[] uniformBest = new double[rewards.length];
    for (int prompt = 0; prompt < rewards.length; prompt++) {
      uniformBest[prompt] = Double.NEGATIVE_INFINITY;
      for (int n = 0; n < budget; n++) {
        uniformBest[prompt] = Math.max(uniformBest[prompt], rewards[prompt][n]);
      }
    }
    return new BatchFigures(
        UniformCurve.of(rewards, recorded),
        UniformCurve.of(own, budget).total(budget),
        uniformCost,
        outcomes.stream().map(outcome -> of(outcome, uniformBest)).toList());
  }

  private static OfStrategy of(Replay.Outcome outcome, double[] uniformBest) {
    double[] best = outcome.best();
    double promptWins = 0;
    int draws = 0;
    int maxDraws = 0;
    int[] drawsOf = outcome.draws();
    for (int prompt = 0; prompt < best.length; prompt++) {
      promptWins += win(best[prompt], uniformBest[prompt]);
      draws += drawsOf[prompt];
      maxDraws = Math.max(maxDraws, drawsOf[prompt]);
    }
    return new OfStrategy(
        UniformCurve.total(best),
        promptWins,
        draws,
        maxDraws,
        outcome.rounds(),
        outcome.waves(),
        outcome.usage(),
        best.length);
  }

  static double win(double reward, double other) {
    return reward > other ? 1 : reward == other ? 0.5 : 0;
  }
}
