package io.github.bestofn.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.estimate.numeric.Moments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BandwidthTest {

  private static final double[] REWARDS = {16, 9, 4, 1, 0};

  /** Mean 6, squares 100 + 9 + 4 + 25 + 36 = 174. */
  @Test
  void scott_isTheDeviationByTheFifthRoot() {
    double expected = Math.sqrt(174 / 4.0) * Math.pow(5, -0.2);
    assertThat(Bandwidth.scott().of(REWARDS)).isCloseTo(expected, within(1e-14));
  }

  /** Quartiles 9 and 1: 8 / 1.34 is less than the deviation, 6.6. */
  @Test
  void silverman_takesTheQuartiles_whereTheyAreNarrower() {
    double expected = 0.9 * 8 / 1.34 * Math.pow(5, -0.2);
    assertThat(Bandwidth.silverman().of(REWARDS)).isCloseTo(expected, within(1e-14));
  }

  /** Quartiles 4 and 0: 4 / 1.34 = 2.99 is more than the deviation, sqrt(16 / 3) = 2.31. */
  @Test
  void silverman_takesTheDeviation_whereItIsNarrower() {
    double[] rewards = {4, 4, 0, 0};
    double expected = 0.9 * Math.sqrt(16 / 3.0) * Math.pow(4, -0.2);
    assertThat(Bandwidth.silverman().of(rewards)).isCloseTo(expected, within(1e-14));
  }

  /** At 0.25 (n - 1) = 1.25 from the top: 9 - 0.25 (9 - 6) = 8.25, and 1 + 0.25 (3 - 1) = 1.5. */
  @Test
  void silverman_interpolatesQuartiles() {
    double[] rewards = {30, 9, 6, 3, 1, 0};
    double expected = 0.9 * (8.25 - 1.5) / 1.34 * Math.pow(6, -0.2);
    assertThat(Bandwidth.silverman().of(rewards)).isCloseTo(expected, within(1e-14));
  }

  @Test
  void silverman_passesOverQuartilesThatAreEqual() {
    double[] rewards = {5, 0, 0, 0, 0};
    double expected = 0.9 * Math.sqrt(5) * Math.pow(5, -0.2);
    assertThat(Bandwidth.silverman().of(rewards)).isCloseTo(expected, within(1e-14));
  }

  @Test
  void rules_areZero_forEqualRewards() {
    assertThat(Bandwidth.scott().of(new double[] {3, 3})).isZero();
    assertThat(Bandwidth.silverman().of(new double[] {3, 3})).isZero();
    assertThat(Bandwidth.scott().of(new double[] {3})).isZero();
    assertThat(Bandwidth.silverman().of(new double[] {3})).isZero();
  }

  @Test
  void fixed_isWhatItIs() {
    assertThat(Bandwidth.fixed(0.3).of(new double[] {3})).isEqualTo(0.3);
    assertThat(Bandwidth.fixed(Double.MIN_VALUE).of(REWARDS)).isEqualTo(Double.MIN_VALUE);
    assertThat(Bandwidth.fixed(0.3)).hasToString("fixed(0.3)");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void fixed_refusesWhatIsNoWidth(double bandwidth) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Bandwidth.fixed(bandwidth))
        .withMessage("bandwidth must be above 0 and finite, but was " + bandwidth);
  }

  @Test
  void moments_haveDivisorNMinusOne() {
    Moments moments = Moments.of(REWARDS);
    assertThat(moments.mean()).isCloseTo(6, within(1e-14));
    assertThat(moments.deviation()).isCloseTo(Math.sqrt(43.5), within(1e-14));
    assertThat(Moments.of(new double[] {7})).isEqualTo(new Moments(7, 0));
    assertThat(Moments.of(new double[] {7, 7})).isEqualTo(new Moments(7, 0));
    assertThat(Moments.of(new double[0])).isEqualTo(new Moments(0, 0));
    assertThat(Moments.of(new double[] {1e300, -1e300}).deviation())
        .isCloseTo(Math.sqrt(2) * 1e300, within(1e286));
  }
}
