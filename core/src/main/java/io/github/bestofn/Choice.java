package io.github.bestofn;

import com.google.common.collect.ImmutableList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks a selector for the best of each prompt of one run, and keeps the result whole when it fails. Not thread-safe. */
final class Choice<P, R> {

  private final Selector<P, R> selector;
  private final @Nullable Selection<P, R> selection;
  private @Nullable String problem;
  private @Nullable Throwable cause;

  Choice(Selector<P, R> selector, @Nullable Selection<P, R> selection) {
    this.selector = selector;
    this.selection = selection;
  }

  /** The candidate that the selector chooses; the largest reward if it fails; empty if there is none. */
  Optional<Candidate<R>> of(
      P prompt, ImmutableList<Candidate<R>> candidates, int index, long seed) {
    if (candidates.isEmpty()) {
      return Optional.empty();
    }
    if (selection != null) {
      Candidate<R> chosen = selection.chosen(index);
      return Optional.of(chosen == null ? Maximum.of(candidates) : chosen);
    }
    return Optional.of(HostCode.call(
        () -> {
          var chosen = selector.select(SelectionRequest.of(prompt, candidates, index, seed));
          if (candidates.stream().anyMatch(candidate -> candidate == chosen)) {
            return chosen;
          }
          String what = "the selector chose none of the candidates of prompt " + index;
          return largest(candidates, what, null);
        },
        thrown -> {
          String name = thrown.getClass().getName();
          String what = "the selector threw %s for prompt %d".formatted(name, index);
          return largest(candidates, what, thrown);
        }));
  }

  /** Returns why the model's choice for a prompt failed; empty if it did not. */
  Optional<Throwable> failure(int index) {
    return Optional.ofNullable(selection == null ? null : selection.failure(index));
  }

  private Candidate<R> largest(
      ImmutableList<Candidate<R>> candidates, String what, @Nullable Throwable thrown) {
    if (problem == null) {
      problem = what + "; the result has the largest reward in its place";
      cause = thrown;
    }
    return Maximum.of(candidates);
  }

  /** Returns what was wrong first, null if nothing was. */
  @Nullable
  String problem() {
    return problem;
  }

  @Nullable
  Throwable cause() {
    return cause;
  }
}
