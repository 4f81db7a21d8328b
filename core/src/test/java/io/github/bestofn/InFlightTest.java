package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.AsyncRewardModel;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InFlightTest {

  /** A generator that takes many draws of a request, and only two of one that may be cancelled. */
  private static final class Choices implements Generator<Object, Double> {

    private final AtomicInteger most = new AtomicInteger();

    @Override
    public List<Double> generate(GenerationRequest<Object> request) {
      most.accumulateAndGet(request.count(), Math::max);
      return Fakes.count(request);
    }

    @Override
    public int maxDrawsPerCancellableRequest() {
      return 2;
    }
  }

  private static int largestRequest(UnaryOperator<BestOfN.Builder<String, Double>> settings) {
    var choices = new Choices();
    var result = settings
        .apply(Fakes.counting().generator(choices).drawsPerPrompt(16))
        .build()
        .run(List.of("a"));
    assertThat(result.draws()).isEqualTo(16);
    return choices.most.get();
  }

  /**
   * The default, K = 5, B = 16: at most one request per prompt and wave, so six at most, where draws come 16 times
   * one by one.
   */
  @Test
  void drawsOfAPromptInAWave_areOneRequest() {
    AtomicInteger requests = new AtomicInteger();
    List<Integer> largest = Collections.synchronizedList(new ArrayList<>());
    Generator<Double, Double> counted = request -> {
      requests.incrementAndGet();
      largest.add(request.count());
      return Fakes.gaussian(request);
    };
    int waves = 0;
    for (int seed = 0; seed < 10; seed++) {
      var result = BestOfN.<Double, Double>builder()
          .generator(counted)
          .rewardModel(Fakes.IDENTITY)
          .seed(seed)
          .build()
          .run(List.of(1.0, 2.0, 1.0, 3.0, 1.0));
      assertThat(result.draws()).isEqualTo(80);
      waves += result.waves();
    }
    assertThat(largest.stream().mapToInt(Integer::intValue).sum()).isEqualTo(800);
    assertThat(waves).isEqualTo(60);
    assertThat(requests.get()).isLessThanOrEqualTo(5 * waves);
    assertThat(requests.get() / 50.0).isLessThanOrEqualTo(8).isBetween(3.0, 6.0);
  }

  @Test
  void requestsThatMayBeCancelled_areSmaller() {
    Duration hour = Duration.ofHours(1);

    assertThat(largestRequest(builder -> builder)).isEqualTo(16);
    assertThat(largestRequest(builder -> builder.deadline(hour))).isEqualTo(2);
    assertThat(largestRequest(builder -> builder.requestTimeout(hour))).isEqualTo(2);
  }

  @Timeout(60)
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 64})
  void bounds_areKeptAndUsed(int bound) {
    var generating = new Gauge(bound);
    var scoring = new Gauge(bound);
    Generator<Double, Double> slow = Fakes.slow(Fakes.GAUSSIAN);
    Generator<Double, Double> generator = request -> {
      generating.enter(request.count());
      generating.awaitFull();
      try {
        return slow.generate(request);
      } finally {
        generating.leave(request.count());
      }
    };
    RewardModel<Double, Double> rewardModel = request -> {
      scoring.enter(request.responses().size());
      try {
        Thread.sleep(1);
        return request.responses().stream().mapToDouble(r -> r).toArray();
      } finally {
        scoring.leave(request.responses().size());
      }
    };
    var result = BestOfN.<Double, Double>builder()
        .strategy(Strategies.uniform())
        .generator(generator)
        .rewardModel(rewardModel)
        .maxInFlight(bound)
        .maxScoringInFlight(bound)
        .drawsPerPrompt(20)
        .build()
        .run(Collections.nCopies(8, 1.0));

    assertThat(result.draws()).isEqualTo(160);
    assertThat(generating.most()).isEqualTo(bound);
    assertThat(scoring.most()).isBetween(1, bound);
  }

  @Test
  void request_asksForNoMoreThanIsFreeOrAllowed() {
    Set<Integer> sizes = Collections.synchronizedSet(new HashSet<>());
    var generator = new Generator<Object, Double>() {
      @Override
      public List<Double> generate(GenerationRequest<Object> request) {
        sizes.add(request.count());
        return Fakes.count(request);
      }

      @Override
      public int maxDrawsPerRequest() {
        return 4;
      }
    };
    Fakes.counting()
        .generator(generator)
        .maxInFlight(6)
        .drawsPerPrompt(10)
        .build()
        .runOne("a");

    assertThat(sizes).contains(4).allSatisfy(size -> assertThat(size).isBetween(1, 4));
  }

  @Test
  void scoring_takesResponsesInBatches() {
    AtomicInteger calls = new AtomicInteger();
    RewardModel<Object, Double> model = request -> {
      calls.incrementAndGet();
      return request.responses().stream().mapToDouble(r -> r).toArray();
    };
    Fakes.counting().rewardModel(model).drawsPerPrompt(64).build().runOne("a");

    assertThat(calls).hasValue(1);
  }

  /** Stages that are complete when returned recurse nowhere. */
  @Test
  @Timeout(120)
  void aMillionCompletedStages_runThrough() {
    AsyncGenerator<Integer, Integer> generator = new AsyncGenerator<>() {
      @Override
      public CompletionStage<List<Integer>> generateAsync(GenerationRequest<Integer> request) {
        return CompletableFuture.completedFuture(List.of(request.firstDraw()));
      }

      @Override
      public int maxDrawsPerRequest() {
        return 1;
      }
    };
    AsyncRewardModel<Integer, Integer> rewardModel = request -> CompletableFuture.completedFuture(
        request.responses().stream().mapToDouble(r -> r).toArray());
    var bestOfN = BestOfN.<Integer, Integer>builder()
        .strategy(Strategies.uniform())
        .asyncGenerator(generator)
        .asyncRewardModel(rewardModel)
        .drawsPerPrompt(1000)
        .build();
    var prompts = IntStream.range(0, 1000).boxed().toList();
    var result = bestOfN.run(prompts);

    assertThat(result.draws()).isEqualTo(1_000_000);
    assertThat(result.results())
        .allSatisfy(each -> assertThat(each.best().orElseThrow().reward()).isEqualTo(999.0));
    assertThat(bestOfN.runAsync(prompts).result().join().draws()).isEqualTo(1_000_000);
  }

  @Test
  void asyncClients_holdNoThread() throws Exception {
    var silent = new Fakes.Silent<String, Double>();
    var bestOfN = BestOfN.<String, Double>builder()
        .strategy(Strategies.uniform())
        .asyncGenerator(silent)
        .asyncRewardModel(request ->
            CompletableFuture.completedFuture(new double[request.responses().size()]))
        .drawsPerPrompt(1)
        .build();
    var runs =
        IntStream.range(0, 200).mapToObj(k -> bestOfN.runAsync(List.of("a"))).toList();
    while (silent.stages.size() < 200) {
      Thread.sleep(1);
    }
    // Let the threads that sent the requests go idle; then none of them belongs to a run.
    while (busyThreadsOfRuns() > 0) {
      Thread.sleep(1);
    }
    silent.stages.forEach(stage -> stage.complete(List.of(1.0)));

    assertThat(runs).allSatisfy(run -> assertThat(run.result().join().draws()).isEqualTo(1));
  }

  /* A thread of the pool that is idle waits for work in the pool itself. */
  private static int busyThreadsOfRuns() {
    return (int) Thread.getAllStackTraces().entrySet().stream()
        .filter(entry -> entry.getKey().getName().startsWith("bestofn-run"))
        .filter(entry -> List.of(entry.getValue()).stream()
            .anyMatch(frame -> frame.getClassName().startsWith("io.github.bestofn.")))
        .count();
  }
}
