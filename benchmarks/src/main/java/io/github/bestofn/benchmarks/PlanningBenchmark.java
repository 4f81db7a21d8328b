package io.github.bestofn.benchmarks;

import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Allocator;
import io.github.bestofn.allocate.Batch;
import io.github.bestofn.allocate.Decision;
import io.github.bestofn.allocate.Ledger;
import io.github.bestofn.allocate.Strategies;
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
 * How long does the second decision of a two-stage strategy take, next to one model call? Settles
 * whether planning may run between two rounds on the thread that runs the batch.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PlanningBenchmark {

  /** Prompts, draws per prompt, exploration draws per prompt. */
  @Param({"5/120/90", "100/32/16"})
  public String setting = "";

  private AllocationStrategy strategy = Strategies.uniform();
  private Ledger fresh = new Ledger(Batch.of(1, 1));
  private Ledger explored = new Ledger(Batch.of(1, 1));

  /** Explores: normal rewards whose standard deviation differs from prompt to prompt. */
  @Setup
  public void explore() {
    String[] numbers = setting.split("/", -1);
    int prompts = Integer.parseInt(numbers[0]);
    int draws = Integer.parseInt(numbers[1]);
    int exploration = Integer.parseInt(numbers[2]);
    strategy = Strategies.twoStage().exploration(exploration);
    Batch batch = Batch.of(prompts, prompts * draws);
    fresh = new Ledger(batch);
    explored = new Ledger(batch);
    Random random = new Random(1);
    for (int prompt = 0; prompt < prompts; prompt++) {
      double deviation = Math.exp(0.3 * random.nextGaussian());
      explored.ask(prompt, exploration);
      for (int draw = 0; draw < exploration; draw++) {
        explored.drawn(prompt, draw, deviation * random.nextGaussian());
      }
    }
  }

  /**
   * Begins a run and decides twice, of which the first decision costs next to nothing.
   *
   * @return the second decision
   */
  @Benchmark
  public Decision plan() {
    Allocator allocator = strategy.begin(fresh.batch());
    fresh.decide(allocator, Integer.MAX_VALUE);
    return explored.decide(allocator, Integer.MAX_VALUE);
  }
}
