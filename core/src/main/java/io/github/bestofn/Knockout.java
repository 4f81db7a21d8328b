package io.github.bestofn;

import io.github.bestofn.Gathering.Outcome;
import io.github.bestofn.spi.AsyncComparingJudge;
import io.github.bestofn.spi.ComparingJudge;
import io.github.bestofn.spi.ComparisonRequest;
import io.github.bestofn.spi.Preference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A knockout among the candidates of one prompt with the largest rewards: n candidates in n − 1 comparisons. In each
 * round the largest remaining reward meets the smallest, the second largest the second smallest, and so on; an odd
 * candidate, in the middle, goes on without a comparison. A pair that is not decided goes to the larger reward.
 */
final class Knockout<P, R> {

  private final P prompt;
  private final int promptIndex;
  private final PositionCounts positions;
  private List<Candidate<R>> remaining;
  private boolean isAnswered;
  private @Nullable Throwable failure;

  private Knockout(SelectionRequest<P, R> request, int comparisons, PositionCounts positions) {
    this.prompt = request.prompt();
    this.promptIndex = request.promptIndex();
    this.positions = positions;
    this.remaining = TopCandidates.of(request.candidates(), comparisons + 1);
  }

  static <P, R> Candidate<R> blocking(
      ComparingJudge<P, R> judge,
      SelectionRequest<P, R> request,
      int comparisons,
      PositionCounts positions)
      throws Exception {
    var knockout = new Knockout<>(request, comparisons, positions);
    while (!knockout.isOver()) {
      List<Outcome<Preference>> outcomes = new ArrayList<>();
      for (ComparisonRequest<P, R> each : knockout.round()) {
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedException();
        }
        try {
          outcomes.add(new Outcome<>(judge.compare(each), null));
        } catch (InterruptedException interrupted) {
          throw interrupted;
        } catch (Exception thrown) {
          outcomes.add(new Outcome<>(null, thrown));
        }
      }
      knockout.settle(outcomes);
    }
    return knockout.winner();
  }

  static <P, R> CompletionStage<Candidate<R>> async(
      AsyncComparingJudge<P, R> judge,
      SelectionRequest<P, R> request,
      int comparisons,
      PositionCounts positions) {
    CompletableFuture<Candidate<R>> winner = new CompletableFuture<>();
    new Knockout<>(request, comparisons, positions).play(judge, winner);
    return winner;
  }

  private void play(AsyncComparingJudge<P, R> judge, CompletableFuture<Candidate<R>> winner) {
    try {
      if (isOver()) {
        winner.complete(winner());
        return;
      }
      List<Supplier<CompletionStage<Preference>>> calls = new ArrayList<>();
      round().forEach(each -> calls.add(() -> judge.compareAsync(each)));
      CompletableFuture<List<Outcome<Preference>>> outcomes = Gathering.of(calls, answer -> answer);
      Stages.cancels(winner, outcomes);
      var unusedWhenDone = outcomes.whenComplete((all, thrown) -> {
        if (thrown != null) {
          winner.completeExceptionally(thrown);
        } else {
          settle(all);
          play(judge, winner);
        }
      });
    } catch (Exception thrown) {
      winner.completeExceptionally(thrown);
    }
  }

  private boolean isOver() {
    return remaining.size() == 1;
  }

  /** Returns the comparisons of a round: each pair, and the same pair in the opposite order. */
  private List<ComparisonRequest<P, R>> round() {
    List<ComparisonRequest<P, R>> round = new ArrayList<>();
    for (int k = 0; k < remaining.size() / 2; k++) {
      var pair = ComparisonRequest.of(
          prompt,
          remaining.get(k).response(),
          remaining.get(remaining.size() - 1 - k).response(),
          promptIndex);
      round.add(pair);
      round.add(pair.reversed());
    }
    return round;
  }

  private void settle(List<Outcome<Preference>> outcomes) {
    List<Candidate<R>> next = new ArrayList<>();
    for (int k = 0; k < remaining.size() / 2; k++) {
      Preference shown = preference(outcomes.get(2 * k));
      Preference reversed = preference(outcomes.get(2 * k + 1));
      positions.add(shown, reversed);
      int votes = vote(shown) + vote(reversed.reversed());
      next.add(remaining.get(votes < 0 ? remaining.size() - 1 - k : k));
    }
    if (remaining.size() % 2 == 1) {
      next.add(remaining.get(remaining.size() / 2));
    }
    remaining = next.stream().sorted(Maximum.<R>worstFirst().reversed()).toList();
  }

  private static int vote(Preference preference) {
    return switch (preference) {
      case FIRST -> 1;
      case SECOND -> -1;
      case TIE, UNSURE -> 0;
    };
  }

  private Preference preference(Outcome<Preference> outcome) {
    Preference answer = outcome.answer();
    if (answer != null) {
      isAnswered = true;
      return answer;
    }
    if (failure == null) {
      failure = outcome.thrown();
    }
    return Preference.UNSURE;
  }

  private Candidate<R> winner() throws Exception {
    if (!isAnswered) {
      if (failure instanceof Exception thrown) {
        throw thrown;
      }
      throw new IllegalStateException("the comparing judge returned null");
    }
    return remaining.get(0);
  }
}
