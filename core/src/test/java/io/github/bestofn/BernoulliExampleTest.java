package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.estimate.Estimators;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spi.RewardRange;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.junit.jupiter.api.Test;

/**
 * The worked example of adaptive allocation, through the whole engine: two prompts that succeed with probability
 * 0.95 and 0.05, 25 draws each on average, exploration 10. The expected number of solved prompts is
 * 1 - 0.05^25 + 1 - 0.95^25 = 1.7226 uniformly; adaptively it is 1.8715, since all 30 draws left go to the prompt
 * without a success, if there is one.
 */
class BernoulliExampleTest {

  private static final int RUNS = 4000;

  /** Three standard errors; one run solves 0, 1 or 2 prompts, mostly 1 or 2, so one is about 0.007. */
  @Test
  void betaBernoulli_solvesAsManyAsItShould() {
    var uniform = solved(Strategies.uniform());
    var adaptive =
        solved(Strategies.twoStage().exploration(10).estimator(Estimators.betaBernoulli()));
    double exact = 2 - Math.pow(0.05, 25) - Math.pow(0.95, 25);

    assertThat(exact).isCloseTo(1.7226104268781661, within(1e-12));
    assertThat(uniform.getMean()).isCloseTo(exact, within(3 * standardError(uniform)));
    assertThat(adaptive.getMean())
        .isCloseTo(1.8714878434348823, within(3 * standardError(adaptive)));
  }

  private static SummaryStatistics solved(AllocationStrategy strategy) {
    Generator<Double, Double> coin = request -> {
      List<Double> tosses = new ArrayList<>();
      for (int k = 0; k < request.count(); k++) {
        tosses.add(request.seed(k) * 0x1p-53 < request.prompt() ? 1.0 : 0.0);
      }
      return tosses;
    };
    RewardModel<Object, Double> verifier = RewardModel.pointwise((prompt, toss) -> toss);
    var builder = BestOfN.<Double, Double>builder()
        .generator(coin)
        .rewardModel(verifier.within(RewardRange.binary()))
        .executor(Runnable::run)
        .drawsPerPrompt(25)
        .strategy(strategy);
    var statistics = new SummaryStatistics();
    for (int run = 0; run < RUNS; run++) {
      statistics.addValue(builder.seed(run).build().run(List.of(0.95, 0.05)).results().stream()
          .mapToDouble(each -> each.best().orElseThrow().reward())
          .sum());
    }
    return statistics;
  }

  private static double standardError(SummaryStatistics statistics) {
    return statistics.getStandardDeviation() / Math.sqrt((double) statistics.getN());
  }
}
