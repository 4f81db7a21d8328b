/** Empirical Bayes: see the page at the end of this file's history. */
@NullMarked
package io.github.bestofn.estimate.bayes;

import org.jspecify.annotations.NullMarked;
