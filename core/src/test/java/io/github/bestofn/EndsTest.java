package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs that end early keep what is in and leave nothing running. */
@Timeout(60)
class EndsTest {

  /* Answers the first two draws at once and is silent from then on. */
  private static final class TwoThenSilent implements AsyncGenerator<String, Double> {
    final Fakes.Silent<String, Double> silent = new Fakes.Silent<>();
    final CountDownLatch asked = new CountDownLatch(1);

    @Override
    public CompletionStage<List<Double>> generateAsync(GenerationRequest<String> request) {
      if (request.firstDraw() < 2) {
        return CompletableFuture.completedFuture(Fakes.count(request));
      }
      asked.countDown();
      return silent.generateAsync(request);
    }

    @Override
    public int maxDrawsPerRequest() {
      return 1;
    }
  }

  private static BestOfN.Builder<String, Double> withTwoThenSilent(TwoThenSilent generator) {
    return BestOfN.<String, Double>builder()
        .strategy(Strategies.uniform())
        .asyncGenerator(generator)
        .rewardModel(Fakes.IDENTITY)
        .drawsPerPrompt(10)
        .maxInFlight(3);
  }

  private static void assertEndedEarly(
      BatchResult<?, ?> result, TwoThenSilent generator, EndReason reason) {
    assertThat(result.endReason()).isEqualTo(reason);
    assertThat(result.draws()).isEqualTo(2);
    // Two draws are answered, which frees places for three silent ones; five were never sent.
    assertThat(result.failures()).isEqualTo(3);
    assertThat(result.unspent()).isEqualTo(8);
    assertThat(result.results().get(0).unspent()).isEqualTo(8);
    assertThat(result.results().get(0).failureCauses())
        .extracting(DrawFailure::message)
        .contains("draw 2 of prompt 0: the run ended before the answer was in");
    assertThat(generator.silent.stages)
        .hasSize(3)
        .allSatisfy(stage -> assertThat(stage).isCancelled());
  }

  /** Waits until the first two draws are scored and the silent ones are asked for. */
  private static final class UntilScored implements RunListener {
    final CountDownLatch scored = new CountDownLatch(2);
    final List<BatchResult<?, ?>> finished = new ArrayList<>();
    final CountDownLatch end = new CountDownLatch(1);

    @Override
    public void scored(int promptIndex, int draw, double reward) {
      scored.countDown();
    }

    @Override
    public void finished(BatchResult<?, ?> result) {
      finished.add(result);
      end.countDown();
    }
  }

  @Test
  void stop_finishesWithWhatIsIn() throws Exception {
    var generator = new TwoThenSilent();
    var listener = new UntilScored();
    var run = withTwoThenSilent(generator).listener(listener).build().runAsync(List.of("a"));
    listener.scored.await();
    generator.asked.await();
    waitForThree(generator);
    run.stop();
    run.stop();

    assertEndedEarly(run.result().get(10, TimeUnit.SECONDS), generator, EndReason.STOPPED);
    assertThat(listener.finished).hasSize(1);
  }

  @Test
  void cancel_stopsAndTellsTheListener() throws Exception {
    var generator = new TwoThenSilent();
    var listener = new UntilScored();
    var run = withTwoThenSilent(generator).listener(listener).build().runAsync(List.of("a"));
    listener.scored.await();
    waitForThree(generator);
    assertThat(run.result().cancel(true)).isTrue();

    assertThat(listener.end.await(10, TimeUnit.SECONDS)).isTrue();
    assertEndedEarly(listener.finished.get(0), generator, EndReason.CANCELLED);
    assertThatThrownBy(run.result()::get).isInstanceOf(CancellationException.class);
  }

  @Test
  void deadline_finishesWithWhatIsIn() {
    var generator = new TwoThenSilent();
    var result =
        withTwoThenSilent(generator).deadline(Duration.ofMillis(300)).build().run(List.of("a"));

    assertEndedEarly(result, generator, EndReason.DEADLINE);
    assertThat(result.elapsed()).isGreaterThanOrEqualTo(Duration.ofMillis(299));
  }

  @Test
  void deadline_isKeptThoughTheRewardModelNeverAnswers() {
    var stage = new CompletableFuture<double[]>();
    var result = BestOfN.<String, Double>builder()
        .strategy(Strategies.uniform())
        .generator(Fakes.COUNTING)
        .asyncRewardModel(request -> stage)
        .drawsPerPrompt(4)
        .deadline(Duration.ofMillis(100))
        .build()
        .run(List.of("a"));

    assertThat(result.endReason()).isEqualTo(EndReason.DEADLINE);
    assertThat(result.failures()).isEqualTo(4);
    assertThat(stage).isCancelled();
  }

  @Test
  void failFast_cancelsWhatIsInFlight() {
    var generator = new TwoThenSilent();
    var bestOfN = withTwoThenSilent(generator)
        .rewardModel(request -> {
          waitForThree(generator);
          throw new IOException("down");
        })
        .failurePolicy(FailurePolicy.failFast())
        .build();

    assertThatThrownBy(() -> bestOfN.run(List.of("a"))).isInstanceOf(BestOfNException.class);
    assertThat(generator.silent.stages)
        .hasSize(3)
        .allSatisfy(stage -> assertThat(stage).isCancelled());
  }

  @Test
  void interrupt_finishesWithWhatIsInAndRestoresTheFlag() throws Exception {
    var generator = new TwoThenSilent();
    var listener = new UntilScored();
    var bestOfN = withTwoThenSilent(generator).listener(listener).build();
    var outcome = new CompletableFuture<BatchResult<String, Double>>();
    var flag = new CompletableFuture<Boolean>();
    var caller = new Thread(() -> {
      outcome.complete(bestOfN.run(List.of("a")));
      flag.complete(Thread.currentThread().isInterrupted());
    });
    caller.start();
    listener.scored.await();
    waitForThree(generator);
    caller.interrupt();

    assertEndedEarly(outcome.get(10, TimeUnit.SECONDS), generator, EndReason.INTERRUPTED);
    assertThat(flag.get(10, TimeUnit.SECONDS)).isTrue();
  }

  /** Clients that answer at once leave the calling thread nothing to wait for. */
  @Test
  void interrupt_isNoticedThoughEveryAnswerIsThereAtOnce() {
    AsyncGenerator<Object, Double> interrupts = request -> {
      if (request.firstDraw() == 64_000) {
        Thread.currentThread().interrupt();
      }
      return CompletableFuture.completedFuture(Fakes.count(request));
    };
    var result = BestOfN.<String, Double>builder()
        .strategy(Strategies.uniform())
        .asyncGenerator(interrupts)
        .asyncRewardModel(request ->
            CompletableFuture.completedFuture(new double[request.responses().size()]))
        .drawsPerPrompt(100_000_000)
        .build()
        .run(List.of("a"));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(result.endReason()).isEqualTo(EndReason.INTERRUPTED);
    assertThat(result.draws()).isBetween(64_000, 1_000_000);
    assertThat(result.draws() + result.unspent()).isEqualTo(100_000_000);
  }

  @Test
  void stop_interruptsBlockingCalls() throws Exception {
    var called = new CountDownLatch(1);
    var interrupted = new CountDownLatch(1);
    Generator<String, Double> blocked = request -> {
      called.countDown();
      try {
        Thread.sleep(60_000);
      } catch (InterruptedException e) {
        interrupted.countDown();
        throw e;
      }
      return List.of();
    };
    var run = Fakes.counting().generator(blocked).build().runAsync(List.of("a"));
    called.await();
    run.stop();

    assertThat(run.result().get(10, TimeUnit.SECONDS).failures()).isEqualTo(16);
    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void deadline_isKeptThoughABlockingClientIgnoresInterrupts() {
    var release = new CountDownLatch(1);
    Generator<String, Double> deaf = request -> {
      boolean done = false;
      while (!done) {
        try {
          done = release.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
          // Ignored on purpose.
        }
      }
      return List.of();
    };
    var result = Fakes.counting()
        .generator(deaf)
        .deadline(Duration.ofMillis(100))
        .build()
        .run(List.of("a"));
    release.countDown();

    assertThat(result.endReason()).isEqualTo(EndReason.DEADLINE);
    assertThat(result.draws()).isZero();
  }

  private static void waitForThree(TwoThenSilent generator) throws InterruptedException {
    while (true) {
      synchronized (generator.silent) {
        if (generator.silent.stages.size() == 3) {
          return;
        }
      }
      Thread.sleep(1);
    }
  }
}
