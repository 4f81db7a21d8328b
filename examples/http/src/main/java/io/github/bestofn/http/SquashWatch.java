package io.github.bestofn.http;

import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;

/**
 * Watches whether raw scores look as if an activation had been applied to them after all: all of many are from 0 to
 * 1, both included. A sigmoid keeps the order of scores, but good responses crowd below 1, and in 16 bits are 1; a
 * softmax of a single label is always 1.
 */
final class SquashWatch {

  /** Half of a raw score's mass on [0, 1] is already unusual; that of 64 in a row is 2^-64. */
  static final int ENOUGH = 64;

  private static final int SETTLED = Integer.MIN_VALUE / 2;

  private final Logger log;
  private final String name;
  private final AtomicInteger between = new AtomicInteger();
  private final AtomicInteger ends = new AtomicInteger();

  SquashWatch(Logger log, String name) {
    this.log = log;
    this.name = name;
  }

  /** Looks at a score. */
  void look(double score) {
    if (between.get() < 0) {
      return;
    }
    if (!(score >= 0 && score <= 1)) {
      between.set(SETTLED);
      return;
    }
    if (score == 0 || score == 1) {
      ends.incrementAndGet();
    }
    if (between.incrementAndGet() == ENOUGH) {
      between.set(SETTLED);
      log.warn(
          "the first {} scores of {} are all from 0 to 1, {} of them 0 or 1: is the server set to give raw scores?",
          ENOUGH,
          name,
          ends.get());
    }
  }
}
