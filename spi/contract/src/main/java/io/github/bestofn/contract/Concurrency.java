package io.github.bestofn.contract;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.function.Executable;

/** What a run does to an adapter: calls it from several threads, interrupts it, cancels its stages. */
final class Concurrency {

  private static final int THREADS = 8;
  private static final int TIMES = 4;

  private Concurrency() {}

  /** Something that is checked on one of several threads, each with a number of its own. */
  @FunctionalInterface
  interface Check {
    void run(int thread) throws Exception;
  }

  /** Runs a check several times on each of several threads that begin together. */
  static void together(Duration patience, Check check) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    var start = new CyclicBarrier(THREADS);
    try {
      var checks = new ExecutorCompletionService<Boolean>(threads);
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        var unused = checks.submit(() -> {
          start.await();
          for (int time = 0; time < TIMES; time++) {
            check.run(thread);
          }
          return true;
        });
      }
      for (int i = 0; i < THREADS; i++) {
        Future<Boolean> done = checks.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        assertNotNull(done, () -> "calls of several threads did not end within " + patience);
        done.get();
      }
    } catch (ExecutionException e) {
      fail("failed while other threads called the same adapter: " + e.getCause(), e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  /** Makes a call on a thread of its own and waits for it. */
  static void elsewhere(Duration patience, Executable call) throws InterruptedException {
    var ended = new CompletableFuture<@Nullable Void>();
    Thread caller = new Thread(
        () -> {
          try {
            call.execute();
            ended.complete(null);
          } catch (Throwable any) {
            ended.completeExceptionally(any);
          }
        },
        "another caller");
    caller.setDaemon(true);
    caller.start();
    try {
      ended.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      fail("a call of another thread did not end within " + patience, e);
    } catch (ExecutionException e) {
      fail("a call of another thread failed: " + e.getCause(), e.getCause());
    }
  }

  /** Interrupts a call that waits for its model: it must end, and the model must see it. */
  static <T> void interrupt(Stalled<T> stalled, Duration patience, Executable call)
      throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread caller = new Thread(
        () -> {
          try {
            call.execute();
          } catch (Throwable any) {
            thrown.set(any);
          }
        },
        "interrupted");
    caller.setDaemon(true);
    caller.start();
    await(stalled.began(), patience, "the call did not reach its model");
    caller.interrupt();
    caller.join(patience.toMillis());
    assertTrue(!caller.isAlive(), () -> "an interrupt did not end the call within " + patience);
    assertNotNull(thrown.get(), "an interrupted call must throw, but it returned an answer");
    await(stalled.ended(), patience, "the model still works for a call that was interrupted");
  }

  /** Starts a call whose model does not answer: its stage must be there all the same. */
  static <Q, A> CompletionStage<A> start(
      Function<Q, CompletionStage<A>> function, Q request, Duration patience)
      throws InterruptedException {
    var returned = new CompletableFuture<CompletionStage<A>>();
    Thread caller = new Thread(
        () -> {
          try {
            returned.complete(Call.stage(function, request));
          } catch (Throwable any) {
            returned.completeExceptionally(any);
          }
        },
        "caller");
    caller.setDaemon(true);
    caller.start();
    try {
      return returned.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      caller.interrupt();
      return fail("the call waits for its answer: no stage within " + patience, e);
    } catch (ExecutionException e) {
      return fail(e.getCause());
    }
  }

  /** Cancels a call that waits for its model, as a run does: the model must see it. */
  static <A> void cancel(Stalled<?> stalled, CompletionStage<A> stage, Duration patience)
      throws InterruptedException {
    var noticed = new CountDownLatch(1);
    var unused = stage.whenComplete((answer, thrown) -> noticed.countDown());
    await(stalled.began(), patience, "the call did not reach its model");
    CompletableFuture<A> future = stage.toCompletableFuture();
    assertTrue(future.cancel(true), "the stage was complete, although the model did not answer");
    await(stalled.ended(), patience, "the model still works for a stage that was cancelled");
    await(noticed, patience, "the stage did not complete when it was cancelled");
  }

  private static void await(CountDownLatch latch, Duration patience, String otherwise)
      throws InterruptedException {
    assertTrue(
        latch.await(patience.toNanos(), TimeUnit.NANOSECONDS),
        () -> otherwise + " (waited " + patience + ")");
  }
}
