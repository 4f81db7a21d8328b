package io.github.bestofn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaperCommandTest {

  private static final String SMALL = "paper --pairs 1 --batches 2 --runs 3";
  private static final String WHOLE = "paper --pairs 1 --batches 1 --runs 2";

  /** Around the centre four other values on each of three axes, on two kinds of draws. */
  private static final int CELLS = 2 * (1 + 3 * 4);

  private final Cli cli = new Cli();

  @TempDir
  private Path folder;

  @Test
  void paper_printsItsTablesNextToWhatWasPublished() {
    String tables = cli.output(SMALL + " --quick");
    assertThat(tables.lines().findFirst())
        .hasValue("2 batches, 3 runs each (default: 3), seed 1; median [quartiles] over batches");
    assertThat(tables)
        .contains("AdaBoN against uniform on the same draws: K = 5, B = 120, d = 0.75 B")
        .contains("AdaBoN against uniform on independent draws: K = 5, B = 120, d = 0.75 B")
        .containsPattern("published +0.54 to 0.62 +148 to 153 +- +76% to 100%")
        .containsPattern("win rate by K +3 +5 +10 +15 +20\n")
        .containsPattern("win rate by B +80 +100 +120 +140 +160\n")
        .containsPattern("win rate by d/B +0.6 +0.65 +0.7 +0.75 +0.8\n")
        .doesNotContain("by K, on independent draws");
  }

  @Test
  void paper_goesOnWhereItWasStopped() throws IOException {
    Path state = folder.resolve("state.jsonl");
    String tables = cli.output(WHOLE + " --state " + state);
    List<String> cells = Files.readAllLines(state);
    assertThat(cells).hasSize(CELLS);
    // Stopped while the eleventh line was written; a mark shows that the others are not run again.
    JsonNode centre = new ObjectMapper().readTree(cells.get(0));
    String marked = cells
        .get(0)
        .replace(
            "\"uniformSurvivals\":" + centre.get("uniformSurvivals"),
            "\"uniformSurvivals\":[7777]");
    Files.writeString(
        state,
        marked + "\n" + String.join("\n", cells.subList(1, 10)) + "\n"
            + cells.get(10).substring(0, 50));
    String resumed = cli.output(WHOLE + " --state " + state);
    assertThat(resumed).contains(" 7777 ");
    List<String> again = Files.readAllLines(state);
    assertThat(again.get(0)).isEqualTo(marked);
    assertThat(again.subList(1, CELLS)).isEqualTo(cells.subList(1, CELLS));
    Files.delete(state);
    assertThat(cli.output(WHOLE + " --state " + state)).isEqualTo(tables);
  }

  @Test
  void json_hasTheMediansOfEachSetting() throws IOException {
    JsonNode json = cli.json(SMALL + " --quick");
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly("batches", "runs", "defaultRuns", "seed", "settings");
    assertThat(json.get("batches").intValue()).isEqualTo(2);
    assertThat(json.get("runs").intValue()).isEqualTo(3);
    // All axes on the same draws, the centre only on independent ones.
    assertThat(json.get("settings")).hasSize(CELLS / 2 + 1);
    JsonNode centre = json.get("settings").get(0);
    assertThat(centre.get("pair").textValue()).isEqualTo("gaussian,log-sd=0.2,icc=0.3");
    assertThat(centre.get("batchSize").intValue()).isEqualTo(5);
    assertThat(centre.get("budget").intValue()).isEqualTo(120);
    assertThat(centre.get("exploration").doubleValue()).isEqualTo(0.75);
    assertThat(centre.get("independentDraws").booleanValue()).isFalse();
    assertThat(centre.get("defaultWinRate").doubleValue()).isBetween(0.0, 1.0);
    JsonNode smaller = json.get("settings").get(1);
    assertThat(smaller.get("batchSize").intValue()).isEqualTo(3);
    assertThat(smaller.get("defaultWinRate").isNull()).isTrue();
    assertThat(cli.output(SMALL + " --quick"))
        .containsPattern("gaussian,log-sd=0.2,icc=0.3 +%.2f \\["
            .formatted(centre.get("winRate").doubleValue()));
  }

  /** At d = 0.6 B it has the figures of the centre: exploration is none of its settings. */
  @Test
  void default_isRunOnItsOwnAxesOnly() throws IOException {
    Path state = folder.resolve("state.jsonl");
    cli.output(WHOLE + " --state " + state);
    ObjectMapper json = new ObjectMapper();
    List<JsonNode> cells = new ArrayList<>();
    for (String line : Files.readAllLines(state)) {
      cells.add(json.readTree(line));
    }
    JsonNode centre = cells.get(0).get("defaultSurvivals");
    for (JsonNode measured : cells) {
      JsonNode cell = measured.get("cell");
      JsonNode survivals = measured.get("defaultSurvivals");
      if (cell.get("independent").booleanValue()) {
        boolean isCentre =
            cell.get("batchSize").intValue() == 5 && cell.get("budget").intValue() == 120;
        assertThat(survivals).hasSize(isCentre ? 1 : 0);
      } else if (cell.get("exploration").doubleValue() != 0.75) {
        assertThat(survivals).isEqualTo(centre);
      } else {
        assertThat(survivals).hasSize(1);
      }
    }
  }

  @Test
  void state_ofOtherSizes_isLeftAside() throws IOException {
    Path state = folder.resolve("state.jsonl");
    String quick = SMALL + " --quick --state " + state;
    cli.output(quick);
    int cells = Files.readAllLines(state).size();
    assertThat(cli.output(quick + " --seed 2")).isNotEqualTo(cli.output(quick));
    assertThat(Files.readAllLines(state)).hasSize(2 * cells);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--quick --runs 0 | --runs must be at least 1, but was 0",
        "--quick --batches 0 | --batches must be at least 1, but was 0",
        "--pairs 13 | --pairs must be from 1 to 12, but was 13",
        "--state /nowhere/s | --state must be a file that can be read and written, but was /nowhere/s"
      })
  void paper_refuses(String options, String line) {
    cli.assertRefused("paper " + options, "paper: " + line);
  }

  @Test
  void paper_refusesAFileThatIsNoState() throws IOException {
    Path file = Files.writeString(folder.resolve("notes.txt"), "my notes\n");
    cli.assertRefused(
        SMALL + " --state " + file,
        "paper: %s, row 1: must be a cell of this experiment, but is not".formatted(file));
    assertThat(file).hasContent("my notes\n");
  }
}
