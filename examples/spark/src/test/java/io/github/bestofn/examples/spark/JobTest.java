package io.github.bestofn.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.estimate.Estimators;
import io.github.bestofn.estimate.RewardDistribution;
import io.github.bestofn.estimate.RewardEstimator;
import io.github.bestofn.estimate.RewardHistory;
import io.github.bestofn.estimate.RewardSamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The oracle is a single run of the library. One Spark for all tests; a task is tried four times, as on a cluster. */
final class JobTest {

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
    JobSettings settings = new JobSettings(models, Strategies.twoStage(), 16, 1, 2, 64, 1, 2);
    Job job = new Job(spark, settings, directory.resolve("out").toString());

    job.run(jsonLines(List.of("huge", "small", "another")));

    var huge = spark.read().parquet(job.results()).filter("prompt = 'huge'").first();
    assertThat(huge.<String>getAs("best_response")).hasSizeGreaterThan(2_000_000);
    assertThat(job.candidates().filter("round = 0").count()).isEqualTo(2 * 3);
    assertThat(huge.getList(huge.fieldIndex("rewards"))).hasSizeGreaterThanOrEqualTo(12);
  }

  @Test
  void taskKilledHalfWay_repeatsItsPartitionOnly() throws IOException {
    List<String> prompts = prompts(40);
    FakeModels calm = FakeModels.of("calm", 0);
    String marker = directory.resolve("marker").toString();
    FakeModels models = new FakeModels("killed", 0, prompts.get(7), marker, false);
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
    FakeModels deadly = new FakeModels("again", 0, prompts.get(7), "", false);
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
                spark, new JobSettings(mended, Strategies.twoStage(), 9, 5, 4, 64, 3, 99), output)
            .run(input))
        .withMessageContaining("settings must be those that a job began");
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

  /** An estimator that heeds the history has other draws with it than without; a job run again adds nothing new. */
  @Test
  void history_isSentAndMerged() throws IOException {
    FakeModels models = FakeModels.of("history", 0);
    JobSettings settings = new JobSettings(
        models,
        Strategies.twoStage().exploration(3).estimator(Remembering.INSTANCE),
        6,
        5,
        4,
        64,
        3,
        Integer.MAX_VALUE);
    List<String> prompts = prompts(30);
    RewardHistory history = RewardHistory.create(100, 4, 1);
    String output = directory.resolve("out").toString();

    new Job(spark, settings, output, history).run(jsonLines(prompts));
    RewardSamples once = history.snapshot(models.range());
    new Job(spark, settings, output, history).run(jsonLines(prompts));
    RewardSamples twice = history.snapshot(models.range());
    Job later = new Job(spark, settings, directory.resolve("later").toString(), history);
    later.run(jsonLines(prompts));

    assertThat(once.prompts()).isEqualTo((int)
        spark.read().parquet(output + "/results").filter("draws > 0").count());
    assertThat(twice.prompts()).isEqualTo(once.prompts());
    for (int prompt = 0; prompt < once.prompts(); prompt++) {
      assertThat(twice.rewards(prompt)).containsExactly(once.rewards(prompt)).hasSizeBetween(1, 4);
    }
    assertThat(Oracle.written(spark, later))
        .isNotEqualTo(Oracle.written(spark, new Job(spark, settings, output)))
        .hasSameSizeAs(prompts);
  }

  @Test
  void noPrompts_areNoTrouble() throws IOException {
    Job job = new Job(
        spark, settings(FakeModels.of("none", 0)), directory.resolve("out").toString());

    assertThat(job.run(jsonLines(List.of())).prompts()).isZero();
  }

  private enum Remembering implements RewardEstimator {
    INSTANCE;

    @Override
    public List<RewardDistribution> estimate(RewardSamples batch) {
      boolean isFirst = batch.history().prompts() == 0;
      return (isFirst ? Estimators.empirical() : Estimators.gaussian()).estimate(batch);
    }
  }

  private static JobSettings settings(FakeModels models) {
    return new JobSettings(
        models, Strategies.twoStage().exploration(3), 6, 5, 4, 64, 3, Integer.MAX_VALUE);
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
