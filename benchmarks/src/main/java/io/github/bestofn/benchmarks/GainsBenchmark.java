package io.github.bestofn.benchmarks;

import io.github.bestofn.estimate.Estimators;
import io.github.bestofn.estimate.RewardDistribution;
import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.spi.RewardRange;
import java.util.Arrays;
import java.util.PrimitiveIterator;
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
 * What does a further gain of a prompt cost? Settles whether gains may be computed one at a time, when
 * a draw is handed out, or must be kept in tables. Run it with {@code -prof gc}: a thousand gains
 * allocate as much as one, so that a gain allocates nothing.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class GainsBenchmark {

  private static final int REWARDS = 16;

  /** What estimates the distribution from 16 normal rewards. */
  @Param({"kde", "gaussian", "student-t", "tail", "empirical"})
  public String estimator = "";

  /** How many gains are computed. */
  @Param({"1", "1000"})
  public int gains;

  private RewardSamples samples = samples(1);
  private RewardDistribution distribution = Estimators.kde().estimate(samples).get(0);

  /** Estimates the distribution. */
  @Setup
  public void estimate() {
    samples = samples(REWARDS);
    distribution = StrategyNames.estimator(estimator).estimate(samples).get(0);
  }

  private static RewardSamples samples(int count) {
    Random random = new Random(1);
    double[] rewards = new double[count];
    Arrays.setAll(rewards, k -> random.nextGaussian());
    return RewardSamples.of(RewardRange.unbounded(), rewards);
  }

  /**
   * Asks for gains, the first of which includes what they all share.
   *
   * @return the last of them
   */
  @Benchmark
  public double gains() {
    PrimitiveIterator.OfDouble marginalGains = distribution.marginalGains(samples.incumbent(0));
    double gain = 0;
    for (int k = 0; k < gains; k++) {
      gain = marginalGains.nextDouble();
    }
    return gain;
  }
}
