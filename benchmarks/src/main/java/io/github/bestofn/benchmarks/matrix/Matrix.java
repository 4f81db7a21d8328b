package io.github.bestofn.benchmarks.matrix;

import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.benchmarks.matrix.Grid.Spot;
import io.github.bestofn.benchmarks.state.StateFile;
import io.github.bestofn.evaluate.Comparison;
import io.github.bestofn.evaluate.Figures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Comparisons on a grid, of which those that are done already are not run again. One runs at a time, on all processors. */
public final class Matrix {

  private static final String ORACLE = "oracle";

  private final Grid grid;
  private final Map<String, AllocationStrategy> strategies;
  private final List<Spot> spots;
  private final List<String> leftOut = new ArrayList<>();

  /**
   * A grid on some tables.
   *
   * @param grid the settings
   * @param tables the tables, each with a name of its own
   * @param strategies the strategies by name, at least one
   * @throws IllegalArgumentException if no table has a prompt with enough rewards
   */
  public Matrix(Grid grid, List<NamedTable> tables, Map<String, AllocationStrategy> strategies) {
    this.grid = grid;
    this.strategies = new LinkedHashMap<>(strategies);
    this.spots = grid.spots(tables, leftOut);
  }

  /**
   * Returns how many comparisons there are, done or not.
   *
   * @return the number of tables, batch sizes, budgets and seeds together
   */
  public int comparisons() {
    return spots.size() * grid.seeds().size();
  }

  /**
   * Looks at what is compared.
   *
   * @param check given each batch size and budget
   */
  public void forEachSize(BiConsumer<Integer, Integer> check) {
    spots.forEach(spot -> check.accept(spot.batchSize(), spot.budget()));
  }

  /**
   * Runs what is not done yet.
   *
   * @param state where to keep what is done; null for nowhere
   * @param onComparison called after each comparison, whether it was done already or not
   * @return the figures
   * @throws IllegalArgumentException if the state cannot be read or written, or is something else
   */
  public MatrixReport run(@Nullable String state, Runnable onComparison) {
    StateFile<Cell, Measured> done = StateFile.open(state, Measured.class, Measured::cell);
    List<Row> rows = new ArrayList<>();
    for (Spot spot : spots) {
      for (long seed : grid.seeds()) {
        measure(spot, seed, done);
        onComparison.run();
      }
      for (String strategy : strategies.keySet()) {
        List<Measured> ofSeeds = grid.seeds().stream()
            .map(seed -> Objects.requireNonNull(done.get(grid.cell(spot, seed, strategy))))
            .toList();
        rows.add(Row.of(ofSeeds, spot.wholeTable()));
      }
    }
    return MatrixReport.of(rows, leftOut);
  }

  private void measure(Spot spot, long seed, StateFile<Cell, Measured> done) {
    Map<String, AllocationStrategy> missing = new LinkedHashMap<>(strategies);
    missing.keySet().removeIf(strategy -> done.get(grid.cell(spot, seed, strategy)) != null);
    if (missing.isEmpty()) {
      return;
    }
    Map<String, AllocationStrategy> all = new LinkedHashMap<>(missing);
    all.put(ORACLE, Comparison.oracle());
    long begin = System.nanoTime();
    Map<String, Figures> figures = grid.comparison(spot, seed).run(all).stream()
        .collect(Collectors.toMap(Figures::strategy, Function.identity()));
    double seconds = (System.nanoTime() - begin) / 1e9;
    double oracleGain = Objects.requireNonNull(figures.get(ORACLE)).meanGain();
    for (String strategy : missing.keySet()) {
      Figures ofStrategy = Objects.requireNonNull(figures.get(strategy));
      done.add(Measured.of(grid.cell(spot, seed, strategy), ofStrategy, oracleGain, seconds));
    }
  }
}
