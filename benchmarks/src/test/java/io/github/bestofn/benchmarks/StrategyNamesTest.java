package io.github.bestofn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.estimate.Estimators;
import io.github.bestofn.estimate.RewardEstimator;
import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.evaluate.Comparison;
import io.github.bestofn.spi.RewardRange;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrategyNamesTest {

  @Test
  void strategy_hasTheSettingsThatWereGiven() {
    assertStrategy("uniform", Strategies.uniform());
    assertStrategy("adabon", Strategies.adabon());
    assertStrategy("default", Strategies.adaptive());
    assertStrategy("adaptive", Strategies.adaptive());
    assertStrategy("adaptive:ahead=3", Strategies.adaptive().maxAhead(3));
    assertStrategy("adaptive:waves=4", Strategies.adaptive().maxWaves(4));
    assertThat(StrategyNames.strategy("oracle")).isSameAs(Comparison.oracle());
    assertStrategy("random", Strategies.random());
    assertStrategy("poisson", Strategies.poisson());
    assertStrategy("variance", Strategies.varianceProportional());
    assertStrategy("variance:exploration=5", Strategies.varianceProportional().exploration(5));
    assertStrategy("lowest-max", Strategies.lowestMax());
    assertStrategy("multi-stage", Strategies.multiStage(4));
    assertStrategy("multi-stage:rounds=3", Strategies.multiStage(3));
    assertStrategy(
        "multi-stage:exploration=8,rounds=3", Strategies.multiStage(3).exploration(8));
    assertStrategy("streaming", Strategies.streaming(Estimators.kde()));
    assertStrategy(
        "streaming:exploration=4", Strategies.streaming(Estimators.kde()).exploration(4));
    assertStrategy("priced:price=0.01", Strategies.priced(0.01));
    assertStrategy("priced:price=1e-3,exploration=4", Strategies.priced(0.001).exploration(4));
    assertStrategy("priced-relative:price=0.01", Strategies.pricedRelative(0.01));
    assertStrategy(
        "priced-relative:price=0.1,exploration=2,estimator=kde",
        Strategies.pricedRelative(0.1).exploration(2).estimator(Estimators.kde()));
    assertStrategy("threshold:reward=-2", Strategies.threshold(-2));
    assertStrategy("two-stage", Strategies.twoStage());
    assertStrategy("two-stage:exploration=8", Strategies.twoStage().exploration(8));
    assertStrategy("two-stage:exploration=1.0", Strategies.twoStage().explorationFraction(1));
    assertStrategy("two-stage:exploration=.5", Strategies.twoStage().explorationFraction(0.5));
    assertStrategy(
        "two-stage:estimator=student-t,exploration=8",
        Strategies.twoStage().estimator(Estimators.studentT()).exploration(8));
  }

  @Test
  void strategy_takesDefaultsOfKeysThatItHasAndWasNotGiven() {
    Map<String, String> defaults = Map.of("exploration", "8");
    assertThat(StrategyNames.strategy("two-stage", defaults))
        .hasToString(Strategies.twoStage().exploration(8).toString());
    assertThat(StrategyNames.strategy("two-stage:exploration=0.5", defaults))
        .hasToString(Strategies.twoStage().explorationFraction(0.5).toString());
    assertThat(StrategyNames.strategy("adabon", defaults))
        .hasToString(Strategies.adabon().toString());
    assertThat(StrategyNames.strategy("uniform", defaults)).isSameAs(Strategies.uniform());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "greedy | strategy must be one of uniform, random, poisson, variance, lowest-max, two-stage, adabon, multi-stage, streaming, priced, priced-relative, threshold, adaptive, default, oracle, but was greedy",
        "'' | strategy must be one of uniform, random, poisson, variance, lowest-max, two-stage, adabon, multi-stage, streaming, priced, priced-relative, threshold, adaptive, default, oracle, but was ",
        "Uniform | strategy must be one of uniform, random, poisson, variance, lowest-max, two-stage, adabon, multi-stage, streaming, priced, priced-relative, threshold, adaptive, default, oracle, but was Uniform",
        "uniform: | uniform takes no keys, but was given ''",
        "adabon:exploration=8 | adabon takes no keys, but was given 'exploration=8'",
        "two-stage: | two-stage takes key=value with the keys exploration, estimator, but was given ''",
        "two-stage:rounds=3 | two-stage takes key=value with the keys exploration, estimator, but was given 'rounds=3'",
        "two-stage:exploration | two-stage takes key=value with the keys exploration, estimator, but was given 'exploration'",
        "two-stage:exploration= | two-stage takes key=value with the keys exploration, estimator, but was given 'exploration='",
        "two-stage:exploration=8, | two-stage takes key=value with the keys exploration, estimator, but was given ''",
        "two-stage:exploration=8,exploration=9 | two-stage takes exploration once, but was given it twice",
        "two-stage:exploration=few | exploration must be a whole number, but was few",
        "two-stage:exploration=0 | exploration must be at least 1, but was 0",
        "two-stage:exploration=0.x | exploration must be a number, but was 0.x",
        "two-stage:exploration=1.e999 | exploration must be a number, but was 1.e999",
        "two-stage:exploration=1.5 | explorationFraction must be above 0 and at most 1, but was 1.5",
        "multi-stage:rounds=1 | rounds must be at least 2, but was 1",
        "priced | priced needs price=, but was not given it",
        "priced:price=-1 | price must be at least 0 and finite, but was -1.0",
        "threshold:reward=NaN | reward must be a number, but was NaN",
        "two-stage:estimator=best | estimator must be one of kde, gaussian, student-t, tail, beta-bernoulli, empirical, empirical-bayes, empirical-bayes-alone, but was best"
      })
  void strategy_refuses(String text, String message) {
    assertThatThrownBy(() -> StrategyNames.strategy(text))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .isEqualToIgnoringWhitespace(message);
  }

  @Test
  void estimator_isWhatItsNameSays() {
    assertThat(StrategyNames.estimators().stream().limit(7).map(StrategyNames::estimator))
        .containsExactly(
            Estimators.kde(),
            Estimators.gaussian(),
            Estimators.studentT(),
            Estimators.tail(),
            Estimators.betaBernoulli(),
            Estimators.empirical(),
            Estimators.empiricalBayes());
  }

  /** What a prompt is expected to gain does not depend on the others. */
  @Test
  void empiricalBayesAlone_knowsNoOtherPrompts() {
    RewardEstimator alone = StrategyNames.estimator("empirical-bayes-alone");
    double[] rewards = {0.1, 0.4, 0.2};
    assertThat(gain(alone, rewards, new double[] {5, 9, 7}))
        .isEqualTo(gain(alone, rewards, new double[] {1, 2, 3}));
    assertThat(gain(Estimators.empiricalBayes(), rewards, new double[] {5, 9, 7}))
        .isNotEqualTo(gain(Estimators.empiricalBayes(), rewards, new double[] {1, 2, 3}));
  }

  private static double gain(RewardEstimator estimator, double[]... rewards) {
    RewardSamples batch = RewardSamples.of(RewardRange.unbounded(), rewards);
    return estimator.estimate(batch).get(0).marginalGains(batch.incumbent(0)).nextDouble();
  }

  private static void assertStrategy(String text, Object expected) {
    assertThat(StrategyNames.strategy(text)).hasToString(expected.toString());
  }
}
