package io.github.bestofn;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last stage of a run: has a model choose among the candidates of each prompt. Belongs to one run and is used by
 * one thread at a time.
 */
final class Selection<P, R> {

  private static final Logger log = LoggerFactory.getLogger(BestOfN.class);

  private final Calls<SelectionRequest<P, R>, Candidate<R>, Integer> calls;
  private final ArrayDeque<SelectionRequest<P, R>> waiting = new ArrayDeque<>();
  private final Map<Integer, Candidate<R>> chosen = new HashMap<>();
  private final Map<Integer, Throwable> failures = new HashMap<>();

  Selection(
      Client<SelectionRequest<P, R>, Candidate<R>> client,
      int maxInFlight,
      @Nullable Duration timeout) {
    this.calls = new Calls<>(client, maxInFlight, timeout);
  }

  void add(SelectionRequest<P, R> request) {
    waiting.add(request);
  }

  boolean isDone() {
    return waiting.isEmpty() && calls.isIdle();
  }

  void dispatch(Run<P, R> run) {
    while (calls.free() > 0 && !waiting.isEmpty() && !run.isStopping()) {
      SelectionRequest<P, R> request = waiting.remove();
      run.selectionSent(request.promptIndex());
      calls.send(
          request,
          request.promptIndex(),
          1,
          (candidate, thrown) -> answered(request, candidate, thrown, run),
          run);
    }
  }

  private void answered(
      SelectionRequest<P, R> request,
      @Nullable Candidate<R> candidate,
      @Nullable Throwable thrown,
      Run<P, R> run) {
    int prompt = request.promptIndex();
    if (thrown == null
        && candidate != null
        && request.candidates().stream().anyMatch(each -> each == candidate)) {
      chosen.put(prompt, candidate);
      return;
    }
    Throwable failure = failure(prompt, thrown);
    if (failures.isEmpty()) {
      log.warn(
          "the selector failed for prompt {} with {}, and the largest reward is chosen; further"
              + " failures of selection in this run are not logged",
          prompt,
          failure.getClass().getName());
    }
    failures.put(prompt, failure);
    run.selectionFailed(prompt, failure);
  }

  private static Throwable failure(int prompt, @Nullable Throwable thrown) {
    if (thrown instanceof Calls.TimeOut) {
      return new TimeoutException("the selector " + thrown.getMessage());
    }
    return thrown != null
        ? thrown
        : new IllegalStateException(
            "the selector chose none of the candidates of prompt " + prompt);
  }

  /** Cancels what is in flight and what waits. */
  void abandon(Run<P, R> run) {
    waiting.clear();
    calls.cancel(prompt -> {}, run.cancellations());
  }

  /** Returns what was chosen for a prompt; null if nothing was. */
  @Nullable
  Candidate<R> chosen(int prompt) {
    return chosen.get(prompt);
  }

  /** Returns why nothing was chosen for a prompt; null if no call for it failed. */
  @Nullable
  Throwable failure(int prompt) {
    return failures.get(prompt);
  }
}
