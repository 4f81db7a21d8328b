package io.github.bestofn.benchmarks.matrix;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A strategy on one table with one batch size and one budget, over all seeds. The names of the components are those of
 * the JSON.
 *
 * @param table where the rewards come from, as it was named
 * @param batchSize the number K of prompts of a batch
 * @param wholeTable whether these are all that the table has, because more were asked for
 * @param budget the draws B per prompt, on average
 * @param strategy the strategy, as it was named
 * @param batches the number of batches of each seed
 * @param seeds the number of seeds
 * @param equivalentBudgetRatio what it is worth: the mean over seeds of the uniform budget with the same mean total,
 *     divided by B
 * @param equivalentBudgetCensored whether with some seed the table holds too few rewards to tell
 * @param meanGain the mean difference to uniform's total, in reward units
 * @param meanGainStandardError its standard error: seeds are independent
 * @param z the gain in standard errors; 0 if there is no gain
 * @param oracleShare the gain divided by the oracle's; null when that is not positive
 * @param maxDraws the largest number of draws of a prompt
 * @param seconds how long the comparison with one seed took, on average
 */
record Row(
    String table,
    int batchSize,
    boolean wholeTable,
    int budget,
    String strategy,
    int batches,
    int seeds,
    double equivalentBudgetRatio,
    boolean equivalentBudgetCensored,
    double meanGain,
    double meanGainStandardError,
    double z,
    @Nullable Double oracleShare,
    int maxDraws,
    double seconds) {

  /**
   * Pools seeds.
   *
   * @param measured the same cell with one seed each, at least one
   * @param wholeTable whether batches have all prompts of the table, because more were asked for
   */
  static Row of(List<Measured> measured, boolean wholeTable) {
    Cell cell = measured.get(0).cell();
    double gain = mean(measured, Measured::meanGain);
    double squares =
        mean(measured, one -> one.meanGainStandardError() * one.meanGainStandardError());
    double standardError = Math.sqrt(squares / measured.size());
    double oracleGain = mean(measured, Measured::oracleGain);
    return new Row(
        cell.table(),
        cell.batchSize(),
        wholeTable,
        cell.budget(),
        cell.strategy(),
        cell.batches(),
        measured.size(),
        mean(measured, Measured::equivalentBudgetRatio),
        measured.stream().anyMatch(Measured::equivalentBudgetCensored),
        gain,
        standardError,
        gain == 0 ? 0 : gain / standardError,
        oracleGain > 0 ? gain / oracleGain : null,
        measured.stream().mapToInt(Measured::maxDraws).max().orElseThrow(),
        mean(measured, Measured::seconds));
  }

  private static double mean(List<Measured> measured, ToDoubleFunction<Measured> figure) {
    return measured.stream().mapToDouble(figure).average().orElseThrow();
  }

  /** The batch size as it was asked for: a number, or {@code all}. */
  String asked() {
    return wholeTable ? "all" : String.valueOf(batchSize);
  }
}
