package io.github.bestofn.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapesTest {

  private static final double STEP = 0.01;

  private static double[] logDensities(double t) {
    float[] logs = new float[Shapes.COUNT];
    Shapes.addLogDensities(new double[] {t}, 0, 1, 0, 1, logs, 0);
    return doubles(logs);
  }

  private static double[] logBelow(double t) {
    float[] logs = new float[Shapes.COUNT];
    Shapes.addLogBelow(new double[] {t}, 0, 1, 1, logs, 0);
    return doubles(logs);
  }

  private static double[] doubles(float[] logs) {
    double[] doubles = new double[logs.length];
    for (int k = 0; k < logs.length; k++) {
      doubles[k] = logs[k];
    }
    return doubles;
  }

  /** Skewness, from the formulas for each: of Student's t, cut off at 12, the tails are all that is missing. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0.001",
    "1, 1.1395, 0.01",
    "2, 1.63299, 0.01",
    "3, -1.1395, 0.01",
    "4, -1.63299, 0.01",
    "5, 0, 0.001"
  })
  void meanIsZeroAndVarianceOne(int shape, double skewness, double tolerance) {
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
  @CsvSource({"-2.504", "-1", "-0.305", "0", "0.705", "1.005", "3.306"})
  void densityAndProbabilityBelow_areThoseOfTheSurvivalFunction(double t) {
    double[] below = logBelow(t);
    double[] densities = logDensities(t);
    for (int shape = 0; shape < Shapes.COUNT; shape++) {
      double survival = Shapes.survival(shape, t);
      double slope =
          (Shapes.survival(shape, t - STEP) - Shapes.survival(shape, t + STEP)) / (2 * STEP);
      assertThat(Math.exp(below[shape])).isCloseTo(1 - survival, within(1e-5));
      // What is impossible has the least probability that a logarithm is kept of.
      assertThat(Math.exp(densities[shape])).isCloseTo(slope, within(2e-3 * slope + 2e-6));
    }
  }

  /** Of two pairs, and a third that is not asked for. The largest product is neither the first nor the last. */
  @Test
  void shapesAreMultipliedByTheirKinds() {
    double[] byKind = {2, 3, 5, 7, 11, 13, 17, 1};
    float[] byShape = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1, 2};
    double[] products = new double[3 * Shapes.COUNT];
    double most = Shapes.multiply(byKind, byShape, byShape.length, products);
    double[] ofTwo = {2, 6, 9, 20, 25, 42, 77, 104, 117, 170, 17, 2};
    assertThat(products).startsWith(ofTwo).endsWith(new double[Shapes.COUNT]);
    assertThat(most).isEqualTo(170);
  }
}
