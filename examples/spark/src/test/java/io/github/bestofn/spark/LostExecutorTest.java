package io.github.bestofn.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.allocate.Strategies;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cluster of processes on this machine, one of which dies. What Spark needs for a home is a directory of jars. */
final class LostExecutorTest {

  /** More than a job makes. */
  private static final int BROADCASTS = 200;

  @TempDir
  private Path directory;

  /** A process dies while it explores; and in a later wave, with the population and the gains that it held. */
  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void lostExecutor_losesNoPrompt(int from) throws IOException {
    String marker = directory.resolve("marker").toString();
    FakeModels models = new FakeModels("lost", 0, "prompt 7", marker, true, from);
    try (SparkSession spark = cluster()) {
      assertSame(spark, models);

      assertThat(Path.of(marker)).exists();
    }
  }

  /** Whenever a stage begins, executors have lost what was broadcast to them, the population too. */
  @Test
  void lostBroadcasts_areSentAgain() throws IOException {
    AtomicInteger removed = new AtomicInteger();
    try (SparkSession spark = cluster()) {
      spark.sparkContext().addSparkListener(new SparkListener() {
        @Override
        public void onStageSubmitted(SparkListenerStageSubmitted stage) {
          for (int broadcast = 0; broadcast < BROADCASTS; broadcast++) {
            SparkEnv.get().blockManager().master().removeBroadcast(broadcast, false, true);
          }
          removed.incrementAndGet();
        }
      });
      assertSame(spark, FakeModels.of("unsent", 0));
    }
    assertThat(removed).hasPositiveValue();
  }

  private void assertSame(SparkSession spark, FakeModels models) throws IOException {
    List<String> prompts = IntStream.range(0, 30).mapToObj(i -> "prompt " + i).toList();
    Path input = directory.resolve("prompts.jsonl");
    Files.write(input, prompts.stream().map("{\"prompt\": \"%s\"}"::formatted).toList());
    JobSettings settings = JobSettings.of(models, 4)
        .withStrategy(Strategies.adaptive().maxWaves(3))
        .withDrawsPerPrompt(6)
        .withSeed(5)
        .withChunk(3);
    Job job = new Job(spark, settings, directory.resolve("out").toString());

    Summary summary = job.run(input.toString());

    assertThat(summary.prompts()).isEqualTo(30);
    assertThat(Oracle.written(spark, job)).isEqualTo(Oracle.of(prompts, settings, models));
  }

  private static SparkSession cluster() throws IOException {
    return SparkSession.builder()
        .master("local-cluster[2,1,512]")
        .config("spark.ui.enabled", "false")
        .config("spark.executor.memory", "512m")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.executor.extraClassPath", home())
        .getOrCreate();
  }

  /** Makes a home out of this test's class path and returns what of that is no jar. */
  private static String home() throws IOException {
    Path jars = Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
    List<Path> classPath = Stream.of(
            System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .toList();
    for (Path entry : classPath) {
      Path link = jars.resolve(entry.getFileName());
      if (Files.isRegularFile(entry) && !Files.exists(link)) {
        Files.createSymbolicLink(link, entry);
      }
    }
    return classPath.stream()
        .filter(Files::isDirectory)
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }
}
