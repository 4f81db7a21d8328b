package io.github.bestofn.allocate;

import io.github.bestofn.estimate.PopulationEstimator;
import io.github.bestofn.estimate.RewardDistribution;
import io.github.bestofn.estimate.RewardPopulation;
import io.github.bestofn.estimate.RewardSamples;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.stream.DoubleStream;

/** A fast estimator for tests: the rewards of a prompt are logistic around their own mean, with a common scale. */
final class LogisticPopulation implements PopulationEstimator {

  static final LogisticPopulation INSTANCE = new LogisticPopulation();

  @Override
  public RewardPopulation fit(RewardSamples samples) {
    double squares = 0;
    int count = 0;
    for (int prompt = 0; prompt < samples.prompts(); prompt++) {
      double[] all = samples.rewards(prompt);
      double mean = DoubleStream.of(all).average().orElse(0);
      squares += DoubleStream.of(all).map(x -> (x - mean) * (x - mean)).sum();
      count += all.length;
    }
    return new Fitted(Math.sqrt(squares / Math.max(1, count)));
  }

  @Override
  public List<RewardDistribution> estimate(RewardSamples batch) {
    throw new UnsupportedOperationException();
  }

  private record Fitted(double deviation) implements RewardPopulation {

    @Override
    public RewardDistribution posterior(double... rewards) {
      return new Logistic(DoubleStream.of(rewards).average().orElse(0), deviation);
    }

    @Override
    public RewardDistribution posteriorOfFitted(int prompt, double... rewards) {
      return posterior(rewards);
    }
  }

  /* The first gain of a logistic distribution has a closed form; the later ones need not be exact. */
  private record Logistic(double mean, double scale) implements RewardDistribution {

    @Override
    public double cumulativeProbability(double x) {
      return 1 / (1 + Math.exp((mean - x) / scale));
    }

    @Override
    public double survivalProbability(double x) {
      return 1 - cumulativeProbability(x);
    }

    @Override
    public PrimitiveIterator.OfDouble marginalGains(double incumbent) {
      double first = scale == 0 ? 0 : scale * Math.log1p(Math.exp((mean - incumbent) / scale));
      return DoubleStream.iterate(1, n -> n + 1).map(n -> first / n).iterator();
    }
  }
}
