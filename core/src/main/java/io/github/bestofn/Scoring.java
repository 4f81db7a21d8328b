package io.github.bestofn;

import io.github.bestofn.spi.PartialRewardsException;
import io.github.bestofn.spi.RewardRange;
import io.github.bestofn.spi.ScoringRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Has responses scored, those of a prompt that wait together in one request. Belongs to one run and is
 * used by one thread at a time.
 */
final class Scoring<P, R> {

  private final RewardRange range;
  private final int maxResponsesPerRequest;
  private final Calls<ScoringRequest<P, R>, double[], Responses<R>> calls;
  /* Prompts with unscored responses, each once, first come first served. */
  private final ArrayDeque<Integer> waiting = new ArrayDeque<>();
  private int responsesWaiting;
  private int failures;

  Scoring(
      Client<ScoringRequest<P, R>, double[]> client,
      RewardRange range,
      int maxResponsesPerRequest,
      int maxInFlight,
      @Nullable Duration timeout) {
    this.range = range;
    this.maxResponsesPerRequest = maxResponsesPerRequest;
    this.calls = new Calls<>(client, maxInFlight, timeout);
  }

  private record Responses<R>(int prompt, List<Drawn<R>> draws) {}

  void add(int prompt, Drawn<R> drawn, PromptBook<P, R> book) {
    if (book.unscored.isEmpty()) {
      waiting.add(prompt);
    }
    book.unscored.add(drawn);
    responsesWaiting++;
  }

  /** Returns how many responses wait for a place. */
  int responsesWaiting() {
    return responsesWaiting;
  }

  void dispatch(Run<P, R> run) {
    while (calls.free() > 0 && !waiting.isEmpty() && !run.isStopping()) {
      int prompt = waiting.element();
      ArrayDeque<Drawn<R>> unscored = run.book(prompt).unscored;
      int size = Math.min(unscored.size(), Math.min(calls.free(), maxResponsesPerRequest));
      List<Drawn<R>> draws = new ArrayList<>(size);
      for (int k = 0; k < size; k++) {
        draws.add(unscored.remove());
      }
      responsesWaiting -= size;
      if (unscored.isEmpty()) {
        waiting.remove();
      }
      send(new Responses<>(prompt, draws), run);
    }
  }

  /** Cancels what is in flight and what waits. */
  void abandon(Run<P, R> run) {
    for (int prompt : waiting) {
      run.book(prompt).unscored.forEach(drawn -> cancel(prompt, drawn, run));
    }
    waiting.clear();
    calls.cancel(
        asked -> asked.draws().forEach(drawn -> cancel(asked.prompt(), drawn, run)),
        run.cancellations());
  }

  /** Returns whether no call is in flight. */
  boolean isIdle() {
    return calls.isIdle();
  }

  /** Returns how many responses could not be scored. */
  int failures() {
    return failures;
  }

  private void cancel(int prompt, Drawn<R> drawn, Run<P, R> run) {
    drawn.settle(each -> run.cancelled(prompt, each.draw()));
  }

  private void send(Responses<R> asked, Run<P, R> run) {
    List<R> responses = asked.draws().stream().map(Drawn::response).toList();
    asked.draws().forEach(drawn -> run.scoringSent(asked.prompt(), drawn));
    calls.send(
        ScoringRequest.of(run.book(asked.prompt()).prompt, responses, asked.prompt()),
        asked,
        responses.size(),
        (rewards, thrown) -> answered(asked, rewards, thrown, run),
        run);
  }

  private void answered(
      Responses<R> asked, double @Nullable [] rewards, @Nullable Throwable thrown, Run<P, R> run) {
    int size = asked.draws().size();
    if (thrown instanceof Calls.TimeOut) {
      failAll(asked, FailureKind.TIME_OUT, "the reward model " + thrown.getMessage(), null, run);
    } else if (thrown instanceof PartialRewardsException partial
        && partial.failures().size() == size) {
      accept(asked, partial.rewards(), partial.failures(), run);
    } else if (thrown != null) {
      failAll(asked, FailureKind.THROWN, threw(thrown), thrown, run);
    } else if (rewards == null) {
      failAll(asked, FailureKind.NULL, "the reward model returned null", null, run);
    } else if (rewards.length != size) {
      String message =
          "the reward model returned %d scores for %d responses".formatted(rewards.length, size);
      failAll(asked, FailureKind.INVALID_REWARD, message, null, run);
    } else {
      accept(asked, rewards, Collections.nCopies(size, null), run);
    }
  }

  private static String threw(Throwable thrown) {
    return "the reward model threw " + thrown.getClass().getName();
  }

  private void accept(
      Responses<R> asked, double[] rewards, List<@Nullable Throwable> failures, Run<P, R> run) {
    for (int k = 0; k < rewards.length; k++) {
      Drawn<R> drawn = asked.draws().get(k);
      Throwable failure = failures.get(k);
      if (failure == null) {
        accept(asked.prompt(), drawn, rewards[k], run);
      } else {
        fail(asked.prompt(), drawn, FailureKind.THROWN, threw(failure), failure, run);
      }
    }
  }

  private void accept(int prompt, Drawn<R> drawn, double reward, Run<P, R> run) {
    if (!Double.isFinite(reward)) {
      fail(prompt, drawn, FailureKind.INVALID_REWARD, "the reward is " + reward, null, run);
    } else if (!range.contains(reward)) {
      String message =
          "the reward %s is outside [%s, %s]".formatted(reward, range.lowest(), range.highest());
      fail(prompt, drawn, FailureKind.OUTSIDE_RANGE, message, null, run);
    } else {
      double valid = reward + 0.0; // -0.0 becomes 0.0, so that equal rewards are equal
      run.book(prompt).duplicates.settled(drawn);
      drawn.settle(each -> run.scored(prompt, each, valid));
    }
  }

  private void failAll(
      Responses<R> asked,
      FailureKind kind,
      String message,
      @Nullable Throwable cause,
      Run<P, R> run) {
    for (Drawn<R> drawn : asked.draws()) {
      fail(asked.prompt(), drawn, kind, message, cause, run);
    }
  }

  private void fail(
      int prompt,
      Drawn<R> drawn,
      FailureKind kind,
      String message,
      @Nullable Throwable cause,
      Run<P, R> run) {
    failures++;
    run.book(prompt).duplicates.settled(drawn);
    drawn.settle(each -> run.failed(prompt, each.draw(), each.round(), kind, message, cause));
  }
}
