package io.github.bestofn.estimate.bayes;

import io.github.bestofn.estimate.Hypothesis;
import io.github.bestofn.estimate.numeric.Samples;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The hierarchical model of locations, scales and shapes of scores, fitted to the rewards of some prompts. With \(
 * L_i(h) \) the {@linkplain Likelihood likelihood} of prompt i's rewards under component h and \( p(h \mid \theta) \)
 * the {@linkplain HyperPrior prior} of components in hyperparameter cell \( \theta \), \[ m_i(\theta) = \sum_h p(h
 * \mid \theta) L_i(h), \qquad p(\theta \mid \text{all}) \propto p(\theta) \prod_i m_i(\theta). \] The posterior of
 * the components of a prompt that is not in the fit is \[ p(h \mid r) \propto L_r(h) \sum_\theta p(\theta \mid
 * \text{all}) \, p(h \mid \theta); \] for prompt i of the fit, \( p(\theta \mid \text{all}) \) is divided by \(
 * m_i(\theta) \), so that its rewards are not counted twice. All components are averaged over; none is selected.
 */
final class HierarchicalModel implements PredictiveModel.WithEvidence {

  private final BatchSummary summary;
  private final Likelihood likelihood;
  private final HyperPrior hyperPrior;
  private final int[] allPairs;

  /* For each prompt in the fit and each cell: m_i, relative to the largest likelihood of the prompt. */
  private final float[][] marginals;
  private final double[] cellWeights;

  /* For each pair and family: the prior of a component for a prompt that is not in the fit. */
  private final double[] prior;
  private final double logMarginalLikelihood;

  /* Survival functions of components, computed when one is first needed. */
  private final AtomicReferenceArray<GridSurvival> survivals;

  /* One set of scratch arrays is kept: an allocation of some 60 KB per posterior is expensive. */
  private final AtomicReference<Scratch> scratch = new AtomicReference<>();

  /**
   * Fits the model.
   *
   * @param summary the rewards, of two values at least
   * @param likelihood their likelihood
   */
  HierarchicalModel(BatchSummary summary, Likelihood likelihood) {
    this.summary = summary;
    this.likelihood = likelihood;
    ComponentGrid grid = likelihood.grid();
    this.hyperPrior = HyperPrior.PRIOR;
    this.survivals = new AtomicReferenceArray<>(grid.components());
    this.allPairs = new int[grid.pairs()];
    Arrays.setAll(allPairs, pair -> pair);
    double[][] components = summary.components();
    this.marginals = new float[components.length][HyperPrior.CELLS];
    Scratch own = new Scratch(grid);
    double[] logs = HyperPrior.logPrior(summary, likelihood instanceof Likelihood.Interval);
    double common = 0;
    for (int c = 0; c < components.length; c++) {
      common += own.load(components[c]);
      hyperPrior.marginalLikelihoods(
          own.size, own.pairs, own.likelihood, own.byFamily, marginals[c]);
      for (int cell = 0; cell < logs.length; cell++) {
        logs[cell] += Math.log(Math.max(marginals[c][cell], Float.MIN_NORMAL));
      }
    }
    this.logMarginalLikelihood = common + Samples.logSumExp(logs);
    double[] all = Samples.softmax(logs);
    for (int cell = 0; cell < logs.length; cell++) {
      logs[cell] = all[cell] < Tuning.LEAST_CELL_WEIGHT ? Double.NEGATIVE_INFINITY : logs[cell];
    }
    this.cellWeights = Samples.softmax(logs);
    this.prior = new double[grid.pairs() * Shapes.FAMILIES];
    hyperPrior.mixture(allPairs.length, allPairs, cellWeights, prior);
    scratch.set(own);
  }

  @Override
  public double logMarginalLikelihood() {
    return logMarginalLikelihood;
  }

  @Override
  public Predictive posterior(double[] ascending, int prompt) {
    Scratch own = scratch.getAndSet(null);
    if (own == null) {
      own = new Scratch(likelihood.grid());
    }
    try {
      double common = own.load(ascending);
      int component = prompt == NOT_FITTED ? NOT_FITTED : summary.componentOf(prompt);
      int end = likelihood.end(ascending);
      return component < 0
          ? own.posterior(common, end)
          : own.posterior(common, end, marginals[component]);
    } finally {
      scratch.set(own);
    }
  }

  private GridSurvival survival(int component) {
    GridSurvival survival = survivals.get(component);
    if (survival == null) {
      survival = new GridSurvival(likelihood.cells(), likelihood.survival(component));
      survivals.set(component, survival);
    }
    return survival;
  }

  /** Arrays for the computation of one posterior at a time. */
  private final class Scratch {

    final float[] logs;
    final int[] pairs;
    final float[] likelihood;
    final double[] byFamily;
    final double[] weights;
    final int[] kept;
    final double[] cells = new double[HyperPrior.CELLS];

    /* The number of pairs that are possible, which the other arrays begin with. */
    int size;

    Scratch(ComponentGrid grid) {
      this.logs = new float[grid.components()];
      this.pairs = new int[grid.pairs()];
      this.likelihood = new float[grid.components()];
      this.byFamily = new double[grid.pairs() * Shapes.FAMILIES];
      this.weights = new double[grid.components()];
      this.kept = new int[grid.components()];
    }

    /** Computes the likelihoods of a prompt's rewards, relative to the largest; returns the logarithm of that. */
    double load(double[] ascending) {
      double common = HierarchicalModel.this.likelihood.logLikelihood(ascending, logs);
      float most = Float.NEGATIVE_INFINITY;
      for (float log : logs) {
        most = log > most ? log : most;
      }
      float least = (float) (most + Tuning.LEAST_LOG_LIKELIHOOD);
      size = 0;
      for (int pair = 0; pair < allPairs.length; pair++) {
        int h = pair * Shapes.COUNT;
        int to = size * Shapes.COUNT;
        boolean isPossible = false;
        for (int shape = 0; shape < Shapes.COUNT; shape++) {
          float log = logs[h + shape];
          boolean counts = log >= least;
          likelihood[to + shape] = counts ? (float) Math.exp(log - most) : 0;
          isPossible |= counts;
        }
        pairs[size] = pair;
        size += isPossible ? 1 : 0;
      }
      return common + most;
    }

    /** The posterior of a prompt that is not in the fit. */
    Posterior posterior(double common, int end) {
      for (int i = 0; i < size; i++) {
        System.arraycopy(
            prior, pairs[i] * Shapes.FAMILIES, byFamily, i * Shapes.FAMILIES, Shapes.FAMILIES);
      }
      return weigh(common, end);
    }

    /** The posterior of a prompt in the fit, given its marginal likelihoods then. */
    Posterior posterior(double common, int end, float[] marginal) {
      double sum = 0;
      for (int cell = 0; cell < cells.length; cell++) {
        cells[cell] = cellWeights[cell] == 0
            ? 0
            : cellWeights[cell] / Math.max(marginal[cell], Float.MIN_NORMAL);
        sum += cells[cell];
      }
      for (int cell = 0; cell < cells.length; cell++) {
        cells[cell] /= sum;
      }
      hyperPrior.mixture(size, pairs, cells, byFamily);
      return weigh(common, end);
    }

    private Posterior weigh(double common, int end) {
      double most = 0;
      double sum = 0;
      for (int i = 0; i < size; i++) {
        int h = i * Shapes.COUNT;
        int f = i * Shapes.FAMILIES;
        for (int shape = 0; shape < Shapes.COUNT; shape++) {
          double weight = byFamily[f + Shapes.family(shape)] * likelihood[h + shape];
          weights[h + shape] = weight;
          sum += weight;
          most = weight > most ? weight : most;
        }
      }
      double least = Tuning.LEAST_COMPONENT_WEIGHT * most;
      int count = 0;
      double keptSum = 0;
      for (int h = 0; h < size * Shapes.COUNT; h++) {
        double weight = weights[h];
        if (weight > least) {
          kept[count] = pairs[h / Shapes.COUNT] * Shapes.COUNT + h % Shapes.COUNT;
          weights[count++] = weight;
          keptSum += weight;
        }
      }
      double[] normalised = new double[count];
      for (int c = 0; c < count; c++) {
        normalised[c] = weights[c] / keptSum;
      }
      return new Posterior(Arrays.copyOf(kept, count), normalised, end, common + Math.log(sum));
    }
  }

  /** Weighted components. */
  private final class Posterior implements Predictive {

    private final int[] components;
    private final double[] weights;
    private final int end;
    private final double logMarginal;

    Posterior(int[] components, double[] weights, int end, double logMarginal) {
      this.components = components;
      this.weights = weights;
      this.end = end;
      this.logMarginal = logMarginal;
    }

    @Override
    public double survival(double x) {
      Cells cells = likelihood.cells();
      int cell = cells.at(x);
      if (x < cells.edge(0)) {
        return 1;
      }
      double sum = 0;
      for (int c = 0; c < weights.length && cell < end; c++) {
        sum += weights[c] * HierarchicalModel.this.survival(components[c]).onCell(cell);
      }
      return sum;
    }

    @Override
    public void addGains(double incumbent, double weight, double[] gains) {
      int cell = likelihood.cells().at(incumbent);
      for (int c = 0; c < weights.length; c++) {
        HierarchicalModel.this
            .survival(components[c])
            .addGains(incumbent, cell, end, weight * weights[c], gains);
      }
    }

    @Override
    public double logMarginalLikelihood() {
      return logMarginal;
    }

    /** Adds one hypothesis for each shape. */
    @Override
    public void addHypotheses(
        double incumbent, double weight, String assumption, List<Hypothesis> hypotheses) {
      int cell = likelihood.cells().at(incumbent);
      double[] sums = new double[Shapes.COUNT];
      double[][] gains = new double[Shapes.COUNT][1];
      for (int c = 0; c < weights.length; c++) {
        int shape = components[c] % Shapes.COUNT;
        sums[shape] += weights[c];
        HierarchicalModel.this
            .survival(components[c])
            .addGains(incumbent, cell, end, weights[c], gains[shape]);
      }
      for (int shape = 0; shape < Shapes.COUNT; shape++) {
        if (sums[shape] > 0) {
          hypotheses.add(new Hypothesis(
              assumption + ", " + Shapes.name(shape),
              Math.min(weight * sums[shape], 1),
              gains[shape][0] / sums[shape]));
        }
      }
    }
  }
}
