package io.github.bestofn.http;

import java.util.stream.DoubleStream;

/**
 * The reward of a response where a model gives one for each of its tokens or steps.
 *
 * @since 0.1.0
 */
public enum TokenRewards {
  /** The last one, that of the whole response. */
  LAST,
  /** The mean of all. */
  MEAN,
  /** The lowest one, that of the weakest step. */
  LOWEST;

  double of(double[] rewards) {
    return switch (this) {
      case LAST -> rewards[rewards.length - 1];
      case MEAN -> DoubleStream.of(rewards).average().orElse(Double.NaN);
      case LOWEST -> DoubleStream.of(rewards).min().orElse(Double.NaN);
    };
  }
}
