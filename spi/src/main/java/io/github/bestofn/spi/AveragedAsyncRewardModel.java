package io.github.bestofn.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A reward model that asks another one several times about each response, and gives the mean of its scores. Failed
 * scorings are left out of the mean, as by {@link AveragedRewardModel}.
 *
 * <p>The scorings of a request are made at the same time: a run has that many times its {@code maxScoringInFlight}
 * responses in requests. Cancelling the stage cancels all of them.
 *
 * @param <P> the type of prompts
 * @param <R> the type of responses
 * @see AsyncRewardModel#averaged(int)
 * @since 0.1.0
 */
public final class AveragedAsyncRewardModel<P, R> implements AsyncRewardModel<P, R> {

  private final AsyncRewardModel<P, R> single;
  private final Repeats<P, R> repeats;

  AveragedAsyncRewardModel(
      AsyncRewardModel<P, R> single, int times, RepeatListener<? super P, ? super R> listener) {
    this.single = single;
    this.repeats = new Repeats<>(times, single.range(), listener);
  }

  @Override
  public CompletionStage<double[]> scoreAsync(ScoringRequest<P, R> request) {
    Scorings scorings = new Scorings(request);
    for (int k = 0; k < repeats.times() && !scorings.mean.isDone(); k++) {
      scorings.start();
    }
    return scorings.mean;
  }

  @Override
  public RewardRange range() {
    return single.range();
  }

  @Override
  public int maxResponsesPerRequest() {
    return single.maxResponsesPerRequest();
  }

  /**
   * Returns the spread of the scorings so far, of all runs.
   *
   * @return a snapshot
   */
  public ScoringSpread spread() {
    return repeats.spread();
  }

  /** The scorings of one request. */
  private final class Scorings {

    private final ScoringRequest<P, R> request;
    private final Repeats<P, R>.Of scores;
    private final List<CompletionStage<double[]>> stages = new ArrayList<>();
    private final CompletableFuture<double[]> mean = new CompletableFuture<>();
    private int answers;

    Scorings(ScoringRequest<P, R> request) {
      this.request = request;
      this.scores = repeats.new Of(request);
      var unusedWhenDone = mean.whenComplete((means, thrown) -> {
        if (thrown != null) {
          cancelAll();
        }
      });
    }

    void start() {
      CompletionStage<double[]> stage;
      try {
        stage = single.scoreAsync(request);
      } catch (Throwable thrown) {
        answered(null, thrown);
        return;
      }
      if (stage == null) {
        answered(null, null);
        return;
      }
      synchronized (stages) {
        stages.add(stage);
      }
      var unusedWhenAnswered =
          stage.whenComplete((answer, thrown) -> answered(answer, unwrapped(thrown)));
      if (mean.isDone()) {
        cancelAll(); // another thread ended the request while this scoring began
      }
    }

    private void answered(double @Nullable [] answer, @Nullable Throwable thrown) {
      try {
        synchronized (scores) {
          scores.add(answer, thrown);
          answers++;
          if (answers < repeats.times() || mean.isDone()) {
            return;
          }
        }
        mean.complete(scores.means());
      } catch (Throwable failed) {
        mean.completeExceptionally(failed);
      }
    }

    private void cancelAll() {
      List<CompletionStage<double[]>> all;
      synchronized (stages) {
        all = List.copyOf(stages);
      }
      for (CompletionStage<double[]> stage : all) {
        try {
          stage.toCompletableFuture().cancel(true);
        } catch (RuntimeException notCancellable) {
          // Not every stage is a future. Its answer is ignored.
        }
      }
    }
  }

  private static @Nullable Throwable unwrapped(@Nullable Throwable thrown) {
    if (thrown instanceof CompletionException || thrown instanceof ExecutionException) {
      Throwable cause = thrown.getCause();
      return cause == null ? thrown : cause;
    }
    return thrown;
  }
}
