package io.github.bestofn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class SoakCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }

  /** Promises hold at any size; whether goals are met depends on the machine. */
  @Test
  @Tag("statistical")
  void soak_keepsItsPromisesAndHasItsFiguresByName() throws IOException {
    int exit = run(
        "soak",
        "--scale=0.001",
        "--scenario=throughput",
        "--scenario=delays",
        "--scenario=faults",
        "--scenario=storm",
        "--strategy=streaming:exploration=2",
        "--json=-");

    assertThat(err.toString()).isEmpty();
    assertThat(exit).isZero();
    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "drawsPerSecond",
            "overheadMicrosPerDraw",
            "idealThroughputShare",
            "streamingMakespanRatio",
            "wavesMakespanRatio",
            "faultRun",
            "cancellationStorm");
    for (String figure : new String[] {
      "drawsPerSecond",
      "overheadMicrosPerDraw",
      "idealThroughputShare",
      "streamingMakespanRatio",
      "wavesMakespanRatio"
    }) {
      assertThat(json.get(figure).doubleValue()).as(figure).isPositive();
    }
    JsonNode faults = json.get("faultRun");
    assertThat(faults.fieldNames())
        .toIterable()
        .containsExactly(
            "budget",
            "draws",
            "unspent",
            "attempts",
            "failures",
            "lost",
            "invented",
            "threadsLeft",
            "inFlightAfter");
    assertThat(faults.get("budget").intValue()).isEqualTo(10_000);
    assertThat(faults.get("draws").intValue() + faults.get("unspent").intValue())
        .isEqualTo(10_000);
    assertThat(faults.get("attempts").intValue())
        .isEqualTo(faults.get("draws").intValue() + faults.get("failures").intValue());
    assertThat(faults.get("failures").intValue()).isPositive();
    for (String nothing : new String[] {"lost", "invented", "threadsLeft", "inFlightAfter"}) {
      assertThat(faults.get(nothing).intValue()).as(nothing).isZero();
    }
    JsonNode storm = json.get("cancellationStorm");
    assertThat(storm.fieldNames())
        .toIterable()
        .containsExactly("runs", "hung", "leaked", "inconsistent");
    assertThat(storm.toString())
        .isEqualTo("{\"runs\":100,\"hung\":0,\"leaked\":0,\"inconsistent\":0}");
  }

  @Test
  void badOptions_areOneLine() {
    assertThat(run("soak", "--scale=0")).isEqualTo(2);
    assertThat(err.toString().strip())
        .isEqualTo("soak: --scale must be above 0 and at most 1, but was 0.0");
  }
}
