package io.github.bestofn;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what is in flight, remembers the most, and lets calls wait until there has been as much as there may be. */
final class Gauge {

  private final AtomicInteger now = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final CountDownLatch untilFull = new CountDownLatch(1);
  private final int bound;

  /**
   * Nothing is in flight yet.
   *
   * @param bound how much there may be
   */
  Gauge(int bound) {
    this.bound = bound;
  }

  void enter(int count) {
    int total = now.addAndGet(count);
    most.accumulateAndGet(total, Math::max);
    if (total >= bound) {
      untilFull.countDown();
    }
  }

  void leave(int count) {
    now.addAndGet(-count);
  }

  void awaitFull() throws InterruptedException {
    untilFull.await();
  }

  int now() {
    return now.get();
  }

  int most() {
    return most.get();
  }
}
