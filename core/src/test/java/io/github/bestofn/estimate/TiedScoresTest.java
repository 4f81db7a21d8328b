package io.github.bestofn.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.spi.RewardRange;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TiedScoresTest {

  /* Twelve rewards: 0 half of the time, then 1 and 2 a quarter each. */
  private static final double[][] REWARDS = {{0, 0, 0, 1, 1, 2}, {0, 0, 0, 1, 2, 2}};
  private static final double NO_END = Double.POSITIVE_INFINITY;
  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

  private static RewardSpread spread(double[]... rewards) {
    return spreadTo(NO_END, rewards);
  }

  private static RewardSpread spreadTo(double highest, double[]... rewards) {
    return RewardSpread.of(RewardSamples.of(RewardRange.of(0, highest), rewards));
  }

  private static double mass(TiedScores scores, double reward, int hypothesis) {
    return Math.exp(added(scores, reward, 1)[hypothesis]);
  }

  private static float[] added(TiedScores scores, double reward, int count) {
    int[] pairs = scores.hypotheses().pairs();
    float[] logs = new float[pairs.length * Shapes.COUNT];
    scores.addLogLikelihoods(new double[] {reward}, count, pairs, logs);
    return logs;
  }

  /** Each value stands for the scores between those that the share of lower values and its own make: 0, 0.674, infinity. */
  @Test
  void aValueIsAsLikelyAsItsScores() {
    RewardSpread spread = spreadTo(2, REWARDS);
    assertThat(spread.ceiling()).hasValue(2);
    TiedScores scores = TiedScores.ofRanks(spread, 0, NO_END);
    Hypotheses hypotheses = scores.hypotheses();
    for (int pair : hypotheses.pairs()) {
      double low = NORMAL.cumulativeProbability(hypotheses.standardised(0, pair));
      double high = NORMAL.cumulativeProbability(
          hypotheses.standardised(NORMAL.inverseCumulativeProbability(0.75), pair));
      int normal = pair * Shapes.COUNT;
      assertThat(mass(scores, 0, normal)).isCloseTo(low, within(1e-4));
      assertThat(mass(scores, 1, normal)).isCloseTo(high - low, within(1e-4));
      assertThat(mass(scores, 2, normal)).isCloseTo(1 - high, within(1e-4));
    }
  }

  /** The three largest, 2, 2 and 4, exceed the next, 2, by two thirds on average: so steeply does the rest of a fourteenth fall. */
  @Test
  void beyondTheBestRankTheTailHasTheMeanExcess() {
    RewardSpread spread = spread(REWARDS[0], new double[] {0, 0, 0, 1, 2, 2, 4});
    TiedScores scores = TiedScores.ofRanks(spread, 4, NO_END);
    Cells cells = scores.cells();
    assertThat(cells.edge(0)).isEqualTo(4);
    assertThat(cells.edge(cells.count())).isCloseTo(4 + 4 * 2 / 3.0, within(1e-12));
    Hypotheses hypotheses = scores.hypotheses();
    for (int cell = 0; cell < cells.count(); cell++) {
      double rest = Math.exp(-(cells.middle(cell) - 4) / (2 / 3.0)) / 14;
      double score = -NORMAL.inverseCumulativeProbability(rest);
      for (int pair : hypotheses.pairs()) {
        assertThat(scores.survival(cell, pair * Shapes.COUNT))
            .isCloseTo(
                NORMAL.cumulativeProbability(-hypotheses.standardised(score, pair)), within(1e-4));
      }
    }
  }

  /** With another value seen once, 4, there is no ceiling: a thirteenth of all rewards to come may be larger, 13 / 14 of it. */
  @Test
  void withoutACeilingSomethingIsLeftBeyond() {
    double[][] rewards = {REWARDS[0], {0, 0, 0, 1, 2, 2, 4}};
    RewardSpread spread = spread(rewards);
    assertThat(spread.ceiling()).isEmpty();
    TiedScores scores = TiedScores.ofRanks(spread, 0, NO_END);
    double cumulated = (0.5 + 3 / 7.0) / 2 * 13 / 14;
    double first = NORMAL.inverseCumulativeProbability(cumulated);
    double last = NORMAL.inverseCumulativeProbability(13.0 / 14);
    Hypotheses hypotheses = scores.hypotheses();
    for (int pair : hypotheses.pairs()) {
      int normal = pair * Shapes.COUNT;
      double beyond = 1 - NORMAL.cumulativeProbability(hypotheses.standardised(last, pair));
      double sum = mass(scores, 0, normal)
          + mass(scores, 1, normal)
          + mass(scores, 2, normal)
          + mass(scores, 4, normal);
      assertThat(sum).isCloseTo(1 - beyond, within(1e-4));
      assertThat(mass(scores, 0, normal))
          .isCloseTo(
              NORMAL.cumulativeProbability(hypotheses.standardised(first, pair)), within(1e-4));
    }
    Cells cells = scores.cells();
    assertThat(cells.edge(0)).isZero();
    assertThat(cells.edge(3)).isEqualTo(4);
    assertThat(cells.count()).isGreaterThan(3);
    double step = cells.width(3);
    for (int cell = 3; cell < cells.count(); cell++) {
      assertThat(cells.width(cell)).isCloseTo(step, within(1e-9));
    }
    int normal = 0;
    for (int cell = 1; cell < cells.count(); cell++) {
      assertThat(scores.survival(cell, normal))
          .isLessThanOrEqualTo(scores.survival(cell - 1, normal));
    }
  }

  private static Stream<Ends> ends() {
    return Stream.of(Ends.NONE, new Ends(-1, 6, 0.5));
  }

  /** Of the values 0, 1 and 4 the second begins at 1 / 2, the third at 5 / 2, and as far above it lies what is beyond. */
  @ParameterizedTest
  @MethodSource("ends")
  void valuesThemselvesBeginHalfWay(Ends ends) {
    double[][] rewards = {{0, 0, 0, 1, 1, 4}, {0, 0, 0, 1, 1, 1}};
    RewardSpread spread = spread(rewards);
    TiedScores scores = TiedScores.ofValues(spread, 0, NO_END, ends);
    double zero = ends.transformed(0);
    double mean = (6 * zero + 5 * ends.transformed(1) + ends.transformed(4)) / 12;
    double deviation = RewardSpread.deviation(ends.transformed(rewards));
    Hypotheses hypotheses = scores.hypotheses();
    for (int pair : hypotheses.pairs()) {
      int normal = pair * Shapes.COUNT;
      double[] below = new double[3];
      double[] uppers = {0.5, 2.5, 5.5};
      for (int k = 0; k < 3; k++) {
        double score = (ends.transformed(uppers[k]) - mean) / deviation;
        below[k] = NORMAL.cumulativeProbability(hypotheses.standardised(score, pair));
      }
      assertThat(mass(scores, 0, normal)).isCloseTo(below[0], within(1e-4));
      assertThat(mass(scores, 1, normal)).isCloseTo(below[1] - below[0], within(1e-4));
      assertThat(mass(scores, 4, normal)).isCloseTo(below[2] - below[1], within(1e-4));
    }
    Cells cells = scores.cells();
    assertThat(cells.edge(2)).isEqualTo(4);
    for (int cell = 2; cell < cells.count(); cell++) {
      double score = (ends.transformed(cells.middle(cell)) - mean) / deviation;
      double exceeding = 1 - NORMAL.cumulativeProbability(hypotheses.standardised(score, 0));
      assertThat(scores.survival(cell, 0)).isCloseTo(exceeding, within(1e-4));
    }
  }

  /** A ceiling leaves nothing beyond: not among ranks, and not among values either. */
  @Test
  void aCeilingIsTheEndOfValuesToo() {
    RewardSpread spread = spreadTo(2, REWARDS);
    TiedScores scores = TiedScores.ofValues(spread, 0, NO_END, Ends.NONE);
    assertThat(scores.cells().count()).isEqualTo(2);
    assertThat(scores.cells().edge(2)).isEqualTo(2);
    for (int h = 0; h < scores.hypotheses().pairs().length * Shapes.COUNT; h++) {
      double sum = mass(scores, 0, h) + mass(scores, 1, h) + mass(scores, 2, h);
      assertThat(sum).isCloseTo(1, within(1e-5));
    }
  }

  @Test
  void whatIsTakenAwayIsAsIfItHadNeverBeen() {
    TiedScores scores = TiedScores.ofRanks(spread(REWARDS), 0, NO_END);
    float[] logs = added(scores, 1, 2);
    float[] twice = added(scores, 1, 1);
    int[] pairs = scores.hypotheses().pairs();
    scores.addLogLikelihoods(new double[] {1}, 1, pairs, twice);
    assertThat(logs).containsExactly(twice);
    scores.addLogLikelihoods(new double[] {1}, -2, pairs, logs);
    assertThat(logs).containsOnly(0f);
  }

  /** Every fifth pair is told the same as among all. */
  @Test
  void somePairsAreTold() {
    TiedScores scores = TiedScores.ofRanks(spread(REWARDS), 0, NO_END);
    int[] some =
        IntStream.of(scores.hypotheses().pairs()).filter(pair -> pair % 5 == 0).toArray();
    float[] logs = new float[some.length * Shapes.COUNT];
    scores.addLogLikelihoods(new double[] {1}, 1, some, logs);
    scores.addLogBelow(2, 3, some, logs);
    float[] all = added(scores, 1, 1);
    scores.addLogBelow(2, 3, scores.hypotheses().pairs(), all);
    for (int i = 0; i < logs.length; i++) {
      assertThat(logs[i]).isEqualTo(all[5 * (i / Shapes.COUNT) * Shapes.COUNT + i % Shapes.COUNT]);
    }
  }

  /** Of 300 values 256 are kept, the first and the last among them, and the cells are as many. */
  @Test
  void ofManyValuesSomeAreKept() {
    double[] twice = new double[600];
    Arrays.setAll(twice, k -> k % 300);
    TiedScores scores = TiedScores.ofRanks(spread(twice, twice), 0, NO_END);
    Cells cells = scores.cells();
    assertThat(cells.edge(0)).isZero();
    assertThat(cells.edge(255)).isEqualTo(299);
    assertThat(cells.at(299)).isEqualTo(255);
  }
}
