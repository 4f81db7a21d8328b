package io.github.bestofn.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AveragedTest {

  private static final ScoringRequest<String, String> REQUEST =
      ScoringRequest.of("p", List.of("a", "b"));

  /** Gives one scripted answer after another. */
  @SafeVarargs
  @SuppressWarnings("varargs")
  private static RewardModel<String, String> script(Callable<double[]>... answers) {
    var left = new ArrayDeque<>(List.of(answers));
    return request -> left.remove().call();
  }

  private static Callable<double[]> scores(double... scores) {
    return () -> scores;
  }

  private static Callable<double[]> failure(Exception thrown) {
    return () -> {
      throw thrown;
    };
  }

  private static AsyncRewardModel<String, String> async(RewardModel<String, String> model) {
    return new AsyncRewardModel<>() {
      @Override
      public CompletableFuture<double[]> scoreAsync(ScoringRequest<String, String> request) {
        try {
          return CompletableFuture.completedFuture(model.score(request));
        } catch (Exception e) {
          return CompletableFuture.failedFuture(e);
        }
      }

      @Override
      public RewardRange range() {
        return model.range();
      }

      @Override
      public int maxResponsesPerRequest() {
        return model.maxResponsesPerRequest();
      }
    };
  }

  /** The averaged reward model, blocking or not, as one that blocks. */
  private static RewardModel<String, String> averaged(
      RewardModel<String, String> model, int times, boolean async) {
    if (!async) {
      return model.averaged(times);
    }
    var twin = async(model).averaged(times);
    return request -> {
      try {
        return twin.scoreAsync(request).toCompletableFuture().get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof Error error) {
          throw error;
        }
        throw (Exception) e.getCause();
      }
    };
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void mean_isOfAllScorings(boolean async) throws Exception {
    var model = averaged(script(scores(1, 10), scores(2, 10), scores(6, 10)), 3, async);
    assertThat(model.score(REQUEST)).containsExactly(3, 10);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void mean_leavesOutWhatFailed(boolean async) throws Exception {
    var partial = new PartialRewardsException(
        new double[] {5, 0}, Arrays.asList(null, new IOException("cannot parse")));
    var model = averaged(
        script(
            scores(1, 2),
            failure(new IOException("503")),
            failure(partial),
            scores(1),
            scores(Double.NaN, 4),
            () -> null),
        6,
        async);
    assertThat(model.score(REQUEST)).containsExactly(3, 3);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void response_failsWithItsCause_onlyIfAllItsScoringsDo(boolean async) {
    var first = new PartialRewardsException(
        new double[] {5, 0}, Arrays.asList(null, new IOException("cannot parse")));
    var model = averaged(script(failure(first), failure(first)), 2, async);
    assertThatThrownBy(() -> model.score(REQUEST))
        .isInstanceOfSatisfying(PartialRewardsException.class, thrown -> {
          assertThat(thrown.rewards()[0]).isEqualTo(5);
          assertThat(thrown.failure(1).orElseThrow()).hasMessage("cannot parse");
        });
    var dead = averaged(script(failure(new IOException("503")), scores()), 2, async);
    assertThatThrownBy(() -> dead.score(REQUEST))
        .isInstanceOf(IOException.class)
        .hasMessage("503");
  }

  /** So that the run can name what was wrong: a score outside the range, or NaN. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void invalidScore_isKeptWhereThereIsNoOther(boolean async) throws Exception {
    RewardModel<String, String> model =
        script(scores(7, Double.NaN), scores(0.5, Double.NaN)).within(RewardRange.of(0, 1));
    assertThat(averaged(model, 2, async).score(REQUEST)).containsExactly(0.5, Double.NaN);
    RewardModel<String, String> outside =
        script(scores(7, 1), scores(8, 1)).within(RewardRange.of(0, 1));
    assertThat(averaged(outside, 2, async).score(REQUEST)).containsExactly(8, 1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void error_isNotLeftOut(boolean async) {
    RewardModel<String, String> model = request -> {
      throw new PartialRewardsException(
          new double[] {1, 1}, Arrays.asList(null, new StackOverflowError()));
    };
    assertThatThrownBy(() -> averaged(model, 2, async).score(REQUEST))
        .isInstanceOf(StackOverflowError.class);
  }

  @Test
  void interrupt_endsTheRequest() {
    List<Integer> calls = new ArrayList<>();
    RewardModel<String, String> model = request -> {
      calls.add(1);
      Thread.currentThread().interrupt();
      return new double[] {1, 2};
    };
    assertThatThrownBy(() -> model.averaged(3).score(REQUEST))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(calls).hasSize(1);
  }

  /** Equal scores have themselves as their mean, though a third of 0.1 + 0.1 + 0.1 is not 0.1. */
  @Test
  void mean_ofEqualScoresIsExact() throws Exception {
    RewardModel<String, String> model = request -> new double[] {0.1, 1e300};
    assertThat(model.averaged(3).score(REQUEST)).containsExactly(0.1, 1e300);
  }

  /** By hand: deviations −1 and 1, and −2, 0 and 2: squares 2 + 8, degrees of freedom 1 + 2. */
  @Test
  void spread_isPooledOverResponses() throws Exception {
    var partial =
        new PartialRewardsException(new double[] {0, 6}, Arrays.asList(new IOException(), null));
    var model = script(scores(1, 2), scores(3, 4), failure(partial)).averaged(3);
    assertThat(model.spread().standardDeviation()).isEmpty();
    assertThat(model.score(REQUEST)).containsExactly(2, 4);
    ScoringSpread spread = model.spread();
    assertThat(spread.responses()).isEqualTo(2);
    assertThat(spread.scorings()).isEqualTo(5);
    assertThat(spread.failedScorings()).isEqualTo(1);
    assertThat(spread.standardDeviation().orElseThrow())
        .isCloseTo(Math.sqrt(10.0 / 3), within(1e-12));
  }

  @Test
  void listener_isToldTheScoresOfEachResponse() throws Exception {
    List<String> told = new ArrayList<>();
    RepeatListener<String, String> listener =
        (prompt, response, scores) -> told.add(prompt + response + Arrays.toString(scores));
    var unused =
        script(scores(1, 2), scores(3, Double.NaN)).averaged(2, listener).score(REQUEST);
    assertThat(told).containsExactly("pa[1.0, 3.0]", "pb[2.0]");
  }

  @Test
  void async_scoresAtTheSameTime_andCancelsAll() {
    List<CompletableFuture<double[]>> calls = new ArrayList<>();
    AsyncRewardModel<String, String> model = request -> {
      calls.add(new CompletableFuture<>());
      return calls.get(calls.size() - 1);
    };
    var averaged = model.averaged(3);
    CompletableFuture<double[]> mean = averaged.scoreAsync(REQUEST).toCompletableFuture();
    assertThat(calls).hasSize(3);
    calls.get(1).complete(new double[] {1, 2});
    calls.get(0).complete(new double[] {2, 3});
    assertThat(mean).isNotDone();
    calls.get(2).complete(new double[] {3, 4});
    assertThat(mean.join()).containsExactly(2, 3);
    assertThat(averaged.spread().standardDeviation().orElseThrow()).isCloseTo(1, within(1e-12));

    calls.clear();
    assertThat(averaged.scoreAsync(REQUEST).toCompletableFuture().cancel(true)).isTrue();
    assertThat(calls).hasSize(3).allMatch(CompletableFuture::isCancelled);
  }

  @Test
  void rangeAndRequestSize_areThoseOfTheSingleScoring() {
    RewardModel<String, String> model =
        RewardModel.<String, String>pointwise((p, r) -> 1).within(RewardRange.binary());
    assertThat(model.averaged(2).range()).isEqualTo(RewardRange.binary());
    assertThat(model.averaged(2).maxResponsesPerRequest()).isEqualTo(1);
    assertThat(async(model).averaged(2).range()).isEqualTo(RewardRange.binary());
    assertThat(async(model).averaged(2).maxResponsesPerRequest()).isEqualTo(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.averaged(0))
        .withMessage("times must be at least 1, but was 0");
  }

  /** A model that throws, or returns no stage, fails its scorings like one whose stage fails. */
  @Test
  @SuppressWarnings("NullAway") // The point of this test.
  void async_throwsOrReturnsNull_failsThatScoring() throws Exception {
    var calls = List.of("throws", "null", "scores").iterator();
    AsyncRewardModel<String, String> model = request -> switch (calls.next()) {
      case "throws" -> throw new IllegalStateException("down");
      case "null" -> null;
      default -> CompletableFuture.completedFuture(new double[] {1, 2});
    };

    assertThat(model.averaged(3).scoreAsync(REQUEST).toCompletableFuture().get())
        .containsExactly(1, 2);
  }

  /** Cancelling the mean cancels what can be cancelled; a stage that is no future is left alone. */
  @Test
  void async_cancelled_cancelsTheScorings() {
    var cancellable = new CompletableFuture<double[]>();
    CompletableFuture<double[]> stubborn = new CompletableFuture<>() {
      @Override
      public CompletableFuture<double[]> toCompletableFuture() {
        throw new UnsupportedOperationException();
      }
    };
    var stages = List.of(stubborn, cancellable).iterator();
    AsyncRewardModel<String, String> model = request -> stages.next();

    model.averaged(2).scoreAsync(REQUEST).toCompletableFuture().cancel(true);

    assertThat(cancellable).isCancelled();
    assertThat(stubborn).isNotDone();
  }

  /** Neither the range nor the largest request is hidden by a declared range. */
  @Test
  void async_within_keepsTheLargestRequest() {
    AsyncRewardModel<String, String> model = async(script(scores(0, 1)));

    assertThat(model.within(RewardRange.binary()).maxResponsesPerRequest())
        .isEqualTo(model.maxResponsesPerRequest());
    AsyncRewardModel<String, String> plain = request -> new CompletableFuture<>();
    assertThat(plain.maxResponsesPerRequest()).isEqualTo(Integer.MAX_VALUE);
  }
}
