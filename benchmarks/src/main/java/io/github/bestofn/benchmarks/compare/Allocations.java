package io.github.bestofn.benchmarks.compare;

import com.google.common.primitives.Doubles;
import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Batch;
import io.github.bestofn.evaluate.Replay;
import io.github.bestofn.evaluate.RewardTable;
import io.github.bestofn.spi.RewardRange;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Where strategies send draws: for tenths of the prompts, from those with the least to gain to those with the most, the
 * mean number of draws they got. What a prompt has to gain is what the second half of uniform's budget is expected to
 * add to its best reward.
 *
 * @param gains the mean of what there is to gain, by group, in reward units
 * @param draws the mean number of draws by strategy and group
 */
record Allocations(List<Double> gains, Map<String, List<Double>> draws) {

  private static final int GROUPS = 10;

  /**
   * Replays strategies on batches of their own.
   *
   * @param table the recorded rewards
   * @param costs what each draw cost: then each batch has a budget of what uniform's draws cost in it; null for one
   *     in draws
   * @param eligible the indexes of the prompts that batches are drawn from
   * @param compared the settings
   * @param range the rewards that are possible
   * @param strategies the strategies by name
   */
  static Allocations of(
      RewardTable table,
      @Nullable RewardTable costs,
      int[] eligible,
      Compared compared,
      RewardRange range,
      Map<String, AllocationStrategy> strategies) {
    double[] gainOf = new double[table.prompts().size()];
    for (int prompt : eligible) {
      gainOf[prompt] = table.expectedBest(prompt, compared.budget())
          - table.expectedBest(prompt, Math.max(1, compared.budget() / 2));
    }
    int[] groupOf = groups(eligible, gainOf);
    double[] gains = new double[Math.min(GROUPS, eligible.length)];
    int[] sizes = new int[gains.length];
    for (int prompt : eligible) {
      gains[groupOf[prompt]] += gainOf[prompt];
      sizes[groupOf[prompt]]++;
    }
    Arrays.setAll(gains, group -> gains[group] / sizes[group]);
    SplittableRandom root = new SplittableRandom(compared.seed());
    long[] seeds = root.longs(compared.batches()).toArray();
    Map<String, List<Double>> draws = new LinkedHashMap<>();
    strategies.forEach((name, strategy) -> draws.put(
        name,
        mean(table, costs, eligible, compared, range, strategy, groupOf, gains.length, seeds)));
    return new Allocations(Doubles.asList(gains), draws);
  }

  private static int[] groups(int[] eligible, double[] gainOf) {
    int[] groupOf = new int[gainOf.length];
    int groups = Math.min(GROUPS, eligible.length);
    int[] ascending = IntStream.of(eligible)
        .boxed()
        .sorted(Comparator.comparingDouble(prompt -> gainOf[prompt]))
        .mapToInt(Integer::intValue)
        .toArray();
    for (int k = 0; k < ascending.length; k++) {
      groupOf[ascending[k]] = (int) ((long) k * groups / ascending.length);
    }
    return groupOf;
  }

  private static List<Double> mean(
      RewardTable table,
      @Nullable RewardTable costs,
      int[] eligible,
      Compared compared,
      RewardRange range,
      AllocationStrategy strategy,
      int[] groupOf,
      int groups,
      long[] seeds) {
    int size = compared.batchSize();
    long[][] totals = Arrays.stream(seeds)
        .parallel()
        .mapToObj(seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          int[] chosen = shuffled(eligible, random);
          double[][] rewards = new double[size][];
          double[][] usage = new double[size][];
          for (int k = 0; k < size; k++) {
            int[] order = shuffled(IntStream.range(0, table.draws(chosen[k])).toArray(), random);
            rewards[k] = inOrder(table.rewards(chosen[k]), order);
            usage[k] = costs == null ? new double[0] : inOrder(costs.rewards(chosen[k]), order);
          }
          int[] draws = replay(compared, range, rewards, costs == null ? null : usage, seed)
              .run(strategy)
              .draws();
          long[][] sums = new long[2][groups];
          for (int k = 0; k < size; k++) {
            sums[0][groupOf[chosen[k]]] += draws[k];
            sums[1][groupOf[chosen[k]]]++;
          }
          return sums;
        })
        .reduce(new long[2][groups], Allocations::sum);
    double[] means = new double[groups];
    Arrays.setAll(means, group -> (double) totals[0][group] / totals[1][group]);
    return Doubles.asList(means);
  }

  private static long[][] sum(long[][] a, long[][] b) {
    long[][] sum = new long[2][a[0].length];
    for (int k = 0; k < 2; k++) {
      for (int group = 0; group < sum[k].length; group++) {
        sum[k][group] = a[k][group] + b[k][group];
      }
    }
    return sum;
  }

  private static int[] shuffled(int[] values, SplittableRandom random) {
    int[] shuffled = values.clone();
    for (int i = shuffled.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = shuffled[i];
      shuffled[i] = shuffled[j];
      shuffled[j] = swapped;
    }
    return shuffled;
  }

  private static Replay replay(
      Compared compared,
      RewardRange range,
      double[][] rewards,
      double @Nullable [][] usage,
      long seed) {
    int size = rewards.length;
    if (usage == null) {
      Batch batch = Batch.of(size, size * compared.budget(), range).withSeed(seed);
      return Replay.of(batch, compared.inFlight(), rewards);
    }
    int recorded = Arrays.stream(rewards).mapToInt(own -> own.length).sum();
    double limit = Arrays.stream(usage)
        .flatMapToDouble(own -> Arrays.stream(own, 0, compared.budget()))
        .sum();
    Batch batch = Batch.of(size, recorded, range).withUsageLimit(limit).withSeed(seed);
    return Replay.of(batch, compared.inFlight(), rewards).withUsage(usage);
  }

  private static double[] inOrder(double[] values, int[] order) {
    return IntStream.of(order).mapToDouble(k -> values[k]).toArray();
  }
}
