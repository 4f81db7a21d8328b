package io.github.bestofn;

import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.AsyncRewardModel;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A host's generator or reward model, as a run calls it: blocking and asynchronous ones alike.
 *
 * @param <Q> the type of requests
 * @param <A> the type of answers
 */
@FunctionalInterface
interface Client<Q, A> {

  /** A call in progress. */
  @FunctionalInterface
  interface Call {

    /** Stops the call as far as the client can: its answer is no longer wanted. Throws nothing. */
    void cancel();
  }

  /**
   * Starts a call. Throws nothing: whatever goes wrong is an answer.
   *
   * @param request what to ask
   * @param answer told once, on any thread, perhaps before this method returns: the answer, which may be
   *     null where the host breaks its promise, or else what was thrown
   * @return the call in progress
   */
  Call start(Q request, BiConsumer<@Nullable A, @Nullable Throwable> answer);

  /** A function of a host that blocks its thread. */
  @FunctionalInterface
  interface Blocking<Q, A> {
    @Nullable
    A apply(Q request) throws Exception;
  }

  /** A function of a host that returns a stage. */
  @FunctionalInterface
  interface Staged<Q, A> {
    @Nullable
    CompletionStage<A> apply(Q request);
  }

  /**
   * Calls a function on a thread of an executor. {@link Generator#generate} and {@link
   * RewardModel#score} are such functions.
   */
  static <Q, A> Client<Q, A> blocking(Blocking<Q, A> function, Executor executor) {
    return (request, answer) -> {
      FutureTask<@Nullable Void> task =
          new FutureTask<>(() -> call(function, request, answer), null);
      try {
        executor.execute(task);
      } catch (RuntimeException rejected) {
        answer.accept(null, rejected);
      }
      return () -> {
        task.cancel(true);
        if (executor instanceof ThreadPoolExecutor pool) {
          pool.remove(task); // one that never began is not kept until it would have
        }
      };
    };
  }

  /**
   * Calls a function that returns a stage. {@link AsyncGenerator#generateAsync} and {@link
   * AsyncRewardModel#scoreAsync} are such functions.
   */
  static <Q, A> Client<Q, A> staged(Staged<Q, A> function) {
    return (request, answer) -> {
      CompletionStage<A> stage;
      try {
        stage = function.apply(request);
        if (stage == null) {
          answer.accept(null, null);
          return () -> {};
        }
        stage.whenComplete((value, thrown) -> answer.accept(value, unwrap(thrown)));
      } catch (Throwable thrown) {
        answer.accept(null, thrown);
        return () -> {};
      }
      return () -> cancel(stage);
    };
  }

  private static <Q, A> void call(
      Blocking<Q, A> function, Q request, BiConsumer<@Nullable A, @Nullable Throwable> answer) {
    A value;
    try {
      value = function.apply(request);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      answer.accept(null, interrupted);
      return;
    } catch (Throwable thrown) {
      answer.accept(null, thrown);
      return;
    }
    answer.accept(value, null);
  }

  private static void cancel(CompletionStage<?> stage) {
    try {
      stage.toCompletableFuture().cancel(true);
    } catch (RuntimeException notCancellable) {
      // Not every stage is a future. Its answer is ignored all the same.
    }
  }

  private static @Nullable Throwable unwrap(@Nullable Throwable thrown) {
    if (thrown instanceof CompletionException || thrown instanceof ExecutionException) {
      Throwable cause = thrown.getCause();
      return cause == null ? thrown : cause;
    }
    return thrown;
  }
}
