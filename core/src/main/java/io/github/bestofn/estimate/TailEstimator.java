package io.github.bestofn.estimate;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.bestofn.estimate.numeric.Samples;
import java.io.Serializable;
import java.util.List;

/**
 * Exponential excesses whose scales are shrunk across the batch. See {@link
 * Estimators#tail(double)}.
 */
final class TailEstimator implements RewardEstimator, Serializable {

  private static final long serialVersionUID = 1;

  private final double topShare;

  /**
   * Tails over a share of the rewards.
   *
   * @param topShare which share of a prompt's rewards lie in the tail, above 0 and below 1
   */
  TailEstimator(double topShare) {
    checkArgument(
        topShare > 0 && topShare < 1, "topShare must be above 0 and below 1, but was %s", topShare);
    this.topShare = topShare;
  }

  @Override
  public List<RewardDistribution> estimate(RewardSamples batch) {
    double[][] descending = new double[batch.prompts()][];
    int[] counts = new int[batch.prompts()];
    double[] excesses = new double[batch.prompts()];
    for (int i = 0; i < counts.length; i++) {
      descending[i] = Samples.descending(batch.rewards(i));
      counts[i] = tailCount(descending[i].length);
      for (int k = 0; k < counts[i]; k++) {
        excesses[i] += descending[i][k] - descending[i][counts[i]];
      }
    }
    ScalePrior prior = ScalePrior.fit(counts, excesses);
    if (!(prior.scale() >= Double.MIN_NORMAL && prior.scale() < Double.POSITIVE_INFINITY)) {
      return PerPrompt.each(batch, i -> new Empirical(descending[i]));
    }
    return PerPrompt.each(
        batch,
        i -> excesses[i] == Double.POSITIVE_INFINITY
            ? new Empirical(descending[i])
            : new Tail(
                descending[i],
                counts[i],
                prior.shape() + counts[i],
                prior.scale() + excesses[i],
                batch.range()));
  }

  private int tailCount(int n) {
    return Math.min(n - 1, Math.max(1, (int) Math.round(topShare * n)));
  }

  @Override
  public String toString() {
    return "tail(" + topShare + ")";
  }
}
