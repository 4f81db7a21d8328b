package io.github.bestofn.benchmarks.soak;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what a client has in flight, and remembers the most. Thread-safe. */
final class Gauge {

  private final AtomicInteger now = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  /** What one call holds, until it leaves. */
  final class Place {

    private final int size;
    private final AtomicBoolean left = new AtomicBoolean();

    private Place(int size) {
      this.size = size;
    }

    /** Gives the place back, the first time. To be called before the answer is given. */
    void leave() {
      if (left.compareAndSet(false, true)) {
        now.addAndGet(-size);
      }
    }
  }

  Place enter(int size) {
    most.accumulateAndGet(now.addAndGet(size), Math::max);
    return new Place(size);
  }

  int now() {
    return now.get();
  }

  int most() {
    return most.get();
  }
}
