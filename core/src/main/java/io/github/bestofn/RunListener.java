package io.github.bestofn;

/**
 * Receives the events of a run, in numbers and indices. Every method does nothing by default.
 *
 * <p>The events of a prompt arrive in the order in which they happen: its draws are planned, each is
 * generated and then scored, or fails. A run calls its listeners from one thread at a time, never from a
 * client's thread; a slow listener slows its run down, and no other run. What a listener throws, an
 * {@link Error} included, is logged once per run, with the listener's class and the stack trace but without the message,
 * and changes nothing. A listener of a {@link BestOfN} that serves several runs at once receives the events of all,
 * unless {@link #begin} returns one for each.
 *
 * @since 0.1.0
 */
public interface RunListener {

  /**
   * A run begins. Called before every other event of the run.
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
   * Draws were decided on.
   *
   * @param promptIndex the prompt's place in its batch, from 0
   * @param firstDraw the number of the first of these draws
   * @param count how many draws, at least 1
   * @param round which decision asked for them, from 0
   */
  default void planned(int promptIndex, int firstDraw, int count, int round) {}

  /**
   * A response is in, and is not scored yet.
   *
   * @param promptIndex the prompt's place in its batch, from 0
   * @param draw the number of the draw
   */
  default void generated(int promptIndex, int draw) {}

  /**
   * A draw is complete.
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
   * @param kind what went wrong
   */
  default void failed(int promptIndex, int draw, FailureKind kind) {}

  /**
   * The run has ended.
   *
   * @param result what it found, in part only if it ended early
   */
  default void finished(BatchResult<?, ?> result) {}
}
