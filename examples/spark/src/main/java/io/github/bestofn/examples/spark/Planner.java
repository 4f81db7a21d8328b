package io.github.bestofn.examples.spark;

import io.github.bestofn.allocate.Batch;
import io.github.bestofn.allocate.BatchPart;
import io.github.bestofn.allocate.BatchState;
import io.github.bestofn.allocate.CommonPrice;
import io.github.bestofn.allocate.Ledger;
import io.github.bestofn.allocate.PriceProbe;
import io.github.bestofn.allocate.PriceSearch;
import io.github.bestofn.allocate.StagedInParts;
import io.github.bestofn.estimate.RewardHistory;
import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.spi.RewardRange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;

/**
 * Shares a round's draws among all prompts. Expected gains are worked out once, chunk by chunk, and kept on the
 * executors' disks; then the common price is found by asking all partitions for sums.
 */
final class Planner {

  private static final int SAMPLED_PARTITIONS = 16;
  private static final int SAMPLED_PROMPTS = 256;

  /** What a sample says is a few percent off; a price below this would cost much more than the gains in between. */
  private static final double BELOW_SAMPLE = 0.8;

  private final JavaSparkContext spark;
  private final JobSettings settings;
  private final StagedInParts strategy;
  private final Table before;
  private final Broadcast<RewardHistory> history;

  Planner(
      JavaSparkContext spark,
      JobSettings settings,
      StagedInParts strategy,
      Table before,
      Broadcast<RewardHistory> history) {
    this.spark = spark;
    this.history = history;
    this.settings = settings;
    this.strategy = strategy;
    this.before = before;
  }

  /**
   * A round's plan.
   *
   * @param price the common price
   * @param parts the gains, chunk by chunk
   * @param beyond for each partition how many of its prompts get one draw beyond the level, at most
   * @param exchange what it took
   */
  record Plan(
      CommonPrice price, JavaRDD<BatchPart> parts, List<Long> beyond, Summary.Exchange exchange)
      implements AutoCloseable {

    @Override
    public void close() {
      parts.unpersist(false);
    }
  }

  /** Finds the price at which all prompts together get so many draws. */
  Plan plan(long prompts, long draws) {
    DoubleSummaryStatistics sample = sample(prompts, draws);
    double least = BELOW_SAMPLE * sample.getMin();
    PriceSearch search = new PriceSearch(prompts, draws, sample.getAverage());
    Plan plan = plan(search, least);
    if (plan.price().price() >= least) {
      return plan;
    }
    plan.close();
    Plan lower = plan(new PriceSearch(prompts, draws), 0);
    return new Plan(
        lower.price(), lower.parts(), lower.beyond(), plan.exchange().and(lower.exchange()));
  }

  private Plan plan(PriceSearch search, double least) {
    int depth = search.next().depth();
    JavaRDD<BatchPart> parts = parts(depth, least);
    Summary.Exchange exchange = Summary.Exchange.NONE;
    while (!search.isDone()) {
      PriceProbe probe = search.next();
      if (probe.depth() > depth) {
        parts.unpersist(false);
        depth = probe.depth();
        parts = parts(depth, least);
      }
      long[] sums = parts.treeAggregate(
          new long[probe.size()], (sum, part) -> add(sum, part.answer(probe)), Planner::add);
      search.accept(sums);
      exchange = exchange.and(new Summary.Exchange(1, size(probe), size(sums)));
    }
    CommonPrice price = search.found();
    List<Long> beyond = price.price() >= least ? beyond(parts, price) : List.of();
    return new Plan(price, parts, beyond, exchange);
  }

  /* Most gains are far below the price, and working one out costs more than all else that is done for it. So a few
   * prompts of some partitions are asked first what price they would have by themselves: the search begins at the average
   * of these, and below the least of them no gain is worked out. If the price turns out to be lower, everything is. */
  private DoubleSummaryStatistics sample(long prompts, long draws) {
    Table table = before;
    JobSettings jobSettings = settings;
    StagedInParts inParts = strategy;
    Broadcast<RewardHistory> earlier = history;
    int sampled = Math.min(SAMPLED_PARTITIONS, settings.partitions());
    List<Integer> some = IntStream.range(0, sampled)
        .map(k -> (int) ((long) k * jobSettings.partitions() / sampled))
        .boxed()
        .toList();
    double perPrompt = (double) draws / prompts;
    List<Double> prices = spark
        .parallelize(some, sampled)
        .flatMap(partition -> {
          try (var reader = table.openNumbers(partition)) {
            List<PromptRow> rows = reader.next(Math.min(SAMPLED_PROMPTS, jobSettings.chunk()));
            BatchState slice = slice(rows, earlier.value().snapshot(range(jobSettings)));
            long share = (long) Math.ceil(perPrompt * rows.size());
            return rows.isEmpty()
                ? List.<Double>of().iterator()
                : List.of(CommonPrice.find(List.of(inParts.part(slice)), share).price())
                    .iterator();
          }
        })
        .collect();
    return prices.stream().mapToDouble(price -> price).summaryStatistics();
  }

  private JavaRDD<BatchPart> parts(int depth, double least) {
    Table table = before;
    JobSettings jobSettings = settings;
    StagedInParts inParts = strategy;
    Broadcast<RewardHistory> earlier = history;
    return spark
        .parallelize(
            IntStream.range(0, settings.partitions()).boxed().toList(), settings.partitions())
        .mapPartitions(ids -> new Chunks(
            table.openNumbers(ids.next()), jobSettings, inParts, earlier.value(), depth, least))
        .persist(StorageLevel.DISK_ONLY());
  }

  /* Prompts that get one draw beyond the level are the first of all that could: each partition must know how many there
   * are before it. */
  private List<Long> beyond(JavaRDD<BatchPart> parts, CommonPrice price) {
    List<Long> left = new ArrayList<>();
    long rest = price.beyondLevel();
    List<Long> counts = rest == 0
        ? List.of()
        : parts
            .mapPartitions(chunks -> {
              long sum = 0;
              while (chunks.hasNext()) {
                sum += chunks.next().beyondLevel(price);
              }
              return List.of(sum).iterator();
            })
            .collect();
    for (int partition = 0; partition < settings.partitions(); partition++) {
      left.add(rest);
      rest = counts.isEmpty() ? 0 : Math.max(0, rest - counts.get(partition));
    }
    return left;
  }

  /** The books of some prompts as a strategy sees them. */
  static BatchState slice(List<PromptRow> rows, RewardSamples history) {
    int asked = rows.stream().mapToInt(PromptRow::asked).reduce(0, Math::addExact);
    Ledger ledger =
        new Ledger(Batch.of(rows.size(), Math.max(1, asked), history.range()).withHistory(history));
    for (int k = 0; k < rows.size(); k++) {
      PromptRow row = rows.get(k);
      if (row.asked() == 0) {
        continue;
      }
      int draw = ledger.ask(k, row.asked());
      for (double reward : row.rewards()) {
        ledger.drawn(k, draw++, reward);
      }
      for (int failed = 0; failed < row.failures(); failed++) {
        ledger.failed(k);
      }
    }
    return ledger.state();
  }

  static RewardRange range(JobSettings settings) {
    return ExecutorModels.of(settings.models(), settings.maxInFlight())
        .rewardModel()
        .range();
  }

  private static long[] add(long[] sums, long[] others) {
    for (int k = 0; k < sums.length; k++) {
      sums[k] += others[k];
    }
    return sums;
  }

  private static int size(Object sent) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(sent);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.size();
  }

  /** The chunks of a partition, one in memory at a time. */
  private static final class Chunks implements Iterator<BatchPart> {

    private final Table.Reader reader;
    private final JobSettings settings;
    private final StagedInParts strategy;
    private final int depth;
    private final double least;
    private final RewardSamples history;
    private List<PromptRow> next;

    Chunks(
        Table.Reader reader,
        JobSettings settings,
        StagedInParts strategy,
        RewardHistory history,
        int depth,
        double least)
        throws IOException {
      this.reader = reader;
      this.settings = settings;
      this.strategy = strategy;
      this.depth = depth;
      this.least = least;
      this.history = history.snapshot(range(settings));
      this.next = reader.next(settings.chunk());
      TaskContext.get().addTaskCompletionListener((TaskContext context) -> close());
    }

    @Override
    public boolean hasNext() {
      return !next.isEmpty();
    }

    @Override
    public BatchPart next() {
      if (next.isEmpty()) {
        throw new NoSuchElementException();
      }
      BatchPart part = strategy.part(slice(next, history)).cutAt(depth, least);
      try {
        next = reader.next(settings.chunk());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return part;
    }

    private void close() {
      try {
        reader.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
