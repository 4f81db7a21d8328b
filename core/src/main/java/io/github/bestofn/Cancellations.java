package io.github.bestofn;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Cancels the calls of one run, on other threads than the run's: cancelling a stage runs whatever its host has chained
 * to it, which may take long and must delay neither the run's end nor the other calls. Thread-safe.
 */
final class Cancellations {

  /* Callbacks that take long hold one thread each; further calls wait for one of them. */
  private static final int MAX_THREADS = 64;

  /* Cancelling takes microseconds unless the host's callbacks do more. After so long it is spread over threads, and after
   * so much longer the run ends while the rest is still being cancelled: a run ends within 100 ms. */
  private static final long SPREAD_AFTER_MILLIS = 10;
  private static final long GIVE_UP_AFTER_MILLIS = 40;

  private final Executor executor;
  private final ArrayDeque<Client.Call> waiting = new ArrayDeque<>();
  private int threads;

  Cancellations(Executor executor) {
    this.executor = executor;
  }

  /** Begins to cancel calls, and returns at once. */
  void begin(Collection<Client.Call> calls) {
    if (calls.isEmpty()) {
      return;
    }
    synchronized (this) {
      waiting.addAll(calls);
    }
    startThread();
  }

  /** Waits until what was begun is done, but only briefly. */
  void await() {
    if (!isDoneWithin(SPREAD_AFTER_MILLIS)) {
      executor.execute(this::spread); // starting threads takes time, which is not the run's
      var unused = isDoneWithin(GIVE_UP_AFTER_MILLIS);
    }
  }

  private void spread() {
    int more;
    synchronized (this) {
      more = waiting.size();
    }
    for (int k = 0; k < more; k++) {
      startThread();
    }
  }

  private void startThread() {
    synchronized (this) {
      if (threads == MAX_THREADS) {
        return;
      }
      threads++;
    }
    executor.execute(this::work);
  }

  private void work() {
    while (true) {
      Client.Call next;
      synchronized (this) {
        next = waiting.poll();
        if (next == null) {
          threads--;
          notifyAll();
          return;
        }
      }
      next.cancel();
    }
  }

  private boolean isDoneWithin(long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    boolean wasInterrupted = false;
    try {
      synchronized (this) {
        while (threads > 0) {
          long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
          if (left <= 0) {
            return false;
          }
          try {
            wait(left);
          } catch (InterruptedException e) {
            wasInterrupted = true;
          }
        }
        return true;
      }
    } finally {
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
