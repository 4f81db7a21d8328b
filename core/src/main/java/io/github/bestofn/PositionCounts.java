package io.github.bestofn;

import io.github.bestofn.spi.Preference;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts how often a comparing judge's answer followed the position. Warns once if it prefers one. Thread-safe. */
final class PositionCounts {

  private static final Logger log = LoggerFactory.getLogger(BestOfN.class);

  /* A judge without a preference is suspected once in a thousand looks at the final counts. */
  private static final double SUSPICION = 0.001;

  private long pairs;
  private long agreed;
  private long first;
  private long second;
  private boolean hasWarned;

  void add(Preference shown, Preference reversed) {
    PositionReport report;
    synchronized (this) {
      pairs++;
      if (shown == reversed.reversed() && vote(shown)) {
        agreed++;
      } else if (shown == reversed && vote(shown)) {
        if (shown == Preference.FIRST) {
          first++;
        } else {
          second++;
        }
      }
      report = report();
      if (hasWarned || !report.prefersPosition()) {
        return;
      }
      hasWarned = true;
    }
    log.warn(
        "the comparing judge prefers a position: of {} pairs it chose the first response in both"
            + " orders {} times, and the second {} times; such comparisons cancel out",
        report.pairs(),
        report.first(),
        report.second());
  }

  private static boolean vote(Preference preference) {
    return preference == Preference.FIRST || preference == Preference.SECOND;
  }

  synchronized PositionReport report() {
    return new PositionReport(pairs, agreed, first, second);
  }

  /**
   * Returns whether one position won so many more pairs than the other that chance is no explanation: a two-sided
   * sign test.
   */
  static boolean isSuspicious(long first, long second) {
    int both = (int) Math.min(Integer.MAX_VALUE, first + second);
    int fewer = (int) Math.min(first, second);
    return both > 0
        && 2 * new BinomialDistribution(null, both, 0.5).cumulativeProbability(fewer) < SUSPICION;
  }
}
