package io.github.bestofn.spark;

import io.github.bestofn.allocate.Batch;
import io.github.bestofn.allocate.BatchState;
import io.github.bestofn.allocate.Ledger;
import io.github.bestofn.allocate.WaveInParts;
import io.github.bestofn.spi.RewardRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;

/**
 * Shares a wave's draws among all prompts. Expected gains are worked out once, chunk by chunk, and kept on the
 * executors' disks; then all partitions are asked for sums to find the common price.
 */
final class Planner {

  /**
   * Gains below this share of the price that the sample has are not worked out: with 128 prompts it is some 15% off,
   * and most gains are far below it. If the price turns out to be lower, all gains are.
   */
  private static final double OF_SAMPLE = 0.5;

  private final JavaSparkContext spark;
  private final WaveInParts wave;
  private final long prompts;
  private final Chunks chunks;

  /**
   * Begins.
   *
   * @param wave the wave whose draws are shared
   * @param books the totals of the partitions before it
   */
  Planner(
      JavaSparkContext spark,
      JobSettings settings,
      Broadcast<WaveInParts> wave,
      Table before,
      List<Books> books) {
    this.spark = spark;
    this.wave = wave.value();
    this.prompts = Books.sum(books).prompts();
    this.chunks = new Chunks(settings, wave, before, firsts(books));
  }

  /** For each partition the index of its first prompt. */
  static List<Long> firsts(List<Books> books) {
    List<Long> firsts = new ArrayList<>(books.size());
    long first = 0;
    for (Books each : books) {
      firsts.add(first);
      first += each.prompts();
    }
    return firsts;
  }

  /**
   * A wave's plan.
   *
   * @param price the common price
   * @param parts the gains, chunk by chunk
   * @param beyond for each partition what is left for draws beyond the level, in units
   * @param exchange the messages that it took
   */
  record Plan(
      CommonPrice price, JavaRDD<BatchPart> parts, List<Long> beyond, Summary.Exchange exchange)
      implements AutoCloseable {

    @Override
    public void close() {
      parts.unpersist(false);
    }
  }

  /**
   * Returns the price at which a sample of the prompts gets its share of the draws: about the price of all.
   *
   * @param range the rewards that are possible
   * @param sample some of the prompts; without any, the price is infinite, which is no hint
   */
  double priceOf(RewardRange range, List<PromptRow> sample) {
    if (sample.isEmpty()) {
      return Double.POSITIVE_INFINITY;
    }
    // None of them is taken to be in the fit: that it is changes little.
    BatchPart part = BatchPart.of(wave.bids(slice(sample, range, chunks.settings), prompts));
    double ofAll = (double) sample.size() / prompts;
    long share = Math.round(wave.units() * ofAll);
    return CommonPrice.find(List.of(part), share, Math.round(wave.draws() * ofAll))
        .price();
  }

  /**
   * Finds the price at which all prompts together get the wave's draws.
   *
   * @param hint about what it will be, in reward units, at least 0
   */
  Plan plan(double hint) {
    if (hint == Double.POSITIVE_INFINITY) {
      return plan(search(), 0);
    }
    double least = OF_SAMPLE * hint;
    Plan plan = plan(search().near(hint), least);
    if (plan.price().price() >= least) {
      return plan;
    }
    plan.close();
    Plan lower = plan(search(), 0);
    return new Plan(
        lower.price(), lower.parts(), lower.beyond(), plan.exchange().and(lower.exchange()));
  }

  private PriceSearch search() {
    return new PriceSearch(prompts, wave.units(), wave.draws());
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
      exchange = exchange.and(
          new Summary.Exchange(1, Serial.bytes(probe).length, Serial.bytes(sums).length, 0));
    }
    CommonPrice price = search.found();
    List<Long> beyond = price.price() >= least ? beyond(parts, price) : List.of();
    return new Plan(price, parts, beyond, exchange);
  }

  private JavaRDD<BatchPart> parts(int depth, double least) {
    Chunks ofPartitions = chunks;
    return Job.partitions(spark, chunks.settings)
        .mapPartitions(ids -> ofPartitions.parts(ids.next(), depth, least))
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
    for (int partition = 0; partition < chunks.firsts.size(); partition++) {
      left.add(rest);
      rest = counts.isEmpty() ? 0 : Math.max(0, rest - counts.get(partition));
    }
    return left;
  }

  /** The accounts of some prompts, as a strategy sees them. */
  static BatchState slice(List<PromptRow> rows, RewardRange range, JobSettings settings) {
    int asked = rows.stream().mapToInt(PromptRow::asked).reduce(0, Math::addExact);
    Batch batch = Batch.of(rows.size(), Math.max(rows.size(), asked), range);
    if (settings.isInUsage() && !rows.isEmpty()) {
      batch = batch.withUsageLimit(settings.usageLimit()).withMaxDraws(settings.drawsPerPrompt());
    }
    Ledger ledger = new Ledger(batch);
    for (int k = 0; k < rows.size(); k++) {
      PromptNumbers numbers = rows.get(k).numbers();
      if (numbers.asked() > 0) {
        book(ledger, k, numbers);
      }
    }
    return ledger.state();
  }

  private static void book(Ledger ledger, int prompt, PromptNumbers numbers) {
    int first = ledger.ask(prompt, numbers.asked());
    // Sum and number count, not what each response has used.
    for (int k = 0; k < numbers.responses(); k++) {
      ledger.used(prompt, k == 0 ? numbers.usage() : 0);
    }
    for (int k = 0; k < numbers.rewards().length; k++) {
      if (numbers.votes().length > 0) {
        ledger.answered(prompt, first + k, numbers.votes()[k]);
      } else {
        ledger.drawn(prompt, first + k, numbers.rewards()[k]);
      }
    }
    for (int failed = 0; failed < numbers.failures(); failed++) {
      ledger.failed(prompt);
    }
  }

  private static long[] add(long[] sums, long[] others) {
    for (int k = 0; k < sums.length; k++) {
      sums[k] += others[k];
    }
    return sums;
  }

  /** The data from which tasks work out the gains of their partitions. */
  private record Chunks(
      JobSettings settings, Broadcast<WaveInParts> wave, Table before, List<Long> firsts)
      implements java.io.Serializable {

    Iterator<BatchPart> parts(int partition, int depth, double least) throws IOException {
      return new Parts(this, partition, depth, least);
    }
  }

  /** The chunks of a partition, one in memory at a time. */
  private static final class Parts implements Iterator<BatchPart> {

    private final Chunks chunks;
    private final RewardRange range;
    private final int depth;
    private final double least;
    private final Table.Reader reader;
    private long first;
    private List<PromptRow> next;

    Parts(Chunks chunks, int partition, int depth, double least) throws IOException {
      this.chunks = chunks;
      this.range = Waves.range(chunks.settings);
      this.depth = depth;
      this.least = least;
      this.reader = chunks.before.openNumbers(partition);
      this.first = chunks.firsts.get(partition);
      this.next = reader.next(chunks.settings.chunk());
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
      BatchState slice = slice(next, range, chunks.settings);
      BatchPart part = BatchPart.of(chunks.wave.value().bids(slice, first)).cutAt(depth, least);
      first += next.size();
      try {
        next = reader.next(chunks.settings.chunk());
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
