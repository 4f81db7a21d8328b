/** The engine under load, faults and cancellation, in process and without a model. */
@NullMarked
package io.github.bestofn.benchmarks.soak;

import org.jspecify.annotations.NullMarked;
