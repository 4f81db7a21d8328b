package io.github.bestofn;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the draws of a prompt whose response the run holds already, because it waits for its reward or is a candidate
 * that is kept. Used by one thread at a time.
 */
final class Duplicates<R> {

  /* Responses are compared by equals, so that no reward is ever handed to another response, as hashes alone might. That
   * takes the earlier response itself; one that is no longer held would have to be kept alive for it, and is scored again
   * instead. Of equal candidates the first is remembered: rewards being equal, it is dropped last. */
  private final Map<R, Drawn<R>> unscored = new HashMap<>(0);
  private final Map<R, Candidate<R>> kept = new HashMap<>(0);
  private boolean isBroken;

  /** The candidate with the same response, if one is kept. */
  @Nullable
  Candidate<R> candidateLike(R response) {
    return unlessBroken(() -> kept.get(response));
  }

  /** The draw with the same response that waits for its reward; if there is none, this one will. */
  @Nullable
  Drawn<R> waitsLike(Drawn<R> drawn) {
    return unlessBroken(() -> {
      Drawn<R> first = unscored.putIfAbsent(drawn.response(), drawn);
      if (first != null
          && first.isSettled()) { // its hash code had changed when it was to be removed
        unscored.put(drawn.response(), drawn);
        return null;
      }
      return first;
    });
  }

  /** The draw waits no more. */
  void settled(Drawn<R> drawn) {
    var unused = unlessBroken(() -> unscored.remove(drawn.response(), drawn));
  }

  void kept(Candidate<R> candidate) {
    var unused = unlessBroken(() -> kept.merge(
        candidate.response(), candidate, (one, other) -> one.draw() < other.draw() ? one : other));
  }

  void dropped(Candidate<R> candidate) {
    var unused = unlessBroken(() -> kept.remove(candidate.response(), candidate));
  }

  /* A response whose equals or hashCode throws is the host's; without them every draw is scored by itself. */
  private <T> @Nullable T unlessBroken(Supplier<? extends @Nullable T> look) {
    if (isBroken) {
      return null;
    }
    return HostCode.call(look::get, thrown -> {
      isBroken = true;
      unscored.clear();
      kept.clear();
      return null;
    });
  }
}
