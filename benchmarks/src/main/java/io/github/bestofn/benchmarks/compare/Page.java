package io.github.bestofn.benchmarks.compare;

import static com.google.common.html.HtmlEscapers.htmlEscaper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.internal.chartpart.IChart;

/**
 * A page that needs no network, in the colours that the reader prefers. Its plots are also written beside it, as PNG
 * and SVG, and as SVG on a dark ground.
 */
public final class Page {

  private final Path folder;
  private final StringBuilder figures = new StringBuilder();

  /**
   * Creates a page without figures.
   *
   * @param folder where to write; created if it does not exist
   * @throws IOException if it cannot be made
   */
  public Page(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder);
  }

  /**
   * Adds a figure, and writes its files.
   *
   * @param name the name of its files, without extension
   * @param title its title
   * @param caption what it shows
   * @param plot draws it in the colours of a palette
   * @throws IOException if a file cannot be written
   */
  public void figure(String name, String title, String caption, Function<Palette, IChart> plot)
      throws IOException {
    IChart light = plot.apply(Palette.LIGHT);
    Files.write(folder.resolve(name + ".png"), ChartEncoder.getBytes(light, "png"));
    String svg = svg(light);
    String dark = svg(plot.apply(Palette.DARK));
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

  /**
   * Writes {@code index.html}.
   *
   * @param template its text, with <code>{{figures}}</code> in the place of the figures
   * @throws IOException if the file cannot be written
   */
  public void write(String template) throws IOException {
    Files.writeString(folder.resolve("index.html"), template.replace("{{figures}}", figures));
  }

  /**
   * Returns a page's template, in the style of all pages.
   *
   * @param owner the class it lies beside
   * @param name its name
   * @return its text
   * @throws IOException if it cannot be read
   */
  public static String template(Class<?> owner, String name) throws IOException {
    return resource(owner, name).replace("{{style}}", resource(Page.class, "page.css"));
  }

  private static String resource(Class<?> owner, String name) throws IOException {
    try (var resource = owner.getResourceAsStream(name)) {
      if (resource == null) {
        throw new IllegalStateException(name + " is missing from the jar");
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    }
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
}
