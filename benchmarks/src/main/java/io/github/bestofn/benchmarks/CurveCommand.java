package io.github.bestofn.benchmarks;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.bestofn.benchmarks.compare.Curve;
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
      description = "What a draw costs, in reward units; above 0.")
  private @Nullable Double price;

  @Option(
      names = "--prices",
      paramLabel = "B",
      description =
          "Also tries prices without a reward scale (priced-relative) on batches of five prompts with a budget of at most "
              + "B draws per prompt, or half of the recorded draws. Takes a minute or so.")
  private @Nullable Integer prices;

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
    Curve curve = Curve.of(rewards.name(), rewards.table(), price, prices);
    output.write(curve, curve::text);
    return 0;
  }
}
