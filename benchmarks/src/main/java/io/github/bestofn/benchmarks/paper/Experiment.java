package io.github.bestofn.benchmarks.paper;

import com.google.common.collect.ImmutableMap;
import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.benchmarks.paper.Measured.Sizes;
import io.github.bestofn.benchmarks.state.StateFile;
import io.github.bestofn.estimate.Estimators;
import io.github.bestofn.evaluate.Comparison;
import io.github.bestofn.evaluate.Figures;
import io.github.bestofn.evaluate.RewardTable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The paper's experiment: batches of fixed prompts, of which each is run many times, with AdaBoN against uniform
 * allocation; one setting at a time around K = 5, B = 120, d = 0.75 B.
 *
 * <p>Reference: V. Raman, H. Asi and S. Kale, AdaBoN: Adaptive Best-of-N Alignment, <a
 * href="https://arxiv.org/abs/2505.12050">arXiv 2505.12050</a>.
 */
public final class Experiment {

  private final List<ModelPair> pairs;
  private final boolean isQuick;
  private final Sizes sizes;
  private final AllocationStrategy byDefault;

  /**
   * An experiment.
   *
   * @param pairs on which pairs of models
   * @param isQuick whether only the centre of the grid is run on independent draws
   * @param batches the number of batches of a cell, at least 1
   * @param runs the number of runs of a batch, at least 1
   * @param defaultRuns the number of runs with the default strategy, at least 1
   * @param seed of batches and shuffles
   * @param byDefault what the library does when told nothing
   */
  public Experiment(
      List<ModelPair> pairs,
      boolean isQuick,
      int batches,
      int runs,
      int defaultRuns,
      long seed,
      AllocationStrategy byDefault) {
    this.pairs = List.copyOf(pairs);
    this.isQuick = isQuick;
    this.sizes = new Sizes(batches, runs, defaultRuns, seed, isQuick);
    this.byDefault = byDefault;
  }

  /**
   * Returns how many settings there are.
   *
   * @return the number of cells
   */
  public int cells() {
    return Cell.grid(pairs, isQuick).size();
  }

  /**
   * Runs what is not done yet.
   *
   * @param state where to keep what is done; null for nowhere
   * @param onCell called after each cell
   * @return the figures
   * @throws IllegalArgumentException if the state cannot be read or written, or is that of something else
   */
  public PaperReport run(@Nullable String state, Runnable onCell) {
    // Cells of other sizes are left aside.
    StateFile<Cell, Measured> done = StateFile.open(
        state, Measured.class, measured -> measured.sizes().equals(sizes) ? measured.cell() : null);
    String tableOf = "";
    RewardTable table = RewardTable.of(new double[0][]);
    for (Cell cell : Cell.grid(pairs, isQuick)) {
      if (done.get(cell) == null) {
        if (!cell.pair().equals(tableOf)) {
          tableOf = cell.pair();
          table = named(tableOf).table();
        }
        done.add(measure(cell, table, done));
      }
      onCell.run();
    }
    return PaperReport.of(
        sizes,
        Cell.grid(pairs, isQuick).stream()
            .map(done::get)
            .map(Objects::requireNonNull)
            .toList(),
        new PaperTables(pairs, isQuick, sizes, done).toString());
  }

  private ModelPair named(String name) {
    return pairs.stream().filter(pair -> pair.name().equals(name)).findFirst().orElseThrow();
  }

  private Measured measure(Cell cell, RewardTable table, StateFile<Cell, Measured> done) {
    AllocationStrategy adabon =
        Strategies.twoStage().explorationFraction(cell.exploration()).estimator(Estimators.kde());
    // Uniform allocation's own survival time is that of a further strategy, so that it has the same
    // kind of draws.
    ImmutableMap<String, AllocationStrategy> strategies =
        ImmutableMap.of("adabon", adabon, "uniform", Strategies.uniform());
    List<List<Figures>> all = batches(b -> figures(cell, table, b, sizes.runs(), strategies));
    List<Figures> ours = all.stream().map(figures -> figures.get(0)).toList();
    List<Figures> uniform = all.stream().map(figures -> figures.get(1)).toList();
    Measured measured = new Measured(
        cell,
        sizes,
        ours.stream().map(Figures::batchWinRate).toList(),
        ours.stream().map(Figures::expectedSurvivalTime).toList(),
        uniform.stream().map(Figures::expectedSurvivalTime).toList(),
        List.of(),
        List.of());
    return withDefault(measured, table, done.get(cell.withExploration(Cell.D)));
  }

  /**
   * The default decides hundreds of times in a batch, so it is run where it tells something: not again for another
   * exploration, which is none of its settings, and off the centre on the same draws only, if at all.
   */
  private Measured withDefault(Measured measured, RewardTable table, @Nullable Measured same) {
    Cell cell = measured.cell();
    if (same != null) {
      return measured.withDefault(same.defaultWinRates(), same.defaultSurvivals());
    }
    if (!cell.isCentre() && (isQuick || cell.independent())) {
      return measured;
    }
    List<Figures> figures =
        batches(b -> figures(cell, table, b, sizes.defaultRuns(), Map.of("default", byDefault)))
            .stream()
            .map(each -> each.get(0))
            .toList();
    return measured.withDefault(
        figures.stream().map(Figures::batchWinRate).toList(),
        figures.stream().map(Figures::expectedSurvivalTime).toList());
  }

  private List<List<Figures>> batches(IntFunction<List<Figures>> figuresOf) {
    return IntStream.range(0, sizes.batches()).parallel().mapToObj(figuresOf).toList();
  }

  /* The b-th batch has the same prompts whatever the budget, and those of smaller batches among them. */
  private List<Figures> figures(
      Cell cell, RewardTable table, int b, int runs, Map<String, AllocationStrategy> strategies) {
    SplittableRandom random = new SplittableRandom(sizes.seed() * 1_000_003 + b);
    double[][] rewards = random
        .ints(0, table.prompts().size())
        .distinct()
        .limit(cell.batchSize())
        .mapToObj(table::rewards)
        .toArray(double[][]::new);
    Comparison comparison = Comparison.of(RewardTable.of(rewards))
        .batchSize(cell.batchSize())
        .budget(cell.budget())
        .batches(runs)
        .seed(random.nextLong());
    return (cell.independent() ? comparison.independent() : comparison).run(strategies);
  }
}
