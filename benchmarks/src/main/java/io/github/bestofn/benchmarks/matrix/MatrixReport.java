package io.github.bestofn.benchmarks.matrix;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.github.bestofn.benchmarks.compare.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * What came of a grid. The names of the components are those of its JSON.
 *
 * @param rows a row for each table, batch size, budget and strategy
 * @param verdicts for each strategy what the grid says of it
 * @param leftOut what could not be compared, and why
 */
public record MatrixReport(List<Row> rows, List<Verdict> verdicts, List<String> leftOut) {

  static MatrixReport of(List<Row> rows, List<String> leftOut) {
    List<Verdict> verdicts =
        rows.stream()
            .collect(groupingBy(Row::strategy, LinkedHashMap::new, toList()))
            .values()
            .stream()
            .map(Verdict::of)
            .toList();
    return new MatrixReport(rows, verdicts, leftOut);
  }

  /**
   * Returns whether no strategy is worse than uniform allocation.
   *
   * @return whether that is so of each
   */
  public boolean holds() {
    return verdicts.stream().allMatch(Verdict::noWorse);
  }

  /**
   * Returns the figures, for people.
   *
   * @return aligned lines
   */
  public String text() {
    TextTable table = new TextTable(
        "table",
        "K",
        "B",
        "strategy",
        "worth",
        "gain",
        "+-",
        "z",
        "of oracle's",
        "most",
        "seconds");
    for (Row row : rows) {
      Double share = row.oracleShare();
      table.add(
          row.table(),
          format("%d", row.batchSize()),
          format("%d", row.budget()),
          row.strategy(),
          (row.equivalentBudgetCensored() ? ">" : "") + format("%.3f", row.equivalentBudgetRatio()),
          format("%+.4g", row.meanGain()),
          format("%.2g", row.meanGainStandardError()),
          format("%+.2f", row.z()),
          share == null ? "-" : format("%.0f%%", 100 * share),
          format("%d", row.maxDraws()),
          format("%.2f", row.seconds()));
    }
    StringBuilder text = new StringBuilder(table + """

        worth: the uniform budget with the same mean total, divided by B; z: gain by its standard error
        seconds: of one comparison, with one seed
        """);
    leftOut.forEach(what -> text.append("left out: ").append(what).append('\n'));
    verdicts.forEach(verdict -> text.append(text(verdict)));
    return text.toString();
  }

  private static String text(Verdict verdict) {
    TreeSet<Integer> budgets = new TreeSet<>();
    verdict.meanRatios().values().forEach(ratios -> budgets.addAll(ratios.keySet()));
    List<String> header = new ArrayList<>(List.of("mean worth"));
    budgets.forEach(budget -> header.add("B = " + budget));
    TextTable byShape = new TextTable(header.toArray(String[]::new));
    verdict.meanRatios().forEach((batchSize, ratios) -> {
      List<String> line = new ArrayList<>(List.of("K = " + batchSize));
      for (int budget : budgets) {
        Double ratio = ratios.get(budget);
        line.add(ratio == null ? "-" : format("%.3f", ratio));
      }
      byShape.add(line.toArray(String[]::new));
    });
    TextTable byTable = new TextTable("mean worth", "");
    verdict
        .meanRatiosByTable()
        .forEach((table, ratio) -> byTable.add(table, format("%.3f", ratio)));
    return format(
            "%n%s: gain above -2 standard errors in %.1f%% of %d cells (%d the same as uniform); lowest z %.2f (%s)%n",
            verdict.strategy(),
            100 * verdict.shareNotWorse(),
            verdict.cells(),
            verdict.cellsEqual(),
            verdict.lowestZ(),
            verdict.lowest())
        + format(
            "no worse than uniform (above -2 in at least 95%%, above -4 in all): %s%n%n",
            verdict.noWorse() ? "yes" : "no")
        + byShape + "\n" + byTable;
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
