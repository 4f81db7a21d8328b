package io.github.bestofn.benchmarks.compare;

import io.github.bestofn.evaluate.VoteComparison;
import io.github.bestofn.evaluate.VoteFigures;
import java.util.List;

/**
 * The figures of a comparison of votes. The names of the components are those of its JSON.
 *
 * @param answers the table of answers, as it was named
 * @param correct the table of verdicts, as it was named
 * @param prompts the number of prompts in the tables
 * @param batchSize the number K of prompts of a batch
 * @param budget the draws B per prompt, on average
 * @param batches the number of batches
 * @param seed the seed of batches and shuffles
 * @param results the figures of each strategy, which bears the name it was given
 */
public record Voted(
    String answers,
    String correct,
    int prompts,
    int batchSize,
    int budget,
    int batches,
    long seed,
    List<Result> results) {

  /**
   * The figures of one strategy: those of {@link VoteFigures} with the same names.
   *
   * @param strategy the name it was given
   * @param meanDraws the mean number of draws of a prompt
   * @param maxDraws the largest number of draws of a prompt
   * @param waves the mean number of waves
   * @param accuracy the mean share of right answers
   * @param accuracyGain the mean difference to uniform allocation of the budget
   * @param accuracyGainStandardError its standard error
   * @param equivalentBudget the uniform budget of the same accuracy
   * @param equivalentBudgetCensored whether that is larger than the table can show
   * @param equivalentBudgetRatio the equivalent budget divided by the budget
   */
  public record Result(
      String strategy,
      double meanDraws,
      int maxDraws,
      double waves,
      double accuracy,
      double accuracyGain,
      double accuracyGainStandardError,
      double equivalentBudget,
      boolean equivalentBudgetCensored,
      double equivalentBudgetRatio) {}

  /**
   * Returns a report for programs.
   *
   * @param answers the table of answers, as it was named
   * @param correct the table of verdicts, as it was named
   * @param prompts the number of prompts in the tables
   * @param batchSize the number K of prompts of a batch
   * @param budget the draws B per prompt, on average
   * @param batches the number of batches
   * @param seed the seed of batches and shuffles
   * @param figures the figures of each strategy
   * @return the report
   */
  public static Voted of(
      String answers,
      String correct,
      int prompts,
      int batchSize,
      int budget,
      int batches,
      long seed,
      List<VoteFigures> figures) {
    return new Voted(
        answers,
        correct,
        prompts,
        batchSize,
        budget,
        batches,
        seed,
        figures.stream().map(Voted::result).toList());
  }

  private static Result result(VoteFigures figures) {
    return new Result(
        figures.strategy(),
        figures.meanDraws(),
        figures.maxDraws(),
        figures.waves(),
        figures.accuracy(),
        figures.accuracyGain(),
        figures.accuracyGainStandardError(),
        figures.equivalentBudget(),
        figures.equivalentBudgetCensored(),
        figures.equivalentBudgetRatio());
  }

  /**
   * Returns the same for people, and the calibration of votes.
   *
   * @param figures the figures of each strategy, with those that the JSON does not have
   * @return aligned lines
   */
  public String text(List<VoteFigures> figures) {
    TextTable text = new TextTable(
        "strategy",
        "accuracy",
        "gain",
        "+-",
        "worth",
        "draws",
        "mean draws",
        "most",
        "waves",
        "decided",
        "wrongly");
    for (VoteFigures each : figures) {
      text.add(
          each.strategy(),
          Compared.format("%.4f", each.accuracy()),
          Compared.format("%+.4f", each.accuracyGain()),
          Compared.format("%.4f", each.accuracyGainStandardError()),
          (each.equivalentBudgetCensored() ? ">" : "")
              + Compared.format("%.2f", each.equivalentBudgetRatio()),
          Compared.format("%.1f", each.equivalentBudget()),
          Compared.format("%.2f", each.meanDraws()),
          Compared.format("%d", each.maxDraws()),
          Compared.format("%.1f", each.waves()),
          Compared.format("%.1f%%", 100 * each.decided()),
          Compared.format("%.1f%%", 100 * each.decidedWrongly()));
    }
    return Compared.format(
            "%s: %,d prompts; %,d batches of %,d with %,d draws per prompt, seed %d%n%n",
            answers, prompts, batches, batchSize, budget, seed)
        + text
        + Compared.format("""

            gain: mean difference to the accuracy of uniform allocation on the same draws, +- its standard error
            worth: the uniform budget with the same accuracy, divided by %d; draws: that budget
            decided: votes with a confidence of at least %s; wrongly: of these, leader is not the most frequent answer of all records
            """, budget, VoteComparison.DECIDED);
  }
}
