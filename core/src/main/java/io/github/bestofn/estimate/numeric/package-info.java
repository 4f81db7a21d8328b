/** Numeric tools of the estimators: tail probabilities, quadrature of gains, moments and quantiles. Not exported. */
@NullMarked
package io.github.bestofn.estimate.numeric;

import org.jspecify.annotations.NullMarked;
