/**
 * The front door. {@link io.github.bestofn.BestOfN} takes a generator, a reward model, a budget and a
 * strategy, runs a batch of prompts, and returns a {@link io.github.bestofn.BatchResult}: for each
 * prompt a {@link io.github.bestofn.PromptResult} with its best {@link io.github.bestofn.Candidate}.
 */
@NullMarked
package io.github.bestofn;

import org.jspecify.annotations.NullMarked;
