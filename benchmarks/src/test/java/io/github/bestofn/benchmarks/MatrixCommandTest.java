package io.github.bestofn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.evaluate.Comparison;
import io.github.bestofn.evaluate.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatrixCommandTest {

  private static final String TABLE = "synthetic:bounded,prompts=12,draws=30";
  private static final String SMALL = "matrix --rewards " + TABLE
      + " --strategy adabon --batch-size 3,5 --budget 4,8 --batches 20 --seeds 1,2";

  /** Two batch sizes, two budgets and two seeds. */
  private static final int COMPARISONS = 8;

  private final Cli cli = new Cli();

  @TempDir
  private Path folder;

  @Test
  void json_poolsTheFiguresOfComparisons() throws IOException {
    JsonNode json = cli.json(SMALL + " --in-flight 2");
    assertThat(json.fieldNames()).toIterable().containsExactly("rows", "verdicts", "leftOut");
    assertThat(json.get("rows")).hasSize(4);
    JsonNode row = json.get("rows").get(3);
    assertThat(row.get("table").textValue()).isEqualTo(TABLE);
    assertThat(row.get("strategy").textValue()).isEqualTo("adabon");
    assertThat(row.get("batchSize").intValue()).isEqualTo(5);
    assertThat(row.get("budget").intValue()).isEqualTo(8);
    assertThat(row.get("batches").intValue()).isEqualTo(20);
    Figures one = figures(1);
    Figures two = figures(2);
    double gain = (one.meanGain() + two.meanGain()) / 2;
    double error = Math.hypot(one.meanGainStandardError(), two.meanGainStandardError()) / 2;
    double oracleGain = (one.meanGain() / one.oracleShare().orElseThrow()
            + two.meanGain() / two.oracleShare().orElseThrow())
        / 2;
    assertThat(row.get("meanGain").doubleValue()).isCloseTo(gain, within(1e-12));
    assertThat(row.get("meanGainStandardError").doubleValue()).isCloseTo(error, within(1e-12));
    assertThat(row.get("z").doubleValue()).isCloseTo(gain / error, within(1e-9));
    assertThat(row.get("oracleShare").doubleValue()).isCloseTo(gain / oracleGain, within(1e-9));
    assertThat(row.get("maxDraws").intValue()).isEqualTo(Math.max(one.maxDraws(), two.maxDraws()));
    assertThat(json.get("verdicts").get(0).get("cells").intValue()).isEqualTo(4);
  }

  @Test
  void calibrationPrompts_areKeptOutAndGivenAsHistory() throws IOException {
    String command = "matrix --rewards " + TABLE
        + " --strategy adabon --batch-size 5 --budget 8 --batches 20 --seeds 1 --in-flight 2";
    JsonNode row = cli.json(command + " --calibration-prompts 4").get("rows").get(0);

    assertThat(row.get("meanGain").doubleValue())
        .isEqualTo(comparison(1)
            .calibrationPrompts(4)
            .run(Map.of("adabon", Strategies.adabon()))
            .get(0)
            .meanGain())
        .isNotEqualTo(figures(1).meanGain());
  }

  private static Figures figures(long seed) {
    return comparison(seed).run(Map.of("adabon", Strategies.adabon())).get(0);
  }

  private static Comparison comparison(long seed) {
    return Comparison.of(Rewards.table(TABLE))
        .batchSize(5)
        .budget(8)
        .batches(20)
        .inFlight(2)
        .seed(seed);
  }

  @Test
  void matrix_goesOnWhereItWasStopped() throws IOException {
    Path state = folder.resolve("state.jsonl");
    cli.output(SMALL + " --state " + state);
    List<String> cells = Files.readAllLines(state);
    assertThat(cells).hasSize(COMPARISONS);
    // Stopped while the sixth line was written; a mark shows that the others are not run again.
    String marked = cells.get(0).replaceFirst("\"maxDraws\":\\d+", "\"maxDraws\":7777");
    Files.writeString(
        state,
        marked + "\n" + String.join("\n", cells.subList(1, 5)) + "\n"
            + cells.get(5).substring(0, 70));
    assertThat(cli.output(SMALL + " --state " + state)).contains(" 7777 ");
    List<String> again = Files.readAllLines(state);
    assertThat(again.get(0)).isEqualTo(marked);
    assertThat(again.subList(1, 5)).isEqualTo(cells.subList(1, 5));
    assertThat(again).hasSize(COMPARISONS);
    assertThat(again.subList(5, COMPARISONS).stream().map(MatrixCommandTest::withoutSeconds))
        .containsExactlyElementsOf(cells.subList(5, COMPARISONS).stream()
            .map(MatrixCommandTest::withoutSeconds)
            .toList());
  }

  private static String withoutSeconds(String line) {
    return line.replaceFirst("\"seconds\":[^}]*", "");
  }

  @Test
  void state_whoseOnlyLineWasCut_beginsAgain() throws IOException {
    Path state = Files.writeString(folder.resolve("state.jsonl"), "{\"cell\":{\"table\":\"syn");
    cli.output(SMALL + " --state " + state);
    assertThat(Files.readAllLines(state))
        .hasSize(COMPARISONS)
        .allMatch(line -> line.startsWith("{\"cell\":{\"table\":\"synthetic:bounded"));
  }

  @Test
  void state_ofOtherSettings_isLeftAside() throws IOException {
    Path table = Files.writeString(folder.resolve("t.csv"), """
        prompt,reward_0,reward_1,reward_2
        a,1,2,3
        b,6,3,1
        """);
    Path state = folder.resolve("state.jsonl");
    String command =
        "matrix --rewards " + table + " --batch-size 2 --budget 2 --seeds 1 --state " + state;
    cli.output(command + " --strategy uniform");
    cli.output(command + " --strategy uniform");
    assertThat(Files.readAllLines(state)).hasSize(1);
    cli.output(command + " --strategy uniform --strategy random");
    assertThat(Files.readAllLines(state)).hasSize(2);
    cli.output(command + " --strategy uniform --batches 3");
    assertThat(Files.readAllLines(state)).hasSize(3);
    cli.output(command + " --strategy uniform --in-flight 1");
    assertThat(Files.readAllLines(state)).hasSize(4);
    cli.output(command + " --strategy uniform --reward-range 0,9");
    assertThat(Files.readAllLines(state)).hasSize(5);
    Files.writeString(table, Files.readString(table).replace("a,1", "a,0"));
    cli.output(command + " --strategy uniform");
    assertThat(Files.readAllLines(state)).hasSize(6);
  }

  @Test
  void batchSize_aboveTheTable_isTheWholeTableOnce() throws IOException {
    JsonNode json = cli.json("matrix --rewards " + TABLE
        + " --strategy uniform --batch-size 3,20,100,all --budget 4,31 --batches 3 --seeds 1,1");
    assertThat(json.get("rows"))
        .extracting(row -> row.get("batchSize").intValue())
        .containsExactly(3, 12);
    assertThat(json.get("rows"))
        .extracting(row -> row.get("wholeTable").booleanValue())
        .containsExactly(false, true);
    assertThat(json.get("rows"))
        .extracting(row -> row.get("seeds").intValue())
        .containsExactly(1, 1);
    assertThat(json.get("leftOut"))
        .extracting(JsonNode::textValue)
        .containsExactly(TABLE + ", B = 31: no prompt has so many rewards");
  }

  @Test
  void largeBatches_areOfAHundredPrompts() throws IOException {
    JsonNode json = cli.json("matrix --rewards synthetic:gaussian,draws=8 --strategy uniform"
        + " --batch-size 99,100 --budget 2 --batches 4 --large-batches 2 --seeds 1");
    assertThat(json.get("rows"))
        .extracting(row -> row.get("batches").intValue())
        .containsExactly(4, 2);
  }

  @Test
  void includeSynthetic_addsEveryFamilyWithThreeShares() {
    assertThat(Rewards.synthetic())
        .hasSize(18)
        .startsWith("synthetic:gaussian,icc=0", "synthetic:gaussian,icc=0.5")
        .endsWith("synthetic:bernoulli,icc=0.9");
  }

  /** Where prompts do not differ, to follow the variance of two draws is worse than uniform by 27 standard errors. */
  @Test
  void noWorse_isTheExitCode() {
    String command = "matrix --rewards synthetic:gaussian,icc=0,log-sd=0,prompts=20,draws=60"
        + " --batch-size 5 --budget 8 --batches 100 --seeds 1 --strategy ";
    assertThat(cli.run(command + "uniform --no-worse")).isZero();
    assertThat(cli.out())
        .contains(
            "uniform: gain above -2 standard errors in 100.0% of 1 cells (1 the same as uniform); lowest z 0.00")
        .contains("(above -2 in at least 95%, above -4 in all): yes");
    assertThat(cli.run(command + "variance:exploration=2 --no-worse")).isEqualTo(1);
    assertThat(cli.out()).contains("(above -2 in at least 95%, above -4 in all): no");
    assertThat(cli.run(command + "variance:exploration=2")).isZero();
    assertThat(cli.err()).isEmpty();
  }

  @Test
  void text_hasARowForEachCell() {
    List<String> lines = cli.output(SMALL + " --strategy oracle").lines().toList();
    assertThat(lines.get(0)).matches("table +K +B +strategy +worth +gain .* seconds");
    assertThat(lines.get(1)).startsWith(TABLE + "  3  4    adabon  ");
    assertThat(lines.get(2)).startsWith(TABLE + "  3  4    oracle  ").contains("  100%  ");
    assertThat(lines).contains("mean worth  B = 4  B = 8");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--rewards /nowhere/t.csv | /nowhere/t.csv: must be a file that can be read, but does not exist",
        "--budget 4,0 | --budget must be at least 1, but was 0",
        "--budget 31 | --rewards must hold a prompt with --budget rewards, but none does",
        "--batch-size 5,0 | --batch-size must be at least 1, but was 0",
        "--batch-size many | --batch-size must be whole numbers or all, but was many",
        "--batches 1 | --batches must be at least 2, but was 1",
        "--large-batches 0 | --large-batches must be at least 2, but was 0",
        "--calibration-prompts -1 | --calibration-prompts must be at least 0, but was -1",
        "--in-flight 0 | --in-flight must be at least 1, but was 0",
        "--reward-range 5,6 | --reward-range 5,6 must hold every reward, but prompt 1 of synthetic:bounded,prompts=12,draws=30 has 0.",
        "--strategy adabon | --strategy adabon must be given once, but was given twice",
        "--strategy two-stage:exploration=9 | --strategy two-stage:exploration=9: exploration must be at most drawsPerPrompt 4, but was 9",
        "--state /nowhere/s | --state must be a file that can be read and written, but was /nowhere/s",
        "--json /nowhere/m.json | --json must be a file that can be written, or -, but was /nowhere/m.json"
      })
  void matrix_refuses(String change, String line) {
    String option = change.split(" ", -1)[0];
    String kept = option.equals("--strategy") ? SMALL : SMALL.replaceAll(option + " \\S+", "");
    assertThat(cli.run(kept + " " + change)).isEqualTo(2);
    assertThat(cli.err().lines()).hasSize(1);
    assertThat(cli.err()).startsWith("matrix: " + line.strip());
    assertThat(cli.out()).isEmpty();
  }

  @Test
  void matrix_refusesNoTable() {
    cli.assertRefused(
        "matrix --strategy uniform",
        "matrix: --rewards must be given, or --include-synthetic, but neither was");
  }

  @Test
  void matrix_refusesAFileThatIsNoState() throws IOException {
    for (String notes : List.of("my notes\n", "my notes", "{\"cell\":3}\n")) {
      Path file = Files.writeString(folder.resolve("notes.txt"), notes);
      cli.assertRefused(
          SMALL + " --state " + file,
          "matrix: %s, row 1: must be a cell of this experiment, but is not".formatted(file));
      assertThat(file).hasContent(notes);
    }
  }
}
