package io.github.bestofn.benchmarks.soak;

import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Answers after delays, on one thread of its own, and remembers how long each call really lasted. Stages that are
 * cancelled stop their timer. Thread-safe.
 */
final class Delayed implements AutoCloseable {

  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "soak-timer"));
  private final long shortestNanos;
  private final long longestNanos;
  private final SplittableRandom random;
  private long[] lasted = new long[1024];
  private int calls;

  private Delayed(long shortestNanos, long longestNanos, long seed) {
    this.shortestNanos = shortestNanos;
    this.random = new SplittableRandom(seed);
    this.longestNanos = longestNanos;
    timer.setRemoveOnCancelPolicy(true);
  }

  /** Delays that are uniform between 0 and a longest one. */
  static Delayed upTo(long longestNanos, long seed) {
    return new Delayed(0, longestNanos, seed);
  }

  /** The same delay always. */
  static Delayed always(long nanos) {
    return new Delayed(nanos, nanos, 0);
  }

  <T> CompletableFuture<T> answer(Supplier<T> value) {
    var stage = new CompletableFuture<T>();
    int call;
    long delay;
    synchronized (this) {
      call = calls++;
      if (call == lasted.length) {
        lasted = Arrays.copyOf(lasted, 2 * call);
      }
      delay = random.nextLong(shortestNanos, longestNanos + 1);
    }
    long begin = System.nanoTime();
    ScheduledFuture<?> alarm = timer.schedule(
        () -> {
          T answer = value.get();
          ended(call, System.nanoTime() - begin);
          stage.complete(answer);
        },
        delay,
        TimeUnit.NANOSECONDS);
    var unused = stage.whenComplete((answer, thrown) -> alarm.cancel(false));
    return stage;
  }

  private synchronized void ended(int call, long nanos) {
    lasted[call] = nanos;
  }

  /** Seconds that so many places would take over these calls if each began its next call at once. */
  synchronized double idealSeconds(int places) {
    var free = new PriorityQueue<Long>();
    long last = 0;
    for (int k = 0; k < calls; k++) {
      long begin = k < places ? 0 : free.remove();
      long end = begin + lasted[k];
      free.add(end);
      last = Math.max(last, end);
    }
    return last / 1e9;
  }

  /** Seconds that the slowest call took. */
  synchronized double slowestSeconds() {
    return Arrays.stream(lasted, 0, calls).max().orElse(0) / 1e9;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
