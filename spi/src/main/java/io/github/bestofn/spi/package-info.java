/**
 * What a host implements: a {@link io.github.bestofn.spi.Generator} that draws responses from a
 * language model and a {@link io.github.bestofn.spi.RewardModel} that scores them, or their
 * asynchronous twins.
 *
 * <p>Data flows in this order: a {@link io.github.bestofn.spi.GenerationRequest} asks for several
 * responses to one prompt, a {@link io.github.bestofn.spi.ScoringRequest} asks for their rewards,
 * and a {@link io.github.bestofn.spi.RewardRange} says which rewards are possible.
 */
@NullMarked
package io.github.bestofn.spi;

import org.jspecify.annotations.NullMarked;
