package io.github.bestofn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three seconds of load, without looking at times. */
@Timeout(120)
class ServiceCommandTest {

  private final Cli cli = new Cli();

  @Test
  void books_agreeWithWhatTheModelServerSaw() throws IOException {
    JsonNode json = cli.json("service --seconds 3 --rate 4 --budget 4 --waves 2 --seed 2");

    assertThat(json.get("results")).hasSize(2);
    for (JsonNode result : json.get("results")) {
      assertThat(result.get("broken")).isEmpty();
      assertThat(result.get("requests").intValue()).isPositive();
      assertThat(result.get("answers").intValue())
          .isBetween(
              result.get("requests").intValue() - 1, result.get("requests").intValue());
      assertThat(result.get("meanWaves").doubleValue()).isBetween(1.0, 2.0);
      assertThat(result.get("draws").intValue() + result.get("failures").intValue())
          .isEqualTo(result.get("calls").intValue());
    }
  }

  @Test
  void badInput_endsWithOneLine() {
    cli.assertRefused("service --seconds 0", "service: --seconds must be at least 1, but was 0");
    cli.assertRefused(
        "service --rate NaN", "service: --rate must be above 0 and finite, but was NaN");
  }
}
