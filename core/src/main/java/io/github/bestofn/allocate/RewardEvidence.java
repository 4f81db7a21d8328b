package io.github.bestofn.allocate;

import io.github.bestofn.estimate.PopulationEstimator;
import io.github.bestofn.estimate.RewardHistory;
import io.github.bestofn.estimate.RewardPopulation;
import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.spi.RewardRange;
import java.util.Arrays;
import java.util.PrimitiveIterator;
import org.jspecify.annotations.Nullable;

/** Draws with rewards, under a fitted population. */
record RewardEvidence(PopulationEstimator estimator, RewardRange range) implements Evidence {

  /* The fewest that show a spread. */
  private static final int LEAST_FIRST = 2;

  @Override
  public Model fit(RewardSamples earlier) {
    double lowest = Double.POSITIVE_INFINITY;
    boolean isBinary = true;
    for (int prompt = 0; prompt < earlier.prompts(); prompt++) {
      for (double reward : earlier.rewards(prompt)) {
        lowest = Math.min(lowest, reward);
        isBinary &= reward == 0 || reward == 1;
      }
    }
    return new Fitted(estimator.fit(earlier), lowest, isBinary);
  }

  @Override
  public int promptsOfFirstFit(int wanted) {
    return wanted;
  }

  @Override
  public int leastFirst() {
    return LEAST_FIRST;
  }

  @Override
  public RewardSamples snapshot(RewardHistory history) {
    return history.snapshot(range);
  }

  @Override
  public double[][] earlier(RewardHistory history) {
    RewardSamples known = snapshot(history);
    double[][] rewards = new double[known.prompts()][];
    Arrays.setAll(rewards, known::rewards);
    return rewards;
  }

  @Override
  public double[][] calibration(RewardHistory history) {
    return history.calibration(range);
  }

  @Override
  public RewardSamples remembered(double[][] draws) {
    return RewardSamples.of(range, draws);
  }

  @Override
  public String ceiling() {
    return "no higher reward seems possible";
  }

  @Override
  public double[] draws(BatchState state, int prompt) {
    return state.samples().rewards(prompt);
  }

  @Override
  public double[] losses(double[] draws, int[] stops) {
    return RiskControl.losses(draws, stops);
  }

  /** One reward model is one range: estimators need not be comparable, and a budget has only one. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RewardEvidence rewards && range.equals(rewards.range);
  }

  @Override
  public int hashCode() {
    return range.hashCode();
  }

  /** Names what a message is about. */
  @Override
  public String toString() {
    return "one reward model, with rewards in [%s, %s]".formatted(range.lowest(), range.highest());
  }

  /** A fitted population. */
  private record Fitted(RewardPopulation population, double lowest, boolean isBinary)
      implements Model {

    @Override
    public PrimitiveIterator.OfDouble gains(double[] draws) {
      return population.posterior(draws).marginalGains(best(draws, draws.length));
    }

    /* With M below every reward, the gain of the first draw is M's distance to the mean and says nothing; the others do not
     * depend on M. */
    @Override
    public double[] priorGains(int count) {
      PrimitiveIterator.OfDouble gains = population.posterior().marginalGains(lowest);
      gains.nextDouble();
      double[] later = new double[count];
      for (int k = 0; k < count; k++) {
        later[k] = gains.nextDouble();
      }
      return later;
    }

    @Override
    public boolean isRealised() {
      return true;
    }

    @Override
    public int together(double[] draws, boolean hasWaves) {
      return hasWaves ? Integer.MAX_VALUE : 1;
    }

    @Override
    public double stopScore(double[] draws, int count, int all) {
      double best = best(draws, count);
      double mean = 0;
      for (int k = 0; k < count; k++) {
        mean += (draws[k] - mean) / (k + 1);
      }
      PrimitiveIterator.OfDouble gains =
          population.posterior(Arrays.copyOf(draws, count)).marginalGains(best);
      double gain = 0;
      for (int k = count; k < all; k++) {
        double next = gains.nextDouble();
        if (next == 0) {
          break;
        }
        gain += next;
      }
      return gain == 0 || isBinary ? gain : gain / (gain + Math.max(0, best - mean));
    }

    private static double best(double[] draws, int count) {
      double best = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < count; k++) {
        best = Math.max(best, draws[k]);
      }
      return best;
    }
  }
}
