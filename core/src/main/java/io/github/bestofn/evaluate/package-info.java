/**
 * From recorded rewards to how good a strategy is, without a language model. A {@link
 * io.github.bestofn.evaluate.RewardTable} holds the rewards that were recorded for each prompt, a {@link
 * io.github.bestofn.evaluate.Replay} lets a strategy spend a budget on some of them through the same {@link
 * io.github.bestofn.allocate.Ledger} as a real run, and a {@link io.github.bestofn.evaluate.Comparison} does so for
 * many random batches and tells by how much strategies are better than uniform allocation on the same draws.
 */
@NullMarked
package io.github.bestofn.evaluate;

import org.jspecify.annotations.NullMarked;
