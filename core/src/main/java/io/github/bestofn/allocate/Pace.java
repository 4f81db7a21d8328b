package io.github.bestofn.allocate;

import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.estimate.bayes.BatchSummary;
import io.github.bestofn.spi.RewardRange;
import java.io.Serializable;
import java.util.OptionalDouble;

/**
 * The least that every prompt gets while others are given more: with t draws a prompt on average, a share f of t. The
 * share is larger the more prompts differ, because the less do they say about each other, and the fewer they are with
 * earlier ones, because the less is known of how they differ: two prompts that seem to differ much get the same. It
 * bounds what a wrong estimate can cost. Not thread-safe.
 */
final class Pace implements Serializable {

  private static final long serialVersionUID = 1;

  private static final double CONTINUOUS = 0.3;
  private static final double CONTINUOUS_BETWEEN = 0.2;
  private static final double FEW = 6;
  private static final double TIED = 0.2;
  private static final double TIED_BETWEEN = 0.5;
  private static final double CEILING_BETWEEN = 0.7;

  private double share = 1;
  private double shareAtCeiling = 1;
  private double ceiling = Double.POSITIVE_INFINITY;

  /**
   * Returns the highest reward that a batch can have, as far as its range or its history shows one; infinity if neither
   * does.
   */
  static double ceilingBefore(RewardRange range, RewardSamples history) {
    if (range.highest() < Double.POSITIVE_INFINITY || history.prompts() == 0) {
      return range.highest();
    }
    return BatchSummary.of(history).ceiling().orElse(Double.POSITIVE_INFINITY);
  }

  /** Learns how much prompts differ. */
  void learn(RewardSamples samples) {
    learn(BatchSummary.of(samples), samples.prompts() + samples.history().prompts());
  }

  /**
   * Learns how much prompts differ.
   *
   * @param spread the summary of their rewards
   * @param prompts the number of prompts, earlier ones included
   */
  void learn(BatchSummary spread, double prompts) {
    double between = spread.intraclassCorrelation();
    OptionalDouble seen = spread.ceiling();
    ceiling = seen.orElse(Double.POSITIVE_INFINITY);
    if (spread.hasTies()) {
      share = TIED + TIED_BETWEEN * between;
      shareAtCeiling = CEILING_BETWEEN * between;
    } else {
      double known = CONTINUOUS + CONTINUOUS_BETWEEN * between;
      double doubt = Math.min(1, FEW * between / (prompts * prompts));
      share = known + (1 - known) * doubt;
      shareAtCeiling = share;
    }
  }

  /** Returns whether rewards have been seen to end at a highest value. */
  boolean hasCeiling() {
    return ceiling < Double.POSITIVE_INFINITY;
  }

  /**
   * The least number of draws of a prompt.
   *
   * @param incumbent its best reward so far
   * @param drawsPerPrompt how many draws a prompt has on average
   */
  int floor(double incumbent, double drawsPerPrompt) {
    return (int) ((incumbent >= ceiling ? shareAtCeiling : share) * drawsPerPrompt);
  }
}
