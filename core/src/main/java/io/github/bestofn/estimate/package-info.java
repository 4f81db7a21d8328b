/**
 * From rewards to reward distributions. A {@link io.github.bestofn.estimate.RewardEstimator} turns a
 * batch's {@link io.github.bestofn.estimate.RewardSamples} into one {@link
 * io.github.bestofn.estimate.RewardDistribution} per prompt, whose marginal gains say what further
 * draws are worth. {@link io.github.bestofn.estimate.Estimators} has the ones to choose from.
 */
@NullMarked
package io.github.bestofn.estimate;

import org.jspecify.annotations.NullMarked;
