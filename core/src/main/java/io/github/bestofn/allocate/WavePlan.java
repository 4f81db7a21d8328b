package io.github.bestofn.allocate;

import java.io.Serializable;

/**
 * Cuts the budget of a run into waves. Immutable and thread-safe.
 *
 * <p>The sizes of waves weigh two things. Large early waves leave little to decide; large late ones are decided at
 * once, with nothing left to correct them. Without a ceiling a prompt's need shows only after several draws, and the
 * last draws are the ones that must go to the right prompts: waves shrink with the square root of the number of waves
 * left, the first one, which explores, included. Sensitivity, six tables, K = 5, B = 16, 150 batches: with sizes in
 * proportion to the number itself, four waves are worth 1.252 and six 1.293 times the draws; with its root 1.269 and
 * 1.295. Where rewards end at a ceiling a single success ends a prompt's need, and draws that came with it are lost:
 * waves of equal size, which grow per prompt because fewer prompts draw.
 *
 * @param waves the number of waves, at least 1
 * @param goesOn whether further waves may follow where a budget in tokens or money is left over
 */
record WavePlan(int waves, boolean goesOn) implements Serializable {

  /* The fewest draws that have a spread. */
  private static final int FEWEST = 2;

  /* So that a whole number stays one: the error of a double of this size is smaller. */
  private static final double ROUNDING = 1e-6;

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
        hasCeiling ? FEWEST : Math.max(FEWEST, Math.toIntExact(Math.round(share * part(waves)))));
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
    long size = hasCeiling
        ? (remaining + left - 1) / left
        : (long) Math.ceil(remaining * part(left) - ROUNDING);
    // A wave with less than a draw for each prompt is not worth waiting for.
    return Math.min(remaining, Math.max(size, prompts));
  }

  /* The share of the next wave in the draws that so many waves have left. */
  private static double part(int left) {
    double sum = 0;
    for (int j = 1; j <= left; j++) {
      sum += Math.sqrt(j);
    }
    return Math.sqrt(left) / sum;
  }
}
