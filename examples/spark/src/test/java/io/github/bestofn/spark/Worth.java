package io.github.bestofn.spark;

import io.github.bestofn.BatchResult;
import io.github.bestofn.BestOfN;
import io.github.bestofn.Candidate;
import io.github.bestofn.PromptResult;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spi.ScoringRequest;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Measures what the allocation of a job gains on recorded rewards, next to that of a single run: for each table of
 * the arguments the uniform budget with the same mean best reward, divided by the job's. A table is a CSV with a
 * header: a column for the prompt, then a reward in each. Draws have the recorded rewards in their order, so that a
 * uniform budget is compared on the same draws.
 */
final class Worth {

  private static final int PARTITIONS = 4;

  /* For the executors, which are in this process. */
  private static List<double[]> rewards = List.of();

  private Worth() {}

  /** Recorded rewards as models, for executors of this process: a prompt is a row's number, and a response a draw's. */
  private enum Recorded
      implements Models.Factory, Generator<String, String>, RewardModel<String, String> {
    INSTANCE;

    @Override
    public Models open() {
      return Models.of(this, this).callsOn(Runnable::run);
    }

    @Override
    public List<String> generate(GenerationRequest<String> request) {
      int first = request.firstDraw();
      return IntStream.range(first, first + request.count())
          .mapToObj(Integer::toString)
          .toList();
    }

    @Override
    public double[] score(ScoringRequest<String, String> request) {
      double[] row = rewards.get(Integer.parseInt(request.prompt()));
      return request.responses().stream()
          .mapToDouble(draw -> row[Integer.parseInt(draw)])
          .toArray();
    }
  }

  /** Runs and prints. */
  public static void main(String[] tables) throws IOException {
    SparkSession spark = SparkSession.builder()
        .master("local[2,4]")
        .config("spark.ui.enabled", "false")
        .getOrCreate();
    Path directory = Files.createTempDirectory("worth");
    try {
      double sum = 0;
      for (String table : tables) {
        sum += measure(spark, table, directory.resolve(Path.of(table).getFileName() + ".job"));
      }
      System.out.printf("mean of the jobs %.3f%n", sum / tables.length);
    } finally {
      spark.stop();
      try (Stream<Path> files = Files.walk(directory)) {
        files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
      }
    }
  }

  private static double measure(SparkSession spark, String table, Path directory)
      throws IOException {
    rewards = read(table);
    List<String> prompts =
        IntStream.range(0, rewards.size()).mapToObj(Integer::toString).toList();
    Path input = Files.createDirectories(directory).resolve("input.jsonl");
    Files.write(input, prompts.stream().map("{\"prompt\": \"%s\"}"::formatted).toList());
    JobSettings settings = JobSettings.of(Recorded.INSTANCE, PARTITIONS);
    Job job = new Job(spark, settings, directory.resolve("output").toString());

    Summary summary = job.run(input.toString());

    double ofJob = spark
        .read()
        .parquet(job.results())
        .agg(functions.avg("best_reward"))
        .first()
        .getDouble(0);
    double budget = settings.drawsPerPrompt();
    double worth = equivalent(ofJob) / budget;
    System.out.printf(
        "%s: %d prompts, %d of %d draws, job %.3f, single run %.3f; %s%n",
        Path.of(table).getFileName(),
        summary.prompts(),
        summary.draws(),
        summary.budget(),
        worth,
        equivalent(ofSingleRun(settings, prompts)) / budget,
        summary.exchange());
    return worth;
  }

  private static List<double[]> read(String table) throws IOException {
    List<double[]> rows = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(table)).stream().skip(1).toList()) {
      String[] cells = line.split(",", -1);
      rows.add(Stream.of(cells)
          .skip(1)
          .filter(cell -> !cell.isEmpty())
          .mapToDouble(Double::parseDouble)
          .toArray());
    }
    return rows;
  }

  /* In the order of keys, which is that of the job: the sample and ties depend on it. */
  private static double ofSingleRun(JobSettings settings, List<String> prompts) {
    List<String> sorted = new ArrayList<>(prompts);
    sorted.sort(Comparator.comparing(prompt -> PromptKey.of(PromptKey.idOf(prompt))));
    BatchResult<String, String> result = BestOfN.<String, String>builder()
        .generator(Recorded.INSTANCE)
        .rewardModel(Recorded.INSTANCE)
        .executor(Runnable::run)
        .drawsPerPrompt(settings.drawsPerPrompt())
        .strategy(settings.strategy())
        .seed(settings.seed())
        .build()
        .run(sorted);
    return result.results().stream()
        .map(PromptResult::best)
        .mapToDouble(best -> best.map(Candidate::reward).orElseThrow())
        .average()
        .orElseThrow();
  }

  /** The number of draws for every prompt with a mean best reward, between whole numbers by interpolation. */
  private static double equivalent(double meanBest) {
    double before = Double.NEGATIVE_INFINITY;
    int most = rewards.stream().mapToInt(row -> row.length).min().orElse(0);
    for (int draws = 1; draws <= most; draws++) {
      double uniform = uniform(draws);
      if (uniform >= meanBest) {
        return draws == 1 ? 1 : draws - (uniform - meanBest) / (uniform - before);
      }
      before = uniform;
    }
    return most;
  }

  private static double uniform(int draws) {
    return rewards.stream()
        .mapToDouble(row -> Arrays.stream(row, 0, draws).max().orElseThrow())
        .average()
        .orElseThrow();
  }
}
