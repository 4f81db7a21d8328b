package io.github.bestofn.estimate.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.spi.RewardRange;
import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MechanismTest {

  /** Rewards on which each mechanism has an influence: an estimator without it expects other gains. */
  @ParameterizedTest
  @EnumSource
  void without_changesTheGains(Mechanism mechanism) {
    RewardSamples samples = switch (mechanism) {
      case ENDPOINTS, SHAPES, SLOPE -> samples(8, Math::exp);
      case CENSORING -> samples(30, Math::exp);
      case HURDLE -> samples(12, z -> Math.max(0, z));
      case RANKS -> samples(8, z -> Math.rint(2 * z));
      case CONTAMINATION -> samples(8, z -> Math.max(0, Math.rint(2 * z)));
    };
    assertThat(gain(EmpiricalBayes.without(mechanism), samples))
        .isPositive()
        .isNotEqualTo(gain(EmpiricalBayes.INSTANCE, samples));
  }

  @ParameterizedTest
  @EnumSource
  void named_isTheInverseOfToString(Mechanism mechanism) {
    assertThat(Mechanism.named(mechanism.toString())).isSameAs(mechanism);
    assertThatThrownBy(() -> Mechanism.named(mechanism.name()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("without must be one of endpoints, ")
        .hasMessageEndingWith("but was " + mechanism.name());
  }

  private static double gain(EmpiricalBayes estimator, RewardSamples samples) {
    return estimator
        .estimate(samples)
        .get(0)
        .marginalGains(samples.incumbent(0))
        .nextDouble();
  }

  private static RewardSamples samples(int draws, DoubleUnaryOperator made) {
    var random = new Random(7);
    double[][] rewards = new double[6][draws];
    for (double[] own : rewards) {
      double mean = random.nextGaussian();
      Arrays.setAll(own, k -> made.applyAsDouble(mean + random.nextGaussian()));
    }
    return RewardSamples.of(RewardRange.unbounded(), rewards);
  }
}
