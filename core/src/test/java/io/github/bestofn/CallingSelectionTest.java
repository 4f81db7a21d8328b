package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bestofn.spi.RewardModel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Selection by a model is a stage of the run: calls in flight, time-outs, failures, early ends. */
class CallingSelectionTest {

  private static final long PATIENCE_SECONDS = 20;

  /** Selects nothing until the test does; remembers requests and stages. */
  private static final class Pending implements AsyncSelector<Object, Double> {
    final List<SelectionRequest<?, Double>> requests =
        Collections.synchronizedList(new ArrayList<>());
    final List<CompletableFuture<Candidate<Double>>> stages =
        Collections.synchronizedList(new ArrayList<>());
    final CountDownLatch called;

    Pending(int calls) {
      this.called = new CountDownLatch(calls);
    }

    @Override
    public CompletableFuture<Candidate<Double>> selectAsync(
        SelectionRequest<Object, Double> request) {
      var stage = new CompletableFuture<Candidate<Double>>();
      requests.add(request);
      stages.add(stage);
      called.countDown();
      return stage;
    }

    void await() throws InterruptedException {
      assertThat(called.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static List<Integer> draws(BatchResult<String, Double> result) {
    return result.results().stream()
        .map(each -> each.best().orElseThrow().draw())
        .toList();
  }

  private static BatchResult<String, Double> result(BatchRun<String, Double> run)
      throws InterruptedException, ExecutionException, TimeoutException {
    return run.result().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void best_isWhatTheModelChose() throws Exception {
    Pending selector = new Pending(2);
    var run = Fakes.counting()
        .drawsPerPrompt(4)
        .asyncSelector(selector)
        .build()
        .runAsync(List.of("a", "b"));
    selector.await();
    assertThat(run.result()).isNotDone();
    for (int k = 0; k < 2; k++) {
      var request = selector.requests.get(k);
      assertThat(request.candidates()).extracting(Candidate::draw).containsExactly(0, 1, 2, 3);
      selector.stages.get(k).complete(request.candidates().get(request.promptIndex()));
    }
    var result = result(run);
    assertThat(draws(result)).containsExactly(0, 1);
    assertThat(result.endReason()).isEqualTo(EndReason.BUDGET_SPENT);
    assertThat(result.results()).allMatch(each -> each.selectionFailure().isEmpty());
  }

  @Test
  void calls_areBoundedLikeScorings() throws Exception {
    Pending first = new Pending(2);
    var run = Fakes.counting()
        .drawsPerPrompt(2)
        .maxScoringInFlight(2)
        .asyncSelector(first)
        .build()
        .runAsync(List.of("a", "b", "c"));
    first.await();
    assertThat(first.requests).hasSize(2);
    first.stages.get(0).complete(first.requests.get(0).candidates().get(0));
    while (first.requests.size() < 3) {
      Thread.onSpinWait();
    }
    first.stages.get(1).complete(first.requests.get(1).candidates().get(0));
    first.stages.get(2).complete(first.requests.get(2).candidates().get(0));
    assertThat(draws(result(run))).containsExactly(0, 0, 0);
  }

  @Test
  void stop_choosesTheLargestReward_andCancels() throws Exception {
    Pending selector = new Pending(2);
    var run = Fakes.counting()
        .drawsPerPrompt(4)
        .asyncSelector(selector)
        .build()
        .runAsync(List.of("a", "b"));
    selector.await();
    int answered = 0;
    selector
        .stages
        .get(answered)
        .complete(selector.requests.get(answered).candidates().get(1));
    run.stop();
    var result = result(run);
    assertThat(result.endReason()).isEqualTo(EndReason.STOPPED);
    assertThat(draws(result).get(1 - selector.requests.get(answered).promptIndex()))
        .isEqualTo(3);
    assertThat(selector.stages.get(1 - answered)).isCancelled();
    assertThat(result.attempts()).isEqualTo(8);
  }

  @Test
  void deadline_choosesTheLargestReward_andInterrupts() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    var result = Fakes.counting()
        .drawsPerPrompt(4)
        .deadline(Duration.ofMillis(300))
        .callingSelector(request -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
          }
          return request.candidates().get(0);
        })
        .build()
        .run(List.of("a"));
    assertThat(result.endReason()).isEqualTo(EndReason.DEADLINE);
    assertThat(draws(result)).containsExactly(3);
    assertThat(interrupted.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void failure_choosesTheLargestReward_andIsVisible() {
    var result = Fakes.counting()
        .drawsPerPrompt(4)
        .callingSelector(request -> {
          if (request.promptIndex() == 0) {
            throw new IOException("503");
          }
          return request.promptIndex() == 1
              ? Candidate.of(7.0, 7, 0)
              : request.candidates().get(0);
        })
        .build()
        .run(List.of("a", "b", "c"));
    assertThat(draws(result)).containsExactly(3, 3, 0);
    assertThat(result.endReason()).isEqualTo(EndReason.BUDGET_SPENT);
    assertThat(result.results().get(0).selectionFailure().orElseThrow()).hasMessage("503");
    assertThat(result.results().get(1).selectionFailure().orElseThrow())
        .hasMessage("the selector chose none of the candidates of prompt 1");
    assertThat(result.results().get(2).selectionFailure()).isEmpty();
  }

  @Test
  void timeOut_isAFailureOfItsPromptOnly() {
    Pending selector = new Pending(1);
    var result = Fakes.counting()
        .drawsPerPrompt(4)
        .requestTimeout(Duration.ofMillis(200))
        .asyncSelector(request -> request.promptIndex() == 0
            ? selector.selectAsync(
                SelectionRequest.of(request.prompt(), request.candidates(), 0, request.seed()))
            : CompletableFuture.completedFuture(request.candidates().get(0)))
        .build()
        .run(List.of("a", "b"));
    assertThat(draws(result)).containsExactly(3, 0);
    assertThat(result.results().get(0).selectionFailure().orElseThrow())
        .isInstanceOf(TimeoutException.class)
        .hasMessageStartingWith("the selector did not answer within");
  }

  @Test
  void failFast_andErrors_endTheRunWithItsResult() {
    assertThatThrownBy(() -> Fakes.counting()
            .drawsPerPrompt(4)
            .failurePolicy(FailurePolicy.failFast())
            .callingSelector(request -> {
              throw new IOException("503");
            })
            .build()
            .run(List.of("a")))
        .isInstanceOfSatisfying(BestOfNException.class, e -> {
          assertThat(e).hasRootCauseMessage("503");
          assertThat(e.result().results().get(0).best().orElseThrow().draw()).isEqualTo(3);
        });
    assertThatThrownBy(() -> Fakes.counting()
            .drawsPerPrompt(4)
            .callingSelector(request -> {
              throw new StackOverflowError();
            })
            .build()
            .run(List.of("a")))
        .hasRootCauseInstanceOf(StackOverflowError.class);
  }

  @Test
  void promptWithOneCandidate_needsNoCall() {
    AtomicInteger calls = new AtomicInteger();
    var result = Fakes.counting()
        .drawsPerPrompt(1)
        .callingSelector(request -> {
          calls.incrementAndGet();
          return request.candidates().get(0);
        })
        .build()
        .run(List.of("a", "b"));
    assertThat(draws(result)).containsExactly(0, 0);
    assertThat(calls).hasValue(0);
  }

  @Test
  void selectors_excludeEachOther() {
    assertThatThrownBy(() -> Fakes.counting()
            .selector(Selectors.softBestOfN(1))
            .callingSelector(request -> request.candidates().get(0))
            .build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("only one selector may be set, but 2 of selector, callingSelector and"
            + " asyncSelector were");
    assertThatThrownBy(() -> Fakes.counting()
            .callingSelector(request -> request.candidates().get(0))
            .keepCandidates(1)
            .build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("keepCandidates must be at least 2");
  }

  /** The whole run with a reward model that is scored again: the second scoring reverses the order. */
  @Test
  void confirm_runsAsAStage() {
    AtomicInteger calls = new AtomicInteger();
    RewardModel<Object, Double> model = request -> {
      calls.incrementAndGet();
      return request.responses().stream().mapToDouble(response -> -3 * response).toArray();
    };
    var result = Fakes.counting()
        .drawsPerPrompt(8)
        .callingSelector(Selectors.confirm(model, 3, 2))
        .build()
        .run(List.of("a"));
    assertThat(draws(result)).containsExactly(5);
    assertThat(calls).hasValue(2);
  }
}
