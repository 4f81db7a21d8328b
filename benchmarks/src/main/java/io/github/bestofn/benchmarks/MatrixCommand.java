package io.github.bestofn.benchmarks;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.benchmarks.matrix.Grid;
import io.github.bestofn.benchmarks.matrix.Matrix;
import io.github.bestofn.benchmarks.matrix.MatrixReport;
import io.github.bestofn.benchmarks.matrix.NamedTable;
import io.github.bestofn.evaluate.RewardTable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Is a strategy ever worse than uniform? Settles whether it may be the default. */
@Command(
    name = "matrix",
    sortOptions = false,
    description = {
      "Compares strategies with uniform allocation on a grid of tables, batch sizes, budgets and seeds.",
      ""
    })
final class MatrixCommand implements Callable<Integer> {

  private static final String ALL = "all";

  @Option(
      names = "--rewards",
      paramLabel = "TABLE",
      description = "A table, once or more. " + Rewards.DESCRIPTION)
  private List<String> rewards = new ArrayList<>();

  @Option(
      names = "--include-synthetic",
      description = "Adds all synthetic tables with icc 0, 0.5 and 0.9.")
  private boolean includeSynthetic;

  @Mixin
  private final StrategyOptions strategies = new StrategyOptions();

  @Option(
      names = "--batch-size",
      paramLabel = "K",
      split = ",",
      defaultValue = "1,2,5,20,100",
      description =
          "Prompts in a batch: numbers, or all. Where a table has fewer, all of them. Defaults to "
              + "${DEFAULT-VALUE}.")
  private List<String> batchSizes = new ArrayList<>();

  @Option(
      names = "--budget",
      paramLabel = "B",
      split = ",",
      defaultValue = "4,8,16,32",
      description =
          "Draws per prompt, on average. What no prompt of a table has is left out. Defaults to "
              + "${DEFAULT-VALUE}.")
  private List<Integer> budgets = new ArrayList<>();

  @Option(
      names = "--batches",
      paramLabel = "N",
      defaultValue = "400",
      description = "Batches of a comparison. Defaults to ${DEFAULT-VALUE}.")
  private int batches;

  @Option(
      names = "--large-batches",
      paramLabel = "N",
      defaultValue = "100",
      description = "The same with 100 prompts or more. Defaults to ${DEFAULT-VALUE}.")
  private int largeBatches;

  @Option(
      names = "--seeds",
      paramLabel = "S",
      split = ",",
      defaultValue = "1,2,3",
      description =
          "A comparison for each, over which figures are pooled. Defaults to ${DEFAULT-VALUE}.")
  private List<Long> seeds = new ArrayList<>();

  @Option(
      names = "--state",
      paramLabel = "FILE",
      description =
          "Keeps what is done, so that the same command continues where it was stopped. Results of "
              + "other settings are kept and not used. It does not notice changes to the library.")
  private @Nullable String state;

  @Option(
      names = "--no-worse",
      description =
          "Ends with exit code 1 unless each strategy's gain is above -2 standard errors in at least "
              + "95%% of cells and above -4 in all.")
  private boolean noWorse;

  @Mixin
  private final OutputOptions output = new OutputOptions();

  @Override
  public Integer call() {
    Map<String, AllocationStrategy> chosen = strategies.chosen();
    for (int budget : budgets) {
      Checks.atLeast(1, budget, "--budget");
    }
    Grid grid = new Grid(
        batchSizes.stream().map(MatrixCommand::batchSize).toList(),
        budgets,
        Checks.atLeast(2, batches, "--batches"),
        Checks.atLeast(2, largeBatches, "--large-batches"),
        seeds,
        strategies::inFlight,
        strategies.range(),
        strategies.calibrationPrompts());
    output.check();
    Matrix matrix = new Matrix(grid, tables(), chosen);
    matrix.forEachSize((size, budget) -> strategies.checkStrategies(chosen, size, budget));
    MatrixReport report;
    try (Progress progress = Progress.of("matrix", matrix.comparisons())) {
      report = matrix.run(state, progress::step);
    }
    output.write(report, report::text);
    return report.holds() || !noWorse ? 0 : 1;
  }

  private List<NamedTable> tables() {
    Set<String> names = new LinkedHashSet<>(rewards);
    if (includeSynthetic) {
      names.addAll(Rewards.synthetic());
    }
    checkArgument(
        !names.isEmpty(), "--rewards must be given, or --include-synthetic, but neither was");
    List<NamedTable> tables = new ArrayList<>();
    for (String name : names) {
      RewardTable table = Rewards.table(name);
      strategies.checkRange(name, table);
      tables.add(new NamedTable(name, table));
    }
    return tables;
  }

  private static int batchSize(String text) {
    try {
      int size = text.equals(ALL) ? Integer.MAX_VALUE : Integer.parseInt(text);
      return Checks.atLeast(1, size, "--batch-size");
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "--batch-size must be whole numbers or all, but was " + text, e);
    }
  }
}
