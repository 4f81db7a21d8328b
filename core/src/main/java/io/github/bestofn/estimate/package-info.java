/**
 * From rewards to reward distributions.
 *
 * <ol>
 *   <li>{@link io.github.bestofn.estimate.RewardSamples} are the rewards that the prompts of a batch have received so
 *       far, and with a {@link io.github.bestofn.estimate.RewardHistory} those of earlier prompts.
 *   <li>A {@link io.github.bestofn.estimate.RewardEstimator} turns them into one {@link
 *       io.github.bestofn.estimate.RewardDistribution} for each prompt, all together, so that prompts can share
 *       information. {@link io.github.bestofn.estimate.Estimators} has the ones to choose from.
 *   <li>A {@link io.github.bestofn.estimate.PopulationEstimator} does so in two steps: it fits a {@link
 *       io.github.bestofn.estimate.RewardPopulation}, which turns the rewards of any single prompt into a distribution.
 *   <li>The {@linkplain io.github.bestofn.estimate.RewardDistribution#marginalGains marginal gains} of a distribution
 *       are what each further draw is expected to add to the best reward so far. {@link io.github.bestofn.allocate}
 *       decides by them.
 * </ol>
 *
 * <p><b>Stability.</b> As in {@link io.github.bestofn}. {@code HistoryEntries}, for engines, is the least settled type.
 */
@NullMarked
package io.github.bestofn.estimate;

import org.jspecify.annotations.NullMarked;
