/**
 * From rewards to reward distributions.
 *
 * <ol>
 *   <li>{@link io.github.bestofn.estimate.RewardSamples} are the rewards that the prompts of a batch have received so far, and
 *       with a {@link io.github.bestofn.estimate.RewardHistory} those of earlier prompts.
 *   <li>A {@link io.github.bestofn.estimate.RewardEstimator} turns them into one {@link
 *       io.github.bestofn.estimate.RewardDistribution} for each prompt, all together, so that prompts can lend each other
 *       strength. {@link io.github.bestofn.estimate.Estimators} has the ones to choose from; {@link
 *       io.github.bestofn.estimate.RewardSpread} says how alike the prompts are.
 *   <li>A distribution tells its {@linkplain io.github.bestofn.estimate.RewardDistribution#marginalGains marginal gains}: what
 *       each further draw is expected to add to the best reward so far. {@link io.github.bestofn.allocate} decides by them.
 * </ol>
 */
@NullMarked
package io.github.bestofn.estimate;

import org.jspecify.annotations.NullMarked;
