package io.github.bestofn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

  private static final String COMPARE = "compare --rewards synthetic:bounded,prompts=12,draws=30"
      + " --budget 8 --batch-size 3 --batches 20 --strategy two-stage:exploration=2";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir
  private Path folder;

  @Test
  void report_isOnePageThatNeedsNoOtherFile() throws IOException {
    Path report = folder.resolve("new").resolve("report");
    assertThat(run(COMPARE + " --strategy oracle --report " + report)).isZero();
    assertThat(err.toString()).isEmpty();
    assertThat(out.toString()).startsWith("synthetic:bounded");
    String page = Files.readString(report.resolve("index.html"));
    assertThat(page)
        .startsWith("<!DOCTYPE html>")
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
    assertThat(run(COMPARE + " --report " + folder)).isZero();
    for (String plot : List.of("gain", "allocation", "curve")) {
      assertThat(ImageIO.read(folder.resolve(plot + ".png").toFile()).getWidth())
          .isGreaterThan(400);
      assertThat(Files.readString(folder.resolve(plot + ".svg"))).contains("<svg ", "</svg>");
    }
  }

  /** The oracle works in a comparison only, which does not tell where it draws. */
  @Test
  void report_ofTheOracleAlone_hasNoAllocations() throws IOException {
    assertThat(run(COMPARE.replace("two-stage:exploration=2", "oracle") + " --report " + folder))
        .isZero();
    assertThat(folder.resolve("gain.svg")).exists();
    assertThat(folder.resolve("allocation.svg")).doesNotExist();
  }

  @Test
  void report_isRefusedWhereItCannotBeWritten() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThat(run(COMPARE + " --report " + file)).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly("compare: --report must be a folder that can be written, but was " + file);
  }

  private int run(String args) {
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args.split(" +", -1));
  }
}
