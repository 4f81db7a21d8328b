/** Metrics of runs and of calls to models, with Micrometer, and a log of rewards. */
@NullMarked
package io.github.bestofn.examples.micrometer;

import org.jspecify.annotations.NullMarked;
