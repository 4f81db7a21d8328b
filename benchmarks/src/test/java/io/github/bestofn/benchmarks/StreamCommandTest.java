package io.github.bestofn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class StreamCommandTest {

  private static final String TABLE = "synthetic:bernoulli,prompts=60,draws=16,icc=0.5,seed=3";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void json_hasTheFiguresOfTheContract() throws Exception {
    assertThat(run(
            "--budget",
            "4",
            "--streams",
            "2",
            "--strategy",
            "uniform",
            "--strategy",
            "shared",
            "--json",
            "-"))
        .isZero();
    JsonNode json = new ObjectMapper().readTree(out.toString());

    assertThat(json.get("prompts").asInt()).isEqualTo(60);
    assertThat(json.get("promptsLeftOut").asInt()).isZero();
    JsonNode uniform = json.get("results").get(0);
    assertThat(uniform.get("meanDraws").asDouble()).isEqualTo(4);
    assertThat(uniform.get("equivalentBudget").asDouble()).isEqualTo(4, within(1e-9));
    assertThat(uniform.get("meanGain").asDouble()).isZero();
    assertThat(uniform.get("meanLoss").asDouble()).isZero();
    JsonNode shared = json.get("results").get(1);
    assertThat(shared.get("warmUp").asInt()).isEqualTo(5);
    assertThat(shared.get("worthPerDraw").asDouble()).isGreaterThan(1);
    assertThat(shared.get("maxDraws").asInt()).isLessThanOrEqualTo(16);
    assertThat(shared.get("largestOverdraft").asInt()).isLessThanOrEqualTo(80);
    assertThat(shared.fieldNames())
        .toIterable()
        .contains(
            "strategy",
            "meanWaves",
            "equivalentBudgetCensored",
            "meanGainStandardError",
            "meanLossStandardError",
            "uniformLossAtSameDraws",
            "curve");
  }

  @Test
  void report_showsFiguresByRequestsSeen(@TempDir Path folder) throws Exception {
    assertThat(run(
            "--budget",
            "4",
            "--streams",
            "2",
            "--strategy",
            "shared",
            "--strategy",
            "as-good-as:keep=0.7,calibration=12",
            "--report",
            folder.toString()))
        .isZero();

    for (String name : new String[] {"worth", "draws", "loss"}) {
      assertThat(folder.resolve(name + ".svg")).isNotEmptyFile();
      assertThat(folder.resolve(name + "-dark.svg")).isNotEmptyFile();
      assertThat(folder.resolve(name + ".png")).isNotEmptyFile();
    }
    assertThat(Files.readString(folder.resolve("index.html")))
        .contains("Worth per draw by requests seen", "as-good-as:keep=0.7,calibration=12")
        .doesNotContain("{{");
  }

  @Test
  void restart_reportsGainsBeforeAndAfter() throws Exception {
    assertThat(run(
            "--budget",
            "4",
            "--streams",
            "2",
            "--strategy",
            "shared",
            "--restart",
            "30",
            "--json",
            "-"))
        .isZero();
    JsonNode restart =
        new ObjectMapper().readTree(out.toString()).get("results").get(0).get("restart");

    assertThat(restart.get("requests").asInt()).isEqualTo(20);
    assertThat(restart.get("gainBefore").isNumber()).isTrue();
    assertThat(restart.get("gainAfter").isNumber()).isTrue();
    assertThat(restart.get("gainAfterStandardError").asDouble()).isNotNegative();
    assertThat(run("--budget", "4", "--strategy", "shared", "--restart", "60")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualToIgnoringNewLines(
            "stream: --restart must be less than the 60 requests of a stream, but was 60");
  }

  @Test
  void badInput_endsWithOneLine() {
    assertThat(run("--strategy", "adaptive")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualToIgnoringNewLines(
            "stream: --strategy must be one of uniform, shared, as-good-as, but was adaptive");
  }

  @Test
  void streamShorterThanTheWarmUp_isRefused() {
    assertThat(run("--budget", "4", "--strategy", "as-good-as:keep=0.99")).isEqualTo(2);
    assertThat(err.toString())
        .contains("a stream must be longer than the warm-up of 310 requests, but");
  }

  private int run(String... options) {
    CommandLine commandLine =
        Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    String[] args = new String[options.length + 3];
    args[0] = "stream";
    args[1] = "--rewards";
    args[2] = TABLE;
    System.arraycopy(options, 0, args, 3, options.length);
    return commandLine.execute(args);
  }
}
