package io.github.bestofn;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A limit on what all runs of an instance have in flight at one client, in draws. Calls above it wait in the order in
 * which they came. Thread-safe.
 */
final class SharedLimit {

  /* A call that can start at once starts on the thread of its run. One that waited starts on a thread of the library: never on
   * the client's thread that made room, and never deeper in its stack. One thread at a time starts those. */

  private final int limit;
  private final Executor starter;
  private final ArrayDeque<Waiting<?, ?>> waiting = new ArrayDeque<>();
  private int inFlight;
  private boolean isStarting;

  /**
   * Begins with nothing in flight.
   *
   * @param limit the largest number of draws in flight, at least 1
   * @param starter starts calls that waited
   */
  SharedLimit(int limit, Executor starter) {
    this.limit = limit;
    this.starter = starter;
  }

  int limit() {
    return limit;
  }

  /**
   * Returns a client that keeps to this limit.
   *
   * @param client the client
   * @param size the number of draws of a request, at most the limit
   */
  <Q, A> Client<Q, A> of(Client<Q, A> client, ToIntFunction<Q> size) {
    return (request, isWanted, answer) -> {
      Waiting<Q, A> call =
          new Waiting<>(client, request, size.applyAsInt(request), isWanted, answer);
      if (startsAtOnce(call)) {
        call.start();
      }
      return call;
    };
  }

  private synchronized boolean startsAtOnce(Waiting<?, ?> call) {
    if (waiting.isEmpty() && inFlight + call.size <= limit) {
      inFlight += call.size;
      return true;
    }
    waiting.add(call);
    return false;
  }

  private synchronized boolean removeWaiting(Waiting<?, ?> call) {
    return waiting.remove(call);
  }

  private void release(int size) {
    synchronized (this) {
      inFlight -= size;
      if (waiting.isEmpty() || isStarting) {
        return;
      }
      isStarting = true;
    }
    starter.execute(this::startWaiting);
  }

  private void startWaiting() {
    while (true) {
      Waiting<?, ?> next;
      synchronized (this) {
        next = waiting.peek();
        if (next == null || inFlight + next.size > limit) {
          isStarting = false;
          return;
        }
        waiting.remove();
        inFlight += next.size;
      }
      next.start();
    }
  }

  private final class Waiting<Q, A> implements Client.Call {

    private final Client<Q, A> client;
    private final Q request;
    private final int size;
    private final BooleanSupplier isWanted;
    private final BiConsumer<@Nullable A, @Nullable Throwable> answer;

    /* Guarded by this. */
    private boolean isCancelled;
    private boolean isReleased;
    private Client.@Nullable Call started;

    Waiting(
        Client<Q, A> client,
        Q request,
        int size,
        BooleanSupplier isWanted,
        BiConsumer<@Nullable A, @Nullable Throwable> answer) {
      this.client = client;
      this.request = request;
      this.size = size;
      this.isWanted = isWanted;
      this.answer = answer;
    }

    void start() {
      synchronized (this) {
        if (isCancelled) {
          releaseOnce();
          return;
        }
      }
      Client.Call call = client.start(request, isWanted, (value, thrown) -> {
        releaseOnce();
        answer.accept(value, thrown);
      });
      boolean isLate;
      synchronized (this) {
        started = call;
        isLate = isCancelled;
      }
      if (isLate) {
        call.cancel();
        releaseOnce();
      }
    }

    private void releaseOnce() {
      synchronized (this) {
        if (isReleased) {
          return;
        }
        isReleased = true;
      }
      release(size);
    }

    /* A call that was given up makes room at once: a client that never answers must not block all runs for good. */
    @Override
    public void cancel() {
      Client.Call call;
      synchronized (this) {
        isCancelled = true;
        call = started;
      }
      if (removeWaiting(this)) {
        return;
      }
      if (call != null) {
        call.cancel();
        releaseOnce();
      }
    }
  }
}
