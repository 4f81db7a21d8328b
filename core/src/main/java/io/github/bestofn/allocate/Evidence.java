package io.github.bestofn.allocate;

import io.github.bestofn.estimate.RewardHistory;
import io.github.bestofn.estimate.RewardSamples;
import java.util.PrimitiveIterator;

/**
 * The kind of draws that a shared budget is spent on: draws with rewards, or draws that vote. Draws of a prompt are
 * an array, in their order: of rewards, or of indexes of answers by first appearance. Immutable and thread-safe.
 */
interface Evidence {

  /** Draws as a model sees them. Immutable and thread-safe. */
  interface Model {

    /**
     * The expected gains of further draws, one after another.
     *
     * @param draws the draws so far, at least one
     */
    PrimitiveIterator.OfDouble gains(double[] draws);

    /**
     * Returns the expected gains of the second and later draws of a prompt without draws.
     *
     * @param count how many gains
     * @return the gains; empty if the model has no prior
     */
    double[] priorGains(int count);

    /**
     * Returns whether gains are those of the best draw, so that they can be compared with what draws really gained.
     */
    boolean isRealised();

    /**
     * Returns the largest number of draws to ask for where more can be asked for later.
     *
     * @param draws the draws so far, at least one
     * @param hasWaves whether the number of waves is limited
     * @return the number of draws, at least 1
     */
    int together(double[] draws, boolean hasWaves);

    /**
     * Returns the score by which a prompt stops before all draws: the lower, the less is expected to be lost.
     *
     * @param draws the draws of a prompt
     * @param count how many of them are in, at least 1
     * @param all the number of draws that a prompt has without stopping
     * @return the score, at least 0; 0 if nothing can be lost
     */
    double stopScore(double[] draws, int count, int all);
  }

  /** Fits a model to earlier prompts. */
  Model fit(RewardSamples earlier);

  /** The number of prompts that the first fit takes; 0 if there is nothing to fit. */
  int promptsOfFirstFit(int wanted);

  /** The fewest first draws of a prompt. */
  int leastFirst();

  /** Returns the part of a history that a model is fitted to. */
  RewardSamples snapshot(RewardHistory history);

  /** The draws of the prompts that a history holds. */
  double[][] earlier(RewardHistory history);

  /** The draws that calibrate a promise. */
  double[][] calibration(RewardHistory history);

  /** Returns the form in which a history keeps prompts. */
  RewardSamples remembered(double[][] draws);

  /** The reason, in words, for which a prompt draws no more when its next draw gains nothing. */
  String ceiling();

  /** The draws of a prompt that are in. */
  double[] draws(BatchState state, int prompt);

  /**
   * Returns the loss of stopping after each number of draws, against all of them.
   *
   * @param draws all draws of a prompt
   * @param stops the numbers of draws, each from 1 to the number of all
   * @return for each a loss from 0 to 1, never increasing
   */
  double[] losses(double[] draws, int[] stops);
}
