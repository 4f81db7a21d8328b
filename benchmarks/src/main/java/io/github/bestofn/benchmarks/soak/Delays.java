package io.github.bestofn.benchmarks.soak;

import io.github.bestofn.BatchResult;
import io.github.bestofn.BestOfN;
import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.AsyncRewardModel;
import io.github.bestofn.spi.GenerationRequest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Are places kept filled? Calls last up to 10 ms, 256 at a time. What is ideal is computed from how long the calls of this
 * very run lasted, the timer's lateness included: each place takes the next call when its last one ends, the tail of the run
 * included. So what is short of it is the engine's. Once more with scoring of 50 ms, for which there is room, so that many
 * more draws are being scored than generated.
 */
final class Delays implements Scenario {

  private static final int PLACES = 256;
  private static final int DRAWS_PER_PROMPT = 16;
  private static final int SCORING_PLACES = 16 * PLACES;
  private static final long LONGEST = 10_000_000;
  private static final long SLOW_SCORING = 50_000_000;
  private static final double NOMINAL = PLACES / (LONGEST / 2e9);

  private final Map<String, AllocationStrategy> strategies;

  /** With these strategies, by name, next to uniform. */
  Delays(Map<String, AllocationStrategy> strategies) {
    this.strategies = strategies;
  }

  private record Measured(double seconds, double ideal, double rate, boolean isRight) {}

  @Override
  public void run(Load load, Findings findings) {
    measure(load, Strategies.uniform(), false); // to warm up
    Measured uniform = measure(load, Strategies.uniform(), false);
    findings.atLeast(0.95, "uniform, of ideal throughput", uniform.ideal() / uniform.seconds(), "");
    findings.figure("uniform, throughput", uniform.rate(), "draws/s");
    findings.figure("uniform, of 256 / 5 ms", uniform.rate() / NOMINAL, "");
    findings.summary("idealThroughputShare", uniform.ideal() / uniform.seconds());
    boolean right = uniform.isRight();
    Measured slowly = measure(load, Strategies.uniform(), true);
    for (Map.Entry<String, AllocationStrategy> each : strategies.entrySet()) {
      Measured measured = measure(load, each.getValue(), false);
      right &= measured.isRight();
      findings.atMost(
          1.05, each.getKey() + ", time by uniform's", measured.seconds() / uniform.seconds(), "");
      if (each.getKey().equals("streaming")) {
        findings.summary("streamingMakespanRatio", measured.seconds() / uniform.seconds());
      }
      measured = measure(load, each.getValue(), true);
      right &= measured.isRight();
      findings.atMost(
          1.05,
          each.getKey() + ", the same with scoring of 50 ms",
          measured.seconds() / slowly.seconds(),
          "");
    }
    findings.promise("the whole budget is drawn", right);
  }

  private static Measured measure(Load load, AllocationStrategy strategy, boolean slowScoring) {
    List<Integer> prompts = Collections.nCopies(load.of(8000, 160), 1);
    try (var delays = Delayed.upTo(LONGEST, load.seed());
        var scoring = Delayed.always(SLOW_SCORING)) {
      AsyncRewardModel<Integer, Double> rewardModel = request -> {
        double[] rewards = request.responses().stream().mapToDouble(r -> r).toArray();
        return slowScoring
            ? scoring.answer(() -> rewards)
            : CompletableFuture.completedFuture(rewards);
      };
      BatchResult<Integer, Double> result = BestOfN.<Integer, Double>builder()
          .strategy(strategy)
          .asyncGenerator(new Gaussian(delays))
          .asyncRewardModel(rewardModel)
          .drawsPerPrompt(DRAWS_PER_PROMPT)
          .maxInFlight(PLACES)
          .maxScoringInFlight(SCORING_PLACES)
          .keepCandidates(1)
          .seed(load.seed())
          .build()
          .run(prompts);
      double seconds = result.elapsed().toNanos() / 1e9;
      return new Measured(
          seconds,
          delays.idealSeconds(PLACES),
          result.draws() / seconds,
          Books.balance(result) && result.unspent() == 0);
    }
  }

  /** Normal rewards, by the seed of the draw, one draw a request. */
  private record Gaussian(Delayed delays) implements AsyncGenerator<Integer, Double> {

    @Override
    public CompletionStage<List<Double>> generateAsync(GenerationRequest<Integer> request) {
      double spread = Math.exp(0.3 * normal(request.promptIndex()));
      return delays.answer(() -> List.of(spread * normal(request.seed(0))));
    }

    private static double normal(long seed) {
      return new java.util.Random(new SplittableRandom(seed).nextLong()).nextGaussian();
    }

    @Override
    public int maxDrawsPerRequest() {
      return 1;
    }
  }
}
