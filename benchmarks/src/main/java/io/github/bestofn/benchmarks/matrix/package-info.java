/** Comparisons on a grid of tables, batch sizes and budgets, and whether a strategy is ever worse than uniform. */
@NullMarked
package io.github.bestofn.benchmarks.matrix;

import org.jspecify.annotations.NullMarked;
