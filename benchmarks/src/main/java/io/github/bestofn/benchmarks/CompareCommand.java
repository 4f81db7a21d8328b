package io.github.bestofn.benchmarks;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Batch;
import io.github.bestofn.benchmarks.compare.Compared;
import io.github.bestofn.benchmarks.compare.Report;
import io.github.bestofn.benchmarks.tables.Cells;
import io.github.bestofn.evaluate.Comparison;
import io.github.bestofn.evaluate.RewardTable;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What would a strategy have gained on recorded rewards? Settles which to use, and at which budget. */
@Command(
    name = "compare",
    sortOptions = false,
    description = {
      "Lets strategies spend the same budget on the same recorded draws, and compares them with "
          + "uniform allocation.",
      ""
    })
final class CompareCommand implements Callable<Integer> {

  @Mixin
  private final RewardsOption rewards = new RewardsOption();

  @Mixin
  private final StrategyOptions strategies = new StrategyOptions();

  @Option(
      names = "--budget",
      paramLabel = "B",
      defaultValue = "16",
      description = "Draws per prompt, on average. Defaults to ${DEFAULT-VALUE}.")
  private int budget;

  @Option(
      names = "--batch-size",
      paramLabel = "K",
      defaultValue = "5",
      description = "Prompts in a batch. Defaults to ${DEFAULT-VALUE}.")
  private int batchSize;

  @Option(
      names = "--batches",
      paramLabel = "N",
      defaultValue = "400",
      description = "How many batches to draw from the table. Defaults to ${DEFAULT-VALUE}.")
  private int batches;

  @Option(
      names = "--costs",
      paramLabel = "TABLE",
      description =
          "What each recorded draw cost, in tokens or money: a table like that of --rewards, cell "
              + "by cell. Budgets are then what uniform's B draws cost on the same draws.")
  private @Nullable String costs;

  @Mixin
  private final SeedOption seed = new SeedOption();

  @Mixin
  private final OutputOptions output = new OutputOptions();

  @Mixin
  private final ReportOption report = new ReportOption();

  @Override
  public Integer call() {
    Map<String, AllocationStrategy> chosen = strategies.chosen();
    Checks.atLeast(1, budget, "--budget");
    Checks.atLeast(1, batchSize, "--batch-size");
    Checks.atLeast(1, batches, "--batches");
    strategies.checkStrategies(chosen, batchSize, budget);
    output.check();
    report.check();
    Tables tables = tables();
    RewardTable table = tables.rewards();
    strategies.checkRange(rewards.name(), table);
    Comparison inDraws = comparison(table);
    Comparison comparison =
        tables.costs() == null ? inDraws : withCosts(inDraws, tables.costs(), chosen);
    Compared compared = run(chosen, table, comparison);
    report.write(folder -> Report.write(
        folder,
        compared,
        table,
        tables.costs(),
        comparison.eligiblePrompts(),
        strategies.range(),
        chosen));
    output.write(compared, compared::text);
    return 0;
  }

  private record Tables(RewardTable rewards, @Nullable RewardTable costs) {}

  private Tables tables() {
    if (costs == null) {
      return new Tables(rewards.table(), null);
    }
    Cells ofRewards = rewards.cells();
    Cells ofCosts = Rewards.cells(costs).requireShapeOf(ofRewards);
    return new Tables(ofRewards.table(ofCosts), ofCosts.table(ofRewards));
  }

  private Comparison withCosts(
      Comparison comparison, RewardTable table, Map<String, AllocationStrategy> chosen) {
    Batch batch = Batch.of(batchSize, batchSize * budget).withUsageLimit(1);
    chosen.forEach((name, strategy) -> {
      if (!StrategyNames.isOracle(name)) {
        var unused =
            strategy.begin(batch); // refuses a budget in costs, if it does, before anything runs
      }
    });
    try {
      return comparison.costs(table);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(costs + ": " + e.getMessage(), e);
    }
  }

  private Comparison comparison(RewardTable table) {
    Comparison comparison = Comparison.of(table)
        .batchSize(batchSize)
        .budget(budget)
        .batches(batches)
        .seed(seed.seed())
        .inFlight(strategies.inFlight(batchSize))
        .rewardRange(strategies.range())
        .calibrationPrompts(strategies.calibrationPrompts());
    int eligible = comparison.eligiblePrompts().length;
    checkArgument(
        batchSize <= eligible,
        "--batch-size must be at most %s, the prompts of %s with at least %s rewards%s, but was %s",
        eligible,
        rewards.name(),
        budget,
        strategies.calibrationPrompts() == 0 ? "" : ", without those for calibration",
        batchSize);
    return comparison;
  }

  private Compared run(
      Map<String, AllocationStrategy> chosen, RewardTable table, Comparison comparison) {
    try (Progress progress = Progress.of("compare", batches)) {
      return new Compared(
          rewards.name(),
          table.prompts().size(),
          comparison.promptsLeftOut(),
          batchSize,
          budget,
          strategies.inFlight(batchSize),
          batches,
          seed.seed(),
          comparison.onBatch(progress::step).run(chosen));
    }
  }
}
