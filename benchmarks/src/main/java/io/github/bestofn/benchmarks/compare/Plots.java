package io.github.bestofn.benchmarks.compare;

import io.github.bestofn.evaluate.Figures;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.IChart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The plots of a report. A strategy has the same colour in all of them. */
final class Plots {

  private static final int PLOT_WIDTH = 690;
  private static final int LETTER_WIDTH = 7;
  private static final int PLOT_HEIGHT = 400;
  private static final int LEGEND_LINE = 27;
  private static final int MOST_NAMES_SIDE_BY_SIDE = 3;
  private static final int SLANT = 20;
  private static final String CURVE = "uniform allocation";

  private final Compared compared;
  private final Palette palette;
  private final int width;
  private final int height;

  /**
   * Plots of a comparison.
   *
   * @param compared what came of it
   * @param palette the colours
   */
  Plots(Compared compared, Palette palette) {
    this.compared = compared;
    this.palette = palette;
    int longest = compared.results().stream()
        .mapToInt(figures -> figures.strategy().length())
        .reduce(CURVE.length(), Math::max);
    this.width = PLOT_WIDTH + LETTER_WIDTH * longest;
    this.height = Math.max(PLOT_HEIGHT, LEGEND_LINE * (compared.results().size() + 2));
  }

  /** Gain by strategy, with two standard errors either way. */
  IChart gains() {
    CategoryChart chart = new CategoryChartBuilder()
        .width(width)
        .height(height)
        .yAxisTitle("gain per batch, in reward units")
        .build();
    palette.paint(chart.getStyler());
    chart.getStyler().setOverlapped(true).setAvailableSpaceFill(0.7).setLegendVisible(false);
    chart.getStyler().setXAxisLabelRotation(results().size() > MOST_NAMES_SIDE_BY_SIDE ? SLANT : 0);
    List<Figures> results = results();
    List<String> names = results.stream().map(Figures::strategy).toList();
    // A series for each bar, so that each has its colour; it has no value below the other names.
    for (int k = 0; k < results.size(); k++) {
      Figures figures = results.get(k);
      chart
          .addSeries(
              figures.strategy(),
              names,
              only(k, figures.meanGain()),
              only(k, 2 * figures.meanGainStandardError()))
          .setFillColor(palette.of(k));
    }
    return chart;
  }

  private List<Figures> results() {
    return compared.results();
  }

  private List<@Nullable Double> only(int k, double value) {
    List<@Nullable Double> values =
        new ArrayList<>(Collections.nCopies(results().size(), null));
    values.set(k, value);
    return values;
  }

  /** Draws against what there is to gain. */
  IChart allocations(Allocations allocations) {
    XYChart chart = chart(
        "prompts by what they have to gain: from the least to the most",
        "draws a prompt got, on average");
    int groups = allocations.gains().size();
    chart.getStyler().setYAxisMin(0.0).setXAxisMin(0.7).setXAxisMax(groups + 0.3);
    List<Integer> x = IntStream.rangeClosed(1, groups).boxed().toList();
    List<Figures> results = compared.results();
    for (int k = 0; k < results.size(); k++) {
      String strategy = results.get(k).strategy();
      chart
          .addSeries(strategy, x, Objects.requireNonNull(allocations.draws().get(strategy)))
          .setMarker(SeriesMarkers.CIRCLE)
          .setMarkerColor(palette.of(k))
          .setLineColor(palette.of(k));
    }
    return chart;
  }

  /** The expected best reward by budget, in draws or in what they cost, and where strategies come to with theirs. */
  IChart curve(List<Curve.Point> points) {
    Double ofOne = points.get(0).cost();
    double unit = ofOne == null ? 1 : ofOne;
    XYChart chart = chart(
        ofOne == null
            ? "draws per prompt (logarithmic)"
            : "cost per prompt, in the unit of the costs (logarithmic)",
        "expected best reward of a prompt");
    chart.getStyler().setXAxisLogarithmic(true);
    chart
        .addSeries(
            CURVE,
            points.stream().mapToDouble(point -> unit * point.draws()).toArray(),
            points.stream().mapToDouble(Curve.Point::expectedBest).toArray())
        .setMarker(SeriesMarkers.NONE)
        .setLineColor(palette.text());
    double atBudget = points.stream()
        .filter(point -> point.draws() == compared.budget())
        .findFirst()
        .orElseThrow()
        .expectedBest();
    List<Figures> results = compared.results();
    for (int k = 0; k < results.size(); k++) {
      Figures figures = results.get(k);
      double best = atBudget + figures.meanGain() / compared.batchSize();
      chart
          .addSeries(
              figures.strategy(),
              new double[] {unit * compared.budget(), unit * figures.equivalentBudget()},
              new double[] {best, best})
          .setMarker(SeriesMarkers.CIRCLE)
          .setMarkerColor(palette.of(k))
          .setLineColor(palette.of(k));
    }
    return chart;
  }

  private XYChart chart(String x, String y) {
    XYChart chart = new XYChartBuilder()
        .width(width)
        .height(height)
        .xAxisTitle(x)
        .yAxisTitle(y)
        .build();
    palette.paint(chart.getStyler());
    return chart;
  }
}
