/** How fast the library is. Every benchmark names the decision it settles. */
@NullMarked
package io.github.bestofn.benchmarks;

import org.jspecify.annotations.NullMarked;
