package io.github.bestofn.evaluate;

/**
 * The figures of a strategy over all batches of a {@link VoteComparison}. B is the budget per prompt.
 *
 * @param strategy the name it was given
 * @param meanDraws the mean number of draws of a prompt, those without an answer included
 * @param maxDraws the largest number of draws of a prompt, over all batches
 * @param waves the mean number of {@linkplain io.github.bestofn.allocate.Ledger waves}: calls one after another
 * @param accuracy the mean share of prompts whose leading answer is right
 * @param accuracyGain the mean difference to the accuracy of B draws for every prompt, on the same draws
 * @param accuracyGainStandardError its standard error over batches
 * @param equivalentBudget the smallest number of draws for every prompt, with linear interpolation, whose accuracy
 *     reaches the strategy's; exactly B when the two are equal
 * @param equivalentBudgetCensored true if no recorded number of draws for every prompt reaches the accuracy, so the
 *     equivalent budget is larger than the table can show
 * @param equivalentBudgetRatio the equivalent budget divided by B
 * @param decided the share of votes with a {@linkplain io.github.bestofn.allocate.AnswerCounts confidence} of at least
 *     {@value VoteComparison#DECIDED} at the end
 * @param decidedWrongly the share of these whose leader is not the most frequent answer of all recorded draws; 0 if
 *     there are none
 * @since 0.1.0
 */
public record VoteFigures(
    String strategy,
    double meanDraws,
    int maxDraws,
    double waves,
    double accuracy,
    double accuracyGain,
    double accuracyGainStandardError,
    double equivalentBudget,
    boolean equivalentBudgetCensored,
    double equivalentBudgetRatio,
    double decided,
    double decidedWrongly) {}
