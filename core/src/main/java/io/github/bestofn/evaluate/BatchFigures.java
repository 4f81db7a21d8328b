package io.github.bestofn.evaluate;

import java.util.List;

/**
 * What the figures need of one batch.
 *
 * @param uniform the totals of uniform allocation that strategies are compared with
 * @param uniformTotal the total of uniform allocation of the budget on the strategies' own draws
 * @param uniformCost what uniform allocation of the budget costs on the strategies' own draws; 0 if it is not known
 * @param uniformLosses the mean loss of uniform allocation of 1, 2, … draws against the budget
 * @param strategies for each strategy what came of it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record BatchFigures(
    UniformCurve uniform,
    double uniformTotal,
    double uniformCost,
    double[] uniformLosses,
    List<OfStrategy> strategies) {

  /**
   * What came of one strategy.
   *
   * @param promptWins the number of prompts with a better reward than uniform's, and half of those with the same
   * @param loss the mean loss against the budget's number of draws for each prompt
   */
  record OfStrategy(
      double total,
      double promptWins,
      int draws,
      int maxDraws,
      int rounds,
      int waves,
      double usage,
      double loss,
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
    double[] worth = new double[rewards.length];
    double[] uniformLosses = new double[budget];
    for (int prompt = 0; prompt < rewards.length; prompt++) {
      double[] drawn = rewards[prompt];
      double sum = 0;
      uniformBest[prompt] = Double.NEGATIVE_INFINITY;
      for (int n = 0; n < budget; n++) {
        uniformBest[prompt] = Math.max(uniformBest[prompt], drawn[n]);
        sum += drawn[n];
      }
      worth[prompt] = uniformBest[prompt] - sum / budget;
      double best = Double.NEGATIVE_INFINITY;
      for (int n = 0; n < budget; n++) {
        best = Math.max(best, drawn[n]);
        uniformLosses[n] += loss(uniformBest[prompt], best, worth[prompt]) / rewards.length;
      }
    }
    return new BatchFigures(
        UniformCurve.of(rewards, recorded),
        UniformCurve.of(own, budget).total(budget),
        uniformCost,
        uniformLosses,
        outcomes.stream().map(outcome -> of(outcome, uniformBest, worth)).toList());
  }

  /* What is lost of the gain of the budget's draws over one draw: from 0 to 1, 0 where nothing varies. */
  private static double loss(double all, double best, double worth) {
    double lost = all - best;
    return lost <= 0 || !(worth > 0) ? 0 : Math.min(1, lost / worth);
  }

  private static OfStrategy of(Replay.Outcome outcome, double[] uniformBest, double[] worth) {
    double[] best = outcome.best();
    double loss = 0;
    double promptWins = 0;
    int draws = 0;
    int maxDraws = 0;
    int[] drawsOf = outcome.draws();
    for (int prompt = 0; prompt < best.length; prompt++) {
      promptWins += win(best[prompt], uniformBest[prompt]);
      loss += loss(uniformBest[prompt], best[prompt], worth[prompt]) / best.length;
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
        loss,
        best.length);
  }

  static double win(double reward, double other) {
    return reward > other ? 1 : reward == other ? 0.5 : 0;
  }
}
