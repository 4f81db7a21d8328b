package io.github.bestofn.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.allocate.PartTotals;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.allocate.WaveInParts;
import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.spi.RewardRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlannerTest {

  private static final int PROMPTS = 40;

  @TempDir
  private Path directory;

  /** What a sample says may be wrong: if gains below its price are needed, they are worked out. */
  @Test
  void priceBelowTheHint_isFound() throws IOException {
    try (SparkSession spark = LocalSpark.start("local[1]")) {
      JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
      FakeModels models = FakeModels.of("planned", 0);
      JobSettings settings = JobSettings.of(models, 2)
          .withStrategy(Strategies.adaptive().maxWaves(2))
          .withDrawsPerPrompt(6)
          .withChunk(7);
      Table table = new Table(
          directory.toString(),
          context.broadcast(new SerializableConfiguration(context.hadoopConfiguration())));
      double[][] rewards = rewards();
      List<Books> books = new ArrayList<>();
      for (int partition = 0; partition < 2; partition++) {
        try (var writer = table.create(partition)) {
          for (int k = 0; k < PROMPTS / 2; k++) {
            writer.write(
                PromptRow.numbers(PromptNumbers.of(rewards[partition * PROMPTS / 2 + k], 0)));
          }
          writer.commit();
        }
        books.add(table.books(partition));
      }
      RewardRange range = models.range();
      WaveInParts wave = settings
          .strategy()
          .beginInParts(settings.batch(PROMPTS, RewardSamples.of(range)))
          .next(
              PartTotals.ofPrompt(2 * PROMPTS, 0, 0.99, 0, 0),
              () -> RewardSamples.of(range, rewards));
      Planner planner = new Planner(context, settings, context.broadcast(wave), table, books);

      try (var right = planner.plan(0);
          var tooHigh = planner.plan(1000)) {
        assertThat(tooHigh.price()).isEqualTo(right.price());
        assertThat(tooHigh.beyond()).isEqualTo(right.beyond());
        assertThat(tooHigh.exchange().rounds()).isGreaterThan(right.exchange().rounds());
        assertThat(right.price().price()).isBetween(0.0, 500.0);
      }
    }
  }

  private static double[][] rewards() {
    Random random = new Random(3);
    double[][] rewards = new double[PROMPTS][];
    for (int k = 0; k < PROMPTS; k++) {
      rewards[k] = random.doubles(2, 0, 0.9).toArray();
    }
    return rewards;
  }
}
