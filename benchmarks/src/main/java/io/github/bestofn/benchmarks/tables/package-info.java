/** Where recorded rewards come from: files, or distributions that are known. */
@NullMarked
package io.github.bestofn.benchmarks.tables;

import org.jspecify.annotations.NullMarked;
