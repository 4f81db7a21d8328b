package io.github.bestofn.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.PrimitiveIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class QuadratureTest {

  static List<Golden.Gaussian> golden() {
    return Golden.read().gaussian();
  }

  @ParameterizedTest
  @MethodSource("golden")
  void gains_ofANormalDistribution_areThoseOfScipy(Golden.Gaussian golden) {
    double z = (golden.incumbent() - golden.mean()) / golden.sd();

    golden.marginalGains().forEach((j, expected) -> {
      PrimitiveIterator.OfDouble gains =
          Quadrature.gains(0, golden.sd(), 8, 11, u -> NormalTail.above(z + u));
      assertThat(Gains.at(j, gains)).isCloseTo(expected, within(1e-9 * expected));
    });
  }

  /** With F(u) = u on [0, 1], gain j is the integral of u^j (1 - u), 1 / ((j + 1) (j + 2)). */
  @Test
  void gains_ofAUniformDistribution_areExact() {
    for (int j = 0; j <= 18; j++) {
      assertThat(Gains.at(j, Quadrature.gains(0, 3, 1, 1, u -> 1 - u)))
          .isCloseTo(3.0 / ((j + 1) * (j + 2)), within(1e-14));
    }
  }

  @Test
  void gains_beginWithTheLead() {
    assertThat(Gains.at(0, Quadrature.gains(5, 1, 1, 2, u -> 1 - u))).isCloseTo(5.5, within(1e-14));
    assertThat(Gains.at(1, Quadrature.gains(5, 1, 1, 2, u -> 1 - u)))
        .isCloseTo(1.0 / 6, within(1e-14));
    assertThat(Quadrature.gains(5, 1, 0, 0, u -> 1).nextDouble()).isEqualTo(5);
  }
}
