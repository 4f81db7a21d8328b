package io.github.bestofn.spark;

import io.github.bestofn.estimate.RewardHistory;
import io.github.bestofn.spi.RewardRange;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;

/** What a history learns from a table. */
final class Learning {

  private final JavaSparkContext spark;
  private final JobSettings settings;
  private final Table results;

  Learning(JavaSparkContext spark, JobSettings settings, Table results) {
    this.spark = spark;
    this.settings = settings;
    this.results = results;
  }

  /* Partitions' seeds follow from the job, so that a job that is started again adds the same prompts, which are kept once. */
  RewardHistory into(RewardHistory history, String job) {
    JobSettings sent = settings;
    Table table = results;
    String name = job + settings.fingerprint();
    int prompts = history.maxPrompts();
    int rewards = history.maxRewardsPerPrompt();
    List<Integer> partitions = IntStream.range(0, settings.partitions()).boxed().toList();
    return spark
        .parallelize(partitions, partitions.size())
        .treeAggregate(
            RewardHistory.create(prompts, rewards),
            (sum, partition) -> {
              long own = PromptKey.hashOf(name + partition);
              sum.merge(learn(RewardHistory.create(prompts, rewards, own), sent, table, partition));
              return sum;
            },
            (sum, other) -> {
              sum.merge(other);
              return sum;
            });
  }

  private static RewardHistory learn(
      RewardHistory into, JobSettings settings, Table table, int partition) throws IOException {
    RewardRange range = Waves.range(settings);
    try (var reader = table.openNumbers(partition)) {
      List<PromptRow> rows = reader.next(settings.chunk());
      while (!rows.isEmpty()) {
        into.add(Planner.slice(rows, range, settings).samples());
        rows = reader.next(settings.chunk());
      }
    }
    return into;
  }
}
