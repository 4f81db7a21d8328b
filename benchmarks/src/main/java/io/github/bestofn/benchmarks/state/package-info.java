/** What a long run keeps, so that it can go on where it was stopped. */
@NullMarked
package io.github.bestofn.benchmarks.state;

import org.jspecify.annotations.NullMarked;
