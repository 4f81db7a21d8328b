/** The experiment of the paper that AdaBoN comes from, on rewards whose distributions are known. */
@NullMarked
package io.github.bestofn.benchmarks.paper;

import org.jspecify.annotations.NullMarked;
