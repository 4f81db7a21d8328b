package io.github.bestofn.estimate.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.estimate.Gains;
import io.github.bestofn.estimate.Golden;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QuadratureTest {

  private static final int[] DRAWS = {0, 1, 2, 10, 100, 1000, 10_000, 100_000};

  static List<Golden.Gaussian> golden() {
    return Golden.read().gaussian();
  }

  @ParameterizedTest
  @MethodSource("golden")
  void gains_ofANormalDistribution_areThoseOfScipy(Golden.Gaussian golden) {
    double z = (golden.incumbent() - golden.mean()) / golden.sd();

    golden.marginalGains().forEach((j, expected) -> {
      PrimitiveIterator.OfDouble gains =
          smooth(8, 0.75, false, golden.sd(), u -> NormalTail.above(z + u));
      assertThat(Gains.at(j, gains)).isCloseTo(expected, within(1e-9 * expected));
    });
  }

  /** With F(u) = u on [0, 1], gain j is the integral of u^j (1 - u), 1 / ((j + 1) (j + 2)). */
  @ParameterizedTest
  @ValueSource(doubles = {2, 0.75, 0.1})
  void gains_ofAUniformDistribution_areExact(double widest) {
    for (int j : DRAWS) {
      double expected = 3 / ((j + 1.0) * (j + 2.0));
      assertThat(Gains.at(j, smooth(1, widest, true, 3, u -> 1 - u)))
          .as("gain %s", j)
          .isCloseTo(expected, within(1e-8 * expected));
    }
  }

  /** With 1 - F(u) = e^-u, substituting p = F, gain j is the integral of p^j, 1 / (j + 1). */
  @Test
  void gains_ofAnExponentialDistribution_areExact() {
    for (int j : DRAWS) {
      double expected = 1 / (j + 1.0);
      assertThat(Gains.at(j, smooth(40, 3, false, 1, u -> Math.exp(-u))))
          .as("gain %s", j)
          .isCloseTo(expected, within(1e-7 * expected));
    }
  }

  /** With x = u^2, F = u on [0, 1]: gain j is the integral of 2 u^(j+1) (1 - u). */
  @Test
  void gains_measureWithTheUnitAtEachPlace() {
    for (int j = 0; j < 15; j++) {
      Quadrature quadrature = new Quadrature();
      quadrature.smooth(1, 1, false, u -> 1 - u, u -> 2 * u);
      double expected = 2.0 / ((j + 2) * (j + 3));
      assertThat(Gains.at(j, quadrature.gains())).isCloseTo(expected, within(1e-14));
    }
  }

  /**
   * Polynomials of degree 19 are integrated exactly by 10 nodes: one panel is enough for j = 18.
   */
  @Test
  void smooth_takesAsFewPanelsAsItMay() {
    int[] evaluations = new int[1];
    DoubleUnaryOperator counting = u -> {
      evaluations[0]++;
      return 1 - u;
    };
    smooth(1, 1, false, 1, counting);
    assertThat(evaluations[0]).isEqualTo(10);
    smooth(1, 0.3, false, 1, counting);
    assertThat(evaluations[0]).isEqualTo(10 + 40);
    smooth(1, 1, true, 1, counting);
    assertThat(evaluations[0]).isEqualTo(50 + 100);
    smooth(0, 1, true, 1, counting);
    smooth(-1, 1, true, 1, counting);
    smooth(Double.NaN, 1, true, 1, counting);
    assertThat(evaluations[0]).isEqualTo(150);
  }

  /** F is 0 over 5, then 1/4 over 2, then rises from 1/4 to 1/2 over 1. */
  @Test
  void flat_comesBetween() {
    for (int j = 0; j < 15; j++) {
      Quadrature quadrature = new Quadrature();
      quadrature.flat(5, 1);
      quadrature.flat(0, 0.9);
      quadrature.flat(-1, 0.9);
      quadrature.flat(2, 0.75);
      quadrature.smooth(1, 1, false, u -> 0.75 - u / 4, u -> 1);
      double rising = 4 * (integralOfGain(0.5, j) - integralOfGain(0.25, j));
      double expected = (j == 0 ? 5 : 0) + 2 * 0.75 * Math.pow(0.25, j) + rising;
      assertThat(Gains.at(j, quadrature.gains())).isCloseTo(expected, within(1e-14));
    }
  }

  /** Gains of 1/2 each by one rule, then those of F = u by another, which are less, with none passed over. */
  @Test
  void gains_goOnByAFinerRule() {
    Quadrature coarse = new Quadrature();
    coarse.flat(1, 0.5);
    PrimitiveIterator.OfDouble gains = coarse.gains(2, () -> {
      Quadrature finer = new Quadrature();
      finer.smooth(1, 1, false, u -> 1 - u, u -> 1);
      return finer;
    });
    assertThat(gains.nextDouble()).isEqualTo(0.5);
    assertThat(gains.nextDouble()).isEqualTo(0.25);
    assertThat(gains.nextDouble()).isCloseTo(1 / 12.0, within(1e-14));
    assertThat(gains.nextDouble()).isCloseTo(1 / 20.0, within(1e-14));
  }

  /** Where two rules disagree by rounding, gains do not increase. */
  @Test
  void gains_neverIncreaseFromRuleToRule() {
    Quadrature coarse = new Quadrature();
    coarse.flat(1, 0.5);
    PrimitiveIterator.OfDouble gains = coarse.gains(1, () -> {
      Quadrature finer = new Quadrature();
      finer.flat(4, 0.5);
      return finer;
    });
    assertThat(gains.nextDouble()).isEqualTo(0.5);
    assertThat(gains.nextDouble()).isEqualTo(0.5);
  }

  /** As many nodes as it takes. */
  @Test
  void smooth_growsWithoutEnd() {
    for (int j : new int[] {0, 1, 100, 10_000}) {
      Quadrature quadrature = new Quadrature();
      for (int k = 0; k < 300; k++) {
        double start = k / 300.0;
        quadrature.smooth(1 / 300.0, 0.001, false, u -> 1 - start - u, u -> 1);
      }
      double expected = 1 / ((j + 1.0) * (j + 2.0));
      assertThat(Gains.at(j, quadrature.gains())).isCloseTo(expected, within(1e-9 * expected));
    }
  }

  @Test
  void gains_ofNothing_areZero() {
    assertThat(new Quadrature().gains().nextDouble()).isZero();
  }

  private static double integralOfGain(double f, int j) {
    return Math.pow(f, j + 1) / (j + 1) - Math.pow(f, j + 2) / (j + 2);
  }

  private static PrimitiveIterator.OfDouble smooth(
      double length, double widest, boolean closed, double unit, DoubleUnaryOperator survival) {
    Quadrature quadrature = new Quadrature();
    quadrature.smooth(length, widest, closed, survival, u -> unit);
    return quadrature.gains();
  }
}
