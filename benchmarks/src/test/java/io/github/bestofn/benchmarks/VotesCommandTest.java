package io.github.bestofn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.benchmarks.tables.VoteFiles;
import io.github.bestofn.evaluate.VoteComparison;
import io.github.bestofn.evaluate.VoteFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VotesCommandTest {

  private final Cli cli = new Cli();

  @TempDir
  private Path folder;

  private Path answers = Path.of("");
  private Path correct = Path.of("");

  @BeforeEach
  void writeTables() throws IOException {
    Random random = new Random(1);
    StringBuilder given = new StringBuilder(header(40));
    StringBuilder right = new StringBuilder(header(40));
    for (int prompt = 0; prompt < 12; prompt++) {
      given.append(prompt);
      right.append(prompt);
      for (int draw = 0; draw < 40; draw++) {
        int answer = random.nextDouble() < 0.4 + prompt / 20.0 ? 0 : 1 + random.nextInt(3);
        given.append(',').append(random.nextInt(10) == 0 ? "" : answer + 0.5);
        right.append(',').append(answer == 0 ? 1 : 0);
      }
      given.append('\n');
      right.append('\n');
    }
    answers = Files.writeString(folder.resolve("a.csv"), given);
    correct = Files.writeString(folder.resolve("c.csv"), right);
  }

  private static String header(int draws) {
    StringBuilder header = new StringBuilder("prompt");
    for (int draw = 0; draw < draws; draw++) {
      header.append(",reward_").append(draw);
    }
    return header.append('\n').toString();
  }

  private String command(String rest) {
    return "votes --answers %s --correct %s --budget 8 --batch-size 6 --batches 40 --seed 3 %s"
        .formatted(answers, correct, rest);
  }

  @Test
  void json_hasTheNamesOfTheContractInOrder() throws IOException {
    JsonNode json = cli.json(command("--strategy votes:confidence=0.9,max=20 --strategy uniform"));

    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "answers", "correct", "prompts", "batchSize", "budget", "batches", "seed", "results");
    assertThat(json.get("answers").textValue()).isEqualTo(answers.toString());
    assertThat(json.get("correct").textValue()).isEqualTo(correct.toString());
    assertThat(json.get("prompts").intValue()).isEqualTo(12);
    assertThat(json.get("batchSize").intValue()).isEqualTo(6);
    assertThat(json.get("budget").intValue()).isEqualTo(8);
    assertThat(json.get("batches").intValue()).isEqualTo(40);
    assertThat(json.get("seed").longValue()).isEqualTo(3);
    assertThat(json.get("results"))
        .extracting(result -> result.get("strategy").textValue())
        .containsExactly("votes:confidence=0.9,max=20", "uniform");
    assertThat(json.get("results").get(0).fieldNames())
        .toIterable()
        .containsExactly(
            "strategy",
            "meanDraws",
            "maxDraws",
            "waves",
            "accuracy",
            "accuracyGain",
            "accuracyGainStandardError",
            "equivalentBudget",
            "equivalentBudgetCensored",
            "equivalentBudgetRatio");
    JsonNode uniform = json.get("results").get(1);
    assertThat(uniform.get("meanDraws").doubleValue()).isEqualTo(8);
    assertThat(uniform.get("accuracyGain").doubleValue()).isZero();
    assertThat(uniform.get("equivalentBudget").doubleValue()).isEqualTo(8);
  }

  @Test
  void waves_areAtMostAsManyAsAskedFor() throws IOException {
    JsonNode results =
        cli.json(command("--strategy votes:waves=3 --strategy votes:waves=1")).get("results");

    assertThat(results.get(0).get("waves").doubleValue()).isGreaterThan(1).isLessThanOrEqualTo(3);
    assertThat(results.get(1).get("waves").doubleValue()).isEqualTo(1);
    assertThat(results.get(1).get("meanDraws").doubleValue()).isEqualTo(8);
  }

  @Test
  void json_hasTheFiguresOfTheComparison() throws IOException {
    JsonNode result = cli.json(command("--strategy votes:max=20,confidence=0.9,ahead=2"))
        .get("results")
        .get(0);
    Map<String, AllocationStrategy> strategies = new LinkedHashMap<>();
    strategies.put("v", Strategies.votes().confidence(0.9).maxDraws(20).maxAhead(2));
    VoteFigures figures = VoteComparison.of(VoteFiles.read(answers.toString(), correct.toString()))
        .batchSize(6)
        .budget(8)
        .batches(40)
        .seed(3)
        .run(strategies)
        .get(0);

    assertThat(result.get("meanDraws").doubleValue()).isEqualTo(figures.meanDraws());
    assertThat(result.get("maxDraws").intValue()).isEqualTo(figures.maxDraws());
    assertThat(result.get("waves").doubleValue()).isEqualTo(figures.waves());
    assertThat(result.get("accuracy").doubleValue()).isEqualTo(figures.accuracy());
    assertThat(result.get("accuracyGain").doubleValue()).isEqualTo(figures.accuracyGain());
    assertThat(result.get("accuracyGainStandardError").doubleValue())
        .isEqualTo(figures.accuracyGainStandardError());
    assertThat(result.get("equivalentBudgetRatio").doubleValue())
        .isEqualTo(figures.equivalentBudget() / 8);
  }

  @Test
  void text_isAnAlignedTable() {
    List<String> lines =
        cli.output(command("--strategy uniform --strategy votes")).lines().toList();

    assertThat(lines.get(0))
        .isEqualTo(answers + ": 12 prompts; 40 batches of 6 with 8 draws per prompt, seed 3");
    assertThat(lines.get(2)).startsWith("strategy  accuracy").endsWith("decided  wrongly");
    assertThat(lines.get(3)).startsWith("uniform ").hasSameSizeAs(lines.get(2));
    assertThat(lines.get(4)).startsWith("votes ").hasSameSizeAs(lines.get(2));
  }

  /** An empty cell of the answers is a draw without an answer; a draw without a verdict is none. */
  @Test
  void tables_pairByRowAndColumn() throws IOException {
    Files.writeString(answers, "prompt,reward_0,reward_1,reward_2\na,5,,5\nb,1,2,-0\n");
    Files.writeString(correct, "prompt,reward_0,reward_1,reward_2\na,1,0,\nb,0,,1\n");
    JsonNode result = cli.json(
            "votes --answers %s --correct %s --budget 2 --batch-size 2 --batches 3"
                    .formatted(answers, correct)
                + " --strategy uniform")
        .get("results")
        .get(0);

    assertThat(result.get("meanDraws").doubleValue()).isEqualTo(2);
    // a has one answer, which is right; of b's two answers the first leads
    assertThat(result.get("accuracy").doubleValue()).isBetween(0.5, 1.0);
    cli.assertRefused(
        "votes --answers %s --correct %s --budget 3 --batch-size 1 --strategy uniform"
            .formatted(answers, correct),
        "votes: --batch-size must be at most 0, the prompts of %s with at least 3 draws, but was 1"
            .formatted(answers));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "prompt,reward_0,reward_1~a,1,1 | prompt,reward_0,reward_1 | CORRECT: must have at least one reward, but has none",
        "prompt,reward_0,reward_1~a,1,1 | prompt,reward_0,reward_1~a,1,1~b,1,1 | CORRECT must have the shape of ANSWERS, but has 2 prompts instead of 1",
        "prompt,reward_0,reward_1~a,1,1 | prompt,reward_0~a,1 | CORRECT must have the shape of ANSWERS, but has 1 columns instead of 2 for prompt 0",
        "prompt,reward_0~a,x | prompt,reward_0~a,1 | ANSWERS, row 2: reward_0 must be a finite number, but was x",
        "prompt,reward_0~a,1 | prompt,reward_0~a,2 | CORRECT, prompt 1: reward_0 must be from 0 to 1, but was 2.0",
        "prompt,reward_0~a,1 | prompt,reward_0~a, | CORRECT: must have at least one reward, but has none",
        "prompt,answer~a,1 | prompt,reward_0~a,1 | 'ANSWERS, row 1: the columns must be prompt,reward_0,reward_1,..., but column 2 was answer'"
      })
  void tables_areRefused(String given, String right, String line) throws IOException {
    Files.writeString(answers, given.replace('~', '\n') + "\n");
    Files.writeString(correct, right.replace('~', '\n') + "\n");
    cli.assertRefused(
        command("--strategy uniform"),
        "votes: "
            + line.replace("ANSWERS", answers.toString()).replace("CORRECT", correct.toString()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--budget 0 | --budget must be at least 1, but was 0",
        "--batch-size 0 | --batch-size must be at least 1, but was 0",
        "--batches 0 | --batches must be at least 1, but was 0",
        "--budget 999999999 | --batch-size times --budget must be at most 2147483647, but was 5999999994",
        "--strategy adaptive | strategy must be one of uniform, votes, but was adaptive",
        "--strategy votes:price=1 | votes takes key=value with the keys confidence, max, ahead, waves, but was given 'price=1'",
        "--strategy uniform:max=1 | uniform takes no keys, but was given 'max=1'",
        "--strategy votes:confidence=0.4 | confidence must be from 0.5 to 1, but was 0.4",
        "--strategy votes:max=0 | maxDraws must be at least 1, but was 0",
        "--strategy votes | --strategy votes must be given once, but was given twice",
        "--json /nowhere/c.json | --json must be a file that can be written, or -, but was /nowhere/c.json"
      })
  void votes_refuses(String change, String line) {
    String option = change.split(" ", -1)[0];
    String small = command("--strategy votes");
    String kept = option.equals("--strategy") ? small : small.replaceAll(option + " \\S+", "");
    cli.assertRefused(kept + " " + change, "votes: " + line.strip());
  }

  @Test
  void plan_timesVotes() throws IOException {
    JsonNode json = cli.json(
        "plan --prompts 20 --budget 8 --exploration 3 --strategy votes:max=40 --repeats 1 --warm-up 0");

    assertThat(json.get("drawsPlanned").intValue()).isBetween(1, 100);
  }
}
