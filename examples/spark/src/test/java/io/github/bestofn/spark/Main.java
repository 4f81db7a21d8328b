package io.github.bestofn.spark;

import io.github.bestofn.allocate.Strategies;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command: runs a job with the quick start's models, on this machine unless Spark is told otherwise. */
@Command(
    name = "spark",
    description = "Best-of-N over all prompts of a file, on one budget, on a Spark cluster.")
final class Main implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--prompts",
      paramLabel = "PATH",
      defaultValue = "prompts.jsonl",
      description =
          "Parquet files, or JSON lines if the name ends in .json or .jsonl, with a column prompt "
              + "and perhaps an id. The models read an opening, a tab and a topic. Defaults to ${DEFAULT-VALUE}.")
  private String prompts = "";

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "target/best-of-n",
      description =
          "Where tables go; a job that ended early goes on there. Defaults to ${DEFAULT-VALUE}.")
  private String output = "";

  @Option(
      names = "--draws",
      paramLabel = "N",
      defaultValue = "16",
      description = "Draws per prompt, on average. Defaults to ${DEFAULT-VALUE}.")
  private int draws;

  @Option(
      names = "--waves",
      paramLabel = "N",
      defaultValue = "4",
      description =
          "Rounds over the cluster, one after another: more of them share the budget better. Defaults to ${DEFAULT-VALUE}.")
  private int waves;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "8",
      description = "Parts, each a task. Defaults to ${DEFAULT-VALUE}.")
  private int partitions;

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      defaultValue = "64",
      description = "Draws in flight per executor. Defaults to ${DEFAULT-VALUE}.")
  private int inFlight;

  @Option(
      names = "--keep",
      paramLabel = "N",
      defaultValue = "2147483647",
      description = "Candidates to write per prompt and wave, the best ones. Defaults to all.")
  private int keep;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The same seed gives the same draws. Defaults to ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--help", usageHelp = true, description = "Prints this and ends.")
  @SuppressWarnings("unused") // picocli looks at it
  private boolean help;

  /** Runs the command; bad input ends it with one line on standard error and exit code 2. */
  public static void main(String[] args) {
    int exitCode = commandLine().execute(args);
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setUsageHelpWidth(100)
        .setParameterExceptionHandler((badInput, args) -> {
          badInput.getCommandLine().getErr().println("spark: " + badInput.getMessage());
          return CommandLine.ExitCode.USAGE;
        });
  }

  @Override
  public Integer call() throws IOException {
    JobSettings settings = settings();
    // spark-submit sets the master; without it this machine is the cluster, and a task may be tried
    // 4 times as there.
    SparkSession spark = SparkSession.builder()
        .appName("best-of-n")
        .master(System.getProperty("spark.master", "local[*,4]"))
        .config("spark.ui.enabled", System.getProperty("spark.ui.enabled", "false"))
        .getOrCreate();
    try {
      Job job = new Job(spark, settings, output);
      print(run(job), spark.read().parquet(job.results()));
      return CommandLine.ExitCode.OK;
    } finally {
      spark.stop();
    }
  }

  private Summary run(Job job) throws IOException {
    try {
      return job.run(prompts);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private void print(Summary summary, Dataset<Row> results) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%d prompts (%d rows repeated one, %d were none), %d of %d draws, %d failed%n",
        summary.prompts(),
        summary.repeated(),
        summary.rejected(),
        summary.draws(),
        summary.budget(),
        summary.failures());
    Row figures = results
        .agg(functions.avg("best_reward"), functions.min("draws"), functions.max("draws"))
        .first();
    if (!figures.isNullAt(0)) {
      out.printf(
          "mean best reward %.3f; a prompt got %d to %d draws%n",
          figures.getDouble(0), figures.getInt(1), figures.getInt(2));
    }
    for (Row row : results
        .orderBy(functions.col("draws").desc(), functions.col("id"))
        .select("prompt", "best_response", "explanation")
        .limit(3)
        .collectAsList()) {
      out.printf("%s ... %s%n    %s%n", row.get(0), row.get(1), row.get(2));
    }
    out.printf("written to %s%n", output);
    out.flush();
  }

  private JobSettings settings() {
    try {
      return JobSettings.of(QuickStartModels.INSTANCE, partitions)
          .withStrategy(Strategies.adaptive().maxWaves(waves))
          .withDrawsPerPrompt(draws)
          .withSeed(seed)
          .withMaxInFlight(inFlight)
          .withKeepCandidates(keep);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
