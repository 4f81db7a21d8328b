package io.github.bestofn.benchmarks.soak;

import io.github.bestofn.BatchResult;
import io.github.bestofn.Candidate;
import io.github.bestofn.PromptResult;

/** Whether the books of a result add up. */
final class Books {

  private Books() {}

  /** Returns whether they add up, and every prompt's best candidate is its best. */
  static boolean balance(BatchResult<?, ?> result) {
    int draws = 0;
    int failures = 0;
    boolean fine = result.attempts() == result.draws() + result.failures()
        && result.draws() + result.unspent() == result.budget()
        && result.unspent() >= 0;
    for (PromptResult<?, ?> each : result.results()) {
      draws += each.draws();
      failures += each.failures();
      fine &= each.best().isPresent() == (each.draws() > 0);
      double best = each.best().map(Candidate::reward).orElse(Double.NaN);
      fine &= each.candidates().stream().noneMatch(candidate -> candidate.reward() > best);
    }
    return fine && draws == result.draws() && failures == result.failures();
  }

  /** Returns whether every draw is kept as a candidate, once. */
  static boolean keepEveryDraw(BatchResult<?, ?> result) {
    return result.results().stream()
        .allMatch(each -> each.candidates().size() == each.draws()
            && each.candidates().stream().mapToInt(Candidate::draw).distinct().count()
                == each.draws());
  }
}
