package io.github.bestofn.estimate.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.StatUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GridSurvivalTest {

  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);
  private static final double[] EDGES = {0, 1, 1.5, 4};
  private static final double[] SURVIVAL = {0.8, 0.3, 0.05};

  /** Cell by cell, as the definition says, for gains that are summed beforehand and further ones. */
  @ParameterizedTest
  @ValueSource(doubles = {-0.5, 0, 0.25, 1, 1.2, 3.9, 4, 5})
  void addGains_addsIntegralsOverTheCellsAboveTheIncumbent(double incumbent) {
    var cells = new Cells(EDGES);
    var survival = new GridSurvival(cells, SURVIVAL.clone());
    for (int count : new int[] {1, 2, 3, 4, 8}) {
      double[] gains = new double[count];
      gains[0] = 100;
      survival.addGains(incumbent, cells.at(incumbent), cells.count(), 2, gains);
      for (int j = 0; j < count; j++) {
        double expected = j == 0 ? 100 + 2 * Math.max(0, -incumbent) : 0;
        for (int cell = 0; cell < SURVIVAL.length; cell++) {
          double width = Math.max(0, EDGES[cell + 1] - Math.max(EDGES[cell], incumbent));
          expected += 2 * width * SURVIVAL[cell] * Math.pow(1 - SURVIVAL[cell], j);
        }
        assertThat(gains[j]).as("draw %s", j).isCloseTo(expected, within(1e-12 * expected));
      }
    }
  }

  @Test
  void at_isTheCellOfAValue() {
    var cells = new Cells(EDGES);
    assertThat(new int[] {cells.at(-1), cells.at(0), cells.at(0.999), cells.at(1), cells.at(3.9)})
        .containsExactly(0, 0, 0, 1, 2);
    assertThat(new int[] {cells.at(4), cells.at(9), cells.at(Double.POSITIVE_INFINITY)})
        .containsOnly(3);
    assertThat(cells.count()).isEqualTo(3);
    assertThat(cells.width(2)).isEqualTo(2.5);
  }

  /**
   * For normal components, whose gain is s (phi(z) - z (1 - Phi(z))) at z less the same where the cells end. Survival
   * functions are constant on cells of width w, a 24th of the range of rewards at most. That errs by about (w z /
   * s)^2 / 24 of a gain, because a cell's middle stands for its mean, and by at most phi(z) w^2 / (8 s) where an
   * incumbent divides a cell. The mean error is 0.1% of a gain.
   */
  @Test
  void cells_areFineEnough() {
    BatchSummary summary = Fits.summary(Fits.normal(1, 8, 12));
    Likelihood likelihood = Fits.density(summary, EndpointTransform.NONE);
    Cells cells = likelihood.cells();
    double width = (summary.top() - summary.bottom()) / Tuning.EVEN_CELLS;
    double mean = StatUtils.mean(summary.pool());
    double deviation = BatchSummary.deviation(summary.components());
    double end = (cells.edge(cells.count()) - mean) / deviation;
    ComponentGrid grid = likelihood.grid();
    int compared = 0;
    double sumOfErrors = 0;
    for (int pair = 0; pair < grid.pairs(); pair++) {
      double scale = Math.exp(grid.logScale(pair));
      var survival = new GridSurvival(cells, likelihood.survival(pair * Shapes.COUNT));
      for (double incumbent : new double[] {0.5, 1, 1.7}) {
        double z = ((incumbent - mean) / deviation - grid.location(pair)) / scale;
        double atEnd = (end - grid.location(pair)) / scale;
        double unit = deviation * scale;
        double expected = unit * (excess(z) - excess(atEnd));
        if (scale > 0.3 && z < 2) {
          double[] gains = new double[1];
          survival.addGains(incumbent, cells.at(incumbent), cells.count(), 1, gains);
          double relative = width * Math.max(1, Math.abs(z)) / unit;
          double tolerance =
              expected * relative * relative / 24 + NORMAL.density(z) * width * width / (8 * unit);
          assertThat(gains[0]).isCloseTo(expected, within(tolerance));
          compared++;
          sumOfErrors += Math.abs(gains[0] - expected) / expected;
        }
      }
    }
    assertThat(compared).isGreaterThan(100);
    assertThat(sumOfErrors / compared).isLessThan(0.002);
  }

  private static double excess(double z) {
    return NORMAL.density(z) - z * (1 - NORMAL.cumulativeProbability(z));
  }
}
