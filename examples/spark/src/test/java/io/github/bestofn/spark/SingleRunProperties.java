package io.github.bestofn.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.allocate.Strategies;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.spark.sql.SparkSession;

/** A job does what a single run of the library does, draw for draw, however its prompts are cut. */
final class SingleRunProperties {

  @SuppressWarnings("NullAway.Init")
  private static SparkSession spark;

  @BeforeContainer
  static void start() {
    spark = LocalSpark.start("local[2]");
  }

  @AfterContainer
  static void stop() {
    spark.stop();
  }

  /**
   * Random prompts in random partitions, more of them than prompts in some; some with rewards that tie; some without
   * any.
   */
  @Property(tries = 8, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF, seed = "36")
  void job_isTheSameAsASingleRun(
      @ForAll @IntRange(min = 1, max = 60) int prompts,
      @ForAll @IntRange(min = 1, max = 12) int draws,
      @ForAll @IntRange(min = 1, max = 5) int waves,
      @ForAll @IntRange(min = 1, max = 7) int partitions,
      @ForAll @IntRange(min = 1, max = 20) int chunk,
      @ForAll @IntRange(min = 1, max = 20) int inFlight,
      @ForAll boolean ties,
      @ForAll long seed)
      throws IOException {
    FakeModels models = FakeModels.of("same", ties ? 3 : 0);

    Summary summary = assertSame(
        prompts,
        models,
        JobSettings.of(models, partitions)
            .withStrategy(Strategies.adaptive().maxWaves(waves))
            .withDrawsPerPrompt(draws)
            .withSeed(seed)
            .withMaxInFlight(inFlight)
            .withChunk(chunk));

    assertThat(summary.prompts()).isEqualTo(prompts);
    assertThat(summary.draws() + summary.failures()).isLessThanOrEqualTo(summary.budget());
    assertThat(summary.exchange().probeBytes() + summary.exchange().answerBytes())
        .isLessThan(1024);
    assertThat(summary.exchange().broadcastBytes()).isLessThan(1_000_000);
  }

  /** Of 400 prompts the fit has 128, in all partitions; the job is cut in another way than the sample. */
  @Example
  void jobOfMorePromptsThanAFitHas_isTheSameAsASingleRun() throws IOException {
    FakeModels models = FakeModels.of("many", 0);

    Summary summary = assertSame(
        400,
        models,
        JobSettings.of(models, 9)
            .withStrategy(Strategies.adaptive().maxWaves(3))
            .withDrawsPerPrompt(8)
            .withSeed(4)
            .withChunk(17));

    assertThat(summary.exchange().rounds()).isPositive();
  }

  /** Answers of a third of the prompts are always the same; in steps of 3 some responses have none. */
  @Property(tries = 8, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF, seed = "36")
  void jobOfVotes_isTheSameAsASingleRun(
      @ForAll @IntRange(min = 1, max = 60) int prompts,
      @ForAll @IntRange(min = 1, max = 12) int draws,
      @ForAll @IntRange(min = 1, max = 5) int waves,
      @ForAll @IntRange(min = 1, max = 7) int partitions,
      @ForAll @IntRange(min = 1, max = 20) int chunk,
      @ForAll @IntRange(min = 2, max = 5) int answers,
      @ForAll long seed)
      throws IOException {
    FakeModels models = FakeModels.of("votes", answers);

    Summary summary = assertSame(
        prompts,
        models,
        JobSettings.votes(models.voting(), partitions)
            .withStrategy(Strategies.votes().maxWaves(waves))
            .withDrawsPerPrompt(draws)
            .withSeed(seed)
            .withChunk(chunk));

    assertThat(summary.draws() + summary.failures()).isLessThanOrEqualTo(summary.budget());
  }

  /** Limits that pay for some two to eight draws of each prompt, which has 20 tokens a draw on average. */
  @Property(tries = 8, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF, seed = "36")
  void jobInUsage_isTheSameAsASingleRun(
      @ForAll @IntRange(min = 1, max = 60) int prompts,
      @ForAll @IntRange(min = 100, max = 200) int tokensPerPrompt,
      @ForAll @IntRange(min = 2, max = 5) int waves,
      @ForAll @IntRange(min = 1, max = 7) int partitions,
      @ForAll @IntRange(min = 1, max = 20) int chunk,
      @ForAll boolean ties,
      @ForAll long seed)
      throws IOException {
    FakeModels models = FakeModels.of("usage", ties ? 3 : 0);

    Summary summary = assertSame(
        prompts,
        models,
        JobSettings.of(models, partitions)
            .withStrategy(Strategies.adaptive().maxWaves(waves))
            .withUsageLimit(prompts * (double) tokensPerPrompt, 100)
            .withSeed(seed)
            .withChunk(chunk));

    assertThat(summary.usage()).isPositive();
  }

  private static Summary assertSame(int count, FakeModels models, JobSettings settings)
      throws IOException {
    List<String> prompts = IntStream.range(0, count)
        .mapToObj(i -> (i % 7 == 3 ? "unlucky " : i % 11 == 5 ? "hopeless " : "prompt ")
            + i
            + "x".repeat(i % 4))
        .toList();
    Path directory = Files.createTempDirectory("same");
    try {
      Path input = directory.resolve("prompts.jsonl");
      Files.write(input, prompts.stream().map("{\"prompt\": \"%s\"}"::formatted).toList());
      Job job = new Job(spark, settings, directory.resolve("out").toString());
      Summary summary = job.run(input.toString());
      assertThat(Oracle.written(spark, job, settings))
          .isEqualTo(Oracle.of(prompts, settings, models));
      return summary;
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
      }
    }
  }
}
