package io.github.bestofn.estimate.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShapesTest {

  private static final double STEP = 0.01;

  private static double[] logDensities(double t) {
    float[] logs = new float[Shapes.COUNT];
    Shapes.addLogDensities(new double[] {t}, 0, 0, 1, logs, 0);
    return doubles(logs);
  }

  private static double[] logCumulative(double t) {
    float[] logs = new float[Shapes.COUNT];
    Shapes.addLogCumulative(t, 1, 0, 1, logs, 0);
    return doubles(logs);
  }

  private static double[] doubles(float[] logs) {
    double[] doubles = new double[logs.length];
    for (int k = 0; k < logs.length; k++) {
      doubles[k] = logs[k];
    }
    return doubles;
  }

  /** Skewness by the formula of each shape. Student's t is cut off at 12: 3% of its variance lie in the tails beyond. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0.001",
    "1, 1.1395, 0.01",
    "2, 1.63299, 0.01",
    "3, -1.1395, 0.01",
    "4, -1.63299, 0.01",
    "5, 0, 0.001"
  })
  void survival_hasMeanZeroAndVarianceOne(int shape, double skewness, double tolerance) {
    double[] moments = new double[4];
    for (double t = -11.995; t < 12; t += STEP) {
      double mass = Shapes.survival(shape, t - STEP / 2) - Shapes.survival(shape, t + STEP / 2);
      for (int power = 0; power < moments.length; power++) {
        moments[power] += mass * Math.pow(t, power);
      }
    }
    assertThat(moments[0]).isCloseTo(1, within(1e-4));
    assertThat(moments[1]).isCloseTo(0, within(1e-3));
    assertThat(moments[2]).isCloseTo(1, within(shape == 5 ? 0.03 : 1e-3));
    assertThat(moments[3]).isCloseTo(skewness, within(tolerance));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-2.5, -1, -0.3, 0, 0.7, 1, 3.3})
  void logDensityAndLogCumulative_areThoseOfTheSurvivalFunction(double t) {
    double[] cumulative = logCumulative(t);
    double[] densities = logDensities(t);
    for (int shape = 0; shape < Shapes.CONTAMINATED; shape++) {
      double survival = Shapes.survival(shape, t);
      double slope =
          (Shapes.survival(shape, t - STEP) - Shapes.survival(shape, t + STEP)) / (2 * STEP);
      assertThat(Math.exp(cumulative[shape])).isCloseTo(1 - survival, within(1e-5));
      // Log densities are at least -14: the density is then 8e-7 instead of 0.
      assertThat(Math.exp(densities[shape])).isCloseTo(slope, within(2e-3 * slope + 2e-6));
    }
  }

  /** Logarithms are read at the nearest point of the table; beyond its ends, at the last one. */
  @Test
  void logDensityAndLogCumulative_betweenPoints_areThoseOfTheNearest() {
    for (double t : new double[] {-2.5, -0.3, 0, 0.7, 3.3}) {
      for (double distance : new double[] {-0.0049, 0.0049}) {
        assertThat(logDensities(t + distance)).containsExactly(logDensities(t));
        assertThat(logCumulative(t + distance)).containsExactly(logCumulative(t));
      }
    }
    assertThat(logDensities(1e9)).containsExactly(logDensities(12));
    assertThat(logDensities(-1e9)).containsExactly(logDensities(-12));
  }

  @Test
  void survival_betweenPoints_isInterpolated() {
    for (int shape = 0; shape < Shapes.CONTAMINATED; shape++) {
      double middle = (Shapes.survival(shape, 0.7) + Shapes.survival(shape, 0.71)) / 2;
      assertThat(Shapes.survival(shape, 0.705)).isCloseTo(middle, within(1e-12));
      assertThat(Shapes.survival(shape, Double.NEGATIVE_INFINITY)).isCloseTo(1, within(1e-4));
      assertThat(Shapes.survival(shape, Double.POSITIVE_INFINITY)).isCloseTo(0, within(1e-4));
    }
  }

  /** Scores are standardised by a location and a scale, counted from an index on, and added to what is there. */
  @Test
  void addLogDensities_addsThoseOfStandardisedScores() {
    float[] sums = new float[Shapes.COUNT + 1];
    sums[1] = 3;
    Shapes.addLogDensities(new double[] {9, 1, 2}, 1, 0.5, 2, sums, 1);
    double[] first = logDensities(1);
    double[] second = logDensities(3);
    assertThat(sums[0]).isZero();
    for (int shape = 0; shape < Shapes.CONTAMINATED; shape++) {
      assertThat((double) sums[1 + shape])
          .isCloseTo((shape == 0 ? 3 : 0) + first[shape] + second[shape], within(1e-5));
    }
  }

  @Test
  void addLogCumulative_addsSomeTimes() {
    float[] sums = new float[Shapes.COUNT];
    Shapes.addLogCumulative(2, 3, 0.5, 2, sums, 0);
    double[] once = logCumulative(3);
    for (int shape = 0; shape < Shapes.CONTAMINATED; shape++) {
      assertThat((double) sums[shape]).isCloseTo(3 * once[shape], within(1e-5));
    }
  }
}
