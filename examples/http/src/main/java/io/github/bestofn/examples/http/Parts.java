package io.github.bestofn.examples.http;

import io.github.bestofn.examples.http.Stages.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Puts the answers of several calls for one request together. A call that fails loses nothing that the others
 * brought: its part is null, which the run counts as a failure. If all fail, so does the request.
 */
final class Parts {

  private final Logger log;
  private final AtomicBoolean warned = new AtomicBoolean();

  Parts(Logger log) {
    this.log = log;
  }

  /** What a function makes of the parts, of which some may be null. */
  <T, A> CompletableFuture<A> gather(
      List<CompletableFuture<@Nullable T>> calls, Function<List<T>, A> function) {
    return Stages.all(calls, outcomes -> function.apply(values(outcomes)));
  }

  private <T> List<T> values(List<Outcome<T>> outcomes) {
    List<T> values = new ArrayList<>(outcomes.size());
    outcomes.forEach(outcome -> values.add(outcome.value()));
    Throwable failure = outcomes.stream()
        .map(Outcome::failure)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
    if (failure != null && values.stream().allMatch(Objects::isNull)) {
      throw new CompletionException(failure);
    }
    if (failure != null && warned.compareAndSet(false, true)) {
      log.warn(
          "some of the calls for a request failed, without further notice: {}", failure.toString());
    }
    return values;
  }
}
