package io.github.bestofn.spark;

import java.lang.management.ManagementFactory;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Collects garbage twice a second, and remembers the most that was left. */
final class LiveHeap implements AutoCloseable {

  private static final long PERIOD_MILLIS = 500;

  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final AtomicLong most = new AtomicLong();

  private LiveHeap() {}

  static LiveHeap watch() {
    var watch = new LiveHeap();
    var unused = watch.clock.scheduleWithFixedDelay(
        watch::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    return watch;
  }

  private void look() {
    System.gc();
    long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    most.accumulateAndGet(used, Math::max);
  }

  /** The most that was alive so far, in bytes. */
  long most() {
    return most.get();
  }

  @Override
  public void close() {
    clock.shutdown();
  }
}
