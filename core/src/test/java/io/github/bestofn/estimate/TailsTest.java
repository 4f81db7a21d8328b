package io.github.bestofn.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TailsTest {

  private static final double[] EDGES = {0, 1, 1.5, 4};
  private static final double[] SURVIVAL = {0.8, 0.3, 0.05};

  /** Cell by cell, as the definition says; sums made beforehand and further ones alike. */
  @ParameterizedTest
  @ValueSource(doubles = {-0.5, 0, 0.25, 1, 1.2, 3.9})
  void gainsAreIntegralsOverTheCellsAboveTheIncumbent(double incumbent) {
    var cells = new Cells(EDGES);
    double[] gains = new double[8];
    gains[0] = 100;
    new Tails(cells, cell -> SURVIVAL[cell]).addGains(incumbent, cells.at(incumbent), 2, gains);

    for (int j = 0; j < gains.length; j++) {
      double expected = j == 0 ? 100 : 0;
      for (int cell = 0; cell < SURVIVAL.length; cell++) {
        double from = cell == 0 ? incumbent : Math.max(EDGES[cell], incumbent);
        double width = Math.max(0, EDGES[cell + 1] - from);
        expected += 2 * width * SURVIVAL[cell] * Math.pow(1 - SURVIVAL[cell], j);
      }
      assertThat(gains[j]).as("draw %s", j).isCloseTo(expected, within(1e-12 * expected));
    }
  }
}
