package io.github.bestofn.examples.spark;

import io.github.bestofn.allocate.BatchPart;
import io.github.bestofn.allocate.BatchState;
import io.github.bestofn.allocate.CommonPrice;
import io.github.bestofn.allocate.Explanation;
import io.github.bestofn.allocate.StagedInParts;
import io.github.bestofn.estimate.RewardHistory;
import io.github.bestofn.estimate.RewardSamples;
import java.io.IOException;
import java.io.Serializable;
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
import org.jspecify.annotations.Nullable;

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
  private static final String REJECTED = "/rejected";
  private static final String SETTINGS = "settings.txt";

  private final SparkSession spark;
  private final JavaSparkContext context;
  private final JobSettings settings;
  private final String output;
  private final Broadcast<SerializableConfiguration> hadoop;
  private final @Nullable RewardHistory history;

  /**
   * A job without a history.
   *
   * @param spark where it runs
   * @param settings what it is told
   * @param output the directory for what it writes; if an earlier job with the same settings began there, this one goes on
   */
  public Job(SparkSession spark, JobSettings settings, String output) {
    this(settings, spark, output, null);
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
    this(settings, spark, output, history);
  }

  private Job(
      JobSettings settings, SparkSession spark, String output, @Nullable RewardHistory history) {
    this.history = history;
    this.spark = spark;
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.settings = settings;
    this.output = output;
    this.hadoop = context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
  }

  /**
   * Where the result is: a row for each prompt, in Parquet.
   *
   * @return a directory; its candidates are those of the last round only
   */
  public String results() {
    return output + "/" + RESULTS;
  }

  /**
   * All candidates that were kept, round by round: those of a round are in its table and written once.
   *
   * @return a row for each, with {@code id}, {@code round}, {@code draw}, {@code reward} and {@code response}
   */
  public Dataset<Row> candidates() {
    Dataset<Row> all = candidates(0);
    for (int round = 1; round < rounds(); round++) {
      all = all.union(candidates(round));
    }
    return all;
  }

  private Dataset<Row> candidates(int round) {
    return spark
        .read()
        .parquet(output + "/" + name(round))
        .select(
            functions.col("id"), functions.explode(functions.col("candidates")).as("kept"))
        .select(functions.col("id"), functions.lit(round).as("round"), functions.col("kept.*"));
  }

  private int rounds() {
    return settings.strategy().inParts(1, settings.drawsPerPrompt()).rounds();
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
    Books books = intake(input, prompts);
    long count = books.prompts();
    long repeated = books.rows() - count;
    long budget = Math.multiplyExact(count, (long) settings.drawsPerPrompt());
    Summary.Exchange exchange = Summary.Exchange.NONE;
    if (count > 0) {
      StagedInParts strategy = settings.strategy().inParts(count, budget);
      Table before = table(name(0));
      books = each(new Explore(settings, strategy, prompts, before));
      Broadcast<RewardHistory> earlier =
          context.broadcast(history == null ? RewardHistory.create() : history);
      for (int round = 1; round < strategy.rounds(); round++) {
        Table after = table(name(round));
        if (!after.isComplete(settings.partitions())) {
          long draws = strategy.draws(round, budget - books.asked());
          exchange = exchange.and(spend(strategy, before, after, count, draws, earlier));
        }
        before = after;
        books = books(after);
      }
      if (history != null) {
        history.merge(new Learning(context, settings, before).into(history, input + output));
      }
    }
    if (books.asked() > budget) {
      throw new IllegalStateException(
          "draws must be at most the budget %d, but were %d".formatted(budget, books.asked()));
    }
    long rejected = Intake.rejected(spark, output + REJECTED);
    return new Summary(
        count, repeated, rejected, budget, books.draws(), books.failures(), exchange);
  }

  private String name(int round) {
    return round == rounds() - 1 ? RESULTS : "round-" + round;
  }

  /** Reads what is not in the table of prompts yet. */
  private Books intake(String input, Table prompts) throws IOException {
    int partitions = settings.partitions();
    if (!prompts.isComplete(partitions)) {
      Dataset<Row> rows = Intake.read(spark, input);
      Intake.reject(rows, output + REJECTED);
      Intake.write(rows, prompts, partitions);
    }
    return books(prompts);
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

  /** What a table's partitions come to. If no row is a prompt, Spark may not make any. */
  private Books books(Table table) {
    return each(partition -> table.isCommitted(partition) ? table.books(partition) : Books.NONE);
  }

  /** What a task does with a partition. */
  @FunctionalInterface
  private interface Step extends Serializable {
    Books on(int partition) throws IOException;
  }

  /** Takes a step on every partition, each in a task of its own. */
  private Books each(Step step) {
    List<Integer> partitions = IntStream.range(0, settings.partitions()).boxed().toList();
    return context.parallelize(partitions, partitions.size()).map(step::on).reduce(Books::and);
  }

  /** Draws for every prompt of a partition, unless that is committed. */
  private record Explore(JobSettings settings, StagedInParts strategy, Table from, Table to)
      implements Step {

    @Override
    public Books on(int partition) throws IOException {
      if (!to.isCommitted(partition)) {
        explore(partition);
      }
      return to.books(partition);
    }

    private void explore(int partition) throws IOException {
      Draws draws = new Draws(settings);
      String why = strategy.explainExploration(strategy.exploration()).summary();
      try (var reader = from.open(partition);
          var writer = to.create(partition)) {
        List<PromptRow> rows = reader.next(settings.chunk());
        while (!rows.isEmpty()) {
          int[] counts = new int[rows.size()];
          Arrays.fill(counts, strategy.exploration());
          draws.draw(rows, counts, Collections.nCopies(rows.size(), why), writer);
          rows = reader.next(settings.chunk());
        }
        writer.commit();
      }
    }
  }

  private Summary.Exchange spend(
      StagedInParts strategy,
      Table before,
      Table after,
      long prompts,
      long draws,
      Broadcast<RewardHistory> earlier) {
    try (var plan =
        new Planner(context, settings, strategy, before, earlier).plan(prompts, draws)) {
      Spend spend = new Spend(settings, strategy, before, after, plan.price(), draws);
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
      long draws)
      implements Serializable {

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
          drawing.draw(rows, counts, why, writer);
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
