package io.github.bestofn.benchmarks.paper;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of the experiment. The names of the components are those of its JSON.
 *
 * @param batches the number of batches of a setting
 * @param runs the number of runs of a batch
 * @param defaultRuns the number of runs with the default strategy
 * @param seed of batches and shuffles
 * @param settings the figures of each setting
 * @param text the tables, for people; not in the JSON
 */
public record PaperReport(
    int batches,
    int runs,
    int defaultRuns,
    long seed,
    List<Setting> settings,
    @JsonIgnore String text) {

  /**
   * What came of one setting: medians over batches.
   *
   * @param pair the name of the pair of models
   * @param batchSize the number K of prompts
   * @param budget the draws B per prompt
   * @param exploration the fraction d / B of the budget that is explored
   * @param independentDraws whether uniform allocation has draws of its own
   * @param winRate AdaBoN's win rate
   * @param shareAboveHalf the share of batches that it wins more often than not
   * @param survivalTime its survival time
   * @param uniformSurvivalTime that of uniform allocation itself
   * @param defaultWinRate the win rate of the default strategy; null if it was not run
   * @param defaultSurvivalTime its survival time; null likewise
   */
  public record Setting(
      String pair,
      int batchSize,
      int budget,
      double exploration,
      boolean independentDraws,
      double winRate,
      double shareAboveHalf,
      double survivalTime,
      double uniformSurvivalTime,
      @Nullable Double defaultWinRate,
      @Nullable Double defaultSurvivalTime) {

    private static Setting of(Measured measured) {
      Cell cell = measured.cell();
      return new Setting(
          cell.pair(),
          cell.batchSize(),
          cell.budget(),
          cell.exploration(),
          cell.independent(),
          measured.medianWinRate(),
          measured.shareAboveHalf(),
          Measured.median(measured.survivals()),
          Measured.median(measured.uniformSurvivals()),
          medianIfAny(measured.defaultWinRates()),
          medianIfAny(measured.defaultSurvivals()));
    }
  }

  private static @Nullable Double medianIfAny(List<Double> values) {
    return values.isEmpty() ? null : Measured.median(values);
  }

  static PaperReport of(Measured.Sizes sizes, List<Measured> measured, String text) {
    return new PaperReport(
        sizes.batches(),
        sizes.runs(),
        sizes.defaultRuns(),
        sizes.seed(),
        measured.stream().map(Setting::of).toList(),
        text);
  }
}
