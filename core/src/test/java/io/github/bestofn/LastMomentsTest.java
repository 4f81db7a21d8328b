package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Allocator;
import io.github.bestofn.allocate.BatchState;
import io.github.bestofn.allocate.Decision;
import io.github.bestofn.allocate.Explanation;
import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.AsyncRewardModel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What comes at the last moment: an Error while a run ends, an answer behind its time-out. */
@Timeout(60)
class LastMomentsTest {

  private static void assertFailsWith(Class<? extends Error> type, BatchRun<?, ?> run) {
    assertThat(run.result())
        .failsWithin(10, TimeUnit.SECONDS)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(type);
  }

  @Test
  void explanationThrowsAnError() {
    AllocationStrategy strategy = batch -> new Allocator() {
      @Override
      public Decision next(BatchState state) {
        return Decision.round(1);
      }

      @Override
      public Explanation explain(int prompt) {
        throw new NoClassDefFoundError("missing");
      }
    };
    assertFailsWith(
        NoClassDefFoundError.class,
        Fakes.counting().strategy(strategy).drawsPerPrompt(2).build().runAsync(List.of("a")));
  }

  @Test
  void listenerRunsOutOfMemoryAtTheEnd() {
    var listener = new RunListener() {
      @Override
      public void finished(BatchResult<?, ?> result) {
        throw new OutOfMemoryError("test");
      }
    };
    assertFailsWith(
        OutOfMemoryError.class, Fakes.counting().listener(listener).build().runAsync(List.of("a")));
  }

  @Test
  void cancelledFutureThrowsAnError() throws Exception {
    var stage = new CompletableFuture<List<Double>>() {
      @Override
      public boolean cancel(boolean mayInterruptIfRunning) {
        throw new NoClassDefFoundError("missing");
      }
    };
    var asked = new CountDownLatch(1);
    AsyncGenerator<String, Double> generator = request -> {
      asked.countDown();
      return stage;
    };
    var run = BestOfN.<String, Double>builder()
        .asyncGenerator(generator)
        .rewardModel(Fakes.IDENTITY)
        .build()
        .runAsync(List.of("a"));
    asked.await();
    run.stop();

    assertFailsWith(NoClassDefFoundError.class, run);
  }

  /** The run is held until its request has timed out and, after that, been answered: the answer is in, so it is a draw. */
  @Test
  void answerThatIsInComesBeforeATimeOutThatWaitsToBeHandled() throws Exception {
    CompletableFuture<List<Double>> stage;
    LinkedBlockingQueue<Runnable> tasks;
    Run<String, Double> run;
    Duration time = Duration.ofMillis(1);
    // On a busy machine time can be up while the request is still being sent; then nothing waits,
    // and more time is given.
    do {
      var answer = new CompletableFuture<List<Double>>();
      stage = answer;
      tasks = new LinkedBlockingQueue<>();
      run = begin(request -> answer, time, tasks::add);
      tasks.take().run();
      time = time.multipliedBy(2);
    } while (stage.isCancelled());
    Runnable handlesTheTimeOut = tasks.take();
    stage.complete(List.of(7.0));
    handlesTheTimeOut.run();
    while (!run.result().isDone()) {
      tasks.take().run();
    }

    BatchResult<String, Double> result = run.result().join();
    assertThat(result.failures()).isZero();
    assertThat(result.results().get(0).best().orElseThrow().reward()).isEqualTo(7);
  }

  private static Run<String, Double> begin(
      AsyncGenerator<String, Double> generator, Duration time, Executor executor) {
    AsyncRewardModel<String, Double> rewardModel = request ->
        CompletableFuture.completedFuture(new double[] {request.responses().get(0)});
    return BestOfN.<String, Double>builder()
        .asyncGenerator(generator)
        .asyncRewardModel(rewardModel)
        .drawsPerPrompt(1)
        .requestTimeout(time)
        .build()
        .begin(List.of("a"), executor);
  }
}
