package io.github.bestofn;

import java.util.List;

/** The candidates with the largest rewards. */
final class TopCandidates {

  private TopCandidates() {}

  /** Returns the best candidates, the best first; of equal rewards the lower draw first. */
  static <R> List<Candidate<R>> of(List<Candidate<R>> candidates, int most) {
    return candidates.stream()
        .sorted(Maximum.<R>worstFirst().reversed())
        .limit(most)
        .toList();
  }
}
