package io.github.bestofn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CurveCommandTest {

  private final Cli cli = new Cli();

  @TempDir
  private Path folder;

  private String table = "";

  @BeforeEach
  void table() throws IOException {
    table = Files.writeString(folder.resolve("t.csv"), """
            prompt,reward_0,reward_1,reward_2
            a,1,0,0
            b,6,3,
            """).toString();
  }

  /** By hand: the best of two of 1, 0, 0 is 1 in two of three pairs. */
  @Test
  void curve_isTheMeanOverPromptsWithEnoughDraws() throws IOException {
    JsonNode json = cli.json(curve("--price 0.5"));
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly("table", "prompts", "curve", "price", "worthwhileBudget", "prices");
    assertThat(json.get("prices")).isEmpty();
    assertThat(json.get("table").textValue()).isEqualTo(table);
    assertThat(json.get("prompts").intValue()).isEqualTo(2);
    assertThat(json.get("price").doubleValue()).isEqualTo(0.5);
    JsonNode points = json.get("curve");
    assertThat(points).hasSize(2);
    assertPoint(points.get(0), 1, 2, (1.0 / 3 + 4.5) / 2, (1.0 / 3 + 1.5) / 2);
    assertPoint(points.get(1), 2, 2, (2.0 / 3 + 6) / 2, 1.0 / 3);
    assertThat(json.get("worthwhileBudget").intValue()).isEqualTo(2);
  }

  private static void assertPoint(
      JsonNode point, int draws, int prompts, double expectedBest, double nextDrawGain) {
    assertThat(point.fieldNames())
        .toIterable()
        .containsExactly("draws", "prompts", "expectedBest", "nextDrawGain");
    assertThat(point.get("draws").intValue()).isEqualTo(draws);
    assertThat(point.get("prompts").intValue()).isEqualTo(prompts);
    assertThat(point.get("expectedBest").doubleValue()).isCloseTo(expectedBest, within(1e-12));
    assertThat(point.get("nextDrawGain").doubleValue()).isCloseTo(nextDrawGain, within(1e-12));
  }

  /** Cheaper draws are drawn more often, and add reward. */
  @Test
  void prices_ofALargerTable_showDrawsAndReward() throws IOException {
    Path file = folder.resolve("curve.json");
    String text = cli.output(
        "curve --rewards synthetic:gaussian,prompts=8,draws=12,icc=0.5,seed=4 --prices 6 --json "
            + file);
    JsonNode prices = new ObjectMapper().readTree(file.toFile()).get("prices");

    assertThat(prices).hasSize(5);
    for (int k = 1; k < 5; k++) {
      assertThat(prices.get(k).get("price").doubleValue())
          .isLessThan(prices.get(k - 1).get("price").doubleValue());
      assertThat(prices.get(k).get("meanDraws").doubleValue())
          .isGreaterThanOrEqualTo(prices.get(k - 1).get("meanDraws").doubleValue());
    }
    assertThat(prices.get(0).get("meanDraws").doubleValue()).isBetween(2.0, 5.9);
    assertThat(prices.get(4).get("reward").doubleValue())
        .isGreaterThan(prices.get(0).get("reward").doubleValue());
    assertThat(prices.get(0).get("worthPerDraw").doubleValue()).isGreaterThan(1);
    assertThat(text).contains("relative price  draws  expected best  worth  worth per draw");
  }

  @Test
  void worthwhileBudget_isNullWithoutPriceOrWithinTheRecords() throws IOException {
    assertThat(cli.json(curve("")).get("worthwhileBudget").isNull()).isTrue();
    assertThat(cli.json(curve("--price 0.3")).get("worthwhileBudget").isNull()).isTrue();
    assertThat(cli.json(curve("--price 1")).get("worthwhileBudget").intValue()).isEqualTo(1);
  }

  /** By hand: draws of a cost 10, of b 20 or 40; a draw without a cost is dropped. */
  @Test
  void costs_areThoseOfTheDraws() throws IOException {
    Path costs = Files.writeString(folder.resolve("costs.csv"), """
            prompt,reward_0,reward_1,reward_2
            a,10,10,
            b,20,40,
            """);
    JsonNode json = cli.json(curve("--price 0.06 --costs " + costs));
    JsonNode points = json.get("curve");
    assertThat(points.get(0).get("cost").doubleValue()).isEqualTo(20);
    assertThat(points.get(1).get("cost").doubleValue()).isEqualTo(40);
    assertThat(points.get(0).get("expectedBest").doubleValue()).isEqualTo((0.5 + 4.5) / 2);
    // The second draw adds 0.5 and 1.5, and costs 20 on average: 0.05 for each unit.
    assertThat(json.get("worthwhileBudget").intValue()).isEqualTo(1);
    assertThat(cli.json(curve("--price 0.04 --costs " + costs))
            .get("worthwhileBudget")
            .isNull())
        .isTrue();
    assertThat(cli.output(curve("--price 0.06 --costs " + costs)))
        .containsPattern("next draw adds +cost")
        .contains("after 1 draws per prompt another is worth less than 0.06 per unit of cost");
  }

  @Test
  void table_isForPeople() {
    assertThat(cli.output(curve("--price 0.5"))).isEqualToIgnoringNewLines("""
            %s: 2 prompts

            draws  prompts  expected best  next draw adds
            1            2         2.4167           0.917
            2            2         3.3333           0.333

            after 2 draws per prompt another is worth less than 0.5
            """.formatted(table));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--price 0 | --price must be above 0 and finite, but was 0.0",
        "--price NaN | --price must be above 0 and finite, but was NaN",
        "--price x | Invalid value for option '--price': 'x' is not a double",
        "--json /nowhere/c.json | --json must be a file that can be written, or -, but was /nowhere/c.json"
      })
  void curve_refuses(String change, String line) {
    cli.assertRefused(curve(change), "curve: " + line);
  }

  private String curve(String args) {
    return "curve --rewards " + table + " " + args;
  }
}
