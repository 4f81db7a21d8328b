package io.github.bestofn.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.spi.RewardRange;
import java.util.Arrays;
import java.util.Random;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.StatUtils;
import org.junit.jupiter.api.Test;
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

  /** Sums are made from the last cell down, as far as somebody asked. */
  @Test
  void gainsDependOnNoEarlierQuestion() {
    var cells = new Cells(EDGES);
    var asked = new int[SURVIVAL.length];
    var tails = new Tails(cells, cell -> {
      asked[cell]++;
      return SURVIVAL[cell];
    });
    tails.addGains(3, cells.at(3), 1, new double[4]);
    assertThat(asked).containsExactly(0, 0, 1);
    double[] gains = new double[4];
    tails.addGains(0.5, cells.at(0.5), 1, gains);
    assertThat(asked).containsExactly(1, 1, 1);
    double[] atOnce = new double[4];
    new Tails(cells, cell -> SURVIVAL[cell]).addGains(0.5, cells.at(0.5), 1, atOnce);
    assertThat(gains).containsExactly(atOnce);
    assertThat(tails.survival(2)).isEqualTo(SURVIVAL[2]);
    tails.addGains(0.5, cells.at(0.5), 1, gains);
    assertThat(asked).as("no cell is summed up twice").containsExactly(1, 1, 1);
  }

  /**
   * For normal hypotheses, whose gain is s (phi(z) - z (1 - Phi(z))) at z less the same where the cells end. Survival
   * functions are constant on cells of width w, which errs by about (w z / s)^2 / 24 of a gain: w is 0.06 here, z 2, s 0.3.
   */
  @Test
  void cellsAreFineEnough() {
    var random = new Random(1);
    double[][] rewards = new double[8][12];
    for (double[] own : rewards) {
      Arrays.setAll(own, k -> random.nextGaussian());
    }
    RewardSpread spread = RewardSpread.of(RewardSamples.of(RewardRange.unbounded(), rewards));
    double top = spread.pool()[spread.pool().length - 1];
    var scores = ContinuousScores.of(spread, 0.5, top, Double.POSITIVE_INFINITY, Ends.NONE);
    double end = scores.cells().edge(scores.cells().count());
    double mean = StatUtils.mean(spread.pool());
    double deviation = RewardSpread.deviation(spread.components());
    int compared = 0;
    Hypotheses hypotheses = scores.hypotheses();
    for (int pair : hypotheses.pairs()) {
      int hypothesis = pair * Shapes.COUNT;
      double zero = hypotheses.standardised(0, pair);
      double scale = 1 / (hypotheses.standardised(1, pair) - zero);
      for (double incumbent : new double[] {0.5, 1, 1.7}) {
        double z = hypotheses.standardised((incumbent - mean) / deviation, pair);
        double atEnd = hypotheses.standardised((end - mean) / deviation, pair);
        double expected = deviation * scale * (excess(z) - excess(atEnd));
        if (scale > 0.3 && z < 2) {
          double[] gains = new double[1];
          new Tails(scores.cells(), cell -> scores.survival(cell, hypothesis))
              .addGains(incumbent, scores.cells().at(incumbent), 1, gains);
          assertThat(gains[0]).isCloseTo(expected, within(0.03 * expected));
          compared++;
        }
      }
    }
    assertThat(compared).isGreaterThan(100);
  }

  private static double excess(double z) {
    var normal = new NormalDistribution(null, 0, 1);
    return normal.density(z) - z * (1 - normal.cumulativeProbability(z));
  }
}
