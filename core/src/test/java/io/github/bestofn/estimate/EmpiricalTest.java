package io.github.bestofn.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.PrimitiveIterator;
import org.junit.jupiter.api.Test;

final class EmpiricalTest {

  private final RewardDistribution distribution = new Empirical(new double[] {3, 1, 3, 2});

  @Test
  void probabilities_countRewards() {
    assertThat(distribution.cumulativeProbability(0.9)).isZero();
    assertThat(distribution.cumulativeProbability(1)).isEqualTo(0.25);
    assertThat(distribution.survivalProbability(1)).isEqualTo(0.75);
    assertThat(distribution.survivalProbability(2.5)).isEqualTo(0.5);
    assertThat(distribution.cumulativeProbability(3)).isEqualTo(1);
    assertThat(distribution.survivalProbability(3)).isZero();
  }

  /** By hand: F is 1/4 on [1.5, 2) and 1/2 on [2, 3). */
  @Test
  void marginalGains_areSumsOverSteps() {
    PrimitiveIterator.OfDouble gains = distribution.marginalGains(1.5);

    for (int j = 0; j < 60; j++) {
      double expected = 0.5 * 0.75 * Math.pow(0.25, j) + 0.5 * Math.pow(0.5, j);
      assertThat(gains.nextDouble()).isCloseTo(expected, within(1e-15 * expected));
    }
  }

  @Test
  void marginalGains_ofAnIncumbentBelow_beginWithTheWayToTheMean() {
    assertThat(distribution.marginalGains(-10).nextDouble()).isCloseTo(12.25, within(1e-14));
    assertThat(Gains.at(1, distribution.marginalGains(-10))).isCloseTo(0.4375, within(1e-14));
  }

  @Test
  void marginalGains_ofTheBestReward_areZero() {
    PrimitiveIterator.OfDouble gains = distribution.marginalGains(3);

    assertThat(gains.nextDouble()).isZero();
    assertThat(gains.nextDouble()).isZero();
    assertThat(gains.hasNext()).isTrue();
  }

  @Test
  void marginalGains_refuseAnIncumbentThatIsNotFinite() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> distribution.marginalGains(Double.NaN))
        .withMessage("incumbent must be finite, but was NaN");
  }
}
