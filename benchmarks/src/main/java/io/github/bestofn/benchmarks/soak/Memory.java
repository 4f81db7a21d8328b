package io.github.bestofn.benchmarks.soak;

import io.github.bestofn.BatchResult;
import io.github.bestofn.BestOfN;
import io.github.bestofn.RunListener;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.spi.AsyncGenerator;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Does memory grow with draws that are not kept? Responses of a kilobyte; the heap is measured when the run ends and
 * still holds its books. These take 12 to 18 bytes a draw, for strategies see all rewards.
 */
final class Memory implements Scenario {

  private static final int PROMPTS = 100;
  private static final int RESPONSE = 1000;
  private static final double MOST_BYTES = 64;

  @Override
  public void run(Load load, Findings findings) {
    int small = PROMPTS * load.of(500, 50);
    int large = 4 * small;
    double best = grows(findings, "best only", 1, small, large, load);
    double few = grows(findings, "best 4", 4, small, large, load);
    grows(findings, "all", Integer.MAX_VALUE, small, large, load);
    findings.promise(
        "a draw that is not kept leaves less than 64 bytes", Math.max(best, few) < MOST_BYTES);
  }

  private static double grows(
      Findings findings, String what, int kept, int small, int large, Load load) {
    heap(kept, small, load); // classes and code
    double before = heap(kept, small, load);
    double after = heap(kept, large, load);
    double each = (after - before) / (large - small);
    findings.figure(what + ", live heap at %,d draws".formatted(small), before / 1e6, "MB");
    findings.figure(what + ", live heap at %,d draws".formatted(large), after / 1e6, "MB");
    findings.figure(what + ", per further draw", each, "bytes");
    return each;
  }

  private static final class HeapAtEnd implements RunListener {
    private double bytes;

    @Override
    public void finished(BatchResult<?, ?> result) {
      for (int k = 0; k < 3; k++) {
        System.gc();
      }
      bytes = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
  }

  private static double heap(int kept, int draws, Load load) {
    AsyncGenerator<Integer, byte[]> generator = request -> CompletableFuture.completedFuture(
        Stream.<byte[]>generate(() -> new byte[RESPONSE]).limit(request.count()).toList());
    var atEnd = new HeapAtEnd();
    List<Integer> prompts = Collections.nCopies(PROMPTS, 1);
    var unused = BestOfN.<Integer, byte[]>builder()
        .strategy(Strategies.uniform())
        .asyncGenerator(generator)
        .asyncRewardModel(request -> CompletableFuture.completedFuture(
            IntStream.range(0, request.responses().size()).asDoubleStream().toArray()))
        .totalDraws(draws)
        .keepCandidates(kept)
        .seed(load.seed())
        .listener(atEnd)
        .build()
        .run(prompts);
    return atEnd.bytes;
  }
}
