package io.github.bestofn.spark;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.bestofn.allocate.BatchState;
import io.github.bestofn.allocate.PartBids;
import io.github.bestofn.allocate.WaveInParts;
import io.github.bestofn.estimate.RewardHistory;
import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.spi.RewardRange;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
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
 * <p>Each wave is a round over the cluster. It makes a {@link Table} of the one before, partition by partition: the
 * prompts, then explored, then with the draws of each later wave; the last one is the result. A partition that is
 * committed is never drawn again, by a repeated task or by a job that is started again.
 */
public final class Job {

  private static final String RESULTS = "results";
  private static final String REJECTED = "/rejected";
  private static final String HISTORY = "history";
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
   * @param settings the settings
   * @param output the directory for what it writes; if an earlier job with the same settings began there, this one
   *     goes on
   */
  public Job(SparkSession spark, JobSettings settings, String output) {
    this(settings, spark, output, null);
  }

  /**
   * A job with a history.
   *
   * @param spark where it runs
   * @param settings the settings
   * @param output the directory for what it writes; if an earlier job with the same settings began there, this one
   *     goes on
   * @param history the rewards of earlier jobs with the same models, which estimates begin with; the job's own are
   *     added when it has ended
   * @throws IllegalArgumentException if the job is one of votes, which share nothing between prompts
   */
  public Job(SparkSession spark, JobSettings settings, String output, RewardHistory history) {
    this(settings, spark, output, history);
    if (settings.isVote()) {
      throw new IllegalArgumentException(
          "history must not be set for votes, which share nothing between prompts");
    }
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
   * Returns the directory of the result: a row for each prompt, in Parquet.
   *
   * @return a directory; its candidates are those of the last wave only
   */
  public String results() {
    return output + "/" + RESULTS;
  }

  /**
   * Returns all candidates that were kept. Those of a wave are in its table and written once.
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
    RewardSamples none = RewardSamples.of(RewardRange.unbounded());
    return settings.strategy().beginInParts(settings.batch(2, none)).waves();
  }

  /**
   * Runs or continues the job.
   *
   * @param input Parquet files or JSON lines (a name that ends in .json or .jsonl) with a text column {@code prompt}
   *     and, if prompts have one, a column {@code id}
   * @return the totals
   * @throws IOException if a table cannot be read or written
   * @throws IllegalArgumentException if the input cannot be read, or the output belongs to a job with other settings
   *     or other prompts, or another job is writing to it
   */
  public Summary run(String input) throws IOException {
    Dataset<Row> rows = Intake.read(spark, input);
    SmallFiles files = new SmallFiles(output, context.hadoopConfiguration());
    try (OutputLock lock = OutputLock.take(files)) {
      remember(rows, files);
      return run(rows, files, lock);
    }
  }

  private Summary run(Dataset<Row> rows, SmallFiles files, OutputLock lock) throws IOException {
    Table prompts = table("prompts");
    List<Books> parts = intake(rows, prompts);
    Books read = Books.sum(parts);
    long budget = Math.multiplyExact(read.prompts(), (long) settings.drawsPerPrompt());
    Summary.Exchange exchange = Summary.Exchange.NONE;
    Books total = read;
    if (read.prompts() == 0) {
      for (int round = 0; round < rounds(); round++) {
        each(new Copy(settings.chunk(), prompts, table(name(round))));
      }
    } else {
      RewardRange range = Waves.range(context, settings);
      Waves waves = new Waves(context, settings, earlier(files).snapshot(range));
      WaveInParts wave = waves.first(read.prompts());
      Table before = table(name(0));
      Explore explore = new Explore(settings, wave, prompts, before);
      checkLimit(explore, parts);
      List<Books> books = each(explore);
      for (int round = 1; round < rounds(); round++) {
        lock.check();
        Table after = table(name(round));
        if (wave.isLast()) {
          books = each(new Copy(settings.chunk(), before, after));
        } else {
          List<PromptRow> sample = waves.sample(wave, before, books);
          wave = waves.next(wave, Books.sum(books), sample);
          if (wave.units() == 0) {
            books = each(new Copy(settings.chunk(), before, after));
          } else {
            if (!after.isComplete(settings.partitions())) {
              exchange = exchange.and(spend(wave, before, after, books, range, sample));
            }
            books = books(after);
          }
        }
        before = after;
      }
      total = Books.sum(books);
      if (history != null) {
        history.merge(new Learning(context, settings, before).into(history, output));
      }
    }
    if (total.totals().asked() > budget && !settings.isInUsage()) {
      throw new IllegalStateException("draws must be at most the budget %d, but were %d"
          .formatted(budget, total.totals().asked()));
    }
    return new Summary(
        read.prompts(),
        read.rows() - read.prompts(),
        Intake.rejected(spark, output + REJECTED),
        budget,
        total.totals().rewards(),
        total.totals().failures(),
        total.totals().usage().value(),
        exchange);
  }

  /**
   * Refuses a limit that the first wave alone would exceed, once a partition has shown what draws use: whatever is in
   * flight is finished, and that is a wave.
   */
  private void checkLimit(Explore explore, List<Books> parts) throws IOException {
    if (!settings.isInUsage()) {
      return;
    }
    int partition = 0;
    while (parts.get(partition).prompts() == 0) {
      partition++;
    }
    int first = partition;
    Books books = context.parallelize(List.of(first), 1).map(explore::on).first();
    double expected =
        books.totals().usage().value() / books.prompts() * Books.sum(parts).prompts();
    if (expected > settings.usageLimit()) {
      throw new IllegalArgumentException(
          "usageLimit must pay for the first wave, %d draws of each prompt, about %s as partition %d says, but was %s"
              .formatted(explore.exploration(), expected, first, settings.usageLimit()));
    }
  }

  /** The history as it was when the job began. */
  private RewardHistory earlier(SmallFiles files) throws IOException {
    RewardHistory now = history == null ? RewardHistory.create() : history;
    files.writeOnce(HISTORY, Serial.bytes(now));
    return Serial.read(RewardHistory.class, files.read(HISTORY).orElseThrow());
  }

  private String name(int round) {
    return round == rounds() - 1 ? RESULTS : "round-" + round;
  }

  /** Reads the prompts that are not in their table yet; each partition has a file then, if only an empty one. */
  private List<Books> intake(Dataset<Row> rows, Table prompts) throws IOException {
    int partitions = settings.partitions();
    if (!prompts.isComplete(partitions)) {
      Intake.reject(rows, output + REJECTED);
      Intake.write(rows, prompts, partitions);
    }
    return each(partition -> {
      if (!prompts.isCommitted(partition)) {
        try (var writer = prompts.create(partition)) {
          writer.commit();
        }
      }
      return prompts.books(partition);
    });
  }

  private void remember(Dataset<Row> rows, SmallFiles files) throws IOException {
    String now = "prompts=%s%n%s".formatted(Intake.content(rows), settings.fingerprint());
    files.writeOnce(SETTINGS, now.getBytes(UTF_8));
    String then = new String(files.read(SETTINGS).orElseThrow(), UTF_8);
    if (now.equals(then)) {
      return;
    }
    List<String> before = then.lines().toList();
    List<String> differing = new ArrayList<>();
    List<String> lines = now.lines().toList();
    for (int k = 0; k < lines.size(); k++) {
      String earlier = k < before.size() ? before.get(k) : "not there";
      if (!lines.get(k).equals(earlier)) {
        differing.add("%s (began with %s)".formatted(lines.get(k), earlier));
      }
    }
    throw new IllegalArgumentException(
        "a job must have the prompts and settings that it began %s with, but has %s; begin a new job in another output"
            .formatted(output, String.join(", ", differing)));
  }

  private Table table(String name) {
    return new Table(output + "/" + name, hadoop);
  }

  private List<Books> books(Table table) {
    return each(table::books);
  }

  /** What a task does with a partition. */
  @FunctionalInterface
  private interface Step extends Serializable {
    Books on(int partition) throws IOException;
  }

  /** Takes a step on every partition, each in a task of its own; returns the totals of each. */
  private List<Books> each(Step step) {
    return partitions(context, settings).map(step::on).collect();
  }

  /** The numbers of all partitions, one in each. */
  static JavaRDD<Integer> partitions(JavaSparkContext context, JobSettings settings) {
    List<Integer> partitions = IntStream.range(0, settings.partitions()).boxed().toList();
    return context.parallelize(partitions, partitions.size());
  }

  /** Draws for every prompt of a partition, unless that is committed. */
  private record Explore(JobSettings settings, WaveInParts wave, Table from, Table to)
      implements Step {

    int exploration() {
      return wave.exploration();
    }

    @Override
    public Books on(int partition) throws IOException {
      if (!to.isCommitted(partition)) {
        explore(partition);
      }
      return to.books(partition);
    }

    private void explore(int partition) throws IOException {
      Draws draws = new Draws(settings);
      try (var reader = from.open(partition);
          var writer = to.create(partition)) {
        List<PromptRow> rows = reader.next(settings.chunk());
        while (!rows.isEmpty()) {
          int[] counts = new int[rows.size()];
          Arrays.fill(counts, exploration());
          draws.draw(rows, counts, this::reasons, writer);
          rows = reader.next(settings.chunk());
        }
        writer.commit();
      }
    }

    private List<String> reasons(List<PromptRow> after) {
      return wave.isLast() && wave.isExplainedAfterwards(wave.units())
          ? Spend.reasons(settings, wave, after)
          : Collections.nCopies(after.size(), wave.explainExploration().summary());
    }
  }

  /** Carries a partition on to the next table without a draw, unless that is committed. */
  private record Copy(int chunk, Table from, Table to) implements Step {

    @Override
    public Books on(int partition) throws IOException {
      if (!to.isCommitted(partition)) {
        try (var reader = from.open(partition);
            var writer = to.create(partition)) {
          List<PromptRow> rows = reader.next(chunk);
          while (!rows.isEmpty()) {
            for (PromptRow row : rows) {
              writer.write(row);
            }
            rows = reader.next(chunk);
          }
          writer.commit();
        }
      }
      return to.books(partition);
    }
  }

  private Summary.Exchange spend(
      WaveInParts wave,
      Table before,
      Table after,
      List<Books> books,
      RewardRange range,
      List<PromptRow> sample) {
    Broadcast<WaveInParts> sent = context.broadcast(wave);
    Planner planner = new Planner(context, settings, sent, before, books);
    try (var plan = planner.plan(planner.priceOf(range, sample))) {
      boolean isExplainedAfterwards = wave.isLast()
          && wave.isExplainedAfterwards(wave.units() - plan.price().unspent());
      Spend spend = new Spend(
          settings,
          sent,
          before,
          after,
          plan.price(),
          isExplainedAfterwards,
          Planner.firsts(books));
      List<Long> beyond = plan.beyond();
      plan.parts().foreachPartition(parts -> {
        int partition = TaskContext.getPartitionId();
        spend.on(partition, parts, beyond.get(partition));
      });
      return plan.exchange().and(new Summary.Exchange(0, 0, 0, Serial.bytes(wave).length));
    } finally {
      sent.destroy();
    }
  }

  /** Draws what a plan gives a partition. */
  private record Spend(
      JobSettings settings,
      Broadcast<WaveInParts> wave,
      Table before,
      Table after,
      CommonPrice price,
      boolean isExplainedAfterwards,
      List<Long> firsts)
      implements Serializable {

    void on(int partition, Iterator<BatchPart> parts, long beyondLevel) throws IOException {
      if (after.isCommitted(partition)) {
        return;
      }
      Draws drawing = new Draws(settings);
      long left = beyondLevel;
      long first = firsts.get(partition);
      try (var reader = before.open(partition);
          var writer = after.create(partition)) {
        while (parts.hasNext()) {
          BatchPart part = parts.next();
          List<PromptRow> rows = reader.next(part.prompts());
          int[] counts = part.allocate(price, left);
          left = left == 0 ? 0 : Math.max(0, left - part.beyondLevel(price));
          drawing.draw(rows, counts, reasons(first, part, rows, counts), writer);
          first += rows.size();
        }
        writer.commit();
      }
    }

    /* Reasons are those of the last decision. What they rest on is worked out again: it takes less than to keep it. */
    private Draws.Reasons reasons(long first, BatchPart part, List<PromptRow> rows, int[] counts) {
      if (isExplainedAfterwards) {
        return after -> reasons(settings, wave.value(), after);
      }
      if (!wave.value().mayBeLast()) {
        return after -> after.stream().map(PromptRow::explanation).toList();
      }
      BatchState slice = Planner.slice(rows, Waves.range(settings), settings);
      PartBids bids = wave.value().bids(slice, first);
      List<String> why = IntStream.range(0, counts.length)
          .mapToObj(k -> bids.explain(k, counts[k], part.next(k, counts[k])).summary())
          .toList();
      return after -> why;
    }

    /** Reasons of a strategy that has looked at the results of its last wave. */
    static List<String> reasons(JobSettings settings, WaveInParts wave, List<PromptRow> after) {
      BatchState slice = Planner.slice(after, Waves.range(settings), settings);
      PartBids bids = wave.bids(slice, 0);
      return IntStream.range(0, after.size())
          .mapToObj(k -> bids.explain(k, 0, OptionalDouble.empty()).summary())
          .toList();
    }
  }
}
