package io.github.bestofn.estimate;

import io.github.bestofn.estimate.numeric.SuccessPrior;
import java.util.List;

/** Beta posteriors of success. See {@link Estimators#betaBernoulli()}. */
enum BetaBernoulliEstimator implements RewardEstimator {
  INSTANCE;

  @Override
  public List<RewardDistribution> estimate(RewardSamples batch) {
    Values values = Values.of(batch);
    int[] draws = new int[batch.prompts()];
    int[] successes = new int[batch.prompts()];
    for (int i = 0; i < draws.length; i++) {
      draws[i] = batch.count(i);
      for (int k = 0; k < draws[i]; k++) {
        successes[i] += batch.reward(i, k) >= values.high() ? 1 : 0;
      }
    }
    SuccessPrior prior = SuccessPrior.fit(draws, successes);
    return PerPrompt.each(
        batch,
        i -> new BetaBernoulli(
            prior.success() + successes[i],
            prior.failure() + (draws[i] - successes[i]),
            values.low(),
            values.high()));
  }

  /** Failure and success: the bounds of the range, or 0 and 1, or the extremes of what was seen. */
  private record Values(double low, double high) {

    static Values of(RewardSamples batch) {
      double least = Double.POSITIVE_INFINITY;
      double most = Double.NEGATIVE_INFINITY;
      boolean binary = true;
      for (int i = 0; i < batch.prompts(); i++) {
        for (int k = 0; k < batch.count(i); k++) {
          double reward = batch.reward(i, k);
          least = Math.min(least, reward);
          most = Math.max(most, reward);
          binary &= reward == 0 || reward == 1;
        }
      }
      double lowest = batch.range().lowest();
      double highest = batch.range().highest();
      return new Values(
          Double.isFinite(lowest) ? lowest : binary ? 0 : least,
          Double.isFinite(highest) ? highest : binary ? 1 : most);
    }
  }

  @Override
  public String toString() {
    return "betaBernoulli";
  }
}
