package io.github.bestofn;

import com.google.common.collect.ImmutableList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks a selector for the best of each prompt of one run, and keeps the result whole when it fails. Not thread-safe. */
final class Choice<P, R> {

  private final Selector<P, R> selector;
  private @Nullable String problem;
  private @Nullable RuntimeException cause;

  Choice(Selector<P, R> selector) {
    this.selector = selector;
  }

  /** The candidate that the selector chooses; the largest reward if it fails; empty if there is none. */
  Optional<Candidate<R>> of(
      P prompt, ImmutableList<Candidate<R>> candidates, int index, long seed) {
    if (candidates.isEmpty()) {
      return Optional.empty();
    }
    try {
      Candidate<R> chosen = selector.select(SelectionRequest.of(prompt, candidates, index, seed));
      if (candidates.stream().anyMatch(candidate -> candidate == chosen)) {
        return Optional.of(chosen);
      }
      broken("the selector chose none of the candidates of prompt " + index, null);
    } catch (RuntimeException e) {
      broken("the selector threw %s for prompt %d".formatted(e.getClass().getName(), index), e);
    }
    return Optional.of(Maximum.of(candidates));
  }

  private void broken(String what, @Nullable RuntimeException thrown) {
    if (problem == null) {
      problem = what + "; the result has the largest reward in its place";
      cause = thrown;
    }
  }

  /** What was wrong first, null if nothing was. */
  @Nullable
  String problem() {
    return problem;
  }

  @Nullable
  RuntimeException cause() {
    return cause;
  }
}
