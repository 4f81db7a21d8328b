package io.github.bestofn.benchmarks.paper;

import io.github.bestofn.benchmarks.compare.TextTable;
import io.github.bestofn.benchmarks.state.StateFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.StatUtils;

/** The tables of the experiment, next to what was published. */
final class PaperTables {

  private static final String PUBLISHED = "published";

  private final List<ModelPair> pairs;
  private final boolean isQuick;
  private final Measured.Sizes sizes;
  private final StateFile<Cell, Measured> done;

  PaperTables(
      List<ModelPair> pairs,
      boolean isQuick,
      Measured.Sizes sizes,
      StateFile<Cell, Measured> done) {
    this.pairs = pairs;
    this.isQuick = isQuick;
    this.sizes = sizes;
    this.done = done;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(String.format(
        Locale.ROOT,
        "%d batches, %d runs each (default: %d), seed %d; median [quartiles] over batches%n",
        sizes.batches(),
        sizes.runs(),
        sizes.defaultRuns(),
        sizes.seed()));
    for (boolean independent : new boolean[] {false, true}) {
      String draws = independent ? "independent draws" : "the same draws";
      text.append(centre(independent, draws));
      if (!(independent && isQuick)) {
        text.append(axis("K", draws, independent, Cell.BATCH_SIZES, Cell::withBatchSize, "grows"));
        text.append(axis("B", draws, independent, Cell.BUDGETS, Cell::withBudget, "-"));
        text.append(axis("d/B", draws, independent, Cell.EXPLORATIONS, Cell::withExploration, "-"));
      }
    }
    return text.toString();
  }

  private String centre(boolean independent, String draws) {
    TextTable table = new TextTable(
        "rewards",
        "win rate",
        "survives",
        "uniform",
        "above 0.5",
        "default wins",
        "default survives");
    List<Measured> all = new ArrayList<>();
    for (ModelPair pair : pairs) {
      Measured measured = measured(Cell.centre(pair.name(), independent));
      all.add(measured);
      table.add(
          pair.name(),
          Measured.quartiles(measured.winRates(), 2),
          Measured.quartiles(measured.survivals(), 0),
          format("%.0f", Measured.median(measured.uniformSurvivals())),
          format("%.0f%%", 100 * measured.shareAboveHalf()),
          Measured.quartiles(measured.defaultWinRates(), 2),
          format("%.0f", Measured.median(measured.defaultSurvivals())));
    }
    table.add(
        "medians of all",
        range("%.2f", all, Measured::medianWinRate),
        range("%.0f", all, measured -> Measured.median(measured.survivals())),
        range("%.0f", all, measured -> Measured.median(measured.uniformSurvivals())),
        range("%.0f%%", all, measured -> 100 * measured.shareAboveHalf()),
        range("%.2f", all, measured -> Measured.median(measured.defaultWinRates())),
        range("%.0f", all, measured -> Measured.median(measured.defaultSurvivals())));
    table.add(PUBLISHED, "0.54 to 0.62", "148 to 153", "-", "76% to 100%", "-", "-");
    return format(
            "%nAdaBoN against uniform on %s: K = %d, B = %d, d = %s B%n%n",
            draws, Cell.K, Cell.B, Cell.D)
        + table;
  }

  private <T> String axis(
      String name,
      String draws,
      boolean independent,
      List<T> values,
      BiFunction<Cell, T, Cell> change,
      String published) {
    List<String> header = new ArrayList<>(List.of("win rate by " + name));
    values.forEach(value -> header.add(String.valueOf(value)));
    TextTable table = new TextTable(header.toArray(new String[0]));
    for (ModelPair pair : pairs) {
      table.add(row(
          pair.name(),
          values,
          value -> format(
              "%.2f",
              measured(change.apply(Cell.centre(pair.name(), independent), value))
                  .medianWinRate())));
    }
    table.add(row(
        "median of all",
        values,
        value -> format("%.2f", overPairs(independent, value, change, Measured::medianWinRate))));
    table.add(row("median of all: default", values, value -> {
      double median = overPairs(
          independent, value, change, measured -> Measured.median(measured.defaultWinRates()));
      return Double.isNaN(median) ? "-" : format("%.2f", median);
    }));
    table.add(row(PUBLISHED, values, value -> published));
    return format("%nThe axis %s, on %s: median win rate over batches%n%n", name, draws) + table;
  }

  private <T> double overPairs(
      boolean independent,
      T value,
      BiFunction<Cell, T, Cell> change,
      ToDoubleFunction<Measured> figure) {
    return StatUtils.percentile(
        pairs.stream()
            .map(pair -> measured(change.apply(Cell.centre(pair.name(), independent), value)))
            .mapToDouble(figure)
            .toArray(),
        50);
  }

  private static <T> String[] row(String name, List<T> values, Function<T, String> cell) {
    List<String> cells = new ArrayList<>(List.of(name));
    values.forEach(value -> cells.add(cell.apply(value)));
    return cells.toArray(new String[0]);
  }

  private static String range(
      String format, List<Measured> all, ToDoubleFunction<Measured> figure) {
    double[] values = all.stream().mapToDouble(figure).toArray();
    return format(format, StatUtils.min(values)) + " to " + format(format, StatUtils.max(values));
  }

  private Measured measured(Cell cell) {
    Measured measured = done.get(cell);
    if (measured == null) {
      throw new IllegalStateException("not measured: " + cell);
    }
    return measured;
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
