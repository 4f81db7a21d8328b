package io.github.bestofn.benchmarks.paper;

import java.util.List;
import java.util.Locale;
import org.apache.commons.math3.stat.StatUtils;

/**
 * What came of one cell: a figure for each batch, over its runs.
 *
 * @param cell the setting
 * @param sizes how much was run
 * @param winRates AdaBoN's win rate of each batch
 * @param survivals its survival time
 * @param uniformSurvivals that of uniform allocation itself
 * @param defaultWinRates the win rate of what the library does when told nothing; empty if it was not run
 * @param defaultSurvivals its survival time; empty likewise
 */
record Measured(
    Cell cell,
    Sizes sizes,
    List<Double> winRates,
    List<Double> survivals,
    List<Double> uniformSurvivals,
    List<Double> defaultWinRates,
    List<Double> defaultSurvivals) {

  /**
   * How much is run.
   *
   * @param batches the number of batches of a cell, each of the same prompts in all its runs
   * @param runs the number of runs of a batch
   * @param defaultRuns the number of runs with the default strategy
   * @param seed of batches and shuffles
   * @param isQuick whether the default strategy is run at the centre only
   */
  record Sizes(int batches, int runs, int defaultRuns, long seed, boolean isQuick) {}

  Measured withDefault(List<Double> rates, List<Double> times) {
    return new Measured(cell, sizes, winRates, survivals, uniformSurvivals, rates, times);
  }

  double medianWinRate() {
    return median(winRates);
  }

  /** The share of batches that AdaBoN wins more often than not. */
  double shareAboveHalf() {
    return winRates.stream().filter(rate -> rate > 0.5).count() / (double) winRates.size();
  }

  static double median(List<Double> values) {
    return quantile(values, 50);
  }

  /** Such as {@code 0.58 [0.55, 0.61]}: the median and the quartiles. */
  static String quartiles(List<Double> values, int digits) {
    String format = "%%.%1$df [%%.%1$df, %%.%1$df]".formatted(digits);
    return String.format(
        Locale.ROOT, format, median(values), quantile(values, 25), quantile(values, 75));
  }

  private static double quantile(List<Double> values, double percent) {
    return StatUtils.percentile(
        values.stream().mapToDouble(Double::doubleValue).toArray(), percent);
  }
}
