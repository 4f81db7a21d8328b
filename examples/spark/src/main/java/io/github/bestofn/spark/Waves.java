package io.github.bestofn.spark;

import io.github.bestofn.allocate.WaveInParts;
import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.spi.RewardRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Decides on waves. A decision follows from the tables so far, the settings and the history that the job began with:
 * a job that is started again decides the same.
 */
final class Waves {

  private final JavaSparkContext spark;
  private final JobSettings settings;
  private final RewardSamples history;

  /**
   * Begins.
   *
   * @param history the rewards of earlier prompts
   */
  Waves(JavaSparkContext spark, JobSettings settings, RewardSamples history) {
    this.spark = spark;
    this.settings = settings;
    this.history = history;
  }

  /** Returns the first wave, which explores. */
  WaveInParts first(long prompts) {
    return settings.strategy().beginInParts(settings.batch(prompts, history));
  }

  /**
   * Returns the wave after one that is in.
   *
   * @param wave the wave that is in
   * @param total the totals of all prompts
   * @param sample the rewards of the prompts to which populations are fitted
   */
  WaveInParts next(WaveInParts wave, Books total, List<PromptRow> sample) {
    return wave.next(total.totals(), () -> samples(sample));
  }

  private RewardSamples samples(List<PromptRow> sample) {
    double[][] rewards = sample.stream().map(PromptRow::rewards).toArray(double[][]::new);
    return RewardSamples.of(history.range(), history, rewards);
  }

  /** The rewards that are possible. Asked for in a task: the driver may have no way to the models. */
  static RewardRange range(JavaSparkContext spark, JobSettings settings) {
    return spark.parallelize(List.of(settings), 1).map(Waves::range).first();
  }

  static RewardRange range(JobSettings settings) {
    if (settings.isVote()) {
      return RewardRange.unbounded();
    }
    return ExecutorModels.of(settings.models(), settings.maxInFlight())
        .rewardModel()
        .range();
  }

  /** The prompts of a partition that are in the sample, by their place in it, ascending. */
  private record Wanted(int partition, List<Integer> places) implements java.io.Serializable {}

  /**
   * Reads the prompts to which populations are fitted.
   *
   * @param wave the wave that is in
   * @param table the table after it
   * @param books the totals of its partitions
   */
  List<PromptRow> sample(WaveInParts wave, Table table, List<Books> books) {
    List<Wanted> wanted = new ArrayList<>();
    long first = 0;
    int partition = 0;
    for (long prompt : wave.sampled()) {
      while (prompt >= first + books.get(partition).prompts()) {
        first += books.get(partition++).prompts();
      }
      if (wanted.isEmpty() || wanted.get(wanted.size() - 1).partition != partition) {
        wanted.add(new Wanted(partition, new ArrayList<>()));
      }
      wanted.get(wanted.size() - 1).places.add((int) (prompt - first));
    }
    List<PromptRow> rows = new ArrayList<>();
    if (wanted.isEmpty()) {
      return rows;
    }
    spark
        .parallelize(wanted, wanted.size())
        .flatMap(each -> read(each, table).iterator())
        .collect()
        .forEach(each -> rows.add(PromptRow.numbers(each)));
    return rows;
  }

  private static List<PromptNumbers> read(Wanted wanted, Table table) throws IOException {
    List<PromptNumbers> sampled = new ArrayList<>();
    try (var reader = table.openNumbers(wanted.partition)) {
      int at = 0;
      for (int place : wanted.places) {
        for (; at < place; at++) {
          reader.next(1);
        }
        sampled.add(reader.next(1).get(0).numbers());
        at++;
      }
    }
    return sampled;
  }
}
