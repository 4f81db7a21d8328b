package io.github.bestofn;

import java.util.concurrent.CompletableFuture;

/**
 * A run in progress. Thread-safe.
 *
 * @param <P> the type of prompts
 * @param <R> the type of responses
 * @since 0.1.0
 */
public final class BatchRun<P, R> {

  private final Run<P, R> run;

  BatchRun(Run<P, R> run) {
    this.run = run;
  }

  /**
   * Returns the result to come. Cancelling the future stops the run, and so does completing it, as {@code orTimeout}
   * and {@code completeOnTimeout} do; listeners still receive the result so far. If the run fails, the future
   * completes with a {@link BestOfNException} that holds the result so far. Functions that are chained to the future
   * without an executor run on the run's own thread.
   *
   * @return the same future at every call
   */
  public CompletableFuture<BatchResult<P, R>> result() {
    return run.result();
  }

  /**
   * Ends the run with the results so far: starts no further call, cancels the calls in flight, and completes the
   * result. Does nothing if the run has ended.
   */
  public void stop() {
    run.stop(EndReason.STOPPED);
  }
}
