package io.github.bestofn;

/**
 * The reason for which a run ended.
 *
 * @since 0.1.0
 */
public enum EndReason {

  /** Every draw of the budget was asked for, and all answers are in. */
  BUDGET_SPENT,

  /** The strategy decided to draw no more; {@link BatchResult#endMessage()} has its reason. */
  STRATEGY_STOPPED,

  /**
   * No draw succeeded: every attempt failed, or as many of the first as the {@linkplain FailurePolicy#giveUpAfter
   * failure policy} allows. {@link BatchResult#endMessage()} has the first failure.
   *
   * @since 0.1.0
   */
  ALL_FAILED,

  /**
   * The {@linkplain BestOfN.Builder#usageLimit usage limit} was reached before the budget was spent, and all answers
   * are in.
   */
  USAGE_LIMIT,

  /**
   * The {@linkplain BestOfN.Builder#sharedBudget shared budget} was overdrawn by its whole burst, so that a prompt
   * was refused a draw, and all answers are in.
   */
  SHARED_BUDGET,

  /** The run's deadline passed. */
  DEADLINE,

  /** {@link BatchRun#stop()} was called. */
  STOPPED,

  /** The future of the result was cancelled, or completed by its host: by a time-out, for instance. */
  CANCELLED,

  /** The thread that waited in {@link BestOfN#run} was interrupted. */
  INTERRUPTED,

  /** An exception ended the run; this is the result so far. */
  FAILED
}
