/** Retries, a rate limit and a circuit breaker around a language model, with Resilience4j. */
@NullMarked
package io.github.bestofn.resilience4j;

import org.jspecify.annotations.NullMarked;
