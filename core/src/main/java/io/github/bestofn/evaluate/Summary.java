package io.github.bestofn.evaluate;

import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.StatUtils;

/** Turns what came of many batches into {@link Figures}. */
final class Summary {

  private final BatchFigures[] batches;
  private final int budget;
  private final UniformCurve mean;
  private final double[] uniform;
  private final int horizon;

  Summary(BatchFigures[] batches, int budget) {
    this.batches = batches;
    this.budget = budget;
    UniformCurve[] curves = new UniformCurve[batches.length];
    for (int b = 0; b < curves.length; b++) {
      curves[b] = batches[b].uniform();
    }
    this.mean = UniformCurve.mean(curves);
    this.uniform = each(batch -> batch.uniform().total(budget));
    this.horizon = (int) Math.min(2L * budget, mean.length());
  }

  /** The figures of the k-th strategy; those of the oracle stand at {@code oracle}. */
  Figures of(int k, String name, int oracle, Map<String, Figures.Gain> versus) {
    double[] totals = totals(k);
    double meanTotal = UniformCurve.mean(totals);
    double equivalent = mean.drawsFor(meanTotal, budget);
    Figures.Gain gain = difference(totals, uniform);
    double meanDraws = meanOf(batch ->
        (double) batch.strategies().get(k).draws() / batch.strategies().get(k).size());
    double uniformCost = meanOf(BatchFigures::uniformCost);
    double oracleGain = difference(totals(oracle), uniform).meanGain();
    return new Figures(
        name,
        meanOf(batch ->
            BatchFigures.win(batch.strategies().get(k).total(), batch.uniform().total(budget))),
        meanOf(batch ->
            batch.strategies().get(k).promptWins() / batch.strategies().get(k).size()),
        meanOf(batch -> batch.uniform().survival(batch.strategies().get(k).total(), horizon)),
        meanOf(batch -> batch.uniform().survival(batch.uniformTotal(), horizon)),
        equivalent,
        equivalent / budget,
        mean.isBelow(meanTotal),
        gain.meanGain(),
        gain.meanGainStandardError(),
        versus,
        oracleGain > 0 ? Optional.of(gain.meanGain() / oracleGain) : Optional.empty(),
        meanDraws,
        (int) StatUtils.max(each(batch -> batch.strategies().get(k).maxDraws())),
        meanOf(batch -> batch.strategies().get(k).rounds()),
        meanOf(batch -> batch.strategies().get(k).waves()),
        equivalent / meanDraws,
        meanDraws / budget,
        meanOf(batch -> batch.strategies().get(k).loss()),
        standardError(each(batch -> batch.strategies().get(k).loss())),
        uniformLoss(meanDraws),
        uniformCost > 0
            ? Optional.of(meanOf(batch -> batch.strategies().get(k).usage()) / uniformCost)
            : Optional.empty());
  }

  /** By how much a strategy is better than another, on the same draws. */
  Figures.Gain gainOver(int k, int other) {
    return difference(totals(k), totals(other));
  }

  private double[] totals(int k) {
    return each(batch -> batch.strategies().get(k).total());
  }

  private static Figures.Gain difference(double[] totals, double[] others) {
    double[] gains = new double[totals.length];
    for (int b = 0; b < gains.length; b++) {
      gains[b] = totals[b] - others[b];
    }
    return new Figures.Gain(UniformCurve.mean(gains), standardError(gains));
  }

  private static double standardError(double[] values) {
    return values.length < 2 ? 0 : Math.sqrt(StatUtils.variance(values) / values.length);
  }

  /** Uniform's loss at a number of draws, interpolated; 0 from the budget on. */
  private double uniformLoss(double draws) {
    int low = (int) Math.max(1, Math.min(Math.floor(draws), budget));
    int high = Math.min(low + 1, budget);
    double share = Math.max(0, Math.min(draws - low, 1));
    double atLow = meanOf(batch -> batch.uniformLosses()[low - 1]);
    return atLow + share * (meanOf(batch -> batch.uniformLosses()[high - 1]) - atLow);
  }

  private double meanOf(ToDoubleFunction<BatchFigures> figure) {
    return UniformCurve.mean(each(figure));
  }

  private double[] each(ToDoubleFunction<BatchFigures> figure) {
    double[] values = new double[batches.length];
    for (int b = 0; b < values.length; b++) {
      values[b] = figure.applyAsDouble(batches[b]);
    }
    return values;
  }
}
