package io.github.bestofn.evaluate;

import java.util.Optional;

/**
 * Pearson's correlation of rewards and gold, within prompts (both less the prompt's mean, pooled) and between prompts
 * (of prompt means). Second moments are those of one scoring: means over all scorings.
 */
final class Correlations {

  private double rewards;
  private double gold;
  private double both;

  private Correlations() {}

  /** Returns the correlation within prompts; empty where rewards or gold do not differ within prompts. */
  static Optional<Double> within(JudgedResponses judged) {
    Correlations sums = new Correlations();
    for (int s = 0; s < judged.scorings(); s++) {
      for (int i = 0; i < judged.prompts(); i++) {
        sums.add(judged.rewards(s, i), judged.gold(i));
      }
    }
    return sums.correlation();
  }

  /** Returns the correlation of prompt means; empty where they do not differ. */
  static Optional<Double> between(JudgedResponses judged) {
    Correlations sums = new Correlations();
    double[] goldMeans = new double[judged.prompts()];
    for (int i = 0; i < goldMeans.length; i++) {
      goldMeans[i] = mean(judged.gold(i));
    }
    for (int s = 0; s < judged.scorings(); s++) {
      double[] rewardMeans = new double[judged.prompts()];
      for (int i = 0; i < rewardMeans.length; i++) {
        rewardMeans[i] = mean(judged.rewards(s, i));
      }
      sums.add(rewardMeans, goldMeans);
    }
    return sums.correlation();
  }

  /** Adds a sample of pairs, each less the mean of its sample. */
  private void add(double[] x, double[] y) {
    double meanX = mean(x);
    double meanY = mean(y);
    for (int j = 0; j < x.length; j++) {
      rewards += (x[j] - meanX) * (x[j] - meanX);
      gold += (y[j] - meanY) * (y[j] - meanY);
      both += (x[j] - meanX) * (y[j] - meanY);
    }
  }

  private Optional<Double> correlation() {
    double product = Math.sqrt(rewards) * Math.sqrt(gold);
    return product > 0 ? Optional.of(Math.max(-1, Math.min(1, both / product))) : Optional.empty();
  }

  /* Of differences to the first, so that the mean of equal values is exact. */
  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value - values[0];
    }
    return values.length == 0 ? 0 : values[0] + sum / values.length;
  }
}
