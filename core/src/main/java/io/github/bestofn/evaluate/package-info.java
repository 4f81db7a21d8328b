/**
 * Comparison of strategies, and audits of judges, on recorded rewards, without a language model.
 *
 * <ol>
 *   <li>A {@link io.github.bestofn.evaluate.RewardTable} holds the rewards that were recorded for each prompt.
 *   <li>A {@link io.github.bestofn.evaluate.Replay} lets a strategy spend a budget on some of them, through the same {@link
 *       io.github.bestofn.allocate.Ledger} as a real run.
 *   <li>A {@link io.github.bestofn.evaluate.Comparison} does so for many random batches, and lets all strategies see the same
 *       draws.
 *   <li>{@link io.github.bestofn.evaluate.Figures} say by how much each is better than uniform allocation.
 * </ol>
 *
 * <p><b>Stability.</b> As in {@link io.github.bestofn}.
 */
@NullMarked
package io.github.bestofn.evaluate;

import org.jspecify.annotations.NullMarked;
