package io.github.bestofn.benchmarks.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PoolingTest {

  /** By hand: the error of the mean of two is sqrt(0.3² + 0.4²) / 2. */
  @Test
  void row_poolsSeeds() {
    Row row = Row.of(
        List.of(
            measured(5, 16, 1.1, false, 1, 0.3, 3, 20, 2),
            measured(5, 16, 1.3, true, 3, 0.4, 5, 30, 4)),
        true);
    assertThat(row.seeds()).isEqualTo(2);
    assertThat(row.equivalentBudgetRatio()).isCloseTo(1.2, within(1e-12));
    assertThat(row.equivalentBudgetCensored()).isTrue();
    assertThat(row.meanGain()).isCloseTo(2, within(1e-12));
    assertThat(row.meanGainStandardError()).isCloseTo(0.25, within(1e-12));
    assertThat(row.z()).isCloseTo(8, within(1e-12));
    assertThat(row.oracleShare()).isCloseTo(0.5, within(1e-12));
    assertThat(row.maxDraws()).isEqualTo(30);
    assertThat(row.seconds()).isCloseTo(3, within(1e-12));
    assertThat(row.asked()).isEqualTo("all");
  }

  @Test
  void row_ofAStrategyThatNeverDiffers_hasNoGain() {
    Row row = Row.of(List.of(measured(5, 16, 1, false, 0, 0, 0, 16, 1)), false);
    assertThat(row.z()).isZero();
    assertThat(row.oracleShare()).isNull();
    assertThat(Verdict.of(List.of(row)).cellsEqual()).isEqualTo(1);
    assertThat(row.asked()).isEqualTo("5");
  }

  @Test
  void verdict_hasMeansByBatchSizeAndBudget() {
    Verdict verdict = Verdict.of(List.of(
        row(measured(5, 16, 1.25, false, 1, 1, 2, 16, 1)),
        row(measured(5, 16, 1.75, false, -3, 1, 2, 16, 1)),
        row(measured(5, 8, 0.5, false, 2, 1, 2, 16, 1)),
        Row.of(List.of(measured(7, 8, 2, false, 1, 1, 2, 16, 1)), true)));
    assertThat(verdict.cells()).isEqualTo(4);
    assertThat(verdict.cellsEqual()).isZero();
    assertThat(verdict.shareNotWorse()).isEqualTo(0.75);
    assertThat(verdict.lowestZ()).isEqualTo(-3);
    assertThat(verdict.lowest()).isEqualTo("table, K = 5, B = 16");
    assertThat(verdict.meanRatios())
        .isEqualTo(Map.of("5", Map.of(16, 1.5, 8, 0.5), "all", Map.of(8, 2.0)));
    assertThat(verdict.meanRatiosByTable()).isEqualTo(Map.of("table", 1.375));
  }

  /** One in twenty may be at -2 or below, none at -4. */
  @Test
  void noWorse_allowsFivePercentBelowTwo() {
    assertThat(verdictOfTwenty(-3).noWorse()).isTrue();
    assertThat(verdictOfTwenty(-3, -2).noWorse()).isFalse();
    assertThat(verdictOfTwenty(-4).noWorse()).isFalse();
    assertThat(verdictOfTwenty(-1.9, -1.9, -1.9).noWorse()).isTrue();
  }

  private static Verdict verdictOfTwenty(double... gains) {
    List<Row> rows = new ArrayList<>(
        Collections.nCopies(20 - gains.length, row(measured(5, 16, 1, false, 1, 1, 2, 16, 1))));
    for (double gain : gains) {
      rows.add(row(measured(5, 16, 1, false, gain, 1, 2, 16, 1)));
    }
    return Verdict.of(rows);
  }

  private static Row row(Measured measured) {
    return Row.of(List.of(measured), false);
  }

  private static Measured measured(
      int batchSize,
      int budget,
      double ratio,
      boolean isCensored,
      double gain,
      double standardError,
      double oracleGain,
      int maxDraws,
      double seconds) {
    Cell cell = new Cell(
        "table", "0", "adaptive", batchSize, budget, 400, 1, batchSize, "-Infinity,Infinity", 0);
    return new Measured(
        cell, ratio, isCensored, gain, standardError, oracleGain, maxDraws, seconds);
  }
}
