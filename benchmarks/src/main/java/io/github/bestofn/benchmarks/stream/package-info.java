/** Recorded rewards, replayed as requests that arrive one at a time. */
@NullMarked
package io.github.bestofn.benchmarks.stream;

import org.jspecify.annotations.NullMarked;
