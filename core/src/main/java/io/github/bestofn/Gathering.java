package io.github.bestofn;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Several asynchronous calls, made at the same time. Each has an outcome, whatever it throws but an Error, which
 * completes the whole exceptionally. Cancelling the whole cancels all calls.
 *
 * @param <T> the type of answers
 */
final class Gathering<T> {

  /** An answer, or what was thrown instead; neither if a host's stage had null. */
  record Outcome<T>(@Nullable T answer, @Nullable Throwable thrown) {}

  private final List<CompletionStage<T>> stages = new ArrayList<>();
  private final List<@Nullable Outcome<T>> outcomes = new ArrayList<>();
  private final CompletableFuture<List<Outcome<T>>> whole = new CompletableFuture<>();
  private final AtomicInteger open;

  private final UnaryOperator<T> copy;

  private Gathering(int calls, UnaryOperator<T> copy) {
    this.copy = copy;
    this.open = new AtomicInteger(calls);
    for (int k = 0; k < calls; k++) {
      outcomes.add(null);
    }
  }

  /**
   * Starts all calls, and returns a future of their outcomes, in order.
   *
   * @param calls the calls
   * @param copy copies an answer on the thread that completes its stage, because the host may use it again
   */
  static <T> CompletableFuture<List<Outcome<T>>> of(
      List<Supplier<CompletionStage<T>>> calls, UnaryOperator<T> copy) {
    Gathering<T> gathering = new Gathering<>(calls.size(), copy);
    if (calls.isEmpty()) {
      gathering.whole.complete(List.of());
    }
    for (int k = 0; k < calls.size(); k++) {
      gathering.start(k, calls.get(k));
    }
    var unusedWhenDone = gathering.whole.whenComplete((all, thrown) -> {
      if (thrown != null) {
        gathering.cancelAll();
      }
    });
    return gathering.whole;
  }

  private void start(int k, Supplier<CompletionStage<T>> call) {
    CompletionStage<T> stage;
    try {
      stage = call.get();
    } catch (Throwable thrown) {
      settle(k, new Outcome<>(null, thrown));
      return;
    }
    if (stage == null) {
      settle(k, new Outcome<>(null, null));
      return;
    }
    stages.add(stage);
    var unusedWhenAnswered = stage.whenComplete((answer, thrown) ->
        settle(k, new Outcome<>(answer == null ? null : copy.apply(answer), unwrapped(thrown))));
  }

  private void settle(int k, Outcome<T> outcome) {
    if (outcome.thrown() instanceof Error error) {
      whole.completeExceptionally(error);
    }
    synchronized (outcomes) {
      outcomes.set(k, outcome);
    }
    if (open.decrementAndGet() == 0) {
      List<Outcome<T>> all = new ArrayList<>();
      synchronized (outcomes) {
        for (Outcome<T> each : outcomes) {
          all.add(each == null ? new Outcome<>(null, null) : each);
        }
      }
      whole.complete(all);
    }
  }

  /* Runs after all calls have begun: the list no longer changes. */
  private void cancelAll() {
    for (CompletionStage<T> stage : stages) {
      var unused = HostCode.run(() -> stage.toCompletableFuture().cancel(true));
    }
  }

  private static @Nullable Throwable unwrapped(@Nullable Throwable thrown) {
    if (thrown instanceof CompletionException || thrown instanceof ExecutionException) {
      Throwable cause = thrown.getCause();
      return cause == null ? thrown : cause;
    }
    return thrown;
  }
}
