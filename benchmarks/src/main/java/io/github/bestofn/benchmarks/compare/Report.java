package io.github.bestofn.benchmarks.compare;

import static com.google.common.html.HtmlEscapers.htmlEscaper;

import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.evaluate.Figures;
import io.github.bestofn.evaluate.RewardTable;
import io.github.bestofn.spi.RewardRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.internal.chartpart.IChart;

/** A comparison as one page that needs no network, in the colours the reader prefers, with its plots beside it. */
public final class Report {

  private static final int CURVE_POINTS = 60;

  private final Page page;
  private final Compared compared;

  private Report(Path folder, Compared compared) throws IOException {
    this.page = new Page(folder);
    this.compared = compared;
  }

  /**
   * Writes {@code index.html} and its plots as PNG and SVG, and as SVG on a dark ground.
   *
   * @param folder where to write; created if it does not exist
   * @param compared what came of the comparison
   * @param table its rewards
   * @param costs what its draws cost, if they were compared at equal cost; otherwise null
   * @param eligible the indexes of the prompts that batches were drawn from
   * @param range the rewards that are possible
   * @param strategies the strategies by name
   * @throws IOException if a file cannot be written
   */
  public static void write(
      Path folder,
      Compared compared,
      RewardTable table,
      @Nullable RewardTable costs,
      int[] eligible,
      RewardRange range,
      Map<String, AllocationStrategy> strategies)
      throws IOException {
    Report report = new Report(folder, compared);
    report.figure(
        "gain",
        "Gain by strategy",
        "Mean difference to uniform's total of best rewards, on the same draws. Bars span two "
            + "standard errors either way.",
        Plots::gains);
    Allocations allocations = Allocations.of(table, costs, eligible, compared, range, strategies);
    report.figure(
        "allocation",
        "Draws against what there is to gain",
        "Prompts in groups of equal size, by what the second half of uniform's budget is expected "
            + "to add to their best reward: from %.3g in the first group to %.3g in the last."
                .formatted(
                    allocations.gains().get(0),
                    allocations.gains().get(allocations.gains().size() - 1)),
        plots -> plots.allocations(allocations));
    List<Curve.Point> points = points(table, costs, compared.budget());
    report.figure(
        "curve",
        "What a budget buys",
        "The expected best reward of uniform allocation, without bias, on average over the prompts "
            + "with as many records. A strategy's line begins "
            + "at the budget, above the curve by the mean gain per prompt, and ends at the uniform budget "
            + "that is worth as much."
            + (costs == null
                ? ""
                : " Budgets are in what uniform's draws cost on average, over all prompts."),
        plots -> plots.curve(points));
    report.page.write(Page.template(Report.class, "report.html")
        .replace("{{settings}}", htmlEscaper().escape(compared.settings()))
        .replace("{{verdicts}}", report.verdicts())
        .replace("{{rows}}", report.rows()));
  }

  private static List<Curve.Point> points(
      RewardTable table, @Nullable RewardTable costs, int budget) {
    int most = Curve.most(table);
    TreeSet<Integer> draws = new TreeSet<>(List.of(1, budget, most));
    IntStream.range(0, CURVE_POINTS)
        .map(k -> (int) Math.round(Math.pow(most, k / (CURVE_POINTS - 1.0))))
        .forEach(draws::add);
    List<Curve.Point> points = new ArrayList<>();
    for (int n : draws) {
      points.add(Curve.point(table, costs, n));
    }
    return points;
  }

  private void figure(String name, String title, String caption, Function<Plots, IChart> plot)
      throws IOException {
    page.figure(name, title, caption, palette -> plot.apply(new Plots(compared, palette)));
  }

  private String verdicts() {
    StringBuilder verdicts = new StringBuilder();
    for (Figures f : compared.results()) {
      verdicts.append("<li>%s.</li>%n".formatted(htmlEscaper().escape(compared.verdict(f))));
    }
    return verdicts.toString();
  }

  private String rows() {
    StringBuilder rows = new StringBuilder();
    for (Figures f : compared.results()) {
      rows.append("<tr><th scope=\"row\">%s</th>".formatted(breakable(f.strategy())));
      for (String cell : List.of(
          Compared.worth(f),
          Compared.format("%.1f", f.equivalentBudget()),
          Compared.format("%+.4g ± %.2g", f.meanGain(), f.meanGainStandardError()),
          f.oracleShare().map(share -> Compared.format("%.0f%%", 100 * share)).orElse("–"),
          Compared.format("%.3f", f.batchWinRate()),
          Compared.format("%.3f", f.promptWinRate()),
          Compared.format("%.1f (%.1f)", f.expectedSurvivalTime(), f.uniformSurvivalTime()),
          Compared.format("%.1f, %d", f.meanDraws(), f.maxDraws()),
          f.costShare()
              .map(share -> Compared.format("%.0f%%", 100 * (1 - share)))
              .orElse(Compared.format("%.0f%%", 100 * (1 - f.meanDraws() / compared.budget()))),
          Compared.format("%.1f", f.waves()))) {
        rows.append("<td>%s</td>".formatted(htmlEscaper().escape(cell)));
      }
      rows.append("</tr>\n");
    }
    return rows.toString();
  }

  /* A long name may go on in the next line after a colon or a comma. */
  private static String breakable(String name) {
    return htmlEscaper().escape(name).replace(":", ":<wbr>").replace(",", ",<wbr>");
  }
}
