package io.github.bestofn;

import com.google.common.collect.Sets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a client that are in flight, bounded by the draws they hold. Belongs to one run and is used
 * by one thread at a time.
 *
 * @param <Q> the type of requests
 * @param <A> the type of answers
 * @param <D> what a call holds: the draws it is about
 */
final class Calls<Q, A, D> {

  private final Client<Q, A> client;
  private final @Nullable Duration timeout;
  private final Set<Sent> sent = Sets.newIdentityHashSet();
  private int free;

  Calls(Client<Q, A> client, int maxInFlight, @Nullable Duration timeout) {
    this.client = client;
    this.free = maxInFlight;
    this.timeout = timeout;
  }

  /** Stands for the answer that did not come in time. */
  static final class TimeOut extends Exception {

    private static final long serialVersionUID = 1L;

    TimeOut(Duration timeout) {
      super("did not answer within " + timeout, null, false, false);
    }
  }

  private final class Sent {
    private final D draws;
    private final int size;
    private final BiConsumer<@Nullable A, @Nullable Throwable> handler;
    private @Nullable Future<?> timer;
    private volatile boolean hasAnswer;
    private volatile boolean isGivenUp;
    private Client.@Nullable Call call;

    Sent(D draws, int size, BiConsumer<@Nullable A, @Nullable Throwable> handler) {
      this.draws = draws;
      this.size = size;
      this.handler = handler;
    }

    /* The first answer counts: the client's, or the time-out's. An answer that is in, though it has not been handled, comes
     * before a time-out that has not been handled either. */
    void answered(@Nullable A answer, @Nullable Throwable thrown) {
      if (sent.remove(this)) {
        stopTimer();
        free += size;
        handler.accept(answer, thrown);
      }
    }

    /* The client is told on another thread that its call is cancelled. Until then the call is in flight and keeps its place;
     * its draws have failed. */
    void timedOut(Duration after, Run<?, ?> run) {
      if (!hasAnswer && sent.remove(this)) {
        isGivenUp = true;
        Client.Call timedOut = call;
        if (timedOut == null) {
          free += size;
        } else {
          run.cancellations().begin(List.of(() -> {
            timedOut.cancel();
            run.answered(() -> free += size);
          }));
        }
        handler.accept(null, new TimeOut(after));
      }
    }

    void stopTimer() {
      if (timer != null) {
        timer.cancel(false);
      }
    }
  }

  /** Returns how many more draws may be in flight. */
  int free() {
    return free;
  }

  /** Sends a request that holds {@code size} draws until the run handles its answer. */
  void send(
      Q request,
      D draws,
      int size,
      BiConsumer<@Nullable A, @Nullable Throwable> handler,
      Run<?, ?> run) {
    Sent mine = new Sent(draws, size, handler);
    sent.add(mine);
    free -= size;
    if (timeout != null) {
      Duration after = timeout;
      mine.timer = Threads.after(after, () -> run.answered(() -> mine.timedOut(after, run)));
    }
    mine.call =
        client.start(request, () -> !mine.isGivenUp && !run.isStopping(), (answer, thrown) -> {
          mine.hasAnswer = true;
          run.answered(() -> mine.answered(answer, thrown));
        });
  }

  /** Returns whether no call is in flight. */
  boolean isIdle() {
    return sent.isEmpty();
  }

  /** Books what every call in flight held, and begins to cancel them. */
  void cancel(Consumer<D> cancelled, Cancellations cancellations) {
    List<Client.Call> calls = new ArrayList<>(sent.size());
    for (Sent mine : sent) {
      mine.isGivenUp = true;
      mine.stopTimer();
      cancelled.accept(mine.draws);
      if (mine.call != null) {
        calls.add(mine.call);
      }
    }
    sent.clear();
    cancellations.begin(calls);
  }
}
