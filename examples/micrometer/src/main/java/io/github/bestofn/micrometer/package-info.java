/** Metrics of runs and of calls to models, with Micrometer, and a log of rewards. */
@NullMarked
package io.github.bestofn.micrometer;

import org.jspecify.annotations.NullMarked;
