package io.github.bestofn;

import com.google.common.collect.Sets;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.PartialResponsesException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has draws generated: holds those that were decided on, sends as many as may be in flight, and tops up short
 * answers. A response keeps its place until it is being scored, so that responses do not pile up in front of a slow
 * reward model. Belongs to one run and is used by one thread at a time.
 */
final class Generation<P, R> {

  private static final Logger log = LoggerFactory.getLogger(BestOfN.class);

  private final int maxDrawsPerRequest;
  private final Calls<GenerationRequest<P>, List<R>, Ask> calls;
  private final ArrayDeque<Ask> waiting = new ArrayDeque<>();
  private int unsent;
  private boolean warnedOfSurplus;

  Generation(
      Client<GenerationRequest<P>, List<R>> client,
      int maxDrawsPerRequest,
      int maxInFlight,
      @Nullable Duration timeout) {
    this.maxDrawsPerRequest = maxDrawsPerRequest;
    this.calls = new Calls<>(client, maxInFlight, timeout);
  }

  /** Draws of one prompt: {@code count} of them, numbered from {@code first}. */
  private record Ask(int prompt, int first, int count, int round) {

    Ask head(int size) {
      return new Ask(prompt, first, size, round);
    }

    Ask withoutHead(int size) {
      return new Ask(prompt, first + size, count - size, round);
    }
  }

  /** A copy of what a generator returned, with one surplus response at most, whatever the size it claims to have. */
  static <P, R> List<R> copy(GenerationRequest<P> request, List<R> responses) {
    List<R> copy = new ArrayList<>();
    for (R response : responses) {
      copy.add(response);
      if (copy.size() > request.count()) {
        break;
      }
    }
    return copy;
  }

  void add(int prompt, int first, int count, int round) {
    waiting.add(new Ask(prompt, first, count, round));
    unsent += count;
  }

  /**
   * Returns how many more draws could be sent at once.
   *
   * @param unscored how many responses wait to be scored
   */
  int freeSlots(int unscored) {
    return Math.max(0, calls.free() - unscored - unsent);
  }

  /** Sends what there is room for beside the responses that wait to be scored. */
  void dispatch(int unscored, Run<P, R> run) {
    while (calls.free() > unscored && !waiting.isEmpty() && !run.isStopping()) {
      Ask next = waiting.remove();
      int size = Math.min(next.count(), Math.min(calls.free() - unscored, maxDrawsPerRequest));
      if (size < next.count()) {
        waiting.addFirst(next.withoutHead(size));
      }
      unsent -= size;
      send(next.head(size), run);
    }
  }

  /** Withdraws what has not been sent; true if there was anything. */
  boolean withdraw(Run<P, R> run) {
    boolean isLess = !waiting.isEmpty();
    waiting.forEach(ask -> run.withdrawn(ask.prompt(), ask.count()));
    waiting.clear();
    unsent = 0;
    return isLess;
  }

  /** Withdraws what has not been sent and cancels what is in flight. */
  void abandon(Run<P, R> run) {
    var unused = withdraw(run);
    calls.cancel(
        ask -> {
          for (int k = 0; k < ask.count(); k++) {
            run.cancelled(ask.prompt(), ask.first() + k);
          }
        },
        run.cancellations());
  }

  /** Returns whether no call is in flight. */
  boolean isIdle() {
    return calls.isIdle();
  }

  private void send(Ask ask, Run<P, R> run) {
    PromptBook<P, R> book = run.book(ask.prompt());
    calls.send(
        GenerationRequest.of(book.prompt, ask.count(), ask.prompt(), ask.first(), book.seed),
        ask,
        ask.count(),
        (responses, thrown) -> answered(ask, responses, thrown, run),
        run);
  }

  private void answered(
      Ask ask, @Nullable List<R> responses, @Nullable Throwable thrown, Run<P, R> run) {
    if (thrown instanceof Calls.TimeOut) {
      failAll(ask, FailureKind.TIME_OUT, "the generator " + thrown.getMessage(), null, run);
      return;
    }
    if (thrown instanceof PartialResponsesException partial) {
      accept(ask, partial.responses(), partial.failures(), run);
      return;
    }
    if (thrown != null) {
      failAll(
          ask,
          FailureKind.THROWN,
          "the generator threw " + thrown.getClass().getName(),
          thrown,
          run);
      return;
    }
    if (responses == null || responses.isEmpty()) {
      String what = responses == null ? "null" : "no response";
      failAll(ask, FailureKind.NULL, "the generator returned " + what, null, run);
      return;
    }
    accept(ask, responses, Collections.nCopies(responses.size(), null), run);
  }

  @SuppressWarnings(
      "unchecked") // the generator's own responses, in an exception, which cannot be generic
  private void accept(
      Ask ask,
      List<? extends @Nullable Object> responses,
      List<@Nullable Throwable> failures,
      Run<P, R> run) {
    int usable = Math.min(ask.count(), responses.size());
    Set<Throwable> counted = Sets.newIdentityHashSet(); // several draws may share one
    for (int k = 0; k < usable; k++) {
      R response = (R) responses.get(k);
      int draw = ask.first() + k;
      Throwable failure = failures.get(k);
      if (failure != null) {
        if (counted.add(failure)) {
          run.failedAfterUse(ask.prompt(), failure);
        }
        run.failed(
            ask.prompt(),
            draw,
            ask.round(),
            FailureKind.THROWN,
            "the generator threw " + failure.getClass().getName(),
            failure);
      } else if (response == null) {
        run.failed(
            ask.prompt(),
            draw,
            ask.round(),
            FailureKind.NULL,
            "the generator returned a null response",
            null);
      } else {
        run.generated(ask.prompt(), new Drawn<>(response, draw, ask.round()));
      }
    }
    if (usable < ask.count()) {
      waiting.addFirst(ask.withoutHead(usable));
      unsent += ask.count() - usable;
    }
    if (responses.size() > ask.count() && !warnedOfSurplus) {
      log.warn(
          "the generator returned more responses than the {} of a request; surplus is dropped without"
              + " further notice in this run",
          ask.count());
      warnedOfSurplus = true;
    }
  }

  private void failAll(
      Ask ask, FailureKind kind, String message, @Nullable Throwable cause, Run<P, R> run) {
    if (cause != null) {
      run.failedAfterUse(ask.prompt(), cause);
    }
    for (int k = 0; k < ask.count(); k++) {
      run.failed(ask.prompt(), ask.first() + k, ask.round(), kind, message, cause);
    }
  }
}
