package io.github.bestofn.allocate;

import static java.util.Objects.requireNonNull;

import java.util.function.Function;

/**
 * A way to share a batch's budget among its prompts. Immutable and thread-safe: the state of a run is in its {@link
 * Allocator}.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface AllocationStrategy {

  /**
   * Begins a run.
   *
   * @param batch the batch before its first draw
   * @return a new allocator, used for this run only
   * @throws IllegalArgumentException if the strategy's settings do not fit the batch
   */
  Allocator begin(Batch batch);

  /**
   * Returns a strategy without memory, whose decision depends on the current state only.
   *
   * @param decide from the state of the run to a decision; may be called by several runs at once
   * @return the strategy
   */
  static AllocationStrategy of(Function<? super BatchState, Decision> decide) {
    requireNonNull(decide, "decide");
    return batch -> decide::apply;
  }
}
