package io.github.bestofn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

  private static final String COMPARE = "compare --rewards synthetic:bounded,prompts=12,draws=30"
      + " --budget 8 --batch-size 3 --batches 20 --strategy two-stage:exploration=2";

  private final Cli cli = new Cli();

  @TempDir
  private Path folder;

  @Test
  void report_isOnePageThatNeedsNoOtherFile() throws IOException {
    Path report = folder.resolve("new").resolve("report");
    assertThat(cli.run(COMPARE + " --strategy oracle --report " + report)).isZero();
    assertThat(cli.err()).isEmpty();
    assertThat(cli.out()).startsWith("synthetic:bounded");
    String page = Files.readString(report.resolve("index.html"));
    assertThat(page)
        .startsWith("<!DOCTYPE html>")
        .containsPattern(
            "<li>two-stage:exploration=2: worth \\d\\.\\d\\d × uniform&#39;s draws, ± \\d\\.\\d\\d; in 2\\.0 waves\\.</li>")
        .contains("12 prompts; 20 batches of 3 with 8 draws per prompt")
        .contains("two-stage:<wbr>exploration=2", "oracle", "prefers-color-scheme: dark")
        .doesNotContain("{{", "<script", "src=", "href=", "@import", "<!DOCTYPE svg");
    // Three plots, each in light and dark.
    assertThat(page.split("<svg ", -1)).hasSize(1 + 6);
    // Ids are unique, so that no plot is clipped by the path of another.
    List<String> ids =
        page.lines().filter(line -> line.contains(" id=\"")).map(String::strip).toList();
    assertThat(ids).isNotEmpty().doesNotHaveDuplicates();
  }

  @Test
  void report_hasItsPlotsAsPngAndSvg() throws IOException {
    assertThat(cli.run(COMPARE + " --report " + folder)).isZero();
    for (String plot : List.of("gain", "allocation", "curve")) {
      assertThat(ImageIO.read(folder.resolve(plot + ".png").toFile()).getWidth())
          .isGreaterThan(400);
      assertThat(Files.readString(folder.resolve(plot + ".svg"))).contains("<svg ", "</svg>");
      assertThat(Files.readString(folder.resolve(plot + "-dark.svg")))
          .contains("<svg ", "fill:rgb(21,25,31)", "</svg>");
    }
  }

  @Test
  void report_atEqualCost_hasItsBudgetsInCosts() throws IOException {
    Path rewards = Files.writeString(folder.resolve("rewards.csv"), table(prompt -> "0", "1"));
    Path costs = Files.writeString(
        folder.resolve("costs.csv"), table(prompt -> prompt < 6 ? "10" : "1", "1"));

    cli.output(("compare --rewards %s --costs %s --budget 4 --batch-size 12 --batches 5"
            + " --strategy adaptive --strategy uniform --report %s")
        .formatted(rewards, costs, folder));

    assertThat(Files.readString(folder.resolve("index.html")))
        .contains("uniform&#39;s cost", "Budgets are in what uniform&#39;s draws cost");
  }

  /** Twelve prompts of eight cells; the last cell of each is another. */
  private static String table(IntFunction<String> cell, String last) {
    StringBuilder csv = new StringBuilder("prompt");
    IntStream.range(0, 8).forEach(k -> csv.append(",reward_").append(k));
    for (int prompt = 0; prompt < 12; prompt++) {
      csv.append("\n")
          .append(prompt)
          .append(("," + cell.apply(prompt)).repeat(7))
          .append(",")
          .append(last);
    }
    return csv.append("\n").toString();
  }

  @Test
  void report_ofTheOracleAlone_hasItsAllocations() {
    cli.output(COMPARE.replace("two-stage:exploration=2", "oracle") + " --report " + folder);
    assertThat(folder.resolve("allocation.svg")).exists();
  }

  @Test
  void report_isRefusedWhereItCannotBeWritten() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    cli.assertRefused(
        COMPARE + " --report " + file,
        "compare: --report must be a folder that can be written, but was " + file);
  }
}
