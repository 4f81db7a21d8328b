package io.github.bestofn.benchmarks.compare;

import com.google.common.collect.ImmutableList;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Colours of plots: on a light ground or on a dark one. Series colours can be told apart without red or green. */
public enum Palette {
  /** On a light ground. */
  LIGHT(
      new Color(0xffffff),
      new Color(0x24292f),
      new Color(0xd8dee4),
      ImmutableList.of(
          0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0x8a6d00, 0x3a9bd9, 0x6e40c9, 0x57606a, 0xa40e26,
          0x7a9a01)),
  /** On a dark ground. */
  DARK(
      new Color(0x15191f),
      new Color(0xe6edf3),
      new Color(0x3d444d),
      ImmutableList.of(
          0x58a6ff, 0xff9e4a, 0x3fd0a4, 0xe79bc6, 0xe3c04a, 0x9bd2f5, 0xb79cf2, 0xa6b1bd, 0xff7b72,
          0xb5d33d));

  private static final String FONT = Font.SANS_SERIF;

  private final Color ground;
  private final Color text;
  private final Color grid;
  private final ImmutableList<Integer> series;

  Palette(Color ground, Color text, Color grid, ImmutableList<Integer> series) {
    this.ground = ground;
    this.text = text;
    this.grid = grid;
    this.series = series;
  }

  /**
   * Returns the colour of the k-th series; colours repeat after ten.
   *
   * @param k the series, from 0
   * @return its colour
   */
  public Color of(int k) {
    return new Color(series.get(k % series.size()));
  }

  /**
   * Returns the colour of text.
   *
   * @return the colour
   */
  public Color text() {
    return text;
  }

  /**
   * Paints a chart in these colours.
   *
   * @param styler the chart's
   */
  public void paint(AxesChartStyler styler) {
    styler
        .setAxisTitleFont(new Font(FONT, Font.PLAIN, 13))
        .setAxisTickLabelsFont(new Font(FONT, Font.PLAIN, 12))
        .setAxisTickLabelsColor(text)
        .setAxisTickMarksColor(grid)
        .setPlotGridLinesColor(grid)
        .setPlotGridLinesStroke(new BasicStroke(0.7f))
        .setPlotGridVerticalLinesVisible(false)
        .setErrorBarsColor(text)
        .setYAxisTickLabelsFormattingFunction(Palette::number)
        .setChartBackgroundColor(ground)
        .setPlotBackgroundColor(ground)
        .setPlotBorderVisible(false)
        .setChartFontColor(text)
        .setXAxisTitleColor(text)
        .setYAxisTitleColor(text)
        .setChartTitleVisible(false)
        .setLegendFont(new Font(FONT, Font.PLAIN, 12))
        .setLegendBackgroundColor(ground)
        .setLegendBorderColor(ground)
        .setLegendPosition(LegendPosition.OutsideE)
        .setSeriesColors(series.stream().map(Color::new).toArray(Color[]::new))
        .setAntiAlias(true)
        .setMarkerSize(7);
  }

  /* Four digits; without those that are zero at the end. */
  private static String number(double value) {
    return new BigDecimal(value, new MathContext(4))
        .setScale(12, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }
}
