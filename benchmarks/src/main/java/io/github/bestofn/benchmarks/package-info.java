/**
 * What strategies gain and how fast the library is: {@link io.github.bestofn.benchmarks.Main a command
 * line} and microbenchmarks. Every benchmark names the decision it settles.
 */
@NullMarked
package io.github.bestofn.benchmarks;

import org.jspecify.annotations.NullMarked;
