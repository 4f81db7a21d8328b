package io.github.bestofn.estimate.bayes;

import io.github.bestofn.estimate.numeric.Samples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The hierarchical model by loops over every hyperparameter cell and every component, in double precision, from the
 * formulas of {@link HyperPrior} and {@link HierarchicalModel}: an oracle.
 */
final class BruteForce {

  private static final int[] FAMILY_OF_SHAPE = {0, 1, 1, 2, 2, 3, 4};

  private final Likelihood likelihood;
  private final double[][] priors;
  private final double[] logPriorOfCells;
  private final List<double[]> fitted;

  /**
   * Fits the model to rewards without contamination.
   *
   * @param likelihood the likelihood, whose score scale need not be that of the rewards in the fit
   * @param fitted for each prompt its rewards, in any order
   */
  BruteForce(Likelihood likelihood, double[]... fitted) {
    this(false, likelihood, fitted);
  }

  /**
   * Fits the model.
   *
   * @param isContaminated whether contamination is possible
   * @param likelihood the likelihood, whose score scale need not be that of the rewards in the fit
   * @param fitted for each prompt its rewards, in any order
   */
  BruteForce(boolean isContaminated, Likelihood likelihood, double[]... fitted) {
    this(
        likelihood,
        priors(likelihood.grid()),
        logPriorOfCells(isContaminated),
        Arrays.stream(fitted).map(Fits::sorted).toList());
  }

  private BruteForce(
      Likelihood likelihood, double[][] priors, double[] logPriorOfCells, List<double[]> fitted) {
    this.likelihood = likelihood;
    this.priors = priors;
    this.logPriorOfCells = logPriorOfCells;
    this.fitted = fitted;
  }

  /** This model without the rewards of one prompt; likelihood and score scale stay as they are. */
  BruteForce without(int prompt) {
    List<double[]> others = new ArrayList<>(fitted);
    others.remove(prompt);
    return new BruteForce(likelihood, priors, logPriorOfCells, others);
  }

  /** This model without the cells that have little weight, as {@link Tuning#LEAST_CELL_WEIGHT} says. */
  BruteForce withoutSmallCells() {
    double[] cells = cells();
    double[] logs = logPriorOfCells.clone();
    for (int cell = 0; cell < logs.length; cell++) {
      logs[cell] = cells[cell] < Tuning.LEAST_CELL_WEIGHT ? Double.NEGATIVE_INFINITY : logs[cell];
    }
    return new BruteForce(likelihood, priors, logs, fitted);
  }

  private static double[] logPriorOfCells(boolean isContaminated) {
    double ofContamination = isContaminated ? Tuning.ODDS_OF_CONTAMINATION : 0;
    int cellsOfSlope = Tuning.LOG_SCALE_DEVIATIONS.length * Tuning.FAMILY_WEIGHTS.length;
    double[] odds = new double[Tuning.INTRACLASS_CORRELATIONS.length * 2 * cellsOfSlope];
    Arrays.setAll(
        odds,
        cell -> (cell / cellsOfSlope % 2 == 0 ? 1 : Tuning.ODDS_OF_SLOPE)
            * (cell % Tuning.FAMILY_WEIGHTS.length == 5 ? ofContamination : 1));
    double sum = Arrays.stream(odds).sum();
    return Arrays.stream(odds).map(each -> Math.log(each / sum)).toArray();
  }

  /** For each cell the probability of each component. */
  static double[][] priors(ComponentGrid grid) {
    List<double[]> priors = new ArrayList<>();
    for (double correlation : Tuning.INTRACLASS_CORRELATIONS) {
      for (double slope : Tuning.SLOPES) {
        for (double deviation : Tuning.LOG_SCALE_DEVIATIONS) {
          double[] ofPairs = priorOfPairs(grid, correlation, slope, deviation);
          for (double[] weights : Tuning.FAMILY_WEIGHTS) {
            double[] prior = new double[grid.components()];
            Arrays.setAll(
                prior, h -> ofPairs[h / Shapes.COUNT] * weights[FAMILY_OF_SHAPE[h % Shapes.COUNT]]);
            priors.add(prior);
          }
        }
      }
    }
    return priors.toArray(double[][]::new);
  }

  private static double[] priorOfPairs(
      ComponentGrid grid, double correlation, double slope, double deviation) {
    double typical = 0.5 * Math.log(1 - correlation);
    double variance = correlation * (slope == 0 ? 1 : Tuning.REMAINING_VARIANCE);
    double[] prior = new double[grid.pairs()];
    double[] sums = new double[grid.scales()];
    for (int pair = 0; pair < prior.length; pair++) {
      double mean = slope * Math.sqrt(correlation) * (grid.logScale(pair) - typical);
      double distance = grid.location(pair) - mean;
      prior[pair] = Math.exp(-distance * distance / (2 * variance));
      sums[grid.scaleOf(pair)] += prior[pair];
    }
    double[] scales = new double[grid.scales()];
    for (int a = 0; a < scales.length; a++) {
      double distance = grid.logOfScale(a) - typical;
      double ofLog = deviation * deviation + Tuning.LOG_SCALE_FLOOR;
      scales[a] = Math.exp(-distance * distance / (2 * ofLog));
    }
    double all = Arrays.stream(scales).sum();
    for (int pair = 0; pair < prior.length; pair++) {
      int a = grid.scaleOf(pair);
      prior[pair] *= scales[a] / all / sums[a];
    }
    return prior;
  }

  private double[] logLikelihood(double[] rewards) {
    float[] logs = new float[likelihood.grid().components()];
    double common = likelihood.logLikelihood(Fits.sorted(rewards), logs);
    double[] all = new double[logs.length];
    Arrays.setAll(all, h -> common + logs[h]);
    return all;
  }

  /** The log marginal likelihood of a prompt's rewards in each cell. */
  private double[] logMarginals(double[] rewards) {
    double[] logs = logLikelihood(rewards);
    double most = Arrays.stream(logs).max().orElseThrow();
    double[] relative = Arrays.stream(logs).map(log -> Math.exp(log - most)).toArray();
    double[] marginals = new double[priors.length];
    for (int cell = 0; cell < marginals.length; cell++) {
      double sum = 0;
      for (int h = 0; h < relative.length; h++) {
        sum += priors[cell][h] * relative[h];
      }
      marginals[cell] = most + Math.log(sum);
    }
    return marginals;
  }

  private double[] logCells() {
    double[] logs = logPriorOfCells.clone();
    for (double[] rewards : fitted) {
      double[] marginals = logMarginals(rewards);
      for (int cell = 0; cell < logs.length; cell++) {
        logs[cell] += marginals[cell];
      }
    }
    return logs;
  }

  /** The posterior probabilities of the cells. */
  double[] cells() {
    return Samples.softmax(logCells());
  }

  /** The log marginal likelihood of the rewards in the fit. */
  double logMarginalLikelihood() {
    return Samples.logSumExp(logCells());
  }

  /** The log marginal likelihood of the rewards of a prompt that is not in the fit. */
  double logMarginalLikelihood(double[] rewards) {
    double[] cells = cells();
    double[] logs = logMarginals(rewards);
    for (int cell = 0; cell < logs.length; cell++) {
      logs[cell] += Math.log(cells[cell]);
    }
    return Samples.logSumExp(logs);
  }

  /** The posterior weight of each component for a prompt that is not in the fit. */
  double[] components(double[] rewards) {
    double[] cells = cells();
    double[] logs = logLikelihood(rewards);
    for (int h = 0; h < logs.length; h++) {
      double prior = 0;
      for (int cell = 0; cell < cells.length; cell++) {
        prior += cells[cell] * priors[cell][h];
      }
      logs[h] += Math.log(prior);
    }
    return Samples.softmax(logs);
  }

  /** Weights with the small ones left out, as {@link Tuning#LEAST_COMPONENT_WEIGHT} says. */
  static double[] pruned(double[] weights) {
    double least = Tuning.LEAST_COMPONENT_WEIGHT * Arrays.stream(weights).max().orElseThrow();
    double[] kept = Arrays.stream(weights).map(each -> each > least ? each : 0).toArray();
    double sum = Arrays.stream(kept).sum();
    return Arrays.stream(kept).map(each -> each / sum).toArray();
  }

  /** The first cell beyond the reach of prompts that do not exceed the largest reward. */
  private int end() {
    return likelihood.end(new double[0]);
  }

  /** The survival function of a mixture of components. */
  double survival(double[] weights, double x) {
    Cells cells = likelihood.cells();
    if (x < cells.edge(0)) {
      return 1;
    }
    int cell = cells.at(x);
    double sum = 0;
    for (int h = 0; h < weights.length && cell < end(); h++) {
      sum += weights[h] == 0 ? 0 : weights[h] * likelihood.survival(h)[cell];
    }
    return sum;
  }

  /** Gains of a mixture of components: sums over cells, as the definition says. */
  double[] gains(double[] weights, double incumbent, int count) {
    Cells cells = likelihood.cells();
    double[] gains = new double[count];
    gains[0] = Math.max(0, cells.edge(0) - incumbent);
    for (int h = 0; h < weights.length; h++) {
      if (weights[h] == 0) {
        continue;
      }
      double[] survival = likelihood.survival(h);
      for (int cell = 0; cell < end(); cell++) {
        double from = Math.max(cells.edge(cell), incumbent);
        double width = Math.max(0, cells.edge(cell + 1) - from);
        for (int j = 0; j < count; j++) {
          gains[j] += weights[h] * width * survival[cell] * Math.pow(1 - survival[cell], j);
        }
      }
    }
    return gains;
  }
}
