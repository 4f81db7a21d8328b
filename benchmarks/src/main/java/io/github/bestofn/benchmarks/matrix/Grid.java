package io.github.bestofn.benchmarks.matrix;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.bestofn.evaluate.Comparison;
import io.github.bestofn.spi.RewardRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * What is compared on every table. Values that are given twice count once.
 *
 * @param batchSizes the numbers K of prompts of a batch, at least 1; where a table has fewer prompts, all of them
 * @param budgets the draws B per prompt, on average, at least 1
 * @param batches the number of batches of a comparison, at least 2
 * @param largeBatches the same with 100 prompts or more
 * @param seeds the seeds of batches and shuffles
 * @param inFlight how many draws are out when a strategy decides, at least 1, by the number of prompts of a batch
 * @param rewardRange the rewards that are possible
 * @param calibrationPrompts how many prompts are kept out of the batches, at least 0
 */
public record Grid(
    List<Integer> batchSizes,
    List<Integer> budgets,
    int batches,
    int largeBatches,
    List<Long> seeds,
    IntUnaryOperator inFlight,
    RewardRange rewardRange,
    int calibrationPrompts) {

  private static final int LARGE = 100;

  /** Leaves out what is given twice. */
  public Grid {
    batchSizes = batchSizes.stream().distinct().toList();
    budgets = budgets.stream().distinct().toList();
    seeds = seeds.stream().distinct().toList();
  }

  /**
   * A table with a batch size and a budget.
   *
   * @param wholeTable whether the batch size is all that the table has, because more were asked for
   */
  record Spot(
      NamedTable table, String fingerprint, int batchSize, boolean wholeTable, int budget) {}

  /** Returns where comparisons are possible; what is left out is told. */
  List<Spot> spots(List<NamedTable> tables, List<String> leftOut) {
    List<Spot> spots = new ArrayList<>();
    for (NamedTable table : tables) {
      String fingerprint = table.fingerprint();
      for (int budget : budgets) {
        int prompts = comparison(table, budget).eligiblePrompts().length;
        if (prompts == 0) {
          leftOut.add("%s, B = %d: no prompt has so many rewards%s"
              .formatted(
                  table.name(),
                  budget,
                  calibrationPrompts == 0 ? "" : ", without those for calibration"));
        } else {
          batchSizes(prompts)
              .forEach((size, isWhole) ->
                  spots.add(new Spot(table, fingerprint, size, isWhole, budget)));
        }
      }
    }
    checkArgument(
        !spots.isEmpty(), "--rewards must hold a prompt with --budget rewards, but none does");
    return spots;
  }

  /* A number that was asked for is no replacement, even if it is all that there are. */
  private Map<Integer, Boolean> batchSizes(int prompts) {
    Map<Integer, Boolean> sizes = new LinkedHashMap<>();
    for (int size : batchSizes) {
      sizes.merge(Math.min(size, prompts), size > prompts, Boolean::logicalAnd);
    }
    return sizes;
  }

  private Comparison comparison(NamedTable table, int budget) {
    return Comparison.of(table.rewards())
        .budget(budget)
        .calibrationPrompts(calibrationPrompts)
        .rewardRange(rewardRange);
  }

  Comparison comparison(Spot spot, long seed) {
    return comparison(spot.table(), spot.budget())
        .batchSize(spot.batchSize())
        .batches(batches(spot))
        .inFlight(inFlight(spot))
        .seed(seed);
  }

  Cell cell(Spot spot, long seed, String strategy) {
    return new Cell(
        spot.table().name(),
        spot.fingerprint(),
        strategy,
        spot.batchSize(),
        spot.budget(),
        batches(spot),
        seed,
        inFlight(spot),
        rewardRange.lowest() + "," + rewardRange.highest(),
        calibrationPrompts);
  }

  private int batches(Spot spot) {
    return spot.batchSize() < LARGE ? batches : largeBatches;
  }

  private int inFlight(Spot spot) {
    return inFlight.applyAsInt(spot.batchSize());
  }
}
