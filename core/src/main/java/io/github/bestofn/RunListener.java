package io.github.bestofn;

/**
 * A listener to the events of a run, in numbers and indices. Every method does nothing by default.
 *
 * <p>The events of a prompt arrive in the order in which they happen: its draws are planned, each is generated and
 * then scored, or fails. A run calls its listeners from one thread at a time, never from a client's thread; a slow
 * listener slows its run down, and no other run. An exception or {@link Error} of a listener is logged once per run,
 * with the listener's class and the stack trace but without the message, and has no other effect. A listener of a
 * {@link BestOfN} that serves several runs at once receives the events of all, unless {@link #begin} returns one for
 * each.
 *
 * @since 0.1.0
 */
public interface RunListener {

  /**
   * Receives the start of a run. Called before every other event of the run.
   *
   * @param run its totals and its number
   * @return the listener for the events of this run: by default this one; a new one for each run tells concurrent runs
   *     apart
   * @since 0.1.0
   */
  default RunListener begin(RunStart run) {
    return this;
  }

  /**
   * Receives a decision to draw.
   *
   * @param promptIndex the prompt's place in its batch, from 0
   * @param firstDraw the number of the first of these draws
   * @param count the number of draws, at least 1
   * @param round the number of the decision that asked for them, from 0
   */
  default void planned(int promptIndex, int firstDraw, int count, int round) {}

  /**
   * Receives the number of a draw whose response is in, and is not scored yet.
   *
   * @param promptIndex the prompt's place in its batch, from 0
   * @param draw the number of the draw
   */
  default void generated(int promptIndex, int draw) {}

  /**
   * Receives the reward of a draw.
   *
   * @param promptIndex the prompt's place in its batch, from 0
   * @param draw the number of the draw
   * @param reward its reward, in reward units
   */
  default void scored(int promptIndex, int draw, double reward) {}

  /**
   * A draw failed.
   *
   * @param promptIndex the prompt's place in its batch, from 0
   * @param draw the number of the draw
   * @param kind the kind of failure
   */
  default void failed(int promptIndex, int draw, FailureKind kind) {}

  /**
   * The run has ended.
   *
   * @param result the result, partial if the run ended early
   */
  default void finished(BatchResult<?, ?> result) {}
}
