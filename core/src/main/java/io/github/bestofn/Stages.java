package io.github.bestofn;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Futures that depend on others, and cancel them. */
final class Stages {

  private Stages() {}

  /** A function that may throw. */
  @FunctionalInterface
  interface Step<T, U> {
    U apply(T value) throws Exception;
  }

  /** Returns a future of a function of another one's value. Cancelling it cancels the other one. */
  static <T, U> CompletableFuture<U> then(CompletableFuture<T> first, Step<T, U> step) {
    CompletableFuture<U> second = first.thenApply(value -> {
      try {
        return step.apply(value);
      } catch (Exception thrown) {
        throw new CompletionException(thrown);
      }
    });
    cancels(second, first);
    return second;
  }

  /** Lets the cancellation of one future cancel another. */
  static void cancels(CompletableFuture<?> cancelled, CompletableFuture<?> also) {
    var unusedWhenCancelled = cancelled.whenComplete((value, thrown) -> {
      if (cancelled.isCancelled()) {
        also.cancel(true);
      }
    });
  }
}
