package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.estimate.Estimators;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever happens next, the bounds hold, the books add up, and a run ends. What happens is decided by a seed. */
class InterleavingProperties {

  private static final List<AllocationStrategy> STRATEGIES = List.of(
      Strategies.uniform(),
      Strategies.twoStage().exploration(1),
      Strategies.streaming(Estimators.gaussian()).exploration(1),
      Strategies.lowestMax(),
      Strategies.adaptive());

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void everyOrderOfAnswers_endsWithTheBudgetSpent(@ForAll long seed) {
    var conductor = new Conductor(seed);
    Run<Integer, Conductor.Response> run = begin(conductor);
    while (conductor.step()) {
      assertThat(conductor.finished.size()).isLessThanOrEqualTo(1);
    }

    assertThat(run.result()).isCompleted();
    var result = run.result().join();
    assertThat(result.endReason())
        .isIn(EndReason.BUDGET_SPENT, EndReason.STRATEGY_STOPPED, EndReason.ALL_FAILED);
    assertThat(result.draws() - result.duplicates()).isEqualTo(conductor.validRewards());
    assertConsistent(result, conductor);
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void everyMomentOfAnEnd_leavesNothingInFlight(@ForAll long seed) {
    var conductor = new Conductor(seed);
    Run<Integer, Conductor.Response> run = begin(conductor);
    int steps = conductor.upTo(40);
    for (int k = 0; k < steps; k++) {
      conductor.step();
    }
    boolean hadEnded = run.result().isDone();
    boolean cancels = conductor.upTo(2) == 2;
    if (cancels) {
      run.result().cancel(true);
    } else {
      run.stop(EndReason.STOPPED);
    }
    int sent = conductor.stages.size();
    while (conductor.step()) {
      assertThat(conductor.stages).as("sent after the end").hasSize(sent);
    }

    assertThat(run.result()).isDone();
    var result = conductor.finished.get(0);
    if (!hadEnded) {
      assertThat(result.endReason()).isEqualTo(cancels ? EndReason.CANCELLED : EndReason.STOPPED);
    }
    assertConsistent(result, conductor);
  }

  private static Run<Integer, Conductor.Response> begin(Conductor conductor) {
    FailurePolicy policy = conductor.upTo(2) == 1
        ? FailurePolicy.keepGoing()
        : FailurePolicy.replace(conductor.upTo(8)).pause(Duration.ZERO);
    return BestOfN.<Integer, Conductor.Response>builder()
        .strategy(STRATEGIES.get(conductor.upTo(STRATEGIES.size()) - 1))
        .asyncGenerator(conductor)
        .asyncRewardModel(conductor::score)
        .maxInFlight(conductor.maxInFlight)
        .maxScoringInFlight(conductor.maxScoringInFlight)
        .drawsPerPrompt(conductor.upTo(8))
        .failurePolicy(policy)
        .listener(conductor)
        .build()
        .begin(Collections.nCopies(conductor.upTo(4), 7), conductor);
  }

  private static void assertConsistent(BatchResult<?, ?> result, Conductor conductor) {
    assertThat(conductor.finished).hasSize(1);
    assertThat(conductor.broken).isEmpty();
    assertThat(conductor.stages).allSatisfy(stage -> assertThat(stage).isDone());
    assertThat(result.attempts()).isEqualTo(result.draws() + result.failures());
    assertThat(result.draws() + result.unspent()).isEqualTo(result.budget());
    assertThat(result.unspent()).isNotNegative();
    for (int i = 0; i < result.results().size(); i++) {
      PromptResult<?, ?> each = result.results().get(i);
      assertThat(each.candidates()).hasSize(each.draws());
      for (Candidate<?> candidate : each.candidates()) {
        var genuine = conductor.response(i, candidate.draw());
        assertThat(candidate.response()).isEqualTo(genuine);
        assertThat(candidate.reward()).isEqualTo(genuine.reward());
      }
    }
  }
}
