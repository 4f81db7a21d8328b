package io.github.bestofn.benchmarks.stream;

import static com.google.common.html.HtmlEscapers.htmlEscaper;

import io.github.bestofn.benchmarks.compare.Page;
import io.github.bestofn.benchmarks.compare.Palette;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Figures by the number of requests seen, as one page that needs no network, with its plots beside it. */
public final class StreamReport {

  private static final int PLOT_WIDTH = 690;
  private static final int LETTER_WIDTH = 7;
  private static final int PLOT_HEIGHT = 400;

  private StreamReport() {}

  /**
   * Writes {@code index.html} and its plots as PNG and SVG, and as SVG on a dark ground.
   *
   * @param folder where to write; created if it does not exist
   * @param streamed what came of the streams
   * @throws IOException if a file cannot be written
   */
  public static void write(Path folder, Streamed streamed) throws IOException {
    Page page = new Page(folder);
    page.figure(
        "worth",
        "Worth per draw by requests seen",
        "The uniform budget with the same mean reward on the same requests, divided by the mean number of draws. Each point is "
            + "the mean over all streams of the requests that arrived at about the same time, warm-up included and audits excluded.",
        palette -> chart(streamed, palette, "worth per draw", StreamFigures.Point::worthPerDraw));
    page.figure(
        "draws",
        "Draws by requests seen",
        "The mean number of draws of a request.",
        palette -> chart(streamed, palette, "draws per request", StreamFigures.Point::meanDraws));
    page.figure(
        "loss",
        "Loss by requests seen",
        "The share of what %d draws gain that is lost: (best of %d − best of those drawn) / (best of %d − mean of %d)."
            .formatted(streamed.budget(), streamed.budget(), streamed.budget(), streamed.budget()),
        palette -> chart(streamed, palette, "mean loss", StreamFigures.Point::meanLoss));
    page.write(Page.template(StreamReport.class, "stream.html")
        .replace("{{text}}", htmlEscaper().escape(streamed.text())));
  }

  private static XYChart chart(
      Streamed streamed,
      Palette palette,
      String y,
      Function<StreamFigures.Point, @Nullable Double> figure) {
    int longest = streamed.results().stream()
        .mapToInt(figures -> figures.strategy().length())
        .max()
        .orElse(0);
    XYChart chart = new XYChartBuilder()
        .width(PLOT_WIDTH + LETTER_WIDTH * longest)
        .height(PLOT_HEIGHT)
        .xAxisTitle("requests seen")
        .yAxisTitle(y)
        .build();
    palette.paint(chart.getStyler());
    chart.getStyler().setXAxisMin(0.0).setYAxisMin(0.0);
    for (int k = 0; k < streamed.results().size(); k++) {
      StreamFigures figures = streamed.results().get(k);
      List<StreamFigures.Point> points =
          figures.curve().stream().filter(point -> figure.apply(point) != null).toList();
      if (!points.isEmpty()) {
        chart
            .addSeries(
                figures.strategy(),
                points.stream()
                    .mapToDouble(point -> (point.from() + point.to()) / 2.0)
                    .toArray(),
                points.stream()
                    .mapToDouble(point -> Objects.requireNonNull(figure.apply(point)))
                    .toArray())
            .setMarker(SeriesMarkers.CIRCLE)
            .setMarkerColor(palette.of(k))
            .setLineColor(palette.of(k));
      }
    }
    return chart;
  }
}
