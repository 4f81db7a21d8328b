package io.github.bestofn.estimate.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class EndpointTransformTest {

  private static final double NO_END = Double.POSITIVE_INFINITY;
  private static final EndpointTransform BOTH = EndpointTransform.both(-1, 3, NO_END);
  private static final EndpointTransform UPPER = BOTH.onlyUpper();
  private static final EndpointTransform LOWER = BOTH.onlyLower();

  @Test
  void both_isFivePercentOfTheRangeBeyond() {
    assertThat(BOTH.upper()).isCloseTo(3.2, within(1e-12));
    assertThat(BOTH.lower()).isCloseTo(-1.2, within(1e-12));
    assertThat(EndpointTransform.both(-1, 3, 5).upper()).isCloseTo(5.004, within(1e-12));
  }

  /** Of 4, 5% are 0.2, less than the step from 1 to 2 and from 2 to 5, but more than that from 1 to 1.1. */
  @Test
  void both_ofValues_isAStepBeyondAtLeast() {
    EndpointTransform transform = EndpointTransform.both(new double[] {1, 2, 5}, NO_END);
    assertThat(transform).isEqualTo(new EndpointTransform(0, 8, 0.5, 1.5));
    assertThat(EndpointTransform.both(new double[] {1, 1.1, 5}, NO_END).lower())
        .isCloseTo(0.8, within(1e-12));
    assertThat(EndpointTransform.both(new double[] {1, 2, 5}, 5).upper())
        .isCloseTo(5.004, within(1e-12));
  }

  @Test
  void apply_isALogarithmOfDistances() {
    assertThat(EndpointTransform.NONE.apply(2.5)).isEqualTo(2.5);
    assertThat(UPPER.apply(3.2 - Math.E)).isCloseTo(-1, within(1e-12));
    assertThat(LOWER.apply(-1.2 + Math.E)).isCloseTo(1, within(1e-12));
    assertThat(BOTH.apply(3.1)).isCloseTo(Math.log(4.3 / 0.1), within(1e-12));
    assertThat(BOTH.apply(1)).as("half-way").isCloseTo(0, within(1e-12));
  }

  /** Later rewards may be less than all in the fit. */
  @Test
  void apply_belowTheLowerEndpoint_isTheLeastDistance() {
    assertThat(LOWER.apply(-7)).isCloseTo(Math.log(0.1), within(1e-12));
    assertThat(LOWER.apply(-1.15)).isCloseTo(Math.log(0.1), within(1e-12));
    assertThat(LOWER.apply(-1)).isCloseTo(Math.log(0.2), within(1e-12));
    assertThat(BOTH.apply(-7)).isCloseTo(Math.log(0.1 / 10.2), within(1e-12));
  }

  /** A known endpoint is a reward that occurs: 0.1% of the range beyond it the transform is finite. */
  @Test
  void apply_aboveTheUpperEndpoint_isTheLeastDistance() {
    assertThat(UPPER.apply(7)).isCloseTo(-Math.log(0.1), within(1e-12));
    EndpointTransform known = EndpointTransform.both(-1, 3, 3).onlyUpper();
    assertThat(known.apply(3)).isCloseTo(-Math.log(0.004), within(1e-9));
    assertThat(known.apply(5)).isCloseTo(known.apply(3), within(1e-9));
  }

  @Test
  void above_movesTheLowerEndpointToAnAtom() {
    EndpointTransform transform = BOTH.above(-1.1, -1);
    assertThat(transform.lower()).isEqualTo(-1.1);
    assertThat(transform.upper()).isEqualTo(BOTH.upper());
    assertThat(transform.leastAbove()).isCloseTo(0.05, within(1e-12));
    assertThat(BOTH.above(-5, -1)).isEqualTo(BOTH);
  }

  @Test
  void slope_isTheDerivative() {
    for (EndpointTransform transform : List.of(EndpointTransform.NONE, UPPER, LOWER, BOTH)) {
      for (double reward : new double[] {-1, 0, 1.7, 3}) {
        double up = transform.apply(reward + 1e-6);
        double down = transform.apply(reward - 1e-6);
        assertThat(transform.slope(reward)).isCloseTo((up - down) / 2e-6, within(1e-6));
      }
    }
  }

  @Test
  void toString_namesTheEndpoints() {
    assertThat(new EndpointTransform[] {EndpointTransform.NONE, UPPER, LOWER, BOTH})
        .extracting(EndpointTransform::toString)
        .containsExactly(
            "no endpoint",
            "upper endpoint at 3.20",
            "lower endpoint at -1.20",
            "endpoints at -1.20 and 3.20");
  }
}
