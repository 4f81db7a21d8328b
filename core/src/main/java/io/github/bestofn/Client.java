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
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
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
   * @param isWanted asked on any thread just before the host's function is called, because a call may wait for a thread
   *     while its run ends; false ends the call without an answer
   * @param answer told once, on any thread, perhaps before this method returns: the answer, which may be
   *     null where the host breaks its promise, or else what was thrown
   * @return the call in progress
   */
  Call start(
      Q request, BooleanSupplier isWanted, BiConsumer<@Nullable A, @Nullable Throwable> answer);

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
   * Copies an answer, because the host may use a list or an array again. Called where the answer is handed over: on
   * the thread of a blocking call, or on the thread that completes a stage.
   */
  @FunctionalInterface
  interface Copy<Q, A> {
    A of(Q request, A answer);
  }

  /**
   * Calls a function on a thread of an executor. {@link Generator#generate} and {@link
   * RewardModel#score} are such functions.
   */
  static <Q, A> Client<Q, A> blocking(Blocking<Q, A> function, Copy<Q, A> copy, Executor executor) {
    return (request, isWanted, answer) -> {
      var task = new BlockingCall(() -> {
        if (isWanted.getAsBoolean()) {
          call(function, copy, request, answer);
        }
      });
      Throwable rejected = HostCode.run(() -> executor.execute(task));
      if (rejected != null) {
        answer.accept(null, rejected);
      }
      return () -> {
        var unused = HostCode.run(() -> task.cancel(true));
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
  static <Q, A> Client<Q, A> staged(Staged<Q, A> function, Copy<Q, A> copy) {
    return (request, isWanted, answer) -> {
      if (!isWanted.getAsBoolean()) {
        return () -> {};
      }
      CompletionStage<A> stage;
      try {
        stage = function.apply(request);
        if (stage == null) {
          answer.accept(null, null);
          return () -> {};
        }
        stage.whenComplete((value, thrown) -> {
          if (value == null || thrown != null) {
            answer.accept(null, unwrap(thrown));
          } else {
            var copied = new AtomicReference<@Nullable A>();
            Throwable failure = HostCode.run(() -> copied.set(copy.of(request, value)));
            answer.accept(copied.get(), failure);
          }
        });
      } catch (Throwable thrown) {
        answer.accept(null, thrown);
        return () -> {};
      }
      return () -> {
        // Not every stage is a future, and not every future can be cancelled. The answer is ignored
        // then.
        var unused = HostCode.run(() -> stage.toCompletableFuture().cancel(true));
      };
    };
  }

  /**
   * A call on a thread of an executor, which may keep a thread's interrupt flag from one task to the next. So the
   * call begins without the flag of an earlier one, and takes the flag of its own cancellation along. Not on the
   * thread that handed it over, whose flag means its run.
   */
  final class BlockingCall extends FutureTask<@Nullable Void> {

    private final Thread caller = Thread.currentThread();

    BlockingCall(Runnable call) {
      super(call, null);
    }

    @Override
    public void run() {
      if (Thread.currentThread() == caller) {
        super.run();
        return;
      }
      var unusedOfAnEarlierTask = Thread.interrupted();
      super.run(); // waits for an interrupt by cancel that is under way
      if (isCancelled()) {
        var unusedOfCancel = Thread.interrupted();
      }
    }
  }

  private static <Q, A> void call(
      Blocking<Q, A> function,
      Copy<Q, A> copy,
      Q request,
      BiConsumer<@Nullable A, @Nullable Throwable> answer) {
    var value = new AtomicReference<@Nullable A>();
    Throwable thrown = HostCode.run(() -> {
      A returned = function.apply(request);
      if (returned != null) {
        value.set(copy.of(request, returned));
      }
    });
    answer.accept(value.get(), thrown);
  }

  private static @Nullable Throwable unwrap(@Nullable Throwable thrown) {
    if (thrown instanceof CompletionException || thrown instanceof ExecutionException) {
      Throwable cause = thrown.getCause();
      return cause == null ? thrown : cause;
    }
    return thrown;
  }
}
