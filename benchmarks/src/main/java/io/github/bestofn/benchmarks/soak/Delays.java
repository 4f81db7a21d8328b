package io.github.bestofn.benchmarks.soak;

import io.github.bestofn.BatchResult;
import io.github.bestofn.BestOfN;
import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.estimate.Estimators;
import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.AsyncRewardModel;
import io.github.bestofn.spi.GenerationRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Are places kept filled? Calls last up to 10 ms, 256 at a time. What is ideal is computed from how long the calls of
 * this very run lasted, the timer's lateness included: each place takes the next call when its last one ends, the
 * tail of the run included. So what is short of it is the engine's, and where a strategy takes longer it is its
 * planning. Once more with scoring of 50 ms, for which there is room, so that many more draws are being scored than
 * generated. And a batch of 64 prompts with calls of up to 200 ms in four waves: each wave may idle for its slowest
 * call, so that it takes uniform's time and three slowest calls.
 */
final class Delays implements Scenario {

  private static final int PLACES = 256;
  private static final int DRAWS_PER_PROMPT = 16;
  private static final int SCORING_PLACES = 16 * PLACES;
  private static final long LONGEST = 10_000_000;
  private static final long SLOW_SCORING = 50_000_000;
  private static final int PAIRS = 3;
  private static final int PROMPTS_OF_WAVES = 64;
  private static final long LONGEST_OF_WAVES = 200_000_000;
  private static final int WAVES = 4;
  private static final AllocationStrategy STREAMING = Strategies.streaming(Estimators.kde());
  private static final double NOMINAL = PLACES / (LONGEST / 2e9);

  private final Map<String, AllocationStrategy> strategies;

  /** With these strategies, by name, next to uniform and streaming. */
  Delays(Map<String, AllocationStrategy> strategies) {
    this.strategies = strategies;
  }

  private record Measured(
      double seconds, double ideal, double rate, double slowest, boolean isRight) {}

  @Override
  public void run(Load load, Findings findings) {
    boolean right = measure(load, STREAMING, false).isRight(); // to warm up
    Pairs plain = new Pairs(load, STREAMING, false, PAIRS);
    findings.atLeast(0.95, "uniform, of ideal throughput", plain.uniformsShare(), "");
    findings.figure("uniform, throughput", plain.uniformsRate(), "draws/s");
    findings.figure("uniform, of 256 / 5 ms", plain.uniformsRate() / NOMINAL, "");
    findings.atMost(1.05, "streaming, time by uniform's", plain.ratio(), "");
    findings.summary("idealThroughputShare", plain.uniformsShare());
    findings.summary("streamingMakespanRatio", plain.ratio());
    Pairs slowly = new Pairs(load, STREAMING, true, PAIRS);
    findings.atMost(1.05, "streaming, the same with scoring of 50 ms", slowly.ratio(), "");
    right &= plain.areRight() && slowly.areRight();
    Measured[] waves = new Measured[PAIRS];
    double[] ofUniform = new double[PAIRS];
    right &= inWaves(load, Strategies.adaptive().maxWaves(WAVES)).isRight(); // to warm up
    for (int k = 0; k < PAIRS; k++) {
      Measured uniform = inWaves(load, Strategies.uniform());
      waves[k] = inWaves(load, Strategies.adaptive().maxWaves(WAVES));
      ofUniform[k] = waves[k].seconds() / (uniform.seconds() + (WAVES - 1) * waves[k].slowest());
      right &= uniform.isRight() && waves[k].isRight();
    }
    double wavesRatio = Numbers.median(Arrays.stream(ofUniform));
    findings.atMost(1.05, "four waves, time by uniform's and three slowest calls", wavesRatio, "");
    findings.summary("wavesMakespanRatio", wavesRatio);
    for (Map.Entry<String, AllocationStrategy> each : strategies.entrySet()) {
      plain = new Pairs(load, each.getValue(), false, 1);
      findings.figure(each.getKey() + ", time by uniform's", plain.ratio(), "");
      slowly = new Pairs(load, each.getValue(), true, 1);
      findings.figure(each.getKey() + ", the same with scoring of 50 ms", slowly.ratio(), "");
      right &= plain.areRight() && slowly.areRight();
    }
    findings.promise("the whole budget is drawn", right);
  }

  /** Uniform and then a strategy, again and again, so that what else the machine does falls on both alike. */
  private static final class Pairs {

    private final List<Measured> uniform = new ArrayList<>();
    private final List<Measured> other = new ArrayList<>();

    Pairs(Load load, AllocationStrategy strategy, boolean slowScoring, int pairs) {
      for (int k = 0; k < pairs; k++) {
        uniform.add(measure(load, Strategies.uniform(), slowScoring));
        other.add(measure(load, strategy, slowScoring));
      }
    }

    double uniformsShare() {
      return Numbers.median(uniform.stream().mapToDouble(each -> each.ideal() / each.seconds()));
    }

    double uniformsRate() {
      return Numbers.median(uniform.stream().mapToDouble(Measured::rate));
    }

    double ratio() {
      return Numbers.median(IntStream.range(0, other.size())
          .mapToDouble(k -> other.get(k).seconds() / uniform.get(k).seconds()));
    }

    boolean areRight() {
      return Stream.concat(uniform.stream(), other.stream()).allMatch(Measured::isRight);
    }
  }

  private static Measured measure(Load load, AllocationStrategy strategy, boolean slowScoring) {
    return measure(load, strategy, load.of(8000, 160), LONGEST, slowScoring);
  }

  private static Measured inWaves(Load load, AllocationStrategy strategy) {
    return measure(load, strategy, PROMPTS_OF_WAVES, LONGEST_OF_WAVES, false);
  }

  private static Measured measure(
      Load load, AllocationStrategy strategy, int count, long longest, boolean slowScoring) {
    List<Integer> prompts = Collections.nCopies(count, 1);
    try (var delays = Delayed.upTo(longest, load.seed());
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
          delays.slowestSeconds(),
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
