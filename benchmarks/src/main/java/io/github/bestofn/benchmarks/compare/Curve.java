package io.github.bestofn.benchmarks.compare;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.evaluate.Comparison;
import io.github.bestofn.evaluate.RewardTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the best of N draws of a prompt is to be expected, on average over the prompts of a table. The names of the
 * components are those of its JSON.
 *
 * @param table where the rewards come from, as it was named
 * @param prompts the number of prompts in the table
 * @param curve the expectations
 * @param price the price of a draw, in reward units, or with costs that of a unit of cost; null if nobody asked
 * @param worthwhileBudget the number of draws after which another is worth less than the price; null if nobody asked,
 *     or if there is none within the records
 * @param prices what prices without a reward scale spend and gain; none if nobody asked, or the table is too small
 */
public record Curve(
    String table,
    int prompts,
    List<Point> curve,
    @Nullable Double price,
    @Nullable Integer worthwhileBudget,
    List<RelativePrice> prices) {

  private static final double[] SHARES = {0.1, 0.05, 0.02, 0.01, 0.005};
  private static final int BATCH = 5;
  private static final int BATCHES = 20;
  private static final int LEAST_DRAWS = 4;
  private static final int FIRST_DRAWS = 2;

  /**
   * The expectation at a number of draws.
   *
   * @param draws the number N of draws per prompt
   * @param prompts the number of prompts with at least as many recorded rewards, of which the rest is the mean
   * @param expectedBest the expected best of N draws, without bias, in reward units
   * @param nextDrawGain what one more draw is expected to add, over the prompts that have one more; null if none has
   * @param cost the mean cost of these draws of a prompt, in tokens or money; null, and not in JSON, if costs are not
   *     known
   */
  public record Point(
      int draws,
      int prompts,
      double expectedBest,
      @Nullable Double nextDrawGain,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double cost) {}

  /**
   * The outcome of {@link Strategies#pricedRelative} on batches of a few prompts with a budget that prompts rarely
   * need.
   *
   * @param price the price of a draw, in standard deviations of a prompt's rewards
   * @param meanDraws the mean number of draws of a prompt
   * @param reward the mean best reward of a prompt
   * @param equivalentBudget the uniform budget with the same mean reward
   * @param worthPerDraw that divided by the mean number of draws
   */
  public record RelativePrice(
      double price,
      double meanDraws,
      double reward,
      double equivalentBudget,
      double worthPerDraw) {}

  /**
   * Returns the curve at N = 1, 2, 4, …
   *
   * @param name where the rewards come from
   * @param table the rewards
   * @param costs the cost of each draw, in the shape of the rewards; or null
   * @param price the price of a draw, in reward units, or with costs that of a unit of cost, above 0; or null
   * @param budget the largest number of draws per prompt on average of the table of prices; null for none
   * @return the curve
   */
  public static Curve of(
      String name,
      RewardTable table,
      @Nullable RewardTable costs,
      @Nullable Double price,
      @Nullable Integer budget) {
    int most = most(table);
    List<Point> points = new ArrayList<>();
    for (long draws = 1; draws <= most; draws *= 2) {
      points.add(point(table, costs, (int) draws));
    }
    return new Curve(
        name,
        table.prompts().size(),
        points,
        price,
        price == null ? null : worthwhileBudget(table, costs, price, most),
        budget == null ? List.of() : prices(table, Math.min(budget, most / 2)));
  }

  private static List<RelativePrice> prices(RewardTable table, int budget) {
    if (budget < LEAST_DRAWS || withAtLeast(budget, table).length < BATCH) {
      return List.of();
    }
    Map<String, AllocationStrategy> strategies = new LinkedHashMap<>();
    for (double share : SHARES) {
      strategies.put(
          String.valueOf(share), Strategies.pricedRelative(share).exploration(FIRST_DRAWS));
    }
    double uniform = mean(table, withAtLeast(budget, table), budget);
    return Comparison.of(table)
        .batchSize(BATCH)
        .budget(budget)
        .batches(BATCHES)
        .inFlight(BATCH)
        .run(strategies)
        .stream()
        .map(figures -> new RelativePrice(
            Double.parseDouble(figures.strategy()),
            figures.meanDraws(),
            uniform + figures.meanGain() / BATCH,
            figures.equivalentBudget(),
            figures.worthPerDraw()))
        .toList();
  }

  static Point point(RewardTable table, @Nullable RewardTable costs, int draws) {
    int[] prompts = withAtLeast(draws, table);
    double gain = gain(table, draws);
    return new Point(
        draws,
        prompts.length,
        mean(table, prompts, draws),
        Double.isNaN(gain) ? null : gain,
        costs == null ? null : draws * meanCost(costs, prompts));
  }

  /** The mean cost of a draw, over prompts. */
  private static double meanCost(RewardTable costs, int[] prompts) {
    return IntStream.of(prompts)
        .mapToDouble(prompt -> Arrays.stream(costs.rewards(prompt)).average().orElseThrow())
        .average()
        .orElse(Double.NaN);
  }

  /** The largest number of rewards that a prompt has. */
  static int most(RewardTable table) {
    return IntStream.range(0, table.prompts().size()).map(table::draws).max().orElse(0);
  }

  private static @Nullable Integer worthwhileBudget(
      RewardTable table, @Nullable RewardTable costs, double price, int most) {
    for (int draws = 1; draws < most; draws++) {
      double each = costs == null ? 1 : meanCost(costs, withAtLeast(draws + 1, table));
      if (gain(table, draws) < price * each) {
        return draws;
      }
    }
    return null;
  }

  private static double gain(RewardTable table, int draws) {
    int[] prompts = withAtLeast(draws + 1, table);
    return mean(table, prompts, draws + 1) - mean(table, prompts, draws);
  }

  private static int[] withAtLeast(int draws, RewardTable table) {
    return IntStream.range(0, table.prompts().size())
        .filter(prompt -> table.draws(prompt) >= draws)
        .toArray();
  }

  private static double mean(RewardTable table, int[] prompts, int draws) {
    double[] best = IntStream.of(prompts)
        .parallel()
        .mapToDouble(prompt -> table.expectedBest(prompt, draws))
        .toArray();
    double sum = 0;
    for (double reward : best) {
      sum += reward;
    }
    return sum / best.length;
  }

  /**
   * Returns the curve, for people.
   *
   * @return aligned lines
   */
  public String text() {
    List<String> heads =
        new ArrayList<>(List.of("draws", "prompts", "expected best", "next draw adds"));
    boolean hasCosts = !curve.isEmpty() && curve.get(0).cost() != null;
    if (hasCosts) {
      heads.add("cost");
    }
    TextTable text = new TextTable(heads.toArray(new String[0]));
    for (Point point : curve) {
      List<String> cells = new ArrayList<>(List.of(
          Compared.format("%,d", point.draws()),
          Compared.format("%,d", point.prompts()),
          Compared.format("%.5g", point.expectedBest()),
          point.nextDrawGain() == null ? "-" : Compared.format("%.3g", point.nextDrawGain())));
      Double cost = point.cost();
      if (cost != null) {
        cells.add(Compared.format("%,.5g", cost));
      }
      text.add(cells.toArray(new String[0]));
    }
    return Compared.format("%s: %,d prompts\n\n", table, prompts) + text + worth() + pricesText();
  }

  private String pricesText() {
    if (prices.isEmpty()) {
      return "";
    }
    TextTable text =
        new TextTable("relative price", "draws", "expected best", "worth", "worth per draw");
    for (RelativePrice each : prices) {
      text.add(
          Compared.format("%s", each.price()),
          Compared.format("%.2f", each.meanDraws()),
          Compared.format("%.5g", each.reward()),
          Compared.format("%.1f", each.equivalentBudget()),
          Compared.format("%.2f", each.worthPerDraw()));
    }
    return "\n" + text + """

        relative price: a prompt stops when a draw is expected to add less, in standard deviations of its next reward
        worth: the uniform budget with the same mean reward, in draws per prompt
        """;
  }

  private String worth() {
    if (price == null) {
      return "";
    }
    return worthwhileBudget == null
        ? Compared.format("\nwithin the records every draw is worth %s or more\n", price)
        : Compared.format(
            "\nafter %,d draws per prompt another is worth less than %s%s\n",
            worthwhileBudget, price, curve.get(0).cost() == null ? "" : " per unit of cost");
  }
}
