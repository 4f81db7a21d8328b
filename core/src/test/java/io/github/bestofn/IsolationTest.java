package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.spi.Generator;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the host of one run does holds up neither other runs nor the end of its own. */
@Timeout(60)
class IsolationTest {

  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void release() {
    release.countDown();
  }

  /** More runs than any pool had threads, all of them blocked. */
  @Test
  void blockedListeners_holdUpNoOtherRun() throws Exception {
    int blockedRuns = 300;
    var blocked = new CountDownLatch(blockedRuns);
    BestOfN<String, Double> blocking = Fakes.counting()
        .listener(new RunListener() {
          @Override
          public void planned(int promptIndex, int firstDraw, int count, int round) {
            blocked.countDown();
            awaitUninterruptibly(release);
          }
        })
        .build();
    List<BatchRun<String, Double>> runs = new ArrayList<>();
    for (int k = 0; k < blockedRuns; k++) {
      runs.add(blocking.runAsync(List.of("a")));
    }
    blocked.await();
    var free = Fakes.counting().build().runAsync(List.of("a"));

    assertThat(free.result().get(30, TimeUnit.SECONDS).draws()).isEqualTo(16);
    release.countDown();
    for (var run : runs) {
      assertThat(run.result().get(30, TimeUnit.SECONDS).draws()).isEqualTo(16);
    }
  }

  /** Each call's callback blocks until all calls have been cancelled, and the run does not wait for that. */
  @Test
  void blockedCallbacksOfCancelledCalls_holdUpNeitherTheRunNorEachOther() throws Exception {
    var asked = new CountDownLatch(20);
    var cancelled = new CountDownLatch(20);
    BatchRun<String, Double> run = BestOfN.<String, Double>builder()
        .strategy(Strategies.uniform())
        .asyncGenerator(Fakes.oneDrawACall(request -> {
          var stage = new CompletableFuture<List<Double>>();
          var unused = stage.whenComplete((answer, thrown) -> {
            cancelled.countDown();
            awaitUninterruptibly(release);
          });
          asked.countDown();
          return stage;
        }))
        .rewardModel(Fakes.IDENTITY)
        .drawsPerPrompt(20)
        .build()
        .runAsync(List.of("a"));
    asked.await();
    run.stop();

    assertThat(run.result().get(30, TimeUnit.SECONDS).failures()).isEqualTo(20);
    awaitUninterruptibly(cancelled);
  }

  /** A request that times out is cancelled off the run's thread as well, and keeps its place until then. */
  @Test
  void blockedCallbackOfATimedOutCall_holdsUpNoOtherDraw() {
    BatchResult<String, Double> result = BestOfN.<String, Double>builder()
        .strategy(Strategies.uniform())
        .asyncGenerator(Fakes.oneDrawACall(request -> {
          if (request.firstDraw() > 0) {
            return CompletableFuture.completedFuture(Fakes.count(request));
          }
          var stage = new CompletableFuture<List<Double>>();
          var unused = stage.whenComplete((answer, thrown) -> awaitUninterruptibly(release));
          return stage;
        }))
        .asyncRewardModel(request -> CompletableFuture.completedFuture(
            request.responses().stream().mapToDouble(r -> r).toArray()))
        .drawsPerPrompt(4)
        .maxInFlight(2)
        .requestTimeout(Duration.ofMillis(50))
        .build()
        .run(List.of("a"));

    assertThat(result.draws()).isEqualTo(3);
    assertThat(result.results().get(0).failureCauses())
        .extracting(DrawFailure::kind)
        .containsExactly(FailureKind.TIME_OUT);
  }

  /** The client hears of a time-out before it gets the call that takes its place. */
  @Test
  void timedOutCall_isInFlightUntilItIsCancelled() {
    var inFlight = new AtomicInteger();
    var most = new AtomicInteger();
    BatchResult<String, Double> result = BestOfN.<String, Double>builder()
        .strategy(Strategies.uniform())
        .asyncGenerator(Fakes.oneDrawACall(request -> {
          most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
          return new CompletableFuture<>() {
            @Override
            public boolean cancel(boolean mayInterruptIfRunning) {
              LockSupport.parkNanos(20_000_000); // time enough for another call, if it were sent
              inFlight.decrementAndGet();
              return super.cancel(mayInterruptIfRunning);
            }
          };
        }))
        .rewardModel(Fakes.IDENTITY)
        .drawsPerPrompt(4)
        .maxInFlight(1)
        .requestTimeout(Duration.ofMillis(10))
        .build()
        .run(List.of("a"));

    assertThat(result.failures()).isEqualTo(4);
    assertThat(most).hasValue(1);
  }

  private static void assertStops(Consumer<CompletableFuture<?>> completion) throws Exception {
    var ended = new CompletableFuture<BatchResult<?, ?>>();
    var generator = new Fakes.Silent<String, Double>();
    BatchRun<String, Double> run = BestOfN.<String, Double>builder()
        .asyncGenerator(generator)
        .rewardModel(Fakes.IDENTITY)
        .listener(new RunListener() {
          @Override
          public void finished(BatchResult<?, ?> result) {
            ended.complete(result);
          }
        })
        .build()
        .runAsync(List.of("a"));
    completion.accept(run.result());

    assertThat(ended.get(30, TimeUnit.SECONDS).endReason()).isEqualTo(EndReason.CANCELLED);
    assertThat(generator.stages).allSatisfy(stage -> assertThat(stage).isCancelled());
  }

  /** Nobody hears the result any more, so nothing more is paid for. */
  @Test
  void resultCompletedByItsHost_stopsTheRun() throws Exception {
    assertStops(result -> result.orTimeout(10, TimeUnit.MILLISECONDS));
    assertStops(result -> result.completeOnTimeout(null, 10, TimeUnit.MILLISECONDS));
    assertStops(result -> result.complete(null));
    assertStops(result -> result.completeExceptionally(new IllegalStateException("enough")));
  }

  @Test
  void resultTimedOutByItsHost_isATimeOutForTheHost() {
    BatchRun<String, Double> run = BestOfN.<String, Double>builder()
        .asyncGenerator(new Fakes.Silent<String, Double>())
        .rewardModel(Fakes.IDENTITY)
        .build()
        .runAsync(List.of("a"));

    assertThatThrownBy(() -> run.result().orTimeout(10, TimeUnit.MILLISECONDS).join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(TimeoutException.class);
  }

  /** Keeps its thread's interrupt flag from one task to the next, as ThreadPoolExecutor does not. */
  private static final class KeepsFlags implements AutoCloseable {
    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::work);
    private volatile boolean closed;

    KeepsFlags() {
      thread.start();
    }

    private void work() {
      while (!closed) {
        Runnable task = tasks.poll();
        if (task == null) {
          Thread.onSpinWait();
        } else {
          task.run();
        }
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void interruptedCall_leavesNoInterruptToTheNext(boolean clientKeepsTheFlag) throws Exception {
    var calls = new AtomicInteger();
    List<Boolean> beganInterrupted = new CopyOnWriteArrayList<>();
    var called = new CountDownLatch(1);
    Generator<String, Double> generator = request -> {
      beganInterrupted.add(Thread.currentThread().isInterrupted());
      if (calls.incrementAndGet() > 1) {
        return Fakes.count(request);
      }
      called.countDown();
      if (clientKeepsTheFlag) {
        while (!Thread.currentThread().isInterrupted()) {
          Thread.onSpinWait();
        }
        return Fakes.count(request);
      }
      release.await();
      return List.of();
    };
    try (var executor = new KeepsFlags()) {
      BestOfN<String, Double> bestOfN = BestOfN.<String, Double>builder()
          .strategy(Strategies.uniform())
          .generator(generator)
          .asyncRewardModel(request ->
              CompletableFuture.completedFuture(new double[request.responses().size()]))
          .executor(executor.tasks::add)
          .build();
      var first = bestOfN.runAsync(List.of("a"));
      called.await();
      first.stop();
      first.result().get(30, TimeUnit.SECONDS);

      var flag = new CompletableFuture<Boolean>();
      executor.tasks.add(() -> flag.complete(Thread.currentThread().isInterrupted()));
      assertThat(flag.get(30, TimeUnit.SECONDS)).isFalse();

      executor.tasks.add(() -> Thread.currentThread().interrupt()); // another task of the host
      assertThat(bestOfN.run(List.of("a")).draws()).isEqualTo(16);
    }
    assertThat(beganInterrupted).containsExactly(false, false);
  }

  @Test
  void executorWithoutAThread_isTriedAgain() throws Exception {
    var refusals = new AtomicInteger(3);
    var ran = new CountDownLatch(1);
    Threads.persistent(task -> {
          if (refusals.getAndDecrement() > 0) {
            throw new OutOfMemoryError("unable to create native thread");
          }
          task.run();
        })
        .execute(ran::countDown);

    assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
  }

  /** Of many calls that take long to cancel, as many go on at a time as there may be threads. */
  @Test
  void cancellations_haveABoundedNumberOfThreads() {
    var threads = new ArrayDeque<Runnable>();
    var cancellations = new Cancellations(threads::add);
    List<Client.Call> calls = new ArrayList<>();
    var cancelled = new AtomicInteger();
    for (int k = 0; k < 1000; k++) {
      calls.add(cancelled::incrementAndGet);
    }
    cancellations.begin(calls);
    assertThat(threads).hasSize(1);
    cancellations.await();
    assertThat(threads).hasSize(2);
    threads.removeLast().run();

    assertThat(threads).hasSize(64);
    threads.remove().run();
    assertThat(cancelled).hasValue(1000);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean done = false;
    while (!done) {
      try {
        latch.await();
        done = true;
      } catch (InterruptedException e) {
        // The test ends by its time-out.
      }
    }
  }
}
