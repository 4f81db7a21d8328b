package io.github.bestofn.benchmarks.paper;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One setting of the experiment, on one pair of models.
 *
 * @param pair the name of the pair
 * @param batchSize the number K of prompts
 * @param budget the draws B per prompt
 * @param exploration the fraction d / B of the budget that is explored
 * @param independent whether uniform allocation has draws of its own
 */
record Cell(String pair, int batchSize, int budget, double exploration, boolean independent) {

  static final int K = 5;
  static final int B = 120;
  static final double D = 0.75;
  static final List<Integer> BATCH_SIZES = List.of(3, 5, 10, 15, 20);
  static final List<Integer> BUDGETS = List.of(80, 100, 120, 140, 160);
  static final List<Double> EXPLORATIONS = List.of(0.6, 0.65, 0.7, 0.75, 0.8);

  /** The centre of the grid, on which the paper's headline figures are. */
  static Cell centre(String pair, boolean independent) {
    return new Cell(pair, K, B, D, independent);
  }

  boolean isCentre() {
    return equals(centre(pair, independent));
  }

  Cell withBatchSize(int prompts) {
    return new Cell(pair, prompts, budget, exploration, independent);
  }

  Cell withBudget(int draws) {
    return new Cell(pair, batchSize, draws, exploration, independent);
  }

  Cell withExploration(double fraction) {
    return new Cell(pair, batchSize, budget, fraction, independent);
  }

  /** One axis at a time around the centre; on independent draws, if told so, the centre only. */
  static List<Cell> grid(List<ModelPair> pairs, boolean centreOnlyIfIndependent) {
    List<Cell> cells = new ArrayList<>();
    for (ModelPair pair : pairs) {
      for (boolean independent : new boolean[] {false, true}) {
        Cell centre = centre(pair.name(), independent);
        if (independent && centreOnlyIfIndependent) {
          cells.add(centre);
        } else {
          Stream.of(
                  Stream.of(centre),
                  BATCH_SIZES.stream().map(centre::withBatchSize),
                  BUDGETS.stream().map(centre::withBudget),
                  EXPLORATIONS.stream().map(centre::withExploration))
              .flatMap(axis -> axis)
              .distinct()
              .forEach(cells::add);
        }
      }
    }
    return cells;
  }
}
