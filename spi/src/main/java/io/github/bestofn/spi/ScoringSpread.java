package io.github.bestofn.spi;

import java.util.OptionalDouble;

/**
 * The spread of repeated scorings of the same responses. Immutable.
 *
 * @param responses the number of responses that have a mean, at least 0
 * @param scorings the number of single scores in these means, at least 0
 * @param failedScorings the number of single scores that failed or were invalid, and are in no mean
 * @param standardDeviation the standard deviation of single scores of the same response, in reward units, pooled over
 *     all responses: √(Σ (score − mean)² / Σ (scores − 1)). The mean of k scores has 1/√k of it. Empty until a
 *     response has two scores
 * @since 0.1.0
 */
public record ScoringSpread(
    long responses, long scorings, long failedScorings, OptionalDouble standardDeviation) {}
