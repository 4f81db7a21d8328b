package io.github.bestofn.contract;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * What an adapter does with a request, asynchronous ones waited for.
 *
 * @param <Q> the type of requests
 * @param <A> the type of answers
 */
@FunctionalInterface
interface Call<Q, A> {

  A apply(Q request) throws Exception;

  /** What an adapter whose model fails must do: throw, and not make up an answer. */
  default void assertFails(Q request) {
    try {
      apply(request);
    } catch (Exception expected) {
      return;
    }
    fail("failing() must fail, but gave an answer");
  }

  /** The call behind a function that returns a stage; what the stage fails with is thrown. */
  static <Q, A> Call<Q, A> staged(Function<Q, CompletionStage<A>> function, Duration patience) {
    return request -> {
      CompletableFuture<A> future = stage(function, request).toCompletableFuture();
      try {
        return future.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      } catch (ExecutionException e) {
        throw unwrapped(e);
      } catch (TimeoutException e) {
        return fail("the stage did not complete within " + patience, e);
      }
    };
  }

  /** The stage that a function returns, neither null nor anything thrown. */
  static <Q, A> CompletionStage<A> stage(Function<Q, CompletionStage<A>> function, Q request) {
    CompletionStage<A> stage = assertDoesNotThrow(
        () -> function.apply(request), "failures belong into the stage, but the call threw");
    assertNotNull(stage, "the stage must not be null");
    return stage;
  }

  private static Exception unwrapped(Exception wrapped) {
    Throwable cause = wrapped;
    while ((cause instanceof ExecutionException || cause instanceof CompletionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof Exception exception ? exception : wrapped;
  }
}
