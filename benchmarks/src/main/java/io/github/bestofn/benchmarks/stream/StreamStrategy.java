package io.github.bestofn.benchmarks.stream;

import io.github.bestofn.allocate.SharedBudget;
import org.jspecify.annotations.Nullable;

/**
 * A strategy for requests that arrive one at a time.
 *
 * @param name the argument that named it
 * @param budget its budget, without state; null for uniform
 * @param warmUp how many requests it needs before it saves draws
 */
public record StreamStrategy(String name, @Nullable SharedBudget budget, int warmUp) {}
