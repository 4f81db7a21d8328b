package io.github.bestofn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandTest {

  private final Cli cli = new Cli();

  @TempDir
  private Path folder;

  private String first = "";
  private String second = "";
  private String gold = "";

  @BeforeEach
  void tables() throws IOException {
    first = file("first.csv", """
        prompt,reward_0,reward_1,reward_2,reward_3
        a,1,2,3,9
        b,4,,6,5
        """);
    second = file("second.csv", """
        prompt,reward_0,reward_1,reward_2,reward_3
        a,1,2,4,9
        b,4,7,6,5
        """);
    gold = file("gold.jsonl", """
        {"prompt": "a", "rewards": [-3, -2, -1, null]}
        {"prompt": "b", "rewards": [-1, -9, -2, -3]}
        """);
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private String audit(String args) {
    return "audit --rewards " + first + " " + args;
  }

  /**
   * By hand. The last response of a has no gold, the second of b no first reward. Of two responses of a the judge's
   * choice gains 2/3, as the best does; of b both scorings choose the third before the fourth before the first: −2,
   * −2, −3, which is 1/3 less than one draw's −2, where the best gains 2/3.
   */
  @Test
  void json_hasTheFiguresOfCompleteResponses() throws IOException {
    JsonNode json = cli.json(audit("--rewards " + second + " --gold " + gold));
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "prompts",
            "draws",
            "reliability",
            "tiedPairs",
            "correlationWithin",
            "correlationBetween",
            "recovery",
            "bestDraws",
            "verdict");
    assertThat(json.get("prompts").intValue()).isEqualTo(2);
    assertThat(json.get("draws").intValue()).isEqualTo(6);
    assertThat(json.get("reliability").fieldNames())
        .toIterable()
        .containsExactly("value", "low", "high");
    assertThat(json.get("reliability").get("value").doubleValue()).isBetween(0.8, 1.0);
    assertThat(json.get("tiedPairs").doubleValue()).isZero();
    assertThat(json.get("recovery")).hasSize(2);
    JsonNode two = json.get("recovery").get(1);
    assertThat(two.fieldNames())
        .toIterable()
        .containsExactly("draws", "gold", "share", "low", "high");
    assertThat(two.get("draws").intValue()).isEqualTo(2);
    assertThat(two.get("gold").doubleValue()).isCloseTo(-2 + 1.0 / 6, within(1e-12));
    assertThat(two.get("share").doubleValue()).isCloseTo(0.25, within(1e-12));
    assertThat(json.get("recovery").get(0).get("share").isNull()).isTrue();
    assertThat(json.get("bestDraws").get("value").doubleValue()).isEqualTo(3);
    assertThat(json.get("verdict").textValue()).isEqualTo("cannot tell");
  }

  @Test
  void json_hasNullWhereNothingIsDefined() throws IOException {
    JsonNode json = cli.json(audit(""));
    assertThat(json.get("prompts").intValue()).isEqualTo(2);
    assertThat(json.get("draws").intValue()).isEqualTo(7);
    assertThat(json.get("reliability").get("value").isNull()).isTrue();
    assertThat(json.get("correlationWithin").isNull()).isTrue();
    assertThat(json.get("correlationBetween").isNull()).isTrue();
    assertThat(json.get("recovery")).isEmpty();
    assertThat(json.get("bestDraws").get("value").isNull()).isTrue();
    assertThat(json.get("verdict").textValue()).isEqualTo("cannot tell");
  }

  @Test
  void text_saysWhatRepeatsBound() {
    assertThat(cli.output(audit("--rewards " + second)))
        .startsWith("2 prompts, 7 responses, 2 scorings each, no gold labels")
        .contains("verdict: ", "Reliability of one scoring within prompts: ")
        .contains("no gold correlates with one scoring within prompts by more than");
  }

  @Test
  void text_hasATableWithGold() {
    assertThat(cli.output(audit("--rewards " + second + " --gold " + gold)))
        .contains("with gold labels", "Correlation of rewards and gold: ")
        .contains("draws    gold  best gold  share", "share, mean of 2");
  }

  @Test
  void report_isOnePageWithItsPlots() throws IOException {
    Path report = folder.resolve("report");
    cli.output("audit --rewards synthetic:gaussian,prompts=30,draws=16,seed=1"
        + " --rewards synthetic:gaussian,prompts=30,draws=16,seed=1"
        + " --gold synthetic:gaussian,prompts=30,draws=16,seed=2 --report " + report);
    String page = Files.readString(report.resolve("index.html"));
    assertThat(page)
        .startsWith("<!DOCTYPE html>")
        .contains("30 prompts, 480 responses", "Verdict: ")
        .doesNotContain("{{", "<script", "src=", "href=");
    for (String plot : List.of("gold", "recovery", "reliability")) {
      assertThat(ImageIO.read(report.resolve(plot + ".png").toFile()).getWidth())
          .isGreaterThan(400);
      assertThat(report.resolve(plot + "-dark.svg")).exists();
    }
  }

  @Test
  void report_ofOneScoringWithoutGold_hasNoPlots() throws IOException {
    Path report = folder.resolve("report");
    cli.output(audit("--report " + report));
    assertThat(Files.readString(report.resolve("index.html"))).doesNotContain("<svg", "{{");
  }

  @Test
  void audit_refusesTablesThatDoNotPair() throws IOException {
    String narrow = file("narrow.csv", "prompt,reward_0,reward_1\na,1,2\nb,3,4\n");
    cli.assertRefused(
        audit("--gold " + narrow),
        "audit: %s must have the shape of %s, but has 2 columns instead of 4 for prompt 0"
            .formatted(narrow, first));
    String single = file("single.csv", "prompt,reward_0,reward_1,reward_2,reward_3\na,1,2,3,4\n");
    cli.assertRefused(
        audit("--rewards " + single),
        "audit: %s must have the shape of %s, but has 1 prompts instead of 2"
            .formatted(single, first));
    String apart = file("apart.csv", """
        prompt,reward_0,reward_1,reward_2,reward_3
        a,,,,
        b,,1,,
        """);
    cli.assertRefused(
        audit("--gold " + apart),
        "audit: the tables must have a response with all values, but none has");
    String broken = file("broken.csv", "prompt,reward_0\na,NaN\n");
    cli.assertRefused(
        audit("--gold " + broken),
        "audit: " + broken + ", row 2: reward_0 must be a finite number, but was NaN");
  }
}
