package io.github.bestofn;

/**
 * The totals of a run that begins. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class RunStart {

  private final long runId;
  private final int prompts;
  private final int budget;
  private final long seed;

  RunStart(long runId, int prompts, int budget, long seed) {
    this.runId = runId;
    this.prompts = prompts;
    this.budget = budget;
    this.seed = seed;
  }

  /**
   * Returns the number of the run, which is unique in this JVM.
   *
   * @return the number, counted from 1; {@link BatchResult#runId()} is the same
   */
  public long runId() {
    return runId;
  }

  /**
   * Returns the size of the batch.
   *
   * @return the number of prompts, at least 0
   */
  public int prompts() {
    return prompts;
  }

  /**
   * Returns the budget that the prompts share.
   *
   * @return the budget in draws
   */
  public int budget() {
    return budget;
  }

  /**
   * Returns the seed that the draws' seeds are derived from.
   *
   * @return the builder's seed, or the one drawn for this run
   */
  public long seed() {
    return seed;
  }

  @Override
  public String toString() {
    return "RunStart[runId=%d, prompts=%d, budget=%d, seed=%d]"
        .formatted(runId, prompts, budget, seed);
  }
}
