package io.github.bestofn.examples.spark;

import io.github.bestofn.allocate.BatchPart;
import io.github.bestofn.allocate.BatchState;
import io.github.bestofn.allocate.CommonPrice;
import io.github.bestofn.allocate.Explanation;
import io.github.bestofn.allocate.StagedInParts;
import io.github.bestofn.estimate.RewardHistory;
import io.github.bestofn.estimate.RewardSamples;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Best-of-N for all prompts of a file, on one budget, with the draws, seeds and reasons of a single run of {@link
 * io.github.bestofn.BestOfN} over all of them in the order of their keys.
 *
 * <p>A round makes a {@link Table} of the one before, partition by partition: the prompts, then explored, then with what
 * each later round adds; the last one is the result. A partition that is committed is never drawn again, by a repeated task
 * or by a job that is started again.
 */
public final class Job {

  private static final String RESULTS = "results";
  private static final String SETTINGS = "settings.txt";

  private final SparkSession spark;
  private final JavaSparkContext context;
  private final JobSettings settings;
  private final String output;
  private final SerializableConfiguration hadoop;
  private final RewardHistory history;

  /**
   * A job without a history.
   *
   * @param spark where it runs
   * @param settings what it is told
   * @param output the directory for what it writes; if an earlier job with the same settings began there, this one goes on
   */
  public Job(SparkSession spark, JobSettings settings, String output) {
    this(spark, settings, output, RewardHistory.create());
  }

  /**
   * A job with a history.
   *
   * @param spark where it runs
   * @param settings what it is told
   * @param output the directory for what it writes; if an earlier job with the same settings began there, this one goes on
   * @param history what earlier jobs with the same models saw: sent to all executors, and added to when the job has ended
   */
  public Job(SparkSession spark, JobSettings settings, String output, RewardHistory history) {
    this.history = history;
    this.spark = spark;
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.settings = settings;
    this.output = output;
    this.hadoop = new SerializableConfiguration(context.hadoopConfiguration());
  }

  /**
   * Where the result is: a row for each prompt, in Parquet.
   *
   * @return a directory
   */
  public String results() {
    return output + "/" + RESULTS;
  }

  /**
   * Runs, or goes on running.
   *
   * @param input Parquet files or JSON lines (a name that ends in .json or .jsonl) with a text column {@code prompt} and,
   *     if prompts have one, a column {@code id}
   * @return the books
   * @throws IOException if a table cannot be read or written
   * @throws IllegalArgumentException if the output belongs to a job with other settings
   */
  public Summary run(String input) throws IOException {
    remember(input);
    Table prompts = table("prompts");
    Dataset<Row> rows = Intake.read(spark, input);
    long rejected = Intake.reject(rows, output + "/rejected");
    if (!prompts.isComplete(settings.partitions())) {
      Intake.write(rows, prompts, settings.partitions());
    }
    Books books = books(prompts);
    long budget = Math.multiplyExact(books.prompts, (long) settings.drawsPerPrompt());
    Summary.Exchange exchange = Summary.Exchange.NONE;
    if (books.prompts > 0) {
      StagedInParts strategy = settings.strategy().inParts(books.prompts, budget);
      Table explored = table("round-0");
      JobSettings sent = settings;
      each(explored, partition -> explore(sent, strategy, prompts, explored, partition));
      Table before = explored;
      books = books(before);
      Broadcast<RewardHistory> earlier = context.broadcast(history);
      for (int round = 1; round < strategy.rounds(); round++) {
        Table after = table(round == strategy.rounds() - 1 ? RESULTS : "round-" + round);
        if (!after.isComplete(settings.partitions())) {
          long draws = strategy.draws(round, budget - books.asked());
          exchange =
              exchange.and(spend(strategy, before, after, round, books.prompts, draws, earlier));
        }
        before = after;
        books = books(before);
      }
      history.merge(learned(before, input));
    }
    if (books.asked() > budget) {
      throw new IllegalStateException(
          "draws must be at most the budget %d, but were %d".formatted(budget, books.asked()));
    }
    long repeated = Intake.count(rows) - books.prompts;
    return new Summary(
        books.prompts, repeated, rejected, budget, books.draws, books.failures, exchange);
  }

  private void remember(String input) throws IOException {
    Table here = new Table(output, hadoop);
    String now = "input=%s%n%s".formatted(input, settings.fingerprint());
    here.note(SETTINGS, now);
    String then = here.noted(SETTINGS);
    if (!now.equals(then)) {
      throw new IllegalArgumentException(
          "settings must be those that a job began %s with,%n%s, but were%n%s"
              .formatted(output, then, now));
    }
  }

  private Table table(String name) {
    return new Table(output + "/" + name, hadoop);
  }

  private record Books(long prompts, long draws, long failures) {

    long asked() {
      return draws + failures;
    }
  }

  private Books books(Table table) {
    Row sums = spark
        .read()
        .parquet(table.directory())
        .agg(
            functions.count(functions.lit(1)),
            functions.coalesce(functions.sum("draws"), functions.lit(0L)),
            functions.coalesce(functions.sum("failures"), functions.lit(0L)))
        .first();
    return new Books(sums.getLong(0), sums.getLong(1), sums.getLong(2));
  }

  /** What a task does with a partition. */
  @FunctionalInterface
  private interface Step extends java.io.Serializable {
    void on(int partition) throws IOException;
  }

  /** Takes a step on every partition that is not committed, each in a task of its own. */
  private void each(Table to, Step step) throws IOException {
    List<Integer> missing = new ArrayList<>();
    for (int partition = 0; partition < settings.partitions(); partition++) {
      if (!to.isCommitted(partition)) {
        missing.add(partition);
      }
    }
    if (!missing.isEmpty()) {
      context.parallelize(missing, missing.size()).foreachPartition(ids -> step.on(ids.next()));
    }
  }

  private static void explore(
      JobSettings settings, StagedInParts strategy, Table from, Table to, int partition)
      throws IOException {
    if (to.isCommitted(partition)) {
      return;
    }
    Draws draws = new Draws(settings);
    String why = strategy.explainExploration(strategy.exploration()).summary();
    try (var reader = from.open(partition);
        var writer = to.create(partition)) {
      List<PromptRow> rows = reader.next(settings.chunk());
      while (!rows.isEmpty()) {
        int[] counts = new int[rows.size()];
        Arrays.fill(counts, strategy.exploration());
        for (PromptRow row : draws.draw(rows, counts, Collections.nCopies(rows.size(), why), 0)) {
          writer.write(row);
        }
        rows = reader.next(settings.chunk());
      }
      writer.commit();
    }
  }

  /* Partitions' seeds follow from the job, so that a job that is started again adds the same prompts, which are kept once. */
  private RewardHistory learned(Table results, String input) {
    JobSettings sent = settings;
    int prompts = history.maxPrompts();
    int rewards = history.maxRewardsPerPrompt();
    String job = input + output + settings.fingerprint();
    List<Integer> partitions = IntStream.range(0, settings.partitions()).boxed().toList();
    return context
        .parallelize(partitions, partitions.size())
        .treeAggregate(
            RewardHistory.create(prompts, rewards),
            (sum, partition) -> {
              long own = PromptKey.of(job + partition).hash();
              sum.merge(
                  learned(RewardHistory.create(prompts, rewards, own), sent, results, partition));
              return sum;
            },
            (sum, other) -> {
              sum.merge(other);
              return sum;
            });
  }

  private static RewardHistory learned(
      RewardHistory into, JobSettings settings, Table results, int partition) throws IOException {
    RewardSamples nothing = RewardSamples.of(Planner.range(settings));
    try (var reader = results.openBooks(partition)) {
      List<PromptRow> rows = reader.next(settings.chunk());
      while (!rows.isEmpty()) {
        into.add(Planner.slice(rows, nothing).samples());
        rows = reader.next(settings.chunk());
      }
    }
    return into;
  }

  private Summary.Exchange spend(
      StagedInParts strategy,
      Table before,
      Table after,
      int round,
      long prompts,
      long draws,
      Broadcast<RewardHistory> earlier) {
    try (var plan =
        new Planner(context, settings, strategy, before, earlier).plan(prompts, draws)) {
      Spend spend = new Spend(settings, strategy, before, after, plan.price(), round, draws);
      List<Long> beyond = plan.beyond();
      plan.parts().foreachPartition(parts -> {
        int partition = TaskContext.getPartitionId();
        spend.on(partition, parts, beyond.get(partition));
      });
      return plan.exchange();
    }
  }

  /** Draws what a plan gives a partition. */
  private record Spend(
      JobSettings settings,
      StagedInParts strategy,
      Table before,
      Table after,
      CommonPrice price,
      int round,
      long draws)
      implements java.io.Serializable {

    void on(int partition, Iterator<BatchPart> parts, long beyondLevel) throws IOException {
      if (after.isCommitted(partition)) {
        return;
      }
      Draws drawing = new Draws(settings);
      RewardSamples nothing = RewardSamples.of(Planner.range(settings));
      long left = beyondLevel;
      try (var reader = before.open(partition);
          var writer = after.create(partition)) {
        while (parts.hasNext()) {
          BatchPart part = parts.next();
          List<PromptRow> rows = reader.next(part.prompts());
          int[] counts = part.allocate(price, left);
          left = left == 0 ? 0 : Math.max(0, left - part.beyondLevel(price));
          List<String> why = explain(Planner.slice(rows, nothing), part, rows, counts);
          for (PromptRow row : drawing.draw(rows, counts, why, round)) {
            writer.write(row);
          }
        }
        writer.commit();
      }
    }

    private List<String> explain(
        BatchState state, BatchPart part, List<PromptRow> rows, int[] counts) {
      return draws == 0
          ? rows.stream().map(PromptRow::explanation).toList()
          : strategy.explain(state, part, counts).stream()
              .map(Explanation::summary)
              .toList();
    }
  }
}
