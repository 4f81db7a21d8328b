package io.github.bestofn.benchmarks.soak;

import io.github.bestofn.BatchResult;
import io.github.bestofn.BestOfN;
import io.github.bestofn.Candidate;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Sixty-four threads on one {@link BestOfN} with blocking clients: does each get the result that it gets alone? */
final class Crowd implements Scenario {

  private static final int CALLERS = 64;
  private static final int PROMPTS = 8;
  private static final int MOST_THREADS = 512;

  /** What a batch of some prompts found. */
  private record Outcome(List<List<String>> candidates) {

    static Outcome of(BatchResult<?, ?> result) {
      return new Outcome(result.results().stream()
          .map(each -> each.candidates().stream().map(Candidate::toString).toList())
          .toList());
    }
  }

  @Override
  public void run(Load load, Findings findings) throws InterruptedException {
    int runs = load.of(20, 1);
    Generator<Integer, Double> generator = request -> {
      Thread.sleep(1);
      List<Double> responses = new ArrayList<>();
      for (int k = 0; k < request.count(); k++) {
        responses.add(request.prompt() + new Random(request.seed(k)).nextGaussian());
      }
      return responses;
    };
    RewardModel<Integer, Double> rewardModel = RewardModel.pointwise((prompt, r) -> r);
    BestOfN<Integer, Double> bestOfN = BestOfN.<Integer, Double>builder()
        .strategy(Strategies.twoStage())
        .generator(generator)
        .rewardModel(rewardModel)
        .maxInFlight(32)
        .seed(load.seed())
        .build();
    List<Outcome> alone =
        IntStream.range(0, CALLERS).mapToObj(k -> Outcome.of(run(bestOfN, k))).toList();
    long most = LibraryThreads.count();
    boolean same = true;
    int draws = 0;
    long begin = System.nanoTime();
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    try {
      List<Future<BatchResult<Integer, Double>>> results = new ArrayList<>();
      for (int k = 0; k < CALLERS * runs; k++) {
        int caller = k % CALLERS;
        results.add(callers.submit(() -> run(bestOfN, caller)));
      }
      for (int k = 0; k < results.size(); k++) {
        BatchResult<Integer, Double> result = results.get(k).get();
        most = Math.max(most, LibraryThreads.count());
        same &= Books.balance(result) && Outcome.of(result).equals(alone.get(k % CALLERS));
        draws += result.draws();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      callers.shutdownNow();
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    findings.figure("throughput", draws / seconds, "draws/s");
    findings.figure("threads of the library, most seen", (double) most, "threads");
    findings.promise("each result is what it is alone", same);
    findings.promise("at most 512 threads for blocking calls", most <= MOST_THREADS);
    findings.promise("no thread is left", LibraryThreads.areGone());
  }

  private static BatchResult<Integer, Double> run(BestOfN<Integer, Double> bestOfN, int caller) {
    return bestOfN.run(
        IntStream.range(0, PROMPTS).map(k -> 100 * caller + k).boxed().toList());
  }
}
