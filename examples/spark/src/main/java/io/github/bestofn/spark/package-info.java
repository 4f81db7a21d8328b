/** Best-of-N on a Spark cluster: one budget for all prompts, allocated as on one machine. */
@NullMarked
package io.github.bestofn.spark;

import org.jspecify.annotations.NullMarked;
