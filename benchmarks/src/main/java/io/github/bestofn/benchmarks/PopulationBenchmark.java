package io.github.bestofn.benchmarks;

import io.github.bestofn.estimate.Estimators;
import io.github.bestofn.estimate.RewardPopulation;
import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.spi.RewardRange;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The cost of a fitted population: one posterior, and one fit. Settles whether a service may compute a posterior from
 * scratch for every decision, on the thread of the request, and whether refits need a thread of their own. Run it
 * with {@code -prof gc} for the allocation of a posterior.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PopulationBenchmark {

  private static final int PROMPTS = 128;
  private static final int DRAWS = 16;

  /* Distinct posteriors, so that branches are not predicted from the one before. */
  private static final int VARIANTS = 64;

  /** The kind of rewards: normal ones; rounded to halves; 0 where a draw failed. */
  @Param({"continuous", "repeated", "failing"})
  public String rewards = "";

  private RewardSamples samples = RewardSamples.of(RewardRange.unbounded());
  private RewardPopulation population = Estimators.empiricalBayes().fit(samples);
  private double[][] prompts = {};
  private double[][] longer = {};
  private int next;

  /** Fits 128 prompts with 16 rewards each, whose means differ as much as their rewards do. */
  @Setup
  public void fit() {
    var random = new Random(1);
    double[][] fitted = new double[PROMPTS][];
    Arrays.setAll(fitted, prompt -> prompt(random, DRAWS));
    samples = RewardSamples.of(RewardRange.unbounded(), fitted);
    population = Estimators.empiricalBayes().fit(samples);
    longer = new double[VARIANTS][];
    Arrays.setAll(longer, prompt -> prompt(random, DRAWS + 1));
    prompts = Arrays.stream(longer).map(own -> Arrays.copyOf(own, DRAWS)).toArray(double[][]::new);
  }

  private double[] prompt(Random random, int draws) {
    double mean = 3 + random.nextGaussian();
    double[] own = new double[draws];
    Arrays.setAll(own, k -> {
      double reward = mean + random.nextGaussian();
      return switch (rewards) {
        case "repeated" -> Math.rint(2 * reward) / 2;
        case "failing" -> random.nextInt(4) == 0 ? 0 : reward;
        default -> reward;
      };
    });
    return own;
  }

  /**
   * Computes the posterior of 16 rewards from scratch, with its first gain.
   *
   * @return the gain
   */
  @Benchmark
  public double posterior() {
    next = (next + 1) % VARIANTS;
    return gain(prompts[next]);
  }

  /**
   * The same for one prompt after one more reward.
   *
   * @return the gain
   */
  @Benchmark
  public double posteriorAfterOneMore() {
    next = (next + 1) % VARIANTS;
    return gain(longer[next]);
  }

  private double gain(double[] own) {
    double incumbent = Arrays.stream(own).max().orElse(0);
    return population.posterior(own).marginalGains(incumbent).nextDouble();
  }

  /**
   * Fits a population to 128 prompts with 16 rewards each.
   *
   * @return the population
   */
  @Benchmark
  public RewardPopulation population() {
    return Estimators.empiricalBayes().fit(samples);
  }
}
