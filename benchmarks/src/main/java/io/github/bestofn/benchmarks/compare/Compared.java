package io.github.bestofn.benchmarks.compare;

import io.github.bestofn.evaluate.Figures;
import java.util.List;
import java.util.Locale;

/**
 * What came of a comparison. The names of the components are those of its JSON.
 *
 * @param table where the rewards come from, as it was named
 * @param prompts the number of prompts in the table
 * @param promptsLeftOut how many of them have fewer rewards than the budget
 * @param batchSize the number K of prompts of a batch
 * @param budget the draws B per prompt, on average
 * @param inFlight how many draws were out when a strategy decided
 * @param batches the number of batches
 * @param seed the seed of batches and shuffles
 * @param results the figures of each strategy, which bears the name it was given
 */
public record Compared(
    String table,
    int prompts,
    int promptsLeftOut,
    int batchSize,
    int budget,
    int inFlight,
    int batches,
    long seed,
    List<Figures> results) {

  /**
   * Returns the settings, in a sentence for people.
   *
   * @return a line
   */
  public String settings() {
    return String.format(
        Locale.ROOT,
        "%s: %,d prompts%s; %,d batches of %,d with %,d draws per prompt, %,d in flight, seed %d",
        table,
        prompts,
        promptsLeftOut == 0 ? "" : String.format(Locale.ROOT, " (%,d left out)", promptsLeftOut),
        batches,
        batchSize,
        budget,
        inFlight,
        seed);
  }

  /**
   * Returns the figures, for people.
   *
   * @return aligned lines
   */
  public String text() {
    TextTable text = new TextTable(
        "strategy",
        "worth",
        "draws",
        "gain",
        "+-",
        "of oracle's",
        "win rate",
        "by prompt",
        "survives",
        "uniform",
        "mean draws",
        "most",
        "waves",
        "per draw",
        "loss",
        "uniform's");
    for (Figures figures : results) {
      text.add(
          figures.strategy(),
          worth(figures),
          format("%.1f", figures.equivalentBudget()),
          format("%+.4g", figures.meanGain()),
          format("%.2g", figures.meanGainStandardError()),
          figures.oracleShare().map(share -> format("%.0f%%", 100 * share)).orElse("-"),
          format("%.3f", figures.batchWinRate()),
          format("%.3f", figures.promptWinRate()),
          format("%.1f", figures.expectedSurvivalTime()),
          format("%.1f", figures.uniformSurvivalTime()),
          format("%.1f", figures.meanDraws()),
          format("%d", figures.maxDraws()),
          format("%.1f", figures.waves()),
          format("%.2f", figures.worthPerDraw()),
          format("%.3f", figures.meanLoss()),
          format("%.3f", figures.uniformLossAtSameDraws()));
    }
    return settings() + "\n\n" + text + """

        worth: the uniform budget with the same mean total, divided by %d; draws: that budget
        gain: mean difference to uniform's total on the same draws, +- its standard error
        waves: calls one after another, if the server takes any number at once
        survives: how large a uniform budget it ties or beats; next to it uniform's own
        per draw: that budget divided by the mean draws, for strategies that stop early
        loss: share of what %d draws of each prompt gain that is lost; next to it uniform's with as many draws
        """.formatted(budget, budget);
  }

  /**
   * Returns what a strategy is worth, in a sentence: {@code adaptive: worth 1.33 × uniform's draws, ± 0.03; in 6.0
   * waves}. The standard error is that of the mean gain, in the proportion of worth to gain.
   *
   * @param figures those of a strategy
   * @return a sentence without its full stop
   */
  String verdict(Figures figures) {
    boolean isAtEqualCost = figures.costShare().isPresent();
    double gain = figures.meanGain();
    String error = gain == 0 || figures.equivalentBudgetCensored()
        ? ""
        : format(
            ", ± %.2f",
            Math.abs((figures.equivalentBudgetRatio() - 1) / gain)
                * figures.meanGainStandardError());
    String saved = isAtEqualCost || figures.meanDraws() > 0.995 * budget
        ? ""
        : format(
            " and %.1f of %d draws per prompt, each worth %.2f; it loses %.1f%% of what %d gain",
            figures.meanDraws(), budget, figures.worthPerDraw(), 100 * figures.meanLoss(), budget);
    return figures.strategy()
        + ": worth " + worth(figures)
        + (isAtEqualCost ? " × uniform's cost" : " × uniform's draws")
        + error
        + format("; in %.1f waves", figures.waves())
        + saved;
  }

  /**
   * Returns the equivalent budget ratio; with a sign if the table holds too few rewards to tell how large it is.
   *
   * @param figures those of a strategy
   * @return such as 1.23, or &gt;3.00
   */
  static String worth(Figures figures) {
    return (figures.equivalentBudgetCensored() ? ">" : "")
        + format("%.2f", figures.equivalentBudgetRatio());
  }

  static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
