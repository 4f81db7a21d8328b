package io.github.bestofn.allocate;

/**
 * Decides who draws next in one run. Depends on the states it was shown and nothing else: no clock, no
 * threads. Called by one thread at a time.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Allocator {

  /**
   * Decides what to draw next. Called at the start of a run, and again as the previous {@link Decision}
   * asked for, while some of the budget remains.
   *
   * @param state the state of the run now, valid during the call only
   * @return the decision, asking for no more than {@link BatchState#remaining()}; it may ask for nothing
   *     only if draws are in flight
   */
  Decision next(BatchState state);

  /**
   * Returns why a prompt got the draws it got, asked when the run has ended.
   *
   * @param prompt the index of the prompt
   * @return the explanation
   */
  default Explanation explain(int prompt) {
    return Explanation.NONE;
  }
}
