package io.github.bestofn.benchmarks.compare;

import static com.google.common.html.HtmlEscapers.htmlEscaper;

import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.evaluate.Figures;
import io.github.bestofn.evaluate.RewardTable;
import io.github.bestofn.spi.RewardRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.internal.chartpart.IChart;

/** A comparison as one page that needs no network, in the colours the reader prefers, with its plots beside it. */
public final class Report {

  private static final int CURVE_POINTS = 60;

  private final Path folder;
  private final Compared compared;
  private final StringBuilder figures = new StringBuilder();

  private Report(Path folder, Compared compared) {
    this.folder = folder;
    this.compared = compared;
  }

  /**
   * Writes {@code index.html} and its plots as PNG and SVG, and as SVG on a dark ground.
   *
   * @param folder where to write; made if it is not there
   * @param compared what came of the comparison
   * @param table its rewards
   * @param eligible the indexes of the prompts that batches were drawn from
   * @param range the rewards that are possible
   * @param strategies the strategies by name
   * @throws IOException if a file cannot be written
   */
  public static void write(
      Path folder,
      Compared compared,
      RewardTable table,
      int[] eligible,
      RewardRange range,
      Map<String, AllocationStrategy> strategies)
      throws IOException {
    Files.createDirectories(folder);
    Report report = new Report(folder, compared);
    report.figure(
        "gain",
        "Gain by strategy",
        "Mean difference to uniform's total of best rewards, on the same draws. Bars span two "
            + "standard errors either way.",
        Plots::gains);
    Allocations allocations = Allocations.of(table, eligible, compared, range, strategies);
    report.figure(
        "allocation",
        "Draws against what there is to gain",
        "Prompts in groups of equal size, by what the second half of uniform's budget is expected "
            + "to add to their best reward: from %.3g in the first group to %.3g in the last."
                .formatted(
                    allocations.gains().get(0),
                    allocations.gains().get(allocations.gains().size() - 1)),
        plots -> plots.allocations(allocations));
    List<Curve.Point> points = points(table, compared.budget());
    report.figure(
        "curve",
        "What a budget buys",
        "The expected best reward of uniform allocation, without bias, on average over the prompts "
            + "with as many records. A strategy's line begins "
            + "at the budget, above the curve by the mean gain per prompt, and ends at the uniform budget "
            + "that is worth as much.",
        plots -> plots.curve(points));
    Files.writeString(folder.resolve("index.html"), report.page());
  }

  private static List<Curve.Point> points(RewardTable table, int budget) {
    int most = Curve.most(table);
    TreeSet<Integer> draws = new TreeSet<>(List.of(1, budget, most));
    IntStream.range(0, CURVE_POINTS)
        .map(k -> (int) Math.round(Math.pow(most, k / (CURVE_POINTS - 1.0))))
        .forEach(draws::add);
    List<Curve.Point> points = new ArrayList<>();
    for (int n : draws) {
      points.add(Curve.point(table, n));
    }
    return points;
  }

  private void figure(String name, String title, String caption, Function<Plots, IChart> plot)
      throws IOException {
    IChart light = plot.apply(new Plots(compared, Palette.LIGHT));
    Files.write(folder.resolve(name + ".png"), ChartEncoder.getBytes(light, "png"));
    String svg = svg(light);
    String dark = svg(plot.apply(new Plots(compared, Palette.DARK)));
    Files.writeString(folder.resolve(name + ".svg"), svg);
    Files.writeString(folder.resolve(name + "-dark.svg"), dark);
    figures.append("""
        <figure>
        <h2>%1$s</h2>
        <div class="light" role="img" aria-label="%1$s">%2$s</div>
        <div class="dark" role="img" aria-label="%1$s">%3$s</div>
        <figcaption>%4$s</figcaption>
        </figure>
        """.formatted(
            title,
            inline(svg, name + "-light"),
            inline(dark, name + "-dark"),
            htmlEscaper().escape(caption)));
  }

  private static String svg(IChart chart) throws IOException {
    return new String(ChartEncoder.getBytes(chart, "svg"), StandardCharsets.UTF_8);
  }

  /* Without what only a file of its own has; ids of one plot must not be those of another. */
  private static String inline(String svg, String prefix) {
    return svg.substring(svg.indexOf("<svg"))
        .replaceAll("\\bid=\"", "id=\"" + prefix + "-")
        .replaceAll("url\\(#", "url(#" + prefix + "-");
  }

  private String page() throws IOException {
    try (var template = Report.class.getResourceAsStream("report.html")) {
      if (template == null) {
        throw new IllegalStateException("report.html is missing from the jar");
      }
      return new String(template.readAllBytes(), StandardCharsets.UTF_8)
          .replace("{{settings}}", htmlEscaper().escape(compared.settings()))
          .replace("{{rows}}", rows())
          .replace("{{figures}}", figures);
    }
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
