package io.github.bestofn.benchmarks.matrix;

import io.github.bestofn.evaluate.Figures;

/**
 * What came of one cell.
 *
 * @param cell the settings
 * @param equivalentBudgetRatio what the strategy is worth: the uniform budget with the same mean total, divided by B
 * @param equivalentBudgetCensored whether the table holds too few rewards to tell
 * @param meanGain the mean difference to uniform's total, in reward units
 * @param meanGainStandardError its standard error
 * @param oracleGain the oracle's mean gain
 * @param maxDraws the largest number of draws of a prompt
 * @param seconds how long the comparison took, with all strategies that it compared
 */
record Measured(
    Cell cell,
    double equivalentBudgetRatio,
    boolean equivalentBudgetCensored,
    double meanGain,
    double meanGainStandardError,
    double oracleGain,
    int maxDraws,
    double seconds) {

  static Measured of(Cell cell, Figures figures, double oracleGain, double seconds) {
    return new Measured(
        cell,
        figures.equivalentBudgetRatio(),
        figures.equivalentBudgetCensored(),
        figures.meanGain(),
        figures.meanGainStandardError(),
        oracleGain,
        figures.maxDraws(),
        seconds);
  }
}
