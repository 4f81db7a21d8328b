package io.github.bestofn.estimate.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

class ComponentGridTest {

  @Test
  void pairs_areOrderedByScale() {
    ComponentGrid grid = ComponentGrid.GRID;
    assertThat(grid.components()).isEqualTo(7 * grid.pairs());
    assertThat(Math.exp(grid.logOfScale(0))).isCloseTo(0.1, within(1e-12));
    assertThat(Math.exp(grid.logOfScale(grid.scales() - 1))).isCloseTo(2.8, within(1e-12));
    for (int pair = 0; pair < grid.pairs(); pair++) {
      assertThat(grid.logScale(pair)).isEqualTo(grid.logOfScale(grid.scaleOf(pair)));
      assertThat(grid.inverseScale(pair)).isCloseTo(Math.exp(-grid.logScale(pair)), within(1e-9));
      assertThat(grid.scaleOf(pair)).isGreaterThanOrEqualTo(grid.scaleOf(Math.max(0, pair - 1)));
    }
    assertThat(grid.scaleOf(grid.pairs() - 1)).isEqualTo(grid.scales() - 1);
  }

  /** Linear interpolation in steps of 0.01 errs by at most 0.01^2 / 8 * 0.24 = 3e-6. */
  @Test
  void survival_ofANormalComponent_isNormal() {
    ComponentGrid grid = ComponentGrid.GRID;
    for (int pair = 0; pair < grid.pairs(); pair++) {
      var normal = new NormalDistribution(null, grid.location(pair), Math.exp(grid.logScale(pair)));
      for (double score : new double[] {-2, 0.123, 1.7}) {
        assertThat(grid.survival(pair * Shapes.COUNT, score))
            .isCloseTo(1 - normal.cumulativeProbability(score), within(4e-6));
      }
    }
  }
}
