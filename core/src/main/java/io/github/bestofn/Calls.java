package io.github.bestofn;

import com.google.common.collect.Sets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
    private final CompletableFuture<@Nullable Void> timer = new CompletableFuture<>();
    private volatile boolean hasAnswer;
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
        timer.cancel(false);
        free += size;
        handler.accept(answer, thrown);
      }
    }

    void timedOut(Duration after) {
      if (sent.contains(this) && !hasAnswer) {
        cancel();
        answered(null, new TimeOut(after));
      }
    }

    void cancel() {
      timer.cancel(false);
      if (call != null) {
        call.cancel();
      }
    }
  }

  /** How many more draws may be in flight. */
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
      var unusedWhenTimeIsUp = mine.timer
          .completeOnTimeout(null, TimeUnit.NANOSECONDS.convert(after), TimeUnit.NANOSECONDS)
          .thenRun(() -> run.answered(null, () -> mine.timedOut(after)));
    }
    mine.call = client.start(request, (answer, thrown) -> {
      mine.hasAnswer = true;
      run.answered(thrown, () -> mine.answered(answer, thrown));
    });
  }

  /** Cancels every call, and says what each of them held. */
  void cancel(Consumer<D> cancelled) {
    List<Sent> calls = List.copyOf(sent);
    sent.clear();
    for (Sent mine : calls) {
      mine.cancel();
      cancelled.accept(mine.draws);
    }
  }
}
