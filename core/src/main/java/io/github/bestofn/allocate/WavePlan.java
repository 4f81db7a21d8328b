package io.github.bestofn.allocate;

import java.io.Serializable;

/**
 * Cuts the budget of a run into waves. Immutable and thread-safe.
 *
 * <p>The sizes of waves weigh two things. Large early waves leave little to decide; large late ones are decided at once, with
 * nothing left to correct them. Without a ceiling a prompt's need shows only after several draws, and the last draws
 * are the ones that must go to the right prompts: later waves shrink by equal steps to nothing, so that of w waves left the next one
 * takes 2 / (w + 1) of the remaining draws. Where rewards end at a ceiling a single success ends a prompt's need, and draws
 * that came with it are lost: waves of equal size, which grow per prompt because fewer prompts draw.
 *
 * @param waves the number of waves, at least 1
 * @param goesOn whether further waves may follow where a budget in tokens or money is left over
 */
record WavePlan(int waves, boolean goesOn) implements Serializable {

  /* The fewest draws that have a spread. */
  private static final int FEWEST = 2;

  /**
   * Returns the number of first draws of each prompt.
   *
   * @param share the draws per prompt on average, at least 0
   * @param hasCeiling whether a highest reward is known
   */
  int first(int share, boolean hasCeiling) {
    if (waves == 1) {
      return share;
    }
    return Math.min(
        Math.max(1, share),
        hasCeiling ? FEWEST : Math.max(FEWEST, Math.round((float) share / waves)));
  }

  /**
   * Returns the number of draws of the next wave.
   *
   * @param left how many waves are left, this one included, at least 1
   * @param remaining how many draws are left, at least 1
   * @param prompts the number of prompts of the batch, at least 1
   * @param hasCeiling whether prompts have reached a highest reward
   */
  long next(int left, long remaining, long prompts, boolean hasCeiling) {
    long size = hasCeiling ? divideUp(remaining, left) : divideUp(2 * remaining, left + 1);
    // A wave with less than a draw for each prompt is not worth waiting for.
    return Math.min(remaining, Math.max(size, prompts));
  }

  private static long divideUp(long dividend, long divisor) {
    return (dividend + divisor - 1) / divisor;
  }
}
