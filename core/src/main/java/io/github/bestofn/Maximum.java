package io.github.bestofn;

import java.util.Comparator;
import java.util.List;

/** Chooses the largest reward; of equal ones, the lowest draw. */
final class Maximum<P, R> implements Selector<P, R> {

  private static final Maximum<?, ?> INSTANCE = new Maximum<>();

  private Maximum() {}

  @SuppressWarnings("unchecked") // It hands out what it was handed.
  static <P, R> Maximum<P, R> instance() {
    return (Maximum<P, R>) INSTANCE;
  }

  @Override
  public Candidate<R> select(SelectionRequest<P, R> request) {
    return of(request.candidates());
  }

  /** The best of candidates, at least one, in any order. */
  static <R> Candidate<R> of(List<Candidate<R>> candidates) {
    return candidates.stream().max(worstFirst()).orElseThrow();
  }

  /** The lower reward comes first; of equal rewards, the higher draw. */
  static <R> Comparator<Candidate<R>> worstFirst() {
    return Comparator.<Candidate<R>>comparingDouble(Candidate::reward)
        .thenComparing(Comparator.<Candidate<R>>comparingInt(Candidate::draw).reversed());
  }

  @Override
  public String toString() {
    return "Maximum[]";
  }
}
