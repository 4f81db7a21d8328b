/**
 * Comparison of strategies, and audits of judges, on recorded rewards, without a language model.
 *
 * <ol>
 *   <li>A {@link io.github.bestofn.evaluate.RewardTable} holds the rewards that were recorded for each prompt.
 *   <li>A {@link io.github.bestofn.evaluate.Replay} spends a budget on some of them by a strategy, with the same
 *       {@link io.github.bestofn.allocate.Ledger} as a real run.
 *   <li>A {@link io.github.bestofn.evaluate.Comparison} does so for many random batches, with the same draws for all
 *       strategies.
 *   <li>{@link io.github.bestofn.evaluate.Figures} compare each strategy with uniform allocation.
 * </ol>
 *
 * <p><b>Stability.</b> As in {@link io.github.bestofn}.
 */
@NullMarked
package io.github.bestofn.evaluate;

import org.jspecify.annotations.NullMarked;
