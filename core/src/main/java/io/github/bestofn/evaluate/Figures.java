package io.github.bestofn.evaluate;

import java.util.Map;
import java.util.Optional;

/**
 * The figures of a strategy next to uniform allocation of the same budget, over all batches of a {@link Comparison}.
 * A batch's total is the sum of its prompts' best rewards; <i>S</i> is the strategy's and <i>U<sub>N</sub></i> that
 * of N draws for every prompt; B is the budget per prompt.
 *
 * @param strategy the name it was given
 * @param batchWinRate P(<i>S</i> &gt; <i>U<sub>B</sub></i>) + ½ P(<i>S</i> = <i>U<sub>B</sub></i>)
 * @param promptWinRate the same for the best reward of each prompt, averaged
 * @param expectedSurvivalTime Σ<sub><i>N</i></sub> P(<i>S</i> ≥ <i>U<sub>N</sub></i>) for N from 1 to 2B or the
 *     smallest number of recorded rewards: the size of the uniform budget that it ties or beats
 * @param uniformSurvivalTime the same figure for uniform allocation itself, which is <em>not</em> B: on the same
 *     draws a lucky maximum survives many larger budgets. Report it beside the strategy's
 * @param equivalentBudget the smallest N, with linear interpolation, for which the mean of <i>U<sub>N</sub></i>
 *     reaches the mean of S; exactly B when the means are equal
 * @param equivalentBudgetRatio the same, divided by B: 1.2 means that the strategy is worth 20% more draws
 * @param equivalentBudgetCensored true if the mean of S is above that of all recorded draws, so the equivalent budget
 *     is larger than the table can show
 * @param meanGain the mean of <i>S</i> − <i>U<sub>B</sub></i>, in reward units
 * @param meanGainStandardError its standard error
 * @param meanGainVersus the same, paired, against each other strategy of the comparison
 * @param oracleShare the gain divided by the oracle's; empty when that is not positive
 * @param meanDraws the mean number of draws of a prompt
 * @param maxDraws the largest number of draws of a prompt, over all batches
 * @param rounds the mean number of decisions that asked for draws
 * @param waves the mean number of {@linkplain io.github.bestofn.allocate.Ledger waves}: calls one after another
 * @param worthPerDraw the equivalent budget divided by the mean number of draws, for strategies that stop early
 * @param drawShare the mean number of draws of a prompt divided by B
 * @param meanLoss the mean loss of a prompt: (best of B draws − best of the strategy's) / (best of B draws − mean of
 *     B draws), from 0 to 1, as with a shared budget that is as good as B draws
 * @param meanLossStandardError its standard error over batches
 * @param uniformLossAtSameDraws the mean loss of uniform allocation of as many draws
 * @param costShare the cost of the strategy's draws, divided by the cost of uniform's B draws on the same draws;
 *     empty without {@link Comparison#costs}
 * @since 0.1.0
 */
public record Figures(
    String strategy,
    double batchWinRate,
    double promptWinRate,
    double expectedSurvivalTime,
    double uniformSurvivalTime,
    double equivalentBudget,
    double equivalentBudgetRatio,
    boolean equivalentBudgetCensored,
    double meanGain,
    double meanGainStandardError,
    Map<String, Gain> meanGainVersus,
    Optional<Double> oracleShare,
    double meanDraws,
    int maxDraws,
    double rounds,
    double waves,
    double worthPerDraw,
    double drawShare,
    double meanLoss,
    double meanLossStandardError,
    double uniformLossAtSameDraws,
    Optional<Double> costShare) {

  /**
   * A mean difference of totals on the same draws.
   *
   * @param meanGain the mean difference, in reward units
   * @param meanGainStandardError its standard error
   * @since 0.1.0
   */
  public record Gain(double meanGain, double meanGainStandardError) {}
}
