package io.github.bestofn.estimate.bayes;

import io.github.bestofn.estimate.Hypothesis;
import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.estimate.bayes.PredictiveModel.Predictive;
import io.github.bestofn.spi.RewardRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/** Small batches, and models that are fitted to them. */
final class Fits {

  static final double NO_END = Double.POSITIVE_INFINITY;

  private Fits() {}

  /** Standard normal rewards. */
  static double[][] normal(long seed, int prompts, int draws) {
    var random = new Random(seed);
    double[][] rewards = new double[prompts][draws];
    for (double[] own : rewards) {
      Arrays.setAll(own, k -> random.nextGaussian());
    }
    return rewards;
  }

  /** Normal rewards of prompts whose means and scales differ and that have 1 to 12 rewards each. */
  static double[][] unequal(long seed, int prompts) {
    var random = new Random(seed);
    double[][] rewards = new double[prompts][];
    for (int prompt = 0; prompt < prompts; prompt++) {
      double mean = random.nextGaussian();
      double scale = Math.exp(0.5 * random.nextGaussian());
      rewards[prompt] = new double[1 + random.nextInt(12)];
      Arrays.setAll(rewards[prompt], k -> mean + scale * random.nextGaussian());
    }
    return rewards;
  }

  /** Rewards in (0, 1) of sixteen prompts, which pile up at both ends. Twelve rewards are all uncensored. */
  static double[][] shares() {
    var random = new Random(9);
    double[][] shares = new double[16][12];
    for (double[] own : shares) {
      double location = random.nextGaussian();
      Arrays.setAll(own, k -> 1 / (1 + Math.exp(-location - 3 * random.nextGaussian())));
    }
    return shares;
  }

  /** Rewards rounded to a multiple of a step. */
  static double[][] rounded(double[][] rewards, double step) {
    return Arrays.stream(rewards)
        .map(own ->
            Arrays.stream(own).map(reward -> Math.rint(reward / step) * step).toArray())
        .toArray(double[][]::new);
  }

  static double[] sorted(double... rewards) {
    double[] ascending = rewards.clone();
    Arrays.sort(ascending);
    return ascending;
  }

  static RewardSamples samples(double[]... rewards) {
    return RewardSamples.of(RewardRange.unbounded(), rewards);
  }

  /** Rewards that are made of normal ones of sixteen prompts, with every second prompt raised. */
  static RewardSamples samples(double raised, DoubleUnaryOperator made) {
    var random = new Random(8);
    double[][] rewards = new double[16][8];
    for (int prompt = 0; prompt < 16; prompt++) {
      double mean = prompt % 2 * raised;
      Arrays.setAll(rewards[prompt], k -> made.applyAsDouble(mean + random.nextGaussian()));
    }
    return samples(rewards);
  }

  static BatchSummary summary(double[]... rewards) {
    return BatchSummary.of(samples(rewards));
  }

  static Likelihood density(BatchSummary summary, EndpointTransform transform) {
    return Likelihood.Density.of(summary, NO_END, transform);
  }

  static HierarchicalModel model(BatchSummary summary) {
    return model(summary, EndpointTransform.NONE);
  }

  static HierarchicalModel model(BatchSummary summary, EndpointTransform transform) {
    return new HierarchicalModel(summary, density(summary, transform));
  }

  /** The gain of the next draw. */
  static double gain(Predictive predictive, double incumbent) {
    return gains(predictive, incumbent, 1)[0];
  }

  static double[] gains(Predictive predictive, double incumbent, int count) {
    double[] gains = new double[count];
    predictive.addGains(incumbent, 1, gains);
    return gains;
  }

  static List<Hypothesis> hypotheses(Predictive predictive, double incumbent) {
    List<Hypothesis> hypotheses = new ArrayList<>();
    predictive.addHypotheses(incumbent, 1, "", hypotheses);
    return hypotheses;
  }

  /** The weight of the hypotheses about the first prompt whose description matches. */
  static double weight(PredictiveModel model, double[][] rewards, String description) {
    return hypotheses(model.posterior(sorted(rewards[0]), 0), 0).stream()
        .filter(each -> each.description().matches(description))
        .mapToDouble(Hypothesis::weight)
        .sum();
  }
}
