/** The audit of a judge, for people and for scripts: words, JSON and plots. */
@NullMarked
package io.github.bestofn.benchmarks.audit;

import org.jspecify.annotations.NullMarked;
