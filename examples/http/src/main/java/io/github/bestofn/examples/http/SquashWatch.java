package io.github.bestofn.examples.http;

import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;

/**
 * Watches whether raw scores look as if a sigmoid had been applied to them after all: all of many are between 0 and 1. Such
 * scores keep their order, but good responses crowd below 1 where a reward distribution can hardly tell them apart.
 */
final class SquashWatch {

  /** Half of a raw score's mass on (0, 1) is already unusual; that of 64 in a row is 2^-64. */
  static final int ENOUGH = 64;

  private static final int SETTLED = Integer.MIN_VALUE / 2;

  private final Logger log;
  private final String name;
  private final AtomicInteger between = new AtomicInteger();

  SquashWatch(Logger log, String name) {
    this.log = log;
    this.name = name;
  }

  /** Looks at some scores; NaN stands for a failed one. */
  void look(double[] scores) {
    if (between.get() < 0) {
      return;
    }
    for (double score : scores) {
      if (score <= 0 || score >= 1) {
        between.set(SETTLED);
      } else if (score > 0 && between.incrementAndGet() == ENOUGH) {
        between.set(SETTLED);
        log.warn(
            "the first {} scores of {} are all between 0 and 1: is the server set to give raw scores?",
            ENOUGH,
            name);
      }
    }
  }
}
