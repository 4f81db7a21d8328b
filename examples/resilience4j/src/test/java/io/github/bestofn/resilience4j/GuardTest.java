package io.github.bestofn.resilience4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.BatchResult;
import io.github.bestofn.BatchRun;
import io.github.bestofn.BestOfN;
import io.github.bestofn.DrawFailure;
import io.github.bestofn.FailurePolicy;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.PartialResponsesException;
import io.github.bestofn.spi.RewardModel;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class GuardTest {

  private static final int UNLIMITED = 1_000_000;

  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  private final AtomicInteger calls = new AtomicInteger();

  @AfterEach
  void shutdown() {
    scheduler.shutdownNow();
  }

  private static Guard guard(int attempts, int callsPerSecond) {
    return Guard.of(attempts, Duration.ofMillis(1), callsPerSecond);
  }

  private static BestOfN.Builder<String, String> builder() {
    return BestOfN.<String, String>builder()
        .strategy(Strategies.uniform())
        .rewardModel(RewardModel.pointwise((prompt, response) -> response.length()))
        .drawsPerPrompt(15)
        .maxInFlight(1);
  }

  /** Draws 1 and 3 fail at first: both are asked for again alone, and the others only once. */
  @Test
  void partialAnswer_isMended() throws Exception {
    var asked = new java.util.concurrent.CopyOnWriteArrayList<String>();
    Generator<String, String> flaky = request -> {
      asked.add(request.firstDraw() + "+" + request.count());
      if (request.count() == 1) {
        return List.of("again " + request.firstDraw());
      }
      throw new PartialResponsesException(
          Arrays.asList("0", null, "2", null),
          Arrays.asList(null, new IOException("1"), null, new IOException("3")));
    };
    AsyncGenerator<String, String> async = request -> {
      try {
        return CompletableFuture.completedFuture(flaky.generate(request));
      } catch (Exception e) {
        return CompletableFuture.failedFuture(e);
      }
    };

    assertThat(guard(3, UNLIMITED).around(flaky).generate(GenerationRequest.of("p", 4)))
        .containsExactly("0", "again 1", "2", "again 3");
    assertThat(asked).containsExactly("0+4", "1+1", "3+1");
    asked.clear();
    assertThat(guard(3, UNLIMITED)
            .around(async, scheduler)
            .generateAsync(GenerationRequest.of("p", 4))
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS))
        .containsExactly("0", "again 1", "2", "again 3");
    assertThat(asked).containsExactlyInAnyOrder("0+4", "1+1", "3+1");
  }

  private Generator<String, String> failsOneInThree() {
    return Generator.perDraw(prompt -> {
      if (calls.incrementAndGet() % 3 == 0) {
        throw new IOException("overloaded");
      }
      return "a response";
    });
  }

  private AsyncGenerator<String, String> failsOneInThreeAsync() {
    Generator<String, String> generator = failsOneInThree();
    return oneDrawACall(request -> {
      try {
        return CompletableFuture.completedFuture(generator.generate(request));
      } catch (Exception e) {
        return CompletableFuture.failedFuture(e);
      }
    });
  }

  private static AsyncGenerator<String, String> oneDrawACall(
      AsyncGenerator<String, String> generator) {
    return new AsyncGenerator<>() {
      @Override
      public CompletionStage<List<String>> generateAsync(GenerationRequest<String> request) {
        return generator.generateAsync(request);
      }

      @Override
      public int maxDrawsPerRequest() {
        return 1;
      }
    };
  }

  /** Calls 3, 6, 9, 12 and 15 fail, and nobody tries again. */
  @Test
  void unguarded_nothingIsTriedAgain() {
    BatchResult<String, String> result =
        builder().generator(failsOneInThree()).build().run(List.of("a"));

    assertThat(result.draws()).isEqualTo(10);
    assertThat(result.failures()).isEqualTo(5);
    assertThat(calls).hasValue(15);
  }

  /** After two successes one fails: 15 successes are interrupted by the calls 3, 6, ... 21. */
  @Test
  void blocking_isTriedAgain() {
    var result = builder()
        .generator(guard(2, UNLIMITED).around(failsOneInThree()))
        .build()
        .run(List.of("a"));

    assertThat(result.failures()).isZero();
    assertThat(result.draws()).isEqualTo(15);
    assertThat(calls).hasValue(22);
  }

  @Test
  void async_isTriedAgain() {
    var guarded = guard(2, UNLIMITED).around(failsOneInThreeAsync(), scheduler);
    var result = builder().asyncGenerator(guarded).build().run(List.of("a"));

    assertThat(guarded.maxDrawsPerRequest()).isEqualTo(1);
    assertThat(result.failures()).isZero();
    assertThat(result.draws()).isEqualTo(15);
    assertThat(calls).hasValue(22);
  }

  /** 20 calls a second are 1 in 50 ms: 5 draws, the first at once, take at least 4 turns. */
  @Test
  void rateLimit_isKept() {
    var limited = guard(1, 20).around(Generator.<String, String>perDraw(prompt -> "a"));
    var limitedAsync = guard(1, 20)
        .around(
            oneDrawACall(request -> CompletableFuture.completedFuture(List.of("a"))), scheduler);
    for (var builder :
        List.of(builder().generator(limited), builder().asyncGenerator(limitedAsync))) {
      var result = builder.drawsPerPrompt(5).maxInFlight(5).build().run(List.of("a"));

      assertThat(result.draws()).isEqualTo(5);
      assertThat(result.elapsed()).isGreaterThanOrEqualTo(Duration.ofMillis(150));
    }
  }

  /** The window has 50 calls; then the service is left alone, and refusals are not tried again. */
  @Test
  void circuitBreaker_leavesADeadServiceAlone() {
    Generator<String, String> dead = Generator.perDraw(prompt -> {
      calls.incrementAndGet();
      throw new IOException("down");
    });
    Guard guard = guard(1, UNLIMITED);
    var result = builder()
        .generator(guard.around(dead))
        .failurePolicy(FailurePolicy.keepGoing().giveUpAfter(60))
        .drawsPerPrompt(60)
        .build()
        .run(List.of("a"));

    assertThat(guard.circuitBreaker().getState()).isEqualTo(CircuitBreaker.State.OPEN);
    assertThat(calls).hasValue(50);
    assertThat(result.failures()).isEqualTo(60);
    assertThat(result.results().get(0).failureCauses().get(0).cause().orElseThrow())
        .isInstanceOf(IOException.class);
    var refused = builder().generator(guard(3, UNLIMITED).around(guard.around(dead)));
    DrawFailure failure =
        refused.build().run(List.of("a")).results().get(0).failureCauses().get(0);
    assertThat(failure.cause().orElseThrow()).isInstanceOf(CallNotPermittedException.class);
    assertThat(calls).hasValue(50);
  }

  @Test
  void stop_cancelsTheAttemptUnderWay() throws Exception {
    var silent = new CompletableFuture<List<String>>();
    var asked = new CountDownLatch(1);
    var guarded = guard(5, UNLIMITED)
        .around(
            oneDrawACall(request -> {
              calls.incrementAndGet();
              asked.countDown();
              return silent;
            }),
            scheduler);
    BatchRun<String, String> run = builder().asyncGenerator(guarded).build().runAsync(List.of("a"));
    asked.await();
    run.stop();

    assertThat(run.result().get(10, TimeUnit.SECONDS).draws()).isZero();
    assertThat(silent).isCancelled();
    // What there is to do after a cancellation is done when the scheduler has done this.
    scheduler.schedule(() -> {}, 50, TimeUnit.MILLISECONDS).get(10, TimeUnit.SECONDS);
    assertThat(calls).hasValue(1);
  }

  @Test
  void server_thatFailsOneCallInThree_losesNoDraw() throws Exception {
    try (var server = new FlakyServer(3)) {
      var model = new HttpModel(HttpClient.newHttpClient(), server.uri());
      Guard guard = guard(20, UNLIMITED);
      for (var builder : List.of(
          builder().generator(guard.around(model.blocking())),
          builder().asyncGenerator(guard.around(model.async(), scheduler)))) {
        int before = server.calls();
        var result = builder.maxInFlight(4).build().run(List.of("a", "b"));

        assertThat(result.draws()).isEqualTo(30);
        assertThat(result.failures()).isZero();
        // Of n calls in a row n/3 fail, give or take one: 30 draws need 44 to 46 calls.
        assertThat(server.calls() - before).isBetween(44, 46);
      }
    }
  }
}
