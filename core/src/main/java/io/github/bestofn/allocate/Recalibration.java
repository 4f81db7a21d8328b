package io.github.bestofn.allocate;

import java.util.Arrays;
import java.util.List;

/**
 * Corrects expected gains by what draws really gained. A model can be right on average and wrong for some prompts:
 * where rewards are mostly 0 and repeat otherwise, say, it can expect several times too much after a success. For
 * each third of the incumbents, expected gains are multiplied by \[ 1 + \frac{k}{k + 20} \left( \frac{\sum
 * \text{realised gains}}{\sum \text{expected gains}} - 1 \right) \] over the draws of earlier prompts, of which k
 * raised the incumbent. Whether a draw was made depends on the draws before it only, so stopping early does not bias
 * it. Immutable.
 */
final class Recalibration {

  static final Recalibration NONE = new Recalibration(new double[0], new double[] {1});

  private static final int GROUPS = 3;

  /* Draws that raised the incumbent for which the model's own estimate counts: their sum has a relative standard error of about a
   * quarter, as little as models are wrong on ordinary rewards. */
  private static final double PRIOR = 20;

  /* Bounds of the correction, so that it never ends a prompt alone. */
  private static final double LEAST = 0.05;
  private static final double MOST = 4;

  private final double[] bounds;
  private final double[] factors;

  private Recalibration(double[] bounds, double[] factors) {
    this.bounds = bounds;
    this.factors = factors;
  }

  /**
   * Computes the correction.
   *
   * @param draws the rewards of earlier prompts, in the order of the draws
   * @param expected for each prompt the expected gain after each of its draws, under the model; NaN where it was not
   *     computed
   */
  static Recalibration of(List<double[]> draws, List<double[]> expected) {
    double[] incumbents =
        new double[draws.stream().mapToInt(each -> each.length).sum()];
    int states = 0;
    for (double[] rewards : draws) {
      double best = Double.NEGATIVE_INFINITY;
      for (int k = 0; k + 1 < rewards.length; k++) {
        best = Math.max(best, rewards[k]);
        incumbents[states++] = best;
      }
    }
    if (states == 0) {
      return NONE;
    }
    Arrays.sort(incumbents, 0, states);
    double[] bounds = new double[GROUPS - 1];
    for (int k = 0; k < bounds.length; k++) {
      bounds[k] = incumbents[(int) ((long) (k + 1) * states / GROUPS)];
    }
    double[] realised = new double[GROUPS];
    double[] predicted = new double[GROUPS];
    int[] raises = new int[GROUPS];
    for (int prompt = 0; prompt < draws.size(); prompt++) {
      double[] rewards = draws.get(prompt);
      double[] gains = expected.get(prompt);
      double best = Double.NEGATIVE_INFINITY;
      for (int k = 0; k + 1 < rewards.length && !Double.isNaN(gains[k]); k++) {
        best = Math.max(best, rewards[k]);
        int group = group(bounds, best);
        predicted[group] += gains[k];
        if (rewards[k + 1] > best) {
          realised[group] += rewards[k + 1] - best;
          raises[group]++;
        }
      }
    }
    double[] factors = new double[GROUPS];
    for (int group = 0; group < GROUPS; group++) {
      double ratio = predicted[group] > 0 ? realised[group] / predicted[group] : 1;
      // Under a model that is right, so many draws would have raised the incumbent as the realised
      // ones stand for.
      double count = ratio > 0 ? raises[group] / Math.min(1, ratio) : 0;
      double corrected = 1 + count / (count + PRIOR) * (ratio - 1);
      factors[group] = Math.max(LEAST, Math.min(corrected, MOST));
    }
    return new Recalibration(bounds, factors);
  }

  /** The factor of an expected gain. */
  double factor(double incumbent) {
    return factors[group(bounds, incumbent)];
  }

  private static int group(double[] bounds, double incumbent) {
    int group = 0;
    while (group < bounds.length && incumbent > bounds[group]) {
      group++;
    }
    return group;
  }
}
