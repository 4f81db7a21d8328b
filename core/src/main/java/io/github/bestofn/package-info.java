/**
 * The entry point: from prompts to the best response to each.
 *
 * <ol>
 *   <li>{@link io.github.bestofn.BestOfN} takes a generator, a reward model, a budget and a strategy, and runs
 *       batches of prompts: at once, or as a {@link io.github.bestofn.BatchRun} that can be stopped.
 *   <li>While it runs, a {@link io.github.bestofn.RunListener} receives every draw. A draw that fails becomes a
 *       {@link io.github.bestofn.DrawFailure}; a {@link io.github.bestofn.FailurePolicy} decides whether it is
 *       replaced.
 *   <li>Of a prompt's {@linkplain io.github.bestofn.Candidate candidates} a {@link io.github.bestofn.Selector}
 *       chooses the best; {@link io.github.bestofn.Selectors} has the built-in ones.
 *   <li>A {@link io.github.bestofn.BatchResult} has the accounting of the run and its {@link
 *       io.github.bestofn.EndReason}, and for each prompt a {@link io.github.bestofn.PromptResult}.
 * </ol>
 *
 * <p><b>Stability.</b> Before version 1.0 a minor version may change any interface; the changelog says what and how
 * to move. Least settled are the types for planning in parts in {@link io.github.bestofn.allocate}, and the kinds of
 * {@link io.github.bestofn.allocate.Decision}, {@link io.github.bestofn.EndReason} and {@link
 * io.github.bestofn.FailureKind}, which may become more: give a {@code switch} over them a default. From 1.0 on, only
 * a major version breaks callers. Packages that the module does not export are not part of the interface.
 *
 * <p>{@link io.github.bestofn.allocate} decides which prompts draw next, from the distributions that {@link
 * io.github.bestofn.estimate} fits.
 */
@NullMarked
package io.github.bestofn;

import org.jspecify.annotations.NullMarked;
