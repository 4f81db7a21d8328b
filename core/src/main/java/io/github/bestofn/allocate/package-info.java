/**
 * From reward distributions to who draws next. An {@link io.github.bestofn.allocate.AllocationStrategy}
 * begins one {@link io.github.bestofn.allocate.Allocator} per run of a {@link
 * io.github.bestofn.allocate.Batch}. Whenever results are in, it is shown the {@link
 * io.github.bestofn.allocate.BatchState} and takes a {@link io.github.bestofn.allocate.Decision}; the
 * {@link io.github.bestofn.allocate.Ledger} keeps the books. {@link
 * io.github.bestofn.allocate.Strategies} has the strategies to choose from.
 */
@NullMarked
package io.github.bestofn.allocate;

import org.jspecify.annotations.NullMarked;
