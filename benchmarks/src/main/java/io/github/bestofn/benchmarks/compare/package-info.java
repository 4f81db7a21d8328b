/** What came of comparisons of strategies, for people and for scripts: tables, plots and pages. */
@NullMarked
package io.github.bestofn.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
