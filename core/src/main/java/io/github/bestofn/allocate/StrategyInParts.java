package io.github.bestofn.allocate;

import java.io.Serializable;

/**
 * A strategy that can decide for a batch in parts, which may lie on several machines. The draws equal those that
 * {@link #begin} gives the whole batch. For distributed hosts; other hosts need {@link #begin} only.
 *
 * @since 0.1.0
 */
public interface StrategyInParts extends AllocationStrategy, Serializable {

  /**
   * Begins a run of a batch in parts.
   *
   * @param batch the figures of the whole batch
   * @return the first wave
   * @throws IllegalArgumentException if the strategy, with its settings, cannot decide in a known number of waves, or
   *     cannot decide on a budget in tokens or money
   */
  WaveInParts beginInParts(BatchInParts batch);
}
