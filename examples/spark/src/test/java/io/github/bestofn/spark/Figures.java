package io.github.bestofn.spark;

import io.github.bestofn.BatchResult;
import io.github.bestofn.BestOfN;
import io.github.bestofn.PromptResult;
import io.github.bestofn.spark.PromptRow.Kept;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Measures what the job costs beside the models: throughput next to a single run of the library in the same process,
 * once with its results dropped and once with the same rows written to a file. All three run three times; the last is
 * not compiled much any more, and what compiling still takes is told apart. Takes the number of prompts. With a
 * second argument it runs the job alone, in partitions of 12,500 prompts, and measures how much of the heap is alive
 * meanwhile.
 */
final class Figures {

  private static final double NANOS = 1e9;
  private static final int PER_PARTITION = 12_500;

  private Figures() {}

  /** Runs and prints. */
  public static void main(String[] args) throws IOException {
    int prompts = args.length > 0 ? Integer.parseInt(args[0]) : 200_000;
    Path directory = Files.createTempDirectory("figures");
    SparkSession spark = SparkSession.builder()
        .master("local[2,4]")
        .config("spark.ui.enabled", "false")
        .getOrCreate();
    try {
      if (args.length > 1) {
        memory(spark, directory, prompts);
      } else {
        throughput(spark, directory, prompts);
      }
    } finally {
      spark.stop();
      try (Stream<Path> files = Files.walk(directory)) {
        files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
      }
    }
  }

  private static void memory(SparkSession spark, Path directory, int prompts) throws IOException {
    try (LiveHeap heap = LiveHeap.watch()) {
      job(spark, directory.resolve("job"), prompts);
      System.out.printf("%d prompts: at most %.1f MiB alive%n", prompts, heap.most() / 1048576.0);
    }
  }

  private static void throughput(SparkSession spark, Path directory, int prompts)
      throws IOException {
    for (String run : List.of("first", "second", "third")) {
      Path place = directory.resolve(run);
      Cost job = job(spark, place.resolve("job"), prompts);
      Cost dropped = plain(prompts);
      Cost written = plainWritten(prompts, new Table(place + "/single", configuration(spark)));
      System.out.printf(
          "%s%n  job, on 2 cores: %s%n  library: %s%n  library, its results written: %s%n",
          run, job, dropped, written);
      System.out.printf(
          "  the job's draws per CPU second are %.0f%% of the library's, %.0f%% with its results written;"
              + " per core by the clock %.0f%% and %.0f%%%n",
          100 * job.perCpuSecond() / dropped.perCpuSecond(),
          100 * job.perCpuSecond() / written.perCpuSecond(),
          50 * job.perSecond() / dropped.perSecond(),
          50 * job.perSecond() / written.perSecond());
    }
  }

  private static Broadcast<SerializableConfiguration> configuration(SparkSession spark) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    return context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
  }

  private record Cost(long draws, double seconds, CpuTime cpu) {

    @Override
    public String toString() {
      return "%.0f draws per CPU second, %.0f per second: %s"
          .formatted(perCpuSecond(), perSecond(), cpu);
    }

    double perSecond() {
      return draws / seconds;
    }

    double perCpuSecond() {
      return draws / cpu.running();
    }
  }

  private interface Work {
    long draws() throws IOException;
  }

  private static Cost measure(Work work) throws IOException {
    System.gc();
    long begin = System.nanoTime();
    CpuTime cpuBegin = CpuTime.now();
    long draws = work.draws();
    CpuTime cpu = CpuTime.now().since(cpuBegin);
    return new Cost(draws, (System.nanoTime() - begin) / NANOS, cpu);
  }

  private static JobSettings settings(int prompts) {
    return JobSettings.of(InMemory.INSTANCE, (prompts + PER_PARTITION - 1) / PER_PARTITION);
  }

  /** A single run on the calling thread. */
  private static Cost plain(int prompts) throws IOException {
    List<String> texts = IntStream.range(0, prompts).mapToObj(Figures::prompt).toList();
    return measure(() -> run(texts).draws());
  }

  private static BatchResult<String, String> run(List<String> texts) {
    JobSettings settings = settings(texts.size());
    return BestOfN.<String, String>builder()
        .generator(InMemory.INSTANCE)
        .rewardModel(InMemory.INSTANCE)
        .executor(Runnable::run)
        .drawsPerPrompt(settings.drawsPerPrompt())
        .strategy(settings.strategy())
        .seed(1)
        .build()
        .run(texts);
  }

  /** The same, and the job's rows of it to one file. */
  private static Cost plainWritten(int prompts, Table to) throws IOException {
    List<String> texts = IntStream.range(0, prompts).mapToObj(Figures::prompt).toList();
    return measure(() -> {
      BatchResult<String, String> result = run(texts);
      try (var writer = to.create(0)) {
        for (PromptResult<String, String> each : result.results()) {
          writer.write(row(each));
        }
        writer.commit();
      }
      return result.draws();
    });
  }

  private static PromptRow row(PromptResult<String, String> result) {
    PromptRow before = PromptRow.of(PromptKey.of(PromptKey.idOf(result.prompt())), result.prompt());
    List<Kept> drawn = result.candidates().stream()
        .map(candidate -> Kept.of(candidate, before))
        .toList();
    return before.with(
        new PromptRow.Drawn(drawn, result.failures(), 0, 0),
        Integer.MAX_VALUE,
        result.explanation().summary());
  }

  /** A job, from reading prompts to writing all candidates. */
  private static Cost job(SparkSession spark, Path directory, int prompts) throws IOException {
    String input = directory + "/input.parquet";
    spark
        .range(prompts)
        .select(functions
            .format_string("Write a line about number %d, please.", functions.col("id"))
            .as("prompt"))
        .write()
        .parquet(input);
    Job job = new Job(spark, settings(prompts), directory + "/output");
    Summary[] summary = new Summary[1];
    Cost cost = measure(() -> {
      summary[0] = job.run(input);
      return summary[0].draws();
    });
    System.out.printf(
        "%d prompts: %.1f s, %.1f CPU s in all; %s; %.1f bytes written per draw%n",
        prompts,
        cost.seconds(),
        cost.cpu().total(),
        summary[0].exchange(),
        size(directory.resolve("output")) / (double) cost.draws());
    return cost;
  }

  private static String prompt(long number) {
    return "Write a line about number %d, please.".formatted(number);
  }

  private static long size(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".parquet"))
          .mapToLong(Figures::length)
          .sum();
    }
  }

  private static long length(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
