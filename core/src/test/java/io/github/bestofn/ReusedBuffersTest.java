package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.spi.AsyncRewardModel;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spi.ScoringRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A client may use the same list or array for every call of a thread. */
class ReusedBuffersTest {

  private final ArrayDeque<Runnable> calls = new ArrayDeque<>();
  private final ArrayDeque<Runnable> work = new ArrayDeque<>();

  /* All calls are made, one after another, before the run handles an answer. */
  private BatchResult<String, Double> run(BestOfN.Builder<String, Double> builder) {
    Run<String, Double> run = builder
        .strategy(Strategies.uniform())
        .executor(calls::add)
        .drawsPerPrompt(4)
        .build()
        .begin(List.of("a", "b"), work::add);
    while (!run.result().isDone()) {
      (calls.isEmpty() ? work : calls).remove().run();
    }
    return run.result().join();
  }

  private static void assertOwnRewards(BatchResult<String, Double> result) {
    assertThat(result.draws()).isEqualTo(8);
    for (var each : result.results()) {
      for (var candidate : each.candidates()) {
        assertThat(candidate.response()).isEqualTo(candidate.draw());
        assertThat(candidate.reward()).isEqualTo(candidate.response());
      }
    }
  }

  @Test
  void scores_areCopiedWhereTheyAreReturned() {
    double[] reused = new double[1];
    RewardModel<String, Double> rewardModel = new RewardModel<>() {
      @Override
      public double[] score(ScoringRequest<String, Double> request) {
        reused[0] = request.responses().get(0);
        return reused;
      }

      @Override
      public int maxResponsesPerRequest() {
        return 1;
      }
    };

    assertOwnRewards(
        run(BestOfN.<String, Double>builder().generator(Fakes.COUNTING).rewardModel(rewardModel)));
  }

  @Test
  void responses_areCopiedWhereTheyAreReturned() {
    List<Double> reused = new ArrayList<>();
    Generator<String, Double> generator = request -> {
      reused.clear();
      reused.addAll(Fakes.count(request).subList(0, 1));
      return reused;
    };

    assertOwnRewards(
        run(BestOfN.<String, Double>builder().generator(generator).rewardModel(Fakes.IDENTITY)));
  }

  /** The stages of all calls are completed with one array before the run handles an answer. */
  @Test
  void scoresOfAStage_areCopiedWhereItCompletes() {
    double[] reused = new double[1];
    AsyncRewardModel<String, Double> rewardModel = new AsyncRewardModel<>() {
      @Override
      public CompletableFuture<double[]> scoreAsync(ScoringRequest<String, Double> request) {
        var stage = new CompletableFuture<double[]>();
        calls.add(() -> {
          reused[0] = request.responses().get(0);
          stage.complete(reused);
        });
        return stage;
      }

      @Override
      public int maxResponsesPerRequest() {
        return 1;
      }
    };

    assertOwnRewards(run(
        BestOfN.<String, Double>builder().generator(Fakes.COUNTING).asyncRewardModel(rewardModel)));
  }

  @Test
  void responsesOfAStage_areCopiedWhereItCompletes() {
    List<Double> reused = new ArrayList<>();

    assertOwnRewards(run(BestOfN.<String, Double>builder()
        .asyncGenerator(Fakes.oneDrawACall(request -> {
          var stage = new CompletableFuture<List<Double>>();
          calls.add(() -> {
            reused.clear();
            reused.addAll(Fakes.count(request));
            stage.complete(reused);
          });
          return stage;
        }))
        .rewardModel(Fakes.IDENTITY)));
  }
}
