/**
 * From reward distributions to decisions: which prompts draw next.
 *
 * <ol>
 *   <li>A {@link io.github.bestofn.allocate.Batch} has the prompts, budget, limits and weights.
 *   <li>An {@link io.github.bestofn.allocate.AllocationStrategy} begins one {@link
 *       io.github.bestofn.allocate.Allocator} for a run of it. {@link io.github.bestofn.allocate.Strategies} has the
 *       strategies to choose from.
 *   <li>Whenever results are in, the allocator gets the {@link io.github.bestofn.allocate.BatchState} and takes a
 *       {@link io.github.bestofn.allocate.Decision}: draws for some prompts, in a round or as results arrive, or to
 *       stop. The {@link io.github.bestofn.allocate.Ledger} has the accounting, in a real run and in a replay.
 *   <li>At the end it gives an {@link io.github.bestofn.allocate.Explanation} for each prompt.
 * </ol>
 *
 * <p>For distributed hosts: decisions for a batch that is too large for one machine are made in parts, one
 * {@linkplain io.github.bestofn.allocate.WaveInParts wave} at a time.
 *
 * <p><b>Stability.</b> As in {@link io.github.bestofn}. Types for engines and clusters are the least settled: {@code
 * Ledger}, {@code BudgetAccount}, {@code BudgetedRun}, {@code AddedDraws}, {@code StrategyInParts}, {@code
 * BatchInParts}, {@code WaveInParts}, {@code PartBids}, {@code PartTotals} and {@code ExactSum}.
 */
@NullMarked
package io.github.bestofn.allocate;

import org.jspecify.annotations.NullMarked;
