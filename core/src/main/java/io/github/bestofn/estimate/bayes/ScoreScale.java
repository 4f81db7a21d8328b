package io.github.bestofn.estimate.bayes;

import com.google.common.primitives.Doubles;
import org.apache.commons.math3.stat.StatUtils;

/**
 * The map from rewards to scores: \( z = (u(r) - m) / d \), with u an {@link EndpointTransform} and m and d the mean
 * and the standard deviation of the transformed rewards of all prompts.
 *
 * @param transform u
 * @param mean m
 * @param deviation d, above 0
 */
record ScoreScale(EndpointTransform transform, double mean, double deviation) {

  /** Fits mean and deviation to rewards of at least two values. */
  static ScoreScale of(BatchSummary summary, EndpointTransform transform) {
    double[][] transformed = transform.apply(summary.components());
    return new ScoreScale(
        transform,
        StatUtils.mean(Doubles.concat(transformed)),
        BatchSummary.deviation(transformed));
  }

  double score(double reward) {
    return (transform.apply(reward) - mean) / deviation;
  }

  /** The log density of rewards is that of scores plus this: \( \log(u'(r) / d) \). */
  double logJacobian(double reward) {
    return Math.log(transform.slope(reward) / deviation);
  }
}
