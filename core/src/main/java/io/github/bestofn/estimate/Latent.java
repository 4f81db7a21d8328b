package io.github.bestofn.estimate;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A hierarchical model of location, scale and shape. Rewards are mapped to normal scores by the distribution of the
 * whole batch, each prompt counting alike; there, a prompt is one of about a thousand {@linkplain Hypotheses hypotheses},
 * which are mixed over and never plugged in. How far locations, scales and shapes differ between prompts is weighted by
 * the evidence of the batch. Tied rewards have the likelihood of the interval of scores that a value stands for, others
 * that of a density.
 */
final class Latent implements Pooling {

  private static final double LEAST_WEIGHT = 3e-3;
  private static final double LEAST_LOG = -30;
  private static final double LEAST_EVIDENCE = 1e-300;

  private final RewardSpread spread;
  private final Scores scores;
  private final Cells cells;
  private final double[] populations;
  private final float[][] logs;
  private final Tails[] tails = new Tails[Hypotheses.COUNT];
  private final double[] likelihoods = new double[Hypotheses.COUNT];

  private Latent(RewardSpread spread, Scores scores) {
    this.spread = spread;
    this.scores = scores;
    this.cells = scores.cells();
    double[] logEvidence = new double[Hypotheses.POPULATIONS];
    double[][] components = spread.components();
    this.logs = new float[components.length][Hypotheses.COUNT];
    for (int c = 0; c < components.length; c++) {
      setLikelihoods(logLikelihoods(components[c], 0, logs[c]));
      double[] evidence = Hypotheses.evidence(likelihoods);
      for (int p = 0; p < evidence.length; p++) {
        logEvidence[p] += Math.log(Math.max(evidence[p], LEAST_EVIDENCE));
      }
    }
    this.populations = Grids.weights(logEvidence, 1);
  }

  /**
   * Learns from a batch.
   *
   * @param spread its rewards, of two values at least
   * @param incumbents best rewards of prompts: below the least of them nothing matters
   * @param highest the highest reward that is possible
   */
  static Latent of(RewardSpread spread, double[] incumbents, double highest) {
    return new Latent(spread, Scores.of(spread, incumbents, highest));
  }

  @Override
  public Opinion opinion(int prompt, double[] rewards, @Nullable Opinion previous) {
    float[] logs = logLikelihoods(prompt, rewards, previous);
    setLikelihoods(logs);
    double[] evidence = Hypotheses.evidence(likelihoods);
    for (int p = 0; p < evidence.length; p++) {
      evidence[p] = populations[p] / Math.max(evidence[p], LEAST_EVIDENCE);
    }
    double[] weights = Hypotheses.prior(evidence);
    double most = 0;
    for (int h = 0; h < weights.length; h++) {
      weights[h] *= likelihoods[h];
      most = Math.max(most, weights[h]);
    }
    Tails[] kept = new Tails[weights.length];
    int size = 0;
    double sum = 0;
    for (int h = 0; h < weights.length; h++) {
      if (weights[h] > LEAST_WEIGHT * most) {
        kept[size] = tails(h);
        sum += weights[h];
        weights[size++] = weights[h];
      }
    }
    for (int c = 0; c < size; c++) {
      weights[c] /= sum;
    }
    return new Posterior(
        logs, rewards.length, Arrays.copyOf(kept, size), Arrays.copyOf(weights, size));
  }

  private Tails tails(int h) {
    Tails of = tails[h];
    if (of == null) {
      int pair = h / Shapes.COUNT;
      of = new Tails(
          cells,
          scores.survival(Hypotheses.location(pair), Hypotheses.scale(pair), h % Shapes.COUNT));
      tails[h] = of;
    }
    return of;
  }

  private float[] logLikelihoods(int prompt, double[] rewards, @Nullable Opinion previous) {
    if (previous instanceof Posterior posterior && posterior.owner() == this) {
      return logLikelihoods(rewards, posterior.count, posterior.logs.clone());
    }
    int self = spread.componentOf(prompt);
    return self < 0
        ? logLikelihoods(rewards, 0, new float[Hypotheses.COUNT])
        : logLikelihoods(rewards, spread.components()[self].length, logs[self].clone());
  }

  private float[] logLikelihoods(double[] rewards, int from, float[] logs) {
    for (int k = from; k < rewards.length; k++) {
      scores.addLogLikelihoods(rewards[k], logs);
    }
    return logs;
  }

  /** How likely each hypothesis makes some rewards, the likeliest having 1. */
  private void setLikelihoods(float[] logs) {
    float most = Float.NEGATIVE_INFINITY;
    for (float log : logs) {
      most = Math.max(most, log);
    }
    for (int h = 0; h < logs.length; h++) {
      double log = (double) logs[h] - most;
      likelihoods[h] = log < LEAST_LOG ? 0 : Math.exp(log);
    }
  }

  /** Weighted hypotheses. */
  private final class Posterior implements Opinion {

    private final float[] logs;
    private final int count;
    private final Tails[] hypotheses;
    private final double[] weights;

    Posterior(float[] logs, int count, Tails[] hypotheses, double[] weights) {
      this.logs = logs;
      this.count = count;
      this.hypotheses = hypotheses;
      this.weights = weights;
    }

    Latent owner() {
      return Latent.this;
    }

    @Override
    public double survival(double x) {
      int cell = cells.at(x);
      double sum = 0;
      for (int c = 0; c < weights.length && cell < cells.count(); c++) {
        sum += weights[c] * hypotheses[c].survival(cell);
      }
      return sum;
    }

    @Override
    public void addGains(double incumbent, double ceiling, double share, double[] gains) {
      int cell = cells.at(incumbent);
      for (int c = 0; c < weights.length && cell < cells.count(); c++) {
        hypotheses[c].addGains(incumbent, cell, share * weights[c], gains);
      }
    }
  }
}
