package io.github.bestofn.benchmarks;

import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Batch;
import io.github.bestofn.allocate.Strategies;
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
 * How long do all decisions of a batch of 100 prompts with 32 draws each take together? Settles
 * whether a strategy may decide again whenever a single draw is in.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BatchBenchmark {

  private static final int PROMPTS = 100;
  private static final int DRAWS = 32;
  private static final int EXPLORATION = 24;

  /** Who decides. */
  @Param({"uniform", "two-stage", "streaming"})
  public String strategy = "";

  private final Batch batch = Batch.of(PROMPTS, PROMPTS * DRAWS);
  private AllocationStrategy chosen = Strategies.uniform();

  /** Makes the strategy. */
  @Setup
  public void choose() {
    chosen = StrategyNames.strategy(strategy);
  }

  /**
   * Draws a whole batch, with as many draws in flight as there are prompts. Rewards and books cost
   * what {@code uniform} shows.
   *
   * @return what planning took
   */
  @Benchmark
  public Object decide() {
    return PlannedBatch.plan(chosen, batch, EXPLORATION, PROMPTS, 0, 1);
  }
}
