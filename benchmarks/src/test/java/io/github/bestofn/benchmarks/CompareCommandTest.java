package io.github.bestofn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.evaluate.Comparison;
import io.github.bestofn.evaluate.Figures;
import io.github.bestofn.spi.RewardRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompareCommandTest {

  private static final String TABLE = "synthetic:bounded,prompts=12,draws=30";
  private static final String SMALL = "compare --rewards " + TABLE
      + " --budget 8 --batch-size 3 --batches 40 --seed 5 --strategy adabon";

  private final Cli cli = new Cli();

  @TempDir
  private Path folder;

  @Test
  void json_hasTheNamesOfTheContractInOrder() throws IOException {
    JsonNode json = cli.json(SMALL + " --strategy two-stage:exploration=2 --strategy oracle");
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "table",
            "prompts",
            "promptsLeftOut",
            "batchSize",
            "budget",
            "inFlight",
            "batches",
            "seed",
            "results");
    assertThat(json.get("table").textValue()).isEqualTo(TABLE);
    assertThat(json.get("prompts").intValue()).isEqualTo(12);
    assertThat(json.get("promptsLeftOut").intValue()).isZero();
    assertThat(json.get("batchSize").intValue()).isEqualTo(3);
    assertThat(json.get("budget").intValue()).isEqualTo(8);
    assertThat(json.get("inFlight").intValue()).isEqualTo(3);
    assertThat(json.get("batches").intValue()).isEqualTo(40);
    assertThat(json.get("seed").longValue()).isEqualTo(5);
    assertThat(json.get("results"))
        .extracting(result -> result.get("strategy").textValue())
        .containsExactly("adabon", "two-stage:exploration=2", "oracle");
    JsonNode result = json.get("results").get(0);
    assertThat(result.fieldNames())
        .toIterable()
        .containsExactly(
            "strategy",
            "batchWinRate",
            "promptWinRate",
            "expectedSurvivalTime",
            "uniformSurvivalTime",
            "equivalentBudget",
            "equivalentBudgetRatio",
            "equivalentBudgetCensored",
            "meanGain",
            "meanGainStandardError",
            "meanGainVersus",
            "oracleShare",
            "meanDraws",
            "maxDraws",
            "rounds",
            "waves",
            "worthPerDraw",
            "drawShare",
            "meanLoss",
            "meanLossStandardError",
            "uniformLossAtSameDraws");
    assertThat(result.get("drawShare").doubleValue())
        .isEqualTo(result.get("meanDraws").doubleValue() / 8, within(1e-12));
    assertThat(result.get("meanLoss").doubleValue()).isBetween(0.0, 1.0);
    // Adabon spends the whole budget, with which uniform loses nothing.
    assertThat(result.get("uniformLossAtSameDraws").doubleValue()).isZero();
    JsonNode versus = result.get("meanGainVersus");
    assertThat(versus.fieldNames())
        .toIterable()
        .containsExactly("two-stage:exploration=2", "oracle");
    assertThat(versus.get("oracle").fieldNames())
        .toIterable()
        .containsExactly("meanGain", "meanGainStandardError");
  }

  @Test
  void json_hasTheFiguresOfTheComparison() throws IOException {
    JsonNode json = cli.json(SMALL + " --in-flight 2 --reward-range 0,1 --calibration-prompts 4");
    Figures figures = Comparison.of(Rewards.table(TABLE))
        .batchSize(3)
        .budget(8)
        .batches(40)
        .seed(5)
        .inFlight(2)
        .rewardRange(RewardRange.of(0, 1))
        .calibrationPrompts(4)
        .run(Map.of("adabon", Strategies.adabon()))
        .get(0);
    JsonNode result = json.get("results").get(0);
    assertThat(json.get("inFlight").intValue()).isEqualTo(2);
    assertThat(result.get("batchWinRate").doubleValue()).isEqualTo(figures.batchWinRate());
    assertThat(result.get("equivalentBudget").doubleValue()).isEqualTo(figures.equivalentBudget());
    assertThat(result.get("meanGain").doubleValue()).isEqualTo(figures.meanGain());
    assertThat(result.get("rounds").doubleValue()).isEqualTo(2);
    assertThat(result.get("waves").doubleValue()).isEqualTo(2);
    assertThat(result.get("worthPerDraw").doubleValue())
        .isEqualTo(figures.equivalentBudget() / figures.meanDraws());
    assertThat(result.get("oracleShare").doubleValue())
        .isCloseTo(figures.oracleShare().orElseThrow(), within(1e-12));
  }

  /** Paired cell by cell: the draw without a cost is dropped, and with it the second prompt, which has too few then. */
  @Test
  void costs_pairWithRewards() throws IOException {
    Path rewards = Files.writeString(folder.resolve("r.csv"), """
        prompt,reward_0,reward_1,reward_2
        a,1,2,3
        b,1,,3
        c,3,2,1
        """);
    Path costs = Files.writeString(folder.resolve("c.csv"), """
        prompt,reward_0,reward_1,reward_2
        a,10,20,30
        b,10,20,
        c,30,20,10
        """);
    String command = "compare --rewards " + rewards + " --costs " + costs
        + " --budget 2 --batch-size 2 --batches 10 --strategy ";
    JsonNode json = cli.json(command + "uniform");
    assertThat(json.get("promptsLeftOut").intValue()).isEqualTo(1);
    JsonNode result = json.get("results").get(0);
    assertThat(result.get("costShare").doubleValue()).isBetween(0.8, 1.3);
    assertThat(cli.json(SMALL).get("results").get(0).has("costShare")).isFalse();

    assertThat(cli.run(command + "random")).isEqualTo(2);
    Path other = Files.writeString(folder.resolve("o.csv"), "prompt,reward_0\na,1\n");
    assertThat(
            cli.run(("compare --rewards " + rewards + " --costs " + other + " --strategy uniform")))
        .isEqualTo(2);
  }

  /** Nothing to gain: all rewards are equal. */
  @Test
  void oracleShare_isNullWhereTheOracleGainsNothing() throws IOException {
    Path file = Files.writeString(folder.resolve("t.jsonl"), """
        {"prompt": "a", "rewards": [1, 1, 1, 1]}
        {"prompt": "b", "rewards": [1, 1, 1]}
        {"prompt": "c", "rewards": [1, 1]}
        {"prompt": "d", "rewards": [1]}
        """);
    JsonNode json = cli.json(
        "compare --rewards " + file + " --strategy uniform --budget 2 --batch-size 2 --batches 4");
    assertThat(json.get("prompts").intValue()).isEqualTo(4);
    assertThat(json.get("promptsLeftOut").intValue()).isEqualTo(1);
    JsonNode result = json.get("results").get(0);
    assertThat(result.get("oracleShare").isNull()).isTrue();
    assertThat(result.get("meanGainVersus").isObject()).isTrue();
    assertThat(result.get("batchWinRate").doubleValue()).isEqualTo(0.5);
    assertThat(result.get("equivalentBudgetRatio").doubleValue()).isEqualTo(1);
  }

  @Test
  void json_goesToAFileAndAnAlignedTableToPeople() throws IOException {
    Path file = folder.resolve("compare.json");
    assertThat(cli.run(SMALL + " --strategy uniform --json " + file)).isZero();
    JsonNode result =
        new ObjectMapper().readTree(Files.readString(file)).get("results").get(0);
    assertThat(result.get("strategy").textValue()).isEqualTo("adabon");
    assertThat(cli.err()).isEmpty();
    List<String> lines = cli.out().lines().toList();
    assertThat(lines.get(0))
        .isEqualTo(
            TABLE + ": 12 prompts; 40 batches of 3 with 8 draws per prompt, 3 in flight, seed 5");
    assertThat(lines.get(2)).startsWith("strategy  worth").contains("survives  uniform");
    assertThat(lines.get(3)).startsWith("adabon    ").hasSameSizeAs(lines.get(2));
    assertThat(lines.get(4)).startsWith("uniform    1.00    8.0  ").hasSameSizeAs(lines.get(2));
  }

  @Test
  void compare_isTheSameForTheSameSeedOnly() throws IOException {
    JsonNode first = cli.json(SMALL);
    assertThat(cli.json(SMALL)).isEqualTo(first);
    assertThat(cli.json(SMALL.replace("--seed 5", "--seed 6")).get("results"))
        .isNotEqualTo(first.get("results"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--rewards /nowhere/t.csv | /nowhere/t.csv: must be a file that can be read, but does not exist",
        "--rewards synthetic:flat | --rewards synthetic: must be followed by one of gaussian, skewed, mixture, heavy-tail, bounded, bernoulli, but was synthetic:flat",
        "--budget 0 | --budget must be at least 1, but was 0",
        "--budget 31 | --batch-size must be at most 0, the prompts of synthetic:bounded,prompts=12,draws=30 with at least 31 rewards, but was 3",
        "--batch-size 0 | --batch-size must be at least 1, but was 0",
        "--batch-size 13 | --batch-size must be at most 12, the prompts of synthetic:bounded,prompts=12,draws=30 with at least 8 rewards, but was 13",
        "--calibration-prompts 10 | --batch-size must be at most 2, the prompts of synthetic:bounded,prompts=12,draws=30 with at least 8 rewards, without those for calibration, but was 3",
        "--calibration-prompts -1 | --calibration-prompts must be at least 0, but was -1",
        "--batches 0 | --batches must be at least 1, but was 0",
        "--budget 999999999 | --batch-size times --budget must be at most 2147483647, but was 2999999997",
        "--in-flight 0 | --in-flight must be at least 1, but was 0",
        "--seed x | Invalid value for option '--seed': 'x' is not a long",
        "--reward-range 0 | --reward-range must be LO,HI with LO below HI, but was 0",
        "--reward-range 1,0 | --reward-range must be LO,HI with LO below HI, but was 1,0",
        "--reward-range 0,x | --reward-range must be LO,HI with LO below HI, but was 0,x",
        "--strategy adabon | --strategy adabon must be given once, but was given twice",
        "--strategy greedy | strategy must be one of uniform, random, poisson, variance, lowest-max, two-stage, adabon, multi-stage, streaming, priced, priced-relative, threshold, adaptive, default, oracle, but was greedy",
        "--strategy two-stage:exploration=9 | --strategy two-stage:exploration=9: exploration must be at most drawsPerPrompt 8, but was 9",
        "--json /nowhere/c.json | --json must be a file that can be written, or -, but was /nowhere/c.json"
      })
  void compare_refuses(String change, String line) {
    String option = change.split(" ", -1)[0];
    String kept = option.equals("--strategy") ? SMALL : SMALL.replaceAll(option + " \\S+", "");
    cli.assertRefused(kept + " " + change, "compare: " + line.strip());
  }

  @Test
  void compare_refusesRewardsOutsideTheRange() throws IOException {
    Path file = Files.writeString(folder.resolve("t.csv"), "prompt,reward_0\na,1\nb,3\n");
    cli.assertRefused(
        "compare --rewards " + file + " --strategy uniform --reward-range 0,2",
        "compare: --reward-range 0,2 must hold every reward, but prompt 2 of %s has 3.0"
            .formatted(file));
  }

  /** Before the table is read, which is not there either. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--json /nowhere/c.json | --json must be a file that can be written, or -, but was /nowhere/c.json",
        "--json / | --json must be a file that can be written, or -, but was /",
        "--report /dev/null/r | --report must be a folder that can be written, but was /dev/null/r"
      })
  void compare_refusesWhereItCannotWriteBeforeItRuns(String option, String line) {
    cli.assertRefused(
        "compare --rewards /nowhere/t.csv --strategy uniform " + option,
        "compare: " + line.strip());
  }

  @Test
  void help_namesOptions() {
    assertThat(cli.run("compare --help")).isZero();
    assertThat(cli.out())
        .contains("--rewards", "--strategy", "--budget", "--batch-size", "--batches", "--seed")
        .contains("--in-flight", "--reward-range", "--calibration-prompts", "--json", "oracle")
        .doesNotContain("null");
  }
}
