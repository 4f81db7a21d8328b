package io.github.bestofn;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notices runs whose draws mostly repeat each other, so that the budget buys next to nothing. */
final class Repetition {

  private static final Logger log = LoggerFactory.getLogger(BestOfN.class);

  /* Two or three draws may well agree by chance. */
  private static final int FEWEST_DRAWS = 4;

  private Repetition() {}

  /** Logs one warning if more than half of the draws are duplicates, those of prompts with few draws left aside. */
  static <P, R> void warnOf(List<PromptResult<P, R>> results) {
    long draws = 0;
    long duplicates = 0;
    for (PromptResult<P, R> each : results) {
      if (each.draws() >= FEWEST_DRAWS) {
        draws += each.draws();
        duplicates += each.duplicates();
      }
    }
    if (2 * duplicates > draws) {
      log.warn(
          "{} of {} draws came to a response that their prompt had already; the usual cause is a generator with a"
              + " temperature of 0, or one that gives the same seed to every draw",
          duplicates,
          draws);
    }
  }
}
