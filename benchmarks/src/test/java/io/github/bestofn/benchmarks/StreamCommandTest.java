package io.github.bestofn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
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
