package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.estimate.Estimators;
import io.github.bestofn.estimate.RewardHistory;
import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spi.RewardRange;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A prompt alone with a budget of its own: strategies that can stop do. */
class OnePromptTest {

  private static BestOfN.Builder<Double, Double> alone(AllocationStrategy strategy) {
    return Fakes.gaussian().drawsPerPrompt(16).maxInFlight(1).seed(3).strategy(strategy);
  }

  /** A verifier: a draw is right if its normal reward is above half a deviation, 31% of the time. */
  private static final RewardModel<Object, Double> VERIFIER = RewardModel.<Object, Double>pointwise(
          (prompt, response) -> response > 0.5 ? 1 : 0)
      .within(RewardRange.binary());

  @Test
  void priced_exploresAndStops() {
    assertThat(alone(Strategies.priced(1.0)).build().runOne(1.0).draws()).isEqualTo(4);
    assertThat(alone(Strategies.priced(1.0).exploration(2)).build().runOne(1.0).draws())
        .isEqualTo(2);
    assertThat(alone(Strategies.priced(1e-9)).build().runOne(1.0).draws()).isEqualTo(16);
  }

  @Test
  void pricedRelative_stopsAtTheSameDrawOnAnyScale() {
    int draws = alone(Strategies.pricedRelative(0.05)).build().runOne(1.0).draws();

    assertThat(draws).isBetween(4, 15);
    assertThat(alone(Strategies.pricedRelative(0.05)).build().runOne(1024.0).draws())
        .isEqualTo(draws);
  }

  @Test
  void threshold_stopsWhereItIsReached() {
    PromptResult<Double, Double> all = alone(Strategies.uniform()).build().runOne(1.0);
    double second = all.candidates().stream()
        .filter(candidate -> candidate.draw() < 5)
        .mapToDouble(Candidate::reward)
        .max()
        .orElseThrow();
    PromptResult<Double, Double> result =
        alone(Strategies.threshold(second)).build().runOne(1.0);

    assertThat(result.draws()).isLessThanOrEqualTo(10); // as many in flight as rewards
    assertThat(result.best().orElseThrow().reward()).isGreaterThanOrEqualTo(second);
  }

  @Test
  void ceilingOfTheRange_endsThePrompt() {
    for (AllocationStrategy strategy : new AllocationStrategy[] {
      Strategies.adaptive(),
      Strategies.twoStage().exploration(4),
      Strategies.priced(0.01),
      Strategies.streaming(Estimators.kde())
    }) {
      PromptResult<Double, Double> result =
          alone(strategy).rewardModel(VERIFIER).build().runOne(1.0);

      assertThat(result.best().orElseThrow().reward()).isEqualTo(1);
      assertThat(result.draws()).as(strategy.toString()).isLessThan(16);
    }
  }

  /** Nothing declares that rewards end at 1; the history has seen it. */
  @Test
  void adaptive_withAHistory_stopsAtTheHighestRewardSeen() {
    RewardHistory history = RewardHistory.create();
    double[][] verdicts = new double[40][];
    Arrays.setAll(verdicts, k -> new double[] {k % 2, 0, 1, 0, k % 3 == 0 ? 1 : 0, 0, 1, 1});
    history.add(RewardSamples.of(RewardRange.unbounded(), verdicts));
    BestOfN.Builder<Double, Double> builder = alone(Strategies.adaptive())
        .rewardModel(
            RewardModel.<Object, Double>pointwise((prompt, response) -> response > 0.5 ? 1 : 0));

    assertThat(builder.build().runOne(1.0).draws()).isEqualTo(16);
    assertThat(builder.history(history).build().runOne(1.0).draws()).isLessThan(16);
  }
}
