package io.github.bestofn.benchmarks.soak;

import io.github.bestofn.BatchResult;
import io.github.bestofn.BestOfN;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.GenerationRequest;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/** What does a draw cost when the models cost nothing? One draw a request, clients that answer at once. */
final class Throughput implements Scenario {

  private static final int RUNS = 7;
  private static final int PROMPTS = 1000;

  private static final class InMemory implements AsyncGenerator<Integer, Integer> {

    @Override
    public CompletionStage<List<Integer>> generateAsync(GenerationRequest<Integer> request) {
      return CompletableFuture.completedFuture(List.of(request.firstDraw()));
    }

    @Override
    public int maxDrawsPerRequest() {
      return 1;
    }
  }

  @Override
  public void run(Load load, Findings findings) {
    int drawsPerPrompt = load.of(1000, 10);
    BestOfN<Integer, Integer> bestOfN = BestOfN.<Integer, Integer>builder()
        .strategy(Strategies.uniform())
        .asyncGenerator(new InMemory())
        .asyncRewardModel(request -> CompletableFuture.completedFuture(
            request.responses().stream().mapToDouble(r -> r).toArray()))
        .drawsPerPrompt(drawsPerPrompt)
        .keepCandidates(1)
        .seed(load.seed())
        .build();
    List<Integer> prompts = IntStream.range(0, PROMPTS).boxed().toList();
    double[] seconds = new double[RUNS];
    boolean right = true;
    for (int k = -2; k < RUNS; k++) { // two to warm up
      BatchResult<Integer, Integer> result = bestOfN.run(prompts);
      right &= Books.balance(result)
          && result.unspent() == 0
          && result.results().stream()
              .allMatch(each -> each.best().orElseThrow().draw() == drawsPerPrompt - 1);
      seconds[Math.max(k, 0)] = result.elapsed().toNanos() / 1e9;
    }
    double median = Numbers.median(Arrays.stream(seconds));
    int draws = PROMPTS * drawsPerPrompt;
    findings.atLeast(200_000, "throughput, median of " + RUNS, draws / median, "draws/s");
    findings.atMost(5, "overhead of a draw", 1e6 * median / draws, "µs");
    findings.summary("drawsPerSecond", draws / median);
    findings.summary("overheadMicrosPerDraw", 1e6 * median / draws);
    findings.promise("the whole budget is drawn, and the best is the best", right);
  }
}
