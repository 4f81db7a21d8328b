package io.github.bestofn.benchmarks.audit;

import static com.google.common.html.HtmlEscapers.htmlEscaper;

import io.github.bestofn.benchmarks.compare.Page;
import io.github.bestofn.benchmarks.compare.Palette;
import io.github.bestofn.evaluate.ConfidenceInterval;
import io.github.bestofn.evaluate.JudgeAudit;
import io.github.bestofn.evaluate.JudgeAudit.Recovery;
import java.awt.BasicStroke;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** An audit as a page with plots. */
public final class AuditPage {

  private static final int WIDTH = 860;
  private static final int HEIGHT = 400;
  private static final int MOST_SCORINGS = 10;

  private final JudgeAudit audit;

  private AuditPage(JudgeAudit audit) {
    this.audit = audit;
  }

  /**
   * Writes {@code index.html} and its plots as PNG and SVG, and as SVG on a dark ground.
   *
   * @param folder where to write; created if it does not exist
   * @param audit the audit
   * @throws IOException if a file cannot be written
   */
  public static void write(Path folder, JudgeAudit audit) throws IOException {
    AuditPage plots = new AuditPage(audit);
    Page page = new Page(folder);
    if (!audit.recovery().isEmpty()) {
      page.figure(
          "gold",
          "Gold by number of draws",
          "The expected gold of the response with the largest reward, and of the best response, of "
              + "1, 2, 4, … draws. Where the judge's curve falls, more draws find its mistakes.",
          plots::gold);
    }
    if (audit.recovery().stream().anyMatch(recovery -> recovery.share().isPresent())) {
      page.figure(
          "recovery",
          "Share of the possible gain",
          "The gain of the judge's choice over one draw, divided by that of the best response. "
              + "Thin lines are the ends of the 95% interval.",
          plots::recovery);
    }
    if (audit.reliability().isPresent()) {
      page.figure(
          "reliability",
          "Reliability of the mean of several scorings",
          "By the formula of Spearman and Brown. Thin lines are the ends of the 95% interval.",
          plots::reliability);
    }
    AuditText text = new AuditText(audit);
    page.write(Page.template(AuditPage.class, "audit.html")
        .replace("{{settings}}", escaped(text.settings()))
        .replace("{{verdict}}", escaped(text.verdict()))
        .replace(
            "{{sentences}}",
            text.sentences().stream()
                .map(sentence -> "<li>" + escaped(sentence) + "</li>")
                .collect(Collectors.joining("\n"))));
  }

  private XYChart gold(Palette palette) {
    XYChart chart = chart(palette, "draws per prompt (logarithmic)", "mean gold");
    chart.getStyler().setXAxisLogarithmic(true);
    line(chart, palette, 0, "one scoring", audit.recovery(), Recovery::gold);
    if (audit.scorings() > 1) {
      line(
          chart,
          palette,
          1,
          "mean of " + audit.scorings() + " scorings",
          audit.recoveryOfMean(),
          Recovery::gold);
    }
    line(chart, palette, 2, "best response", audit.recovery(), Recovery::bestGold);
    return chart;
  }

  private XYChart recovery(Palette palette) {
    XYChart chart = chart(palette, "draws per prompt (logarithmic)", "share of the possible gain");
    chart.getStyler().setXAxisLogarithmic(true);
    shares(chart, palette, 0, "one scoring", audit.recovery());
    if (audit.scorings() > 1) {
      shares(
          chart, palette, 1, "mean of " + audit.scorings() + " scorings", audit.recoveryOfMean());
    }
    return chart;
  }

  private static void shares(
      XYChart chart, Palette palette, int colour, String name, List<Recovery> all) {
    List<Recovery> known = all.stream().filter(each -> each.share().isPresent()).toList();
    line(chart, palette, colour, name, known, each -> each.share().orElseThrow().value());
    if (known.stream()
        .allMatch(each -> Double.isFinite(each.share().orElseThrow().low()))) {
      thin(line(
          chart,
          palette,
          colour,
          name + ", low",
          known,
          each -> each.share().orElseThrow().low()));
      thin(line(
          chart,
          palette,
          colour,
          name + ", high",
          known,
          each -> each.share().orElseThrow().high()));
    }
  }

  private XYChart reliability(Palette palette) {
    XYChart chart = chart(palette, "scorings averaged", "reliability within prompts");
    chart.getStyler().setYAxisMin(0.0).setYAxisMax(1.0);
    ConfidenceInterval one = audit.reliability().orElseThrow();
    ofMean(chart, palette, "estimate", one.value());
    thin(ofMean(chart, palette, "low", one.low()));
    thin(ofMean(chart, palette, "high", one.high()));
    return chart;
  }

  private static XYSeries ofMean(XYChart chart, Palette palette, String name, double reliability) {
    XYSeries series = chart.addSeries(
        name,
        IntStream.rangeClosed(1, MOST_SCORINGS).asDoubleStream().toArray(),
        IntStream.rangeClosed(1, MOST_SCORINGS)
            .mapToDouble(scorings -> AuditText.ofMean(reliability, scorings))
            .toArray());
    series.setMarker(SeriesMarkers.CIRCLE);
    series.setMarkerColor(palette.of(0)).setLineColor(palette.of(0));
    return series;
  }

  private static XYSeries line(
      XYChart chart,
      Palette palette,
      int colour,
      String name,
      List<Recovery> recovery,
      ToDoubleFunction<Recovery> value) {
    XYSeries series = chart.addSeries(
        name,
        recovery.stream().mapToDouble(Recovery::draws).toArray(),
        recovery.stream().mapToDouble(value).toArray());
    series.setMarker(SeriesMarkers.CIRCLE);
    series.setMarkerColor(palette.of(colour)).setLineColor(palette.of(colour));
    return series;
  }

  private static void thin(XYSeries series) {
    series.setMarker(SeriesMarkers.NONE);
    series.setLineStyle(new BasicStroke(0.8f)).setShowInLegend(false);
  }

  private static XYChart chart(Palette palette, String x, String y) {
    XYChart chart = new XYChartBuilder()
        .width(WIDTH)
        .height(HEIGHT)
        .xAxisTitle(x)
        .yAxisTitle(y)
        .build();
    palette.paint(chart.getStyler());
    return chart;
  }

  private static String escaped(String text) {
    return htmlEscaper().escape(text);
  }
}
