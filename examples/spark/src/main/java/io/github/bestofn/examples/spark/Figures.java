package io.github.bestofn.examples.spark;

import com.sun.management.OperatingSystemMXBean;
import io.github.bestofn.BestOfN;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spi.ScoringRequest;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Measures what the job costs beside the models: throughput per core next to a single run of the library in the same process,
 * and the exchange. Takes the number of prompts. With a second argument it runs the job alone, to see in how small a heap it can.
 */
final class Figures {

  private static final OperatingSystemMXBean MACHINE =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final double NANOS = 1e9;

  private Figures() {}

  /** Runs and prints. */
  public static void main(String[] args) throws IOException {
    int prompts = args.length > 0 ? Integer.parseInt(args[0]) : 200_000;
    int warmUp = Math.min(20_000, prompts);
    Path directory = Files.createTempDirectory("figures");
    SparkSession spark = SparkSession.builder()
        .master("local[2,4]")
        .config("spark.ui.enabled", "false")
        .getOrCreate();
    try {
      if (args.length > 1) {
        Cost alone = job(spark, directory.resolve("job"), prompts);
        System.out.printf(
            "%d draws in a heap of %d MiB%n",
            alone.draws(), Runtime.getRuntime().maxMemory() >> 20);
        return;
      }
      plain(warmUp);
      job(spark, directory.resolve("warm-up"), warmUp);
      Cost plain = plain(prompts);
      Cost job = job(spark, directory.resolve("job"), prompts);
      Cost again = plain(prompts);
      double single = (plain.perCpuSecond() + again.perCpuSecond()) / 2;
      System.out.printf(
          "library %.0f and %.0f draws per CPU second (%.0f and %.0f per second), job %.0f (%.0f per second on 2 cores):"
              + " %.0f%% per CPU second%n",
          plain.perCpuSecond(),
          again.perCpuSecond(),
          plain.perSecond(),
          again.perSecond(),
          job.perCpuSecond(),
          job.perSecond(),
          100 * job.perCpuSecond() / single);
      System.out.printf(
          "wall clock per core: %.0f%% (job %.1f s on 2 cores, library %.1f and %.1f s on 1)%n",
          100 * job.perSecond() / 2 / ((plain.perSecond() + again.perSecond()) / 2),
          job.seconds(),
          plain.seconds(),
          again.seconds());
    } finally {
      spark.stop();
      try (Stream<Path> files = Files.walk(directory)) {
        files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
      }
    }
  }

  private record Cost(long draws, double seconds, double cpuSeconds) {

    double perSecond() {
      return draws / seconds;
    }

    double perCpuSecond() {
      return draws / cpuSeconds;
    }
  }

  private interface Work {
    long draws() throws IOException;
  }

  private static Cost measure(Work work) throws IOException {
    System.gc();
    long begin = System.nanoTime();
    long cpuBegin = MACHINE.getProcessCpuTime();
    long draws = work.draws();
    return new Cost(
        draws,
        (System.nanoTime() - begin) / NANOS,
        (MACHINE.getProcessCpuTime() - cpuBegin) / NANOS);
  }

  private static JobSettings settings() {
    return JobSettings.of(InMemory.INSTANCE, 16);
  }

  /** A single run on the calling thread. */
  private static Cost plain(int prompts) throws IOException {
    List<String> texts = IntStream.range(0, prompts).mapToObj(Figures::prompt).toList();
    return measure(() -> BestOfN.<String, String>builder()
        .generator(InMemory.INSTANCE)
        .rewardModel(InMemory.INSTANCE)
        .executor(Runnable::run)
        .drawsPerPrompt(settings().drawsPerPrompt())
        .strategy(settings().strategy())
        .seed(1)
        .build()
        .run(texts)
        .draws());
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
    Job job = new Job(spark, settings(), directory + "/output");
    Summary[] summary = new Summary[1];
    Cost cost = measure(() -> {
      summary[0] = job.run(input);
      return summary[0].draws();
    });
    System.out.printf(
        "%d prompts: %.1f s, %.1f CPU s; %s; %.1f bytes written per draw%n",
        prompts,
        cost.seconds(),
        cost.cpuSeconds(),
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

  /** Responses of some fifty characters, and rewards as different from prompt to prompt as they often are. */
  private enum InMemory
      implements Models.Factory, Generator<String, String>, RewardModel<String, String> {
    INSTANCE;

    @Override
    public Models open() {
      return new Models(this, this, Optional.of(Runnable::run));
    }

    @Override
    public List<String> generate(GenerationRequest<String> request) {
      List<String> responses = new ArrayList<>(request.count());
      for (int k = 0; k < request.count(); k++) {
        responses.add("A line that is drawn from the seed " + request.seed(k));
      }
      return responses;
    }

    @Override
    public double[] score(ScoringRequest<String, String> request) {
      double spread = 0.5 + (request.prompt().hashCode() & 0xff) / 255.0;
      return request.responses().stream()
          .mapToDouble(
              response -> spread * new SplittableRandom(response.hashCode()).nextGaussian())
          .toArray();
    }
  }
}
