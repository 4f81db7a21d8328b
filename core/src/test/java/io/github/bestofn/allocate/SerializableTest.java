package io.github.bestofn.allocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bestofn.estimate.Bandwidth;
import io.github.bestofn.estimate.Estimators;
import io.github.bestofn.estimate.RewardEstimator;
import io.github.bestofn.estimate.RewardHistory;
import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.spi.RewardRange;
import java.io.NotSerializableException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Settings are sent to other machines, and decide there what they decide here. */
final class SerializableTest {

  static List<AllocationStrategy> strategies() {
    return List.of(
        Strategies.adaptive().inRounds(),
        Strategies.uniform(),
        Strategies.random(),
        Strategies.twoStage().exploration(2),
        Strategies.adabon(),
        Strategies.multiStage(4).estimator(Estimators.studentT()),
        Strategies.streaming(Estimators.tail()),
        Strategies.priced(0.01),
        Strategies.pricedRelative(0.01),
        Strategies.threshold(0.9),
        Strategies.varianceProportional(),
        Strategies.lowestMax());
  }

  static List<RewardEstimator> estimators() {
    return List.of(
        Estimators.kde(),
        Estimators.kde(Bandwidth.silverman()),
        Estimators.kde(Bandwidth.fixed(0.5)),
        Estimators.gaussian(),
        Estimators.studentT(),
        Estimators.tail(0.4),
        Estimators.betaBernoulli(),
        Estimators.empirical(),
        Estimators.empiricalBayes());
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void strategy_decidesAlikeAfterARoundTrip(AllocationStrategy strategy) {
    assertThat(decisions(Serial.copy(strategy))).isEqualTo(decisions(strategy)).isNotEmpty();
    assertThat(Serial.copy(strategy)).hasToString(strategy.toString());
  }

  @ParameterizedTest
  @MethodSource("estimators")
  void estimator_decidesAlikeAfterARoundTrip(RewardEstimator estimator) {
    var strategy = Strategies.twoStage().exploration(3).estimator(estimator);

    assertThat(decisions(Serial.copy(strategy))).isEqualTo(decisions(strategy)).isNotEmpty();
    assertThat(Serial.copy(estimator)).hasToString(estimator.toString());
  }

  @Test
  void range_isTheSameAfterARoundTrip() {
    assertThat(Serial.copy(RewardRange.of(-1, 1))).isEqualTo(RewardRange.of(-1, 1));
  }

  /** Prompts that both hold are kept once, so that a copy adds nothing; what the copy learns is new. */
  @Test
  void history_isTheSameAfterARoundTrip() {
    RewardHistory history = RewardHistory.create(8, 3, 5);
    history.add(RewardSamples.of(
        RewardRange.of(0, 1), new double[][] {{0.5, 0.25, 1, 0}, {}, {1}}));
    RewardHistory copy = Serial.copy(history);

    copy.merge(history);

    assertThat(copy).hasToString("RewardHistory[prompts=2, maxPrompts=8, maxRewardsPerPrompt=3]");
    RewardSamples before = history.snapshot(RewardRange.of(0, 1));
    RewardSamples after = copy.snapshot(RewardRange.of(0, 1));
    for (int prompt = 0; prompt < 2; prompt++) {
      assertThat(after.rewards(prompt)).containsExactly(before.rewards(prompt));
      assertThat(after.incumbent(prompt)).isEqualTo(before.incumbent(prompt));
    }
    copy.add(RewardSamples.of(RewardRange.of(0, 1), new double[] {0.75}));
    assertThat(copy.prompts()).isEqualTo(3);
  }

  @Test
  void functionThatIsNotSerializable_isNamed() {
    var strategy = Strategies.twoStage()
        .estimator(Estimators.perPrompt(
            rewards -> Estimators.empirical().estimate(Play.samples(rewards)).get(0)));

    assertThatThrownBy(() -> Serial.bytes(strategy))
        .hasCauseInstanceOf(NotSerializableException.class);
  }

  private static List<String> decisions(AllocationStrategy strategy) {
    double[][] rewards = new double[5][30];
    for (int i = 0; i < rewards.length; i++) {
      Random random = new Random(i);
      Arrays.setAll(rewards[i], k -> random.nextDouble());
    }
    Batch batch = Batch.of(5, 30, RewardRange.of(0, 1)).withSeed(3);
    return Play.of(batch, strategy, (prompt, draw) -> rewards[prompt][draw]).decisions.stream()
        .map(Decision::toString)
        .toList();
  }
}
