package io.github.bestofn.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.allocate.StagedStrategy;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.estimate.Estimators;
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

  /** Random tables in random partitions, more of them than prompts in some; some with rewards that tie. */
  @Property(tries = 6, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void job_isTheSameAsASingleRun(
      @ForAll @IntRange(min = 1, max = 60) int prompts,
      @ForAll @IntRange(min = 1, max = 12) int draws,
      @ForAll @IntRange(min = 2, max = 4) int rounds,
      @ForAll @IntRange(min = 1, max = 7) int partitions,
      @ForAll @IntRange(min = 1, max = 20) int chunk,
      @ForAll @IntRange(min = 1, max = 20) int inFlight,
      @ForAll boolean ties,
      @ForAll boolean kde,
      @ForAll long seed)
      throws IOException {
    StagedStrategy strategy = Strategies.twoStage()
        .rounds(rounds)
        .explorationFraction(0.5)
        .estimator(kde ? Estimators.kde() : Estimators.gaussian());
    FakeModels models = FakeModels.of("same", ties ? 3 : 0);

    Summary summary = assertSame(
        prompts,
        new JobSettings(
            models, strategy, draws, seed, partitions, inFlight, chunk, Integer.MAX_VALUE));

    assertThat(summary.prompts()).isEqualTo(prompts);
    assertThat(summary.draws() + summary.failures()).isLessThanOrEqualTo(summary.budget());
    assertThat(summary.exchange().probeBytes() + summary.exchange().answerBytes())
        .isLessThan(1024);
  }

  /** The one prompt that is sampled would have a price that turns out too high: the search begins again, lower. */
  @Example
  void priceBelowTheSample_isFoundAllTheSame() throws IOException {
    StagedStrategy strategy = Strategies.twoStage().exploration(3);
    FakeModels models = FakeModels.of("below", 0);

    Summary summary =
        assertSame(20, new JobSettings(models, strategy, 6, 4, 1, 64, 1, Integer.MAX_VALUE));

    // A search takes at most 19 rounds.
    assertThat(summary.exchange().rounds()).isGreaterThan(19);
  }

  private static Summary assertSame(int count, JobSettings settings) throws IOException {
    List<String> prompts = IntStream.range(0, count)
        .mapToObj(i -> (i % 7 == 3 ? "unlucky " : "prompt ") + i + "x".repeat(i % 4))
        .toList();
    Path directory = Files.createTempDirectory("same");
    try {
      Path input = directory.resolve("prompts.jsonl");
      Files.write(input, prompts.stream().map("{\"prompt\": \"%s\"}"::formatted).toList());
      Job job = new Job(spark, settings, directory.resolve("out").toString());
      Summary summary = job.run(input.toString());
      assertThat(Oracle.written(spark, job))
          .isEqualTo(Oracle.of(prompts, settings, (FakeModels) settings.models()));
      return summary;
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
      }
    }
  }
}
