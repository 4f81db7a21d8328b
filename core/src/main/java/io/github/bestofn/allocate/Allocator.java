package io.github.bestofn.allocate;

/**
 * The decisions of one run: which prompts draw next. They depend on the states of the run only, not on a clock or
 * threads. Called by one thread at a time.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Allocator {

  /**
   * Decides what to draw next. Called at the start of a run, and again when the previous {@link Decision} requires
   * it, while budget remains.
   *
   * @param state the state of the run now, valid during the call only
   * @return the decision, asking for no more than {@link BatchState#remaining()}; it may ask for nothing
   *     only if draws are in flight
   */
  Decision next(BatchState state);

  /**
   * Returns the reason for the number of draws of a prompt, when the run has ended.
   *
   * @param prompt the index of the prompt
   * @return the explanation
   */
  default Explanation explain(int prompt) {
    return Explanation.NONE;
  }
}
