/**
 * The interfaces that a host implements: a {@link io.github.bestofn.spi.Generator} that draws responses from a
 * language model and a {@link io.github.bestofn.spi.RewardModel} that scores them, or their asynchronous
 * counterparts.
 *
 * <ol>
 *   <li>A {@link io.github.bestofn.spi.GenerationRequest} asks for several responses to one prompt,
 *       each with a seed: of a {@link io.github.bestofn.spi.Generator}, or of an {@link
 *       io.github.bestofn.spi.AsyncGenerator} that holds no thread.
 *   <li>A {@link io.github.bestofn.spi.ScoringRequest} asks for the rewards of responses: of a {@link
 *       io.github.bestofn.spi.RewardModel}, or of an {@link io.github.bestofn.spi.AsyncRewardModel}.
 *   <li>A {@link io.github.bestofn.spi.PartialAnswerException} answers part of a request: it carries what there is, and
 *       the cause of each failure.
 *   <li>A {@link io.github.bestofn.spi.RewardRange} gives the possible rewards.
 * </ol>
 *
 * <p><b>Stability.</b> Before version 1.0 a minor version may change any interface; the changelog says what and how
 * to move. From 1.0 on, only a major version breaks callers.
 */
@NullMarked
package io.github.bestofn.spi;

import org.jspecify.annotations.NullMarked;
