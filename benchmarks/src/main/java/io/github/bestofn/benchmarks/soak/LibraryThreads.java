package io.github.bestofn.benchmarks.soak;

import java.time.Duration;

/** The threads that the library has started. */
final class LibraryThreads {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private LibraryThreads() {}

  static long count() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("bestofn-"))
        .count();
  }

  /** Waits, longer than an idle thread is kept, until none is left. */
  static boolean areGone() throws InterruptedException {
    long begin = System.nanoTime();
    while (count() > 0) {
      if (System.nanoTime() - begin > PATIENCE.toNanos()) {
        return false;
      }
      Thread.sleep(50);
    }
    return true;
  }
}
