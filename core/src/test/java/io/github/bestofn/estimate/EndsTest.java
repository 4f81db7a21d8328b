package io.github.bestofn.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EndsTest {

  private static final double NO_END = Double.POSITIVE_INFINITY;
  private static final Ends BOTH = Ends.both(-1, 3, NO_END);
  private static final Ends UPPER = BOTH.onlyUpper();
  private static final Ends LOWER = BOTH.onlyLower();

  @Test
  void endsAreFivePercentOfTheRangeBeyond() {
    assertThat(BOTH.upper()).isCloseTo(3.2, within(1e-12));
    assertThat(BOTH.lower()).isCloseTo(-1.2, within(1e-12));
    assertThat(Ends.both(-1, 3, 5).upper()).isCloseTo(5.004, within(1e-12));
  }

  /** Of 4, 5% are 0.2, less than the step from 1 to 2 and from 2 to 5, but more than that from 1 to 1.1. */
  @Test
  void endsOfValuesAreAStepBeyondAtLeast() {
    Ends ends = Ends.both(new double[] {1, 2, 5}, NO_END);
    assertThat(ends).isEqualTo(new Ends(0, 8, 0.5));
    assertThat(Ends.both(new double[] {1, 1.1, 5}, NO_END).lower()).isCloseTo(0.8, within(1e-12));
    assertThat(Ends.both(new double[] {1, 2, 5}, 5).upper()).isCloseTo(5.004, within(1e-12));
  }

  @Test
  void distancesAreLogarithms() {
    assertThat(Ends.NONE.transformed(2.5)).isEqualTo(2.5);
    assertThat(UPPER.transformed(3.2 - Math.E)).isCloseTo(-1, within(1e-12));
    assertThat(LOWER.transformed(-1.2 + Math.E)).isCloseTo(1, within(1e-12));
    assertThat(BOTH.transformed(3.1)).isCloseTo(Math.log(4.3 / 0.1), within(1e-12));
    assertThat(BOTH.transformed(1)).as("half-way").isCloseTo(0, within(1e-12));
  }

  /** The least of the rewards so far is not the least to come. */
  @Test
  void rewardsBelowTheLowerEndAreNearIt() {
    assertThat(LOWER.transformed(-7)).isCloseTo(Math.log(0.1), within(1e-12));
    assertThat(LOWER.transformed(-1.15)).isCloseTo(Math.log(0.1), within(1e-12));
    assertThat(LOWER.transformed(-1)).isCloseTo(Math.log(0.2), within(1e-12));
    assertThat(BOTH.transformed(-7)).isCloseTo(Math.log(0.1 / 10.2), within(1e-12));
  }

  @Test
  void theLowerEndIsNotBelowARewardThatIsLessThanAllOthers() {
    Ends ends = BOTH.from(-1.1, -1);
    assertThat(ends.lower()).isEqualTo(-1.1);
    assertThat(ends.upper()).isEqualTo(BOTH.upper());
    assertThat(ends.least()).isCloseTo(0.05, within(1e-12));
    assertThat(BOTH.from(-5, -1)).isEqualTo(BOTH);
  }

  @Test
  void slopeIsThatOfTheScale() {
    for (Ends ends : new Ends[] {Ends.NONE, UPPER, LOWER, BOTH}) {
      for (double reward : new double[] {-1, 0, 1.7, 3}) {
        double up = ends.transformed(reward + 1e-6);
        double down = ends.transformed(reward - 1e-6);
        assertThat(ends.slope(reward)).isCloseTo((up - down) / 2e-6, within(1e-6));
      }
    }
  }

  @Test
  void wordsSayWhichEndsThereAre() {
    assertThat(new Ends[] {Ends.NONE, UPPER, LOWER, BOTH})
        .extracting(Ends::toString)
        .containsExactly(
            "no endpoint",
            "upper endpoint at 3.20",
            "lower endpoint at -1.20",
            "endpoints at -1.20 and 3.20");
  }
}
