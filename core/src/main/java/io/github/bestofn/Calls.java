package io.github.bestofn;

import com.google.common.collect.Sets;
import java.util.List;
import java.util.Set;
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
  private final Set<Sent<D>> sent = Sets.newIdentityHashSet();
  private int free;

  Calls(Client<Q, A> client, int maxInFlight) {
    this.client = client;
    this.free = maxInFlight;
  }

  private static final class Sent<D> {
    final D draws;
    Client.@Nullable Call call;

    Sent(D draws) {
      this.draws = draws;
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
    var mine = new Sent<>(draws);
    sent.add(mine);
    free -= size;
    mine.call = client.start(
        request,
        (answer, thrown) -> run.answered(thrown, () -> {
          sent.remove(mine);
          free += size;
          handler.accept(answer, thrown);
        }));
  }

  /** Cancels every call, and says what each of them held. */
  void cancel(Consumer<D> cancelled) {
    List<Sent<D>> calls = List.copyOf(sent);
    sent.clear();
    for (Sent<D> mine : calls) {
      if (mine.call != null) {
        mine.call.cancel();
      }
      cancelled.accept(mine.draws);
    }
  }
}
