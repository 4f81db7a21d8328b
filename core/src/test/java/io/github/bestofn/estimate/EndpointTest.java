package io.github.bestofn.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EndpointTest {

  private static final double NO_END = Double.POSITIVE_INFINITY;
  private static final Endpoint ABOVE = Endpoint.above(-1, 3, NO_END);
  private static final Endpoint BELOW = Endpoint.below(-1, 3);

  @Test
  void endsAreFivePercentOfTheRangeBeyond() {
    assertThat(ABOVE.at()).isCloseTo(3.2, within(1e-12));
    assertThat(BELOW.at()).isCloseTo(-1.2, within(1e-12));
    assertThat(Endpoint.above(-1, 3, 5).at()).isCloseTo(5.004, within(1e-12));
  }

  @Test
  void distancesAreLogarithms() {
    assertThat(Endpoint.NONE.transformed(2.5)).isEqualTo(2.5);
    assertThat(ABOVE.transformed(3.2 - Math.E)).isCloseTo(-1, within(1e-12));
    assertThat(BELOW.transformed(-1.2 + Math.E)).isCloseTo(1, within(1e-12));
  }

  /** The least of the rewards so far is not the least to come. */
  @Test
  void rewardsBelowTheLowerEndAreNearIt() {
    assertThat(BELOW.transformed(-7)).isCloseTo(Math.log(0.1), within(1e-12));
    assertThat(BELOW.transformed(-1.15)).isCloseTo(Math.log(0.1), within(1e-12));
    assertThat(BELOW.transformed(-1)).isCloseTo(Math.log(0.2), within(1e-12));
  }

  @Test
  void slopeIsThatOfTheScale() {
    for (Endpoint endpoint : new Endpoint[] {Endpoint.NONE, ABOVE, BELOW}) {
      for (double reward : new double[] {-1, 0, 1.7, 3}) {
        double up = endpoint.transformed(reward + 1e-6);
        double down = endpoint.transformed(reward - 1e-6);
        assertThat(endpoint.slope(reward)).isCloseTo((up - down) / 2e-6, within(1e-6));
      }
    }
  }
}
