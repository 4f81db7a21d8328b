package io.github.bestofn.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class ScalePriorTest {

  /** A single prompt: no sign of different scales, so the largest shape, and S/k = beta/alpha. */
  @Test
  void prior_ofOnePrompt_isItsScale() {
    ScalePrior prior = ScalePrior.fit(new int[] {3}, new double[] {6});
    assertThat(prior.shape()).isCloseTo(100, within(1e-3));
    assertThat(prior.scale() / prior.shape()).isCloseTo(2, within(1e-7));
  }

  /** Scales that differ by factors of 1000: the smallest shape. Ties are passed over. */
  @Test
  void prior_ofScalesFarApart_isWide() {
    ScalePrior prior = ScalePrior.fit(new int[] {5, 5, 5, 4}, new double[] {1e-3, 1, 1e3, 0});
    assertThat(prior.shape()).isCloseTo(2, within(1e-4));
    assertThat(ScalePrior.fit(new int[] {5, 5, 5}, new double[] {1e-3, 1, 1e3})).isEqualTo(prior);
    assertThat(ScalePrior.fit(new int[] {5}, new double[] {0})).isEqualTo(new ScalePrior(2, 0));
  }

  /** No shape and scale on a grid have a larger likelihood. */
  @Test
  void prior_isThatOfMaximumLikelihood() {
    int[] counts = {1, 3, 4, 2, 5, 3};
    double[] sums = {0.3, 6, 1.5, 9, 4, 2};
    ScalePrior prior = ScalePrior.fit(counts, sums);
    double best = logLikelihood(prior.shape(), prior.scale(), counts, sums);
    for (double shape = 2; shape <= 100; shape *= 1.05) {
      for (double scale = 0.1; scale < 1000; scale *= 1.05) {
        assertThat(logLikelihood(shape, scale, counts, sums)).isLessThanOrEqualTo(best + 1e-9);
      }
    }
    assertThat(prior.shape()).isBetween(2.1, 99.0);
  }

  private static double logLikelihood(double shape, double scale, int[] counts, double[] sums) {
    double sum = 0;
    for (int i = 0; i < counts.length; i++) {
      for (int k = 0; k < counts[i]; k++) {
        sum += Math.log(shape + k);
      }
      sum += shape * Math.log(scale) - (shape + counts[i]) * Math.log(scale + sums[i]);
    }
    return sum;
  }

  /**
   * 4000 prompts of shape 5 and mean scale 2, four excesses each. The variance of log S is
   * trigamma(5) + trigamma(4) = 0.221 + 0.284, known to about 2.5%, that is 0.0126: 5.7% of
   * trigamma(5), which is about 1/shape, so that four standard errors are 25% or 1.25. Their mean
   * S/k has variance 2.67: a standard error of 0.026, and as much again for the shape's.
   */
  @Test
  void prior_recoversTheTruth() {
    Random random = new Random(11);
    int[] counts = new int[4000];
    double[] sums = new double[counts.length];
    for (int i = 0; i < counts.length; i++) {
      double precision = 0;
      for (int k = 0; k < 5; k++) {
        precision -= Math.log(1 - random.nextDouble()) / 8;
      }
      counts[i] = 4;
      for (int k = 0; k < counts[i]; k++) {
        sums[i] -= Math.log(1 - random.nextDouble()) / precision;
      }
    }
    ScalePrior prior = ScalePrior.fit(counts, sums);
    assertThat(prior.shape()).isCloseTo(5, within(1.25));
    assertThat(prior.scale() / (prior.shape() - 1)).isCloseTo(2, within(0.2));
  }
}
