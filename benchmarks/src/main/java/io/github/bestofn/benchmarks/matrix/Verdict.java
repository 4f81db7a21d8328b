package io.github.bestofn.benchmarks.matrix;

import static java.util.stream.Collectors.averagingDouble;
import static java.util.stream.Collectors.groupingBy;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A strategy on the whole grid. The names of the components are those of the JSON.
 *
 * @param strategy the strategy, as it was named
 * @param cells the number of rows
 * @param cellsEqual how many of them are uniform's to the last bit, as with batches of one prompt; they count as not
 *     worse
 * @param shareNotWorse the share of them whose gain is above −2 standard errors
 * @param lowestZ the lowest gain in standard errors
 * @param lowest the row that has it
 * @param noWorse whether the gain is above −2 standard errors in at least 95% of rows, and above −4 in all: if a
 *     strategy is as good as uniform, one row in 44 is below −2 by chance, and one in 31,600 below −4
 * @param meanRatios the mean of what it is worth by batch size, as asked for, and budget; too low where a table holds
 *     too few rewards to tell
 * @param meanRatiosByTable the same by table
 */
record Verdict(
    String strategy,
    int cells,
    int cellsEqual,
    double shareNotWorse,
    double lowestZ,
    String lowest,
    boolean noWorse,
    Map<String, Map<Integer, Double>> meanRatios,
    Map<String, Double> meanRatiosByTable) {

  private static final double NOT_WORSE = -2;
  private static final double MUCH_WORSE = -4;
  private static final double SHARE = 0.95;

  /** Judges the rows of one strategy, of which there is at least one. */
  static Verdict of(List<Row> rows) {
    Row lowest = rows.stream().min(Comparator.comparingDouble(Row::z)).orElseThrow();
    double share = rows.stream().filter(row -> row.z() > NOT_WORSE).count() / (double) rows.size();
    return new Verdict(
        lowest.strategy(),
        rows.size(),
        (int) rows.stream()
            .filter(row -> row.meanGain() == 0 && row.meanGainStandardError() == 0)
            .count(),
        share,
        lowest.z(),
        "%s, K = %d, B = %d".formatted(lowest.table(), lowest.batchSize(), lowest.budget()),
        share >= SHARE && lowest.z() > MUCH_WORSE,
        rows.stream()
            .collect(groupingBy(
                Row::asked,
                LinkedHashMap::new,
                groupingBy(
                    Row::budget, LinkedHashMap::new, averagingDouble(Row::equivalentBudgetRatio)))),
        rows.stream()
            .collect(groupingBy(
                Row::table, LinkedHashMap::new, averagingDouble(Row::equivalentBudgetRatio))));
  }
}
