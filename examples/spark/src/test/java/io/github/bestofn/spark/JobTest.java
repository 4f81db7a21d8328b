package io.github.bestofn.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bestofn.allocate.AdaptiveStrategy;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.estimate.RewardHistory;
import io.github.bestofn.estimate.RewardSamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The oracle is a single run of the library. One Spark for all tests; a task is tried four times, as on a cluster. */
final class JobTest {

  private static final AdaptiveStrategy WAVES = Strategies.adaptive().maxWaves(3);

  private static SparkSession spark;

  @TempDir
  private Path directory;

  @BeforeAll
  static void start() {
    spark = LocalSpark.start("local[2,4]");
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  /** A response of 2 MB sixteen times over, and a partition of one prompt in memory at a time. */
  @Test
  void hugeResponse_isWritten() throws IOException {
    FakeModels models = FakeModels.of("huge", 0);
    JobSettings settings =
        JobSettings.of(models, 2).withStrategy(WAVES).withChunk(1).withKeepCandidates(2);
    Job job = new Job(spark, settings, directory.resolve("out").toString());

    job.run(jsonLines(List.of("huge", "small", "another")));

    var huge = spark.read().parquet(job.results()).filter("prompt = 'huge'").first();
    assertThat(huge.<String>getAs("best_response")).hasSizeGreaterThan(2_000_000);
    assertThat(job.candidates().filter("round = 0").count()).isEqualTo(2 * 3);
    assertThat(huge.getList(huge.fieldIndex("rewards"))).hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  void taskKilledHalfWay_repeatsItsPartitionOnly() throws IOException {
    List<String> prompts = prompts(40);
    FakeModels calm = FakeModels.of("calm", 0);
    String marker = directory.resolve("marker").toString();
    FakeModels models = new FakeModels("killed", 0, prompts.get(7), marker, false, 0);
    JobSettings settings = settings(models);
    Job job = new Job(spark, settings, directory.resolve("out").toString());

    job.run(jsonLines(prompts));

    assertThat(Path.of(marker)).exists();
    assertThat(Oracle.written(spark, job)).isEqualTo(Oracle.of(prompts, settings, calm));
    assertThat(paidMoreThanOnce("killed", prompts))
        .allMatch(prompt -> partition(prompt) == partition(prompts.get(7)))
        .isNotEmpty();
  }

  @Test
  void jobStartedAgain_goesOnAndPaysForNothingTwice() throws IOException {
    List<String> prompts = prompts(40);
    FakeModels calm = FakeModels.of("calm", 0);
    FakeModels deadly = new FakeModels("again", 0, prompts.get(7), "", false, 0);
    String input = jsonLines(prompts);
    String output = directory.resolve("out").toString();
    assertThatThrownBy(() -> new Job(spark, settings(deadly), output).run(input))
        .hasMessageContaining("the task dies here");

    FakeModels mended = FakeModels.of("again", 0);
    Job job = new Job(spark, settings(mended), output);
    Summary summary = job.run(input);
    List<String> written = Oracle.written(spark, job);
    var paid = List.copyOf(FakeModels.PAID.entrySet());
    Summary third = new Job(spark, settings(mended), output).run(input);

    assertThat(written).isEqualTo(Oracle.of(prompts, settings(mended), calm));
    assertThat(paidMoreThanOnce("again", prompts))
        .allMatch(prompt -> partition(prompt) == partition(prompts.get(7)));
    assertThat(third.draws()).isEqualTo(summary.draws());
    assertThat(third.exchange().rounds()).isZero();
    assertThat(FakeModels.PAID.entrySet().stream().filter(e -> e.getKey().startsWith("again")))
        .containsExactlyInAnyOrderElementsOf(
            paid.stream().filter(e -> e.getKey().startsWith("again")).toList());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Job(
                spark, settings(mended).withDrawsPerPrompt(9).withKeepCandidates(99), output)
            .run(input))
        .withMessage("a job must have the prompts and settings that it began %s with, but has "
                .formatted(output)
            + "drawsPerPrompt=9 (began with drawsPerPrompt=6), keepCandidates=99 (began with "
            + "keepCandidates=2147483647); begin a new job in another output");
  }

  @Test
  void corruptAndRepeatedRows_areSetAside() throws IOException {
    Path input = directory.resolve("in.jsonl");
    Files.writeString(input, """
        {"id": "a", "prompt": "one"}
        {"id": "b", "prompt": "two"
        {"id": "c", "prompt": " "}
        {"id": "d"}
        {"id": "a", "prompt": "one"}
        {"id": "e", "prompt": "one"}
        """);
    Job job = new Job(
        spark, settings(FakeModels.of("corrupt", 0)), directory.resolve("out").toString());

    Summary summary = job.run(input.toString());

    assertThat(summary.prompts()).isEqualTo(2);
    assertThat(summary.repeated()).isEqualTo(1);
    assertThat(summary.rejected()).isEqualTo(3);
    assertThat(spark
            .read()
            .parquet(job.results())
            .select("id")
            .as(Encoders.STRING())
            .collectAsList())
        .containsExactlyInAnyOrder("a", "e");
  }

  /** The same prompts from Parquet, whose files hold them unevenly, in another order. */
  @Test
  void parquet_isTheSameAsJsonLines() throws IOException {
    List<String> prompts = prompts(30);
    String input = directory.resolve("in").toString();
    for (List<String> part : List.of(prompts.subList(25, 30), prompts.subList(0, 25))) {
      spark
          .createDataset(part, Encoders.STRING())
          .toDF("prompt")
          .coalesce(1)
          .write()
          .mode("append")
          .parquet(input);
    }
    FakeModels models = FakeModels.of("parquet", 4);
    Job job = new Job(spark, settings(models), directory.resolve("out").toString());

    job.run(input);

    assertThat(Oracle.written(spark, job)).isEqualTo(Oracle.of(prompts, settings(models), models));
  }

  /** Populations are fitted to earlier prompts, as in a single run; a job that is run again adds nothing new. */
  @Test
  void history_isUsedAndMerged() throws IOException {
    FakeModels models = FakeModels.of("history", 0);
    List<String> prompts = prompts(30);
    RewardHistory history = RewardHistory.create(100, 4, 1);
    String output = directory.resolve("out").toString();

    new Job(spark, settings(models), output, history).run(jsonLines(prompts));
    RewardSamples once = history.snapshot(models.range());
    new Job(spark, settings(models), output, history).run(jsonLines(prompts));
    RewardSamples twice = history.snapshot(models.range());
    RewardHistory known = RewardHistory.create(100, 4, 2);
    known.merge(history);
    Job later = new Job(spark, settings(models), directory.resolve("later").toString(), history);
    later.run(jsonLines(prompts));

    assertThat(once.prompts()).isEqualTo((int)
        spark.read().parquet(output + "/results").filter("draws > 0").count());
    assertThat(twice.prompts()).isEqualTo(once.prompts());
    for (int prompt = 0; prompt < once.prompts(); prompt++) {
      assertThat(twice.rewards(prompt)).containsExactly(once.rewards(prompt)).hasSizeBetween(1, 4);
    }
    assertThat(Oracle.written(spark, later))
        .isEqualTo(Oracle.of(prompts, settings(models), models, known))
        .isNotEqualTo(Oracle.written(spark, new Job(spark, settings(models), output)));
  }

  /** A job goes on with the history that it began with. */
  @Test
  void historyThatHasGrown_changesNoJobThatHasBegun() throws IOException {
    List<String> prompts = prompts(40);
    FakeModels calm = FakeModels.of("calm", 0);
    FakeModels deadly = new FakeModels("grown", 0, prompts.get(7), "", false, 2);
    String input = jsonLines(prompts);
    String output = directory.resolve("out").toString();
    RewardHistory history = RewardHistory.create(100, 4, 1);
    assertThatThrownBy(() -> new Job(spark, settings(deadly), output, history).run(input))
        .hasMessageContaining("the task dies here");
    history.add(RewardSamples.of(calm.range(), new double[][] {{1, 0.25}, {0.5, 0.75}, {1, 1}}));

    Job job = new Job(spark, settings(FakeModels.of("grown", 0)), output, history);
    job.run(input);

    assertThat(Oracle.written(spark, job)).isEqualTo(Oracle.of(prompts, settings(calm), calm));
  }

  @Test
  void inputThatHasGrown_isRefused() throws IOException {
    FakeModels models = FakeModels.of("input", 0);
    String output = directory.resolve("out").toString();
    new Job(spark, settings(models), output).run(jsonLines(prompts(40)));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Job(spark, settings(models), output).run(jsonLines(prompts(60))))
        .withMessageContaining("but has prompts=60 rows with checksum ")
        .withMessageContaining(" (began with prompts=40 rows with checksum ")
        .withMessageEndingWith("); begin a new job in another output");
  }

  /** As many rows, one of which says something else. */
  @Test
  void inputThatHasChanged_isRefused() throws IOException {
    FakeModels models = FakeModels.of("input", 0);
    String output = directory.resolve("out").toString();
    new Job(spark, settings(models), output).run(jsonLines(List.of("one", "two")));

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new Job(spark, settings(models), output).run(jsonLines(List.of("one", "tow"))))
        .withMessageContaining("but has prompts=2 rows with checksum ");
  }

  /** The same rows from elsewhere, in another order, are the same prompts. */
  @Test
  void inputThatHasMoved_isTheSame() throws IOException {
    FakeModels models = FakeModels.of("moved", 0);
    String output = directory.resolve("out").toString();
    Summary first = new Job(spark, settings(models), output).run(jsonLines(List.of("one", "two")));
    Path elsewhere = directory.resolve("elsewhere.jsonl");
    Files.writeString(elsewhere, "{\"prompt\": \"two\"}\n{\"prompt\": \"one\"}\n");

    Summary again = new Job(spark, settings(models), output).run(elsewhere.toString());

    assertThat(again.draws()).isEqualTo(first.draws());
    assertThat(again.exchange().rounds()).isZero();
  }

  @Test
  void rowsWithoutAnIdOrWithAnEmptyOne_areToldApartByText() throws IOException {
    Path input = directory.resolve("in.jsonl");
    Files.writeString(input, """
        {"id": "", "prompt": "one"}
        {"id": "", "prompt": "two"}
        {"id": " ", "prompt": "three"}
        {"prompt": "two"}
        """);
    Job job = new Job(
        spark, settings(FakeModels.of("ids", 0)), directory.resolve("out").toString());

    Summary summary = job.run(input.toString());

    assertThat(summary.prompts()).isEqualTo(3);
    assertThat(summary.repeated()).isEqualTo(1);
    assertThat(spark
            .read()
            .parquet(job.results())
            .select("prompt")
            .as(Encoders.STRING())
            .collectAsList())
        .containsExactlyInAnyOrder("one", "two", "three");
  }

  @Test
  void inputThatCannotBeRead_isNamed() throws IOException {
    String output = directory.resolve("out").toString();
    Job job = new Job(spark, settings(FakeModels.of("bad", 0)), output);
    Path text = Files.createFile(directory.resolve("empty.txt"));
    String other = directory.resolve("other").toString();
    spark.range(3).write().parquet(other);

    for (String path : List.of(text.toString(), output + "/nowhere.jsonl", output + "/nowhere")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> job.run(path))
          .withMessageStartingWith(
              "prompts must be Parquet files, or JSON lines in files whose path ends in .json or "
                  + ".jsonl, but %s is not: ",
              path);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> job.run(other))
        .withMessage("prompts must have a column prompt, but %s has [id]", other);
  }

  /** All prompts of a partition fail always, and are given their equal share. */
  @Test
  void partitionWithoutRewards_isGivenAnEqualShare() throws IOException {
    List<String> prompts = IntStream.range(0, 40)
        .mapToObj(i -> {
          String hopeless = "hopeless " + i;
          return partition(hopeless) == 2 ? hopeless : "prompt " + i;
        })
        .toList();
    FakeModels models = FakeModels.of("partition", 0);
    Job job = new Job(spark, settings(models), directory.resolve("out").toString());

    Summary summary = job.run(jsonLines(prompts));

    assertThat(prompts).anyMatch(prompt -> prompt.startsWith("hopeless"));
    assertThat(Oracle.written(spark, job)).isEqualTo(Oracle.of(prompts, settings(models), models));
    assertThat(summary.failures())
        .isEqualTo(
            6 * prompts.stream().filter(each -> each.startsWith("hopeless")).count());
  }

  @Test
  void jobWithoutRewards_endsAsASingleRun() throws IOException {
    List<String> prompts = List.of("hopeless 1", "hopeless 2", "hopeless 3");
    FakeModels models = FakeModels.of("hopeless", 0);
    Job job = new Job(spark, settings(models), directory.resolve("out").toString());

    Summary summary = job.run(jsonLines(prompts));

    assertThat(summary.failures()).isEqualTo(18);
    assertThat(Oracle.written(spark, job)).isEqualTo(Oracle.of(prompts, settings(models), models));
  }

  /** All responses of a prompt give the same answer: four draws decide its vote, and the rest of the budget stays. */
  @Test
  void votes_stopWhenTheyAreDecided() throws IOException {
    FakeModels models = FakeModels.of("decided", 1);
    JobSettings settings = JobSettings.votes(models.voting(), 3).withChunk(2);
    Job job = new Job(spark, settings, directory.resolve("out").toString());

    Summary summary = job.run(jsonLines(List.of("one", "two", "three", "four")));

    assertThat(summary.draws()).isEqualTo(16);
    for (Row row : spark.read().parquet(job.results()).collectAsList()) {
      assertThat(row.<Double>getAs("confidence")).isGreaterThan(0.95);
      assertThat(row.<String>getAs("best_response").strip()).isEqualTo("1.0");
      Row answer = row.<Row>getList(row.fieldIndex("answers")).get(0);
      assertThat(answer.<String>getAs("answer")).isEqualTo("is 1.0");
      assertThat(answer.<Integer>getAs("count")).isEqualTo(4);
    }
  }

  /**
   * Half of the prompts have one answer and need four draws; the others have five equally frequent ones, and get the
   * rest.
   */
  @Test
  void votes_giveSpareDrawsToTheOpenOnes() throws IOException {
    FakeModels models = FakeModels.of("open", 5);
    List<String> prompts = IntStream.range(0, 40)
        .mapToObj(i -> "x".repeat(i % 2) + "xxxxxx " + (10 + i))
        .toList();
    JobSettings settings = JobSettings.votes(models.voting(), 3);
    Job job = new Job(spark, settings, directory.resolve("out").toString());

    job.run(jsonLines(prompts));

    var draws = spark.read().parquet(job.results());
    assertThat(mean(draws.filter("length(prompt) = 10"))).isEqualTo(4);
    assertThat(mean(draws.filter("length(prompt) = 9"))).isBetween(20.0, 28.0);
    assertThat(Oracle.written(spark, job, settings))
        .isEqualTo(Oracle.of(prompts, settings, models));
  }

  private static double mean(Dataset<Row> rows) {
    return rows.agg(functions.avg("draws")).first().getDouble(0);
  }

  @Test
  void modelsThatDoNotFitTheStrategy_areRefused() throws IOException {
    FakeModels models = FakeModels.of("unfit", 0);
    String input = jsonLines(prompts(4));

    assertThatThrownBy(
            () -> new Job(spark, JobSettings.votes(models, 2), output("votes")).run(input))
        .hasMessageContaining(
            "models of a vote must have answers, but have a reward model: use Models.ofAnswers");
    assertThatThrownBy(
            () -> new Job(spark, JobSettings.of(models.voting(), 2), output("rewards")).run(input))
        .hasMessageContaining(
            "models must have a reward model, but have answers: use JobSettings.votes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Job(
            spark, JobSettings.votes(models.voting(), 2), output("none"), RewardHistory.create()))
        .withMessage("history must not be set for votes, which share nothing between prompts");
  }

  /** One partition shows what the first wave would use; no more is drawn. */
  @Test
  void limitBelowTheFirstWave_isRefused() throws IOException {
    FakeModels models = FakeModels.of("poor", 0);
    List<String> prompts = prompts(40);
    JobSettings settings = settings(models).withUsageLimit(500, 50);
    String input = jsonLines(prompts);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Job(spark, settings, output("poor")).run(input))
        .withMessageStartingWith(
            "usageLimit must pay for the first wave, 2 draws of each prompt, about ")
        .withMessageEndingWith(", but was 500.0");
    assertThat(prompts.stream()
            .filter(each -> FakeModels.PAID.keySet().stream()
                .anyMatch(paid -> paid.startsWith("poor/" + each + "/"))))
        .allMatch(prompt -> partition(prompt) == 0)
        .isNotEmpty();
  }

  /** With four waves of a thousand tokens each and more, the last draws use about what is expected of them. */
  @Test
  void usage_endsAtTheLimit() throws IOException {
    FakeModels models = FakeModels.of("limit", 0);
    List<String> prompts =
        IntStream.range(0, 200).mapToObj(i -> "p".repeat(1 + i % 9) + i).toList();
    JobSettings settings = JobSettings.of(models, 5).withUsageLimit(40_000, 100);
    Job job = new Job(spark, settings, output("limit"));

    Summary summary = job.run(jsonLines(prompts));

    // A draw's tokens deviate by 2.3 + 2 from what is expected of it; those of some 700 draws by
    // less than 1%.
    assertThat(summary.usage()).isBetween(0.98 * 40_000, 1.02 * 40_000);
    assertThat(Oracle.written(spark, job, settings))
        .isEqualTo(Oracle.of(prompts, settings, models));
  }

  private String output(String name) {
    return directory.resolve(name).toString();
  }

  /** One of them is refused, if not because the other one runs then because it has begun; none ends otherwise. */
  @Test
  void jobThatRuns_keepsOthersFromItsOutput() throws Exception {
    String output = directory.resolve("out").toString();
    String input = jsonLines(prompts(40));
    SmallFiles files = new SmallFiles(output, new Configuration());
    Job job = new Job(spark, settings(FakeModels.of("locked", 0)), output);

    try (OutputLock lock = OutputLock.take(files)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> job.run(input))
          .withMessage("output must not be in use, but another job is writing to " + output);
      lock.check();
    }
    assertThat(job.run(input).prompts()).isEqualTo(40);
    assertThat(files.names()).doesNotContain("_unfinished");
    assertThat(new SmallFiles(output + "/_running", files.configuration()).names())
        .isEmpty();
  }

  @Test
  void noPrompts_haveEmptyResults() throws IOException {
    Job job = new Job(
        spark, settings(FakeModels.of("none", 0)), directory.resolve("out").toString());

    assertThat(job.run(jsonLines(List.of())).prompts()).isZero();
    assertThat(spark.read().parquet(job.results()).count()).isZero();
    assertThat(job.candidates().count()).isZero();
  }

  private static JobSettings settings(FakeModels models) {
    return JobSettings.of(models, 4)
        .withStrategy(WAVES)
        .withDrawsPerPrompt(6)
        .withSeed(5)
        .withChunk(3);
  }

  private static List<String> prompts(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> (i % 7 == 3 ? "unlucky " : "prompt ") + i + "x".repeat(i % 4))
        .toList();
  }

  private static List<String> paidMoreThanOnce(String name, List<String> prompts) {
    List<String> repeated = new ArrayList<>();
    for (String prompt : prompts) {
      String draws = name + "/" + prompt + "/";
      if (FakeModels.PAID.entrySet().stream()
          .anyMatch(paid -> paid.getKey().startsWith(draws) && paid.getValue() > 1)) {
        repeated.add(prompt);
      }
    }
    return repeated;
  }

  private static int partition(String prompt) {
    return PromptKey.partition(PromptKey.hashOf(PromptKey.idOf(prompt)), 4);
  }

  private String jsonLines(List<String> prompts) throws IOException {
    Path input = directory.resolve("prompts.jsonl");
    Files.write(input, prompts.stream().map("{\"prompt\": \"%s\"}"::formatted).toList());
    return input.toString();
  }
}
