package io.github.bestofn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Batch;
import io.github.bestofn.allocate.Strategies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanCommandTest {

  private static final String SMALL =
      "plan --prompts 5 --budget 12 --exploration 9 --warm-up 0 --repeats 2";

  private final Cli cli = new Cli();

  @TempDir
  private Path folder;

  @Test
  void json_hasTheSixKeysInOrder() throws IOException {
    JsonNode json = cli.json(SMALL);
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "prompts", "budget", "exploration", "strategy", "medianSeconds", "drawsPlanned");
    assertThat(json.get("prompts").intValue()).isEqualTo(5);
    assertThat(json.get("budget").intValue()).isEqualTo(12);
    assertThat(json.get("exploration").intValue()).isEqualTo(9);
    assertThat(json.get("strategy").textValue()).isEqualTo("two-stage");
    assertThat(json.get("medianSeconds").doubleValue()).isBetween(1e-9, 60.0);
    assertThat(json.get("drawsPlanned").intValue()).isEqualTo(5 * (12 - 9));
  }

  /** All of 5 x 12 draws but 5 x exploration; adabon explores 0.75 of 12; no gain is worth 1e9. */
  @ParameterizedTest
  @CsvSource({
    "two-stage, 9, 15",
    "two-stage:estimator=kde, 1, 55",
    "two-stage:exploration=0.75, 9, 15",
    "two-stage, 12, 0",
    "adabon, 9, 15",
    "multi-stage:rounds=3, 4, 40",
    "variance, 6, 30",
    "streaming, 3, 45",
    "streaming:estimator=kde, 12, 0",
    "priced:price=1e9, 3, 0",
    "threshold:reward=1e9, 9, 15",
    "lowest-max, 1, 55",
    "adaptive, 1, 55",
    "default, 2, 50",
    "adaptive:waves=3, 1, 55",
    "adaptive:ahead=2, 1, 55",
    "uniform, 9, 15",
    "random, 12, 0"
  })
  void drawsPlanned_areThoseAfterExploration(String strategy, String exploration, int planned)
      throws IOException {
    JsonNode json = cli.json(SMALL.replace("9", exploration) + " --strategy " + strategy);
    assertThat(json.get("strategy").textValue()).isEqualTo(strategy);
    assertThat(json.get("drawsPlanned").intValue()).isEqualTo(planned);
  }

  @Test
  void json_goesToAFileAndTheTableToPeople() throws IOException {
    Path file = folder.resolve("plan.json");
    assertThat(cli.run(SMALL + " --json " + file)).isZero();
    assertThat(new ObjectMapper()
            .readTree(Files.readString(file))
            .get("drawsPlanned")
            .intValue())
        .isEqualTo(15);
    assertThat(cli.out()).containsPattern("""
            ^strategy       two-stage
            prompts        5
            budget         12 draws per prompt
            exploration    9 draws per prompt
            draws planned  15
            planning took  \\d+\\.\\d\\d (µs|ms|s)
            $""");
  }

  /** Rounded to thousands all rewards are 0 and none is good enough, so that the whole budget is spent. */
  @Test
  void step_roundsRewards() throws IOException {
    String threshold = SMALL.replace("--exploration 9", "--exploration 1")
        + " --strategy threshold:reward=1 --step ";
    assertThat(cli.json(threshold + 1000).get("drawsPlanned").intValue()).isEqualTo(55);
    assertThat(cli.json(threshold + 0).get("drawsPlanned").intValue()).isLessThan(55);
  }

  @Test
  void plan_takesItsSettingsFromOptions() throws IOException {
    JsonNode json = cli.json(SMALL + " --in-flight 3 --seed 8");
    assertThat(json.get("drawsPlanned").intValue()).isEqualTo(15);
  }

  /** With the whole budget in flight at once the default decides in waves, whose first is not that of the exploration. */
  @Test
  void inFlight_setsHowAdaptiveDecides() throws IOException {
    JsonNode json = cli.json(SMALL.replace("9", "1") + " --strategy adaptive --in-flight 60");
    assertThat(json.get("drawsPlanned").intValue()).isEqualTo(55);
  }

  /** The number of draws in flight is that of the replay; a limit of the server is the batch's. */
  @Test
  void plan_leavesTheLimitOfTheServerToTheBatch() {
    List<Integer> limits = new ArrayList<>();
    AllocationStrategy strategy = batch -> {
      limits.add(batch.maxInFlight());
      return Strategies.uniform().begin(batch);
    };
    Batch batch = Batch.of(2, 6);
    PlannedBatch.plan(strategy, batch, 3, 2, 0, 1);
    PlannedBatch.plan(strategy, batch.withMaxInFlight(4), 3, 2, 0, 1);
    assertThat(limits).containsExactly(Integer.MAX_VALUE, 4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--prompts 0 | plan: --prompts must be at least 1, but was 0",
        "--prompts many | plan: Invalid value for option '--prompts': 'many' is not an int",
        "--budget 0 | plan: --budget must be at least 1, but was 0",
        "--budget 999999999 | plan: --prompts times --budget must be at most 2147483647, but was 4999999995",
        "--exploration 0 | plan: --exploration must be at least 1, but was 0",
        "--exploration 13 | plan: --exploration must be at most --budget 12, but was 13",
        "--in-flight 0 | plan: --in-flight must be at least 1, but was 0",
        "--step -1 | plan: --step must be at least 0 and finite, but was -1.0",
        "--step NaN | plan: --step must be at least 0 and finite, but was NaN",
        "--repeats 0 | plan: --repeats must be at least 1, but was 0",
        "--warm-up -1 | plan: --warm-up must be at least 0 and finite, but was -1.0",
        "--warm-up NaN | plan: --warm-up must be at least 0 and finite, but was NaN",
        "--seed x | plan: Invalid value for option '--seed': 'x' is not a long",
        "--strategy greedy | plan: strategy must be one of uniform, random, poisson, variance, lowest-max, two-stage, adabon, multi-stage, streaming, priced, priced-relative, threshold, adaptive, default, oracle, but was greedy",
        "--strategy adabon:rounds=2 | plan: adabon takes no keys, but was given 'rounds=2'",
        "--json /nowhere/plan.json | plan: --json must be a file that can be written, or -, but was /nowhere/plan.json",
        "--colour red | plan: Unknown options: '--colour', 'red'",
        "--prompts | plan: Missing required parameter for option '--prompts' (K)"
      })
  void plan_refuses(String change, String line) {
    String option = change.split(" ", -1)[0];
    cli.assertRefused(SMALL.replaceAll(option + " \\S+", "") + " " + change, line);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plan --prompts 5 --budget 12 | plan: Missing required option: '--exploration=D'",
        "plan --prompts 5 --prompts 6 | plan: option '--prompts' (K) should be specified only once",
        "plan --prompts 5 --budget 12 --exploration 8 --strategy adabon | plan: exploration must be that of the strategy, whose first round has 45 draws for 5 prompts, but was 8",
        "plan | plan: Missing required options: '--prompts=K', '--budget=B', '--exploration=D'",
        "plans --prompts 5 | benchmarks: there is no command plans; it must be one of compare, votes, matrix, curve, audit, stream, service, paper, plan, soak, jmh",
        "--prompts 5 | benchmarks: there is no command --prompts; it must be one of compare, votes, matrix, curve, audit, stream, service, paper, plan, soak, jmh",
        "'' | benchmarks: a command is missing; it must be one of compare, votes, matrix, curve, audit, stream, service, paper, plan, soak, jmh"
      })
  void main_refuses(String args, String line) {
    cli.assertRefused(args, line);
  }

  @Test
  void help_namesCommandsAndOptions() {
    assertThat(cli.run("--help")).isZero();
    assertThat(cli.out()).contains("plan", "jmh");
    assertThat(cli.run("plan --help")).isZero();
    assertThat(cli.out())
        .contains("--prompts", "--budget", "--exploration", "--strategy", "--in-flight", "--seed")
        .contains(
            "--step", "--repeats", "--warm-up", "--json", "uniform, random, poisson, variance");
    assertThat(cli.err()).isEmpty();
  }
}
