package io.github.bestofn.benchmarks;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.bestofn.benchmarks.compare.Curve;
import io.github.bestofn.benchmarks.tables.Cells;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is the best of N draws worth? Settles the budget. */
@Command(
    name = "curve",
    sortOptions = false,
    description = {
      "The expected best reward of 1, 2, 4, ... draws per prompt, without bias, and the budget after "
          + "which another draw is worth less than its price.",
      ""
    })
final class CurveCommand implements Callable<Integer> {

  @Mixin
  private final RewardsOption rewards = new RewardsOption();

  @Option(
      names = "--price",
      paramLabel = "C",
      description =
          "The price of a draw, in reward units; with --costs that of a unit of cost; above 0.")
  private @Nullable Double price;

  @Option(
      names = "--prices",
      paramLabel = "B",
      description =
          "Also tries prices without a reward scale (priced-relative) on batches of five prompts with a budget of at most "
              + "B draws per prompt, or half of the recorded draws. Takes a minute or so.")
  private @Nullable Integer prices;

  @Option(
      names = "--costs",
      paramLabel = "TABLE",
      description =
          "The cost of each recorded draw, in tokens or money: a table like that of --rewards, cell by cell.")
  private @Nullable String costs;

  @Mixin
  private final OutputOptions output = new OutputOptions();

  @Override
  public Integer call() {
    checkArgument(
        price == null || (price > 0 && price < Double.POSITIVE_INFINITY),
        "--price must be above 0 and finite, but was %s",
        price);
    checkArgument(prices == null || prices >= 4, "--prices must be at least 4, but was %s", prices);
    output.check();
    Curve curve = curve();
    output.write(curve, curve::text);
    return 0;
  }

  private Curve curve() {
    if (costs == null) {
      return Curve.of(rewards.name(), rewards.table(), null, price, prices);
    }
    Cells ofRewards = rewards.cells();
    Cells ofCosts = Rewards.cells(costs).requireShapeOf(ofRewards);
    return Curve.of(
        rewards.name(), ofRewards.table(ofCosts), ofCosts.table(ofRewards), price, prices);
  }
}
