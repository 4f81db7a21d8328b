package io.github.bestofn.allocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RecalibrationTest {

  private static final int PROMPTS = 400;
  private static final int DRAWS = 12;

  /** Uniform rewards between 0 and 1: after a best of M the next draw gains (1 − M)² / 2 on average. */
  private static double gain(double best) {
    return (1 - best) * (1 - best) / 2;
  }

  private static Recalibration of(double below, double above) {
    SplittableRandom random = new SplittableRandom(1);
    List<double[]> draws = new ArrayList<>();
    List<double[]> gains = new ArrayList<>();
    for (int k = 0; k < PROMPTS; k++) {
      double[] rewards = random.doubles(DRAWS).toArray();
      double[] expected = new double[DRAWS];
      double best = 0;
      for (int draw = 0; draw < DRAWS; draw++) {
        best = Math.max(best, rewards[draw]);
        expected[draw] = gain(best) * (best < 0.8 ? below : above);
      }
      draws.add(rewards);
      gains.add(expected);
    }
    return Recalibration.of(draws, gains);
  }

  /**
   * 400 × 11 states, of which some 840 raise the incumbent, a third of them or more in each group: 4% each, so 15% is
   * 3.5 of them.
   */
  @Test
  void modelThatIsRight_isLeftAlone() {
    Recalibration right = of(1, 1);
    for (double best : new double[] {0.1, 0.85, 0.99}) {
      assertThat(right.factor(best)).isEqualTo(1, within(0.15));
    }
  }

  @Test
  void modelThatExpectsTooMuchAtSomeIncumbents_isCorrectedThere() {
    Recalibration corrected = of(1, 5);

    assertThat(corrected.factor(0.5)).isEqualTo(1, within(0.2));
    assertThat(corrected.factor(0.99)).isEqualTo(0.2, within(0.08));
  }

  @Test
  void factors_doNotDependOnScale() {
    double[] rewards = {1, 3, 2, 6, 5, 9};
    double[] gains = {1, 0.5, 0.5, 0.25, 0.25, 0.2};
    Recalibration plain = Recalibration.of(List.of(rewards), List.of(gains));
    Recalibration scaled = Recalibration.of(
        List.of(Arrays.stream(rewards).map(x -> 1024 * x).toArray()),
        List.of(Arrays.stream(gains).map(x -> 1024 * x).toArray()));

    assertThat(scaled.factor(6 * 1024)).isEqualTo(plain.factor(6));
    assertThat(scaled.factor(1024)).isEqualTo(plain.factor(1));
  }

  @Test
  void fewDraws_correctLittle() {
    // One draw that gained ten times what was expected counts for 1 of 21.
    Recalibration little =
        Recalibration.of(List.of(new double[] {0, 1}), List.of(new double[] {0.1, 0.1}));

    assertThat(little.factor(0)).isEqualTo(1 + 9 / 21.0, within(1e-9));
    assertThat(Recalibration.of(List.of(), List.of()).factor(3)).isEqualTo(1);
  }

  @Test
  void gainsThatAreNotKnown_areLeftOut() {
    double[] unknown = new double[40];
    Arrays.fill(unknown, Double.NaN);
    double[] rewards = new SplittableRandom(3).doubles(40).toArray();

    assertThat(Recalibration.of(Collections.nCopies(9, rewards), Collections.nCopies(9, unknown))
            .factor(0.5))
        .isEqualTo(1);
  }
}
