package io.github.bestofn.estimate.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

class ComponentGridTest {

  @Test
  void forRewards_isFineForManyRewards() {
    assertThat(ComponentGrid.forRewards(0)).isSameAs(ComponentGrid.COARSE);
    assertThat(ComponentGrid.forRewards(Math.nextDown(24.0))).isSameAs(ComponentGrid.COARSE);
    assertThat(ComponentGrid.forRewards(24)).isSameAs(ComponentGrid.FINE);
    assertThat(ComponentGrid.FINE.pairs()).isGreaterThan(2 * ComponentGrid.COARSE.pairs());
  }

  /**
   * Where a prompt's best reward is two deviations above its mean, the gain of normal rewards changes by the factor exp(2 dm + 5 ds)
   * about, with dm the change of the location in scales and ds that of the log scale. From 24 rewards a location
   * is known to 0.2 scales and a log scale to 0.15: no place should be much further from the nearest pair.
   */
  @Test
  void fine_hasNoGapsThatManyRewardsSeparate() {
    ComponentGrid grid = ComponentGrid.FINE;
    for (int pair = 0; pair < grid.pairs(); pair++) {
      double scale = Math.exp(grid.logScale(pair));
      double location = grid.location(pair);
      if (scale > 0.27 && scale < 2.5 && location < 2.5) {
        assertThat(nearest(grid, pair, location + 0.15 * scale, 0)).isLessThan(0.16);
        assertThat(nearest(grid, pair, location, 0.11)).isLessThan(0.12);
      }
    }
  }

  /** The distance of the nearest pair from a place near a pair, in its scales and in logarithms of scales. */
  private static double nearest(ComponentGrid grid, int of, double location, double logs) {
    double logScale = grid.logScale(of) + logs;
    double scale = Math.exp(logScale);
    return IntStream.range(0, grid.pairs())
        .mapToDouble(pair -> Math.max(
            Math.abs(grid.location(pair) - location) / scale,
            Math.abs(grid.logScale(pair) - logScale)))
        .min()
        .orElseThrow();
  }

  @Test
  void pairs_areOrderedByScale() {
    for (ComponentGrid grid : new ComponentGrid[] {ComponentGrid.COARSE, ComponentGrid.FINE}) {
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
  }

  /** Linear interpolation in steps of 0.01 errs by at most 0.01^2 / 8 * 0.24 = 3e-6. */
  @Test
  void survival_ofANormalComponent_isNormal() {
    ComponentGrid grid = ComponentGrid.COARSE;
    for (int pair = 0; pair < grid.pairs(); pair++) {
      var normal = new NormalDistribution(null, grid.location(pair), Math.exp(grid.logScale(pair)));
      for (double score : new double[] {-2, 0.123, 1.7}) {
        assertThat(grid.survival(pair * Shapes.COUNT, score))
            .isCloseTo(1 - normal.cumulativeProbability(score), within(4e-6));
      }
    }
  }
}
