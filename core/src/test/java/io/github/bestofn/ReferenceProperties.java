package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Batch;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.estimate.Estimators;
import io.github.bestofn.spi.AsyncRewardModel;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** Whatever fails and whatever order answers come in, a strategy in rounds finds what it finds one draw at a time. */
class ReferenceProperties {

  private static final List<AllocationStrategy> IN_ROUNDS = List.of(
      Strategies.uniform(),
      Strategies.twoStage(),
      Strategies.multiStage(3),
      Strategies.twoStage().estimator(Estimators.gaussian()).exploration(1).rounds(4),
      Strategies.adaptive().inRounds());

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void run_findsWhatTheReferenceFinds(
      @ForAll long scriptSeed,
      @ForAll @DoubleRange(min = 0, max = 0.9) double faults,
      @ForAll boolean oneDrawACall,
      @ForAll long orderSeed,
      @ForAll @IntRange(min = 0, max = 4) int strategy,
      @ForAll @IntRange(min = 1, max = 4) int prompts,
      @ForAll @IntRange(min = 1, max = 8) int drawsPerPrompt,
      @ForAll @IntRange(min = 0, max = 20) int replacements,
      @ForAll @IntRange(min = 0, max = 6) int replacementsOfPrompt) {
    var script = new FaultScript(scriptSeed, faults, oneDrawACall);
    var conductor = new Conductor(orderSeed, script);
    AsyncRewardModel<Integer, Conductor.Response> rewardModel = conductor::score;
    var run = BestOfN.<Integer, Conductor.Response>builder()
        .strategy(IN_ROUNDS.get(strategy))
        .asyncGenerator(conductor)
        .asyncRewardModel(rewardModel.within(FaultScript.RANGE))
        .maxInFlight(conductor.maxInFlight)
        .maxScoringInFlight(conductor.maxScoringInFlight)
        .drawsPerPrompt(drawsPerPrompt)
        .failurePolicy(FailurePolicy.replace(replacements)
            .perPrompt(replacementsOfPrompt)
            .giveUpAfter(Integer.MAX_VALUE)
            .pause(Duration.ZERO))
        .listener(conductor)
        .seed(1)
        .build()
        .begin(Collections.nCopies(prompts, 7), conductor);
    while (conductor.step()) {
      assertThat(conductor.broken).isEmpty();
    }

    Batch batch = Batch.of(prompts, prompts * drawsPerPrompt, FaultScript.RANGE).withSeed(1);
    var expected =
        ReferenceRun.of(script, IN_ROUNDS.get(strategy), batch, replacements, replacementsOfPrompt);
    assertThat(run.result()).isCompleted();
    assertThat(conductor.finished).hasSize(1);
    var found = ReferenceRun.Outcome.of(run.result().join());
    assertThat(found.withoutCauses()).isEqualTo(expected.withoutCauses());
    for (int i = 0; i < prompts; i++) {
      List<String> failures = expected.failures().get(i);
      assertThat(failures).containsAll(found.failures().get(i));
      assertThat(found.failures().get(i)).hasSize(Math.min(failures.size(), Causes.MAX_OF_PROMPT));
    }
  }
}
