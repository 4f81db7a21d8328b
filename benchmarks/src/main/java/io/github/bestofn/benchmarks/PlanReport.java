package io.github.bestofn.benchmarks;

import java.util.Locale;

/**
 * How long a strategy plans.
 *
 * @param prompts the number of prompts K
 * @param budget the number of draws per prompt B, on average
 * @param exploration the number of draws per prompt d to begin with
 * @param strategy the strategy, as it was named
 * @param medianSeconds the median over repeats of the time of all decisions together, in seconds
 * @param drawsPlanned how many draws they gave to prompts beyond these
 */
record PlanReport(
    int prompts,
    int budget,
    int exploration,
    String strategy,
    double medianSeconds,
    int drawsPlanned) {

  /** A table for people. */
  String table() {
    return String.format(
        Locale.ROOT, """
        strategy       %s
        prompts        %,d
        budget         %,d draws per prompt
        exploration    %,d draws per prompt
        draws planned  %,d
        planning took  %s
        """, strategy, prompts, budget, exploration, drawsPlanned, time());
  }

  private String time() {
    if (medianSeconds >= 1) {
      return String.format(Locale.ROOT, "%.2f s", medianSeconds);
    }
    return medianSeconds >= 1e-3
        ? String.format(Locale.ROOT, "%.2f ms", medianSeconds * 1e3)
        : String.format(Locale.ROOT, "%.2f µs", medianSeconds * 1e6);
  }
}
