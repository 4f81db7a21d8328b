package io.github.bestofn.estimate;

import java.util.Arrays;
import java.util.Locale;

/**
 * The ends that rewards have, none, one or two. Where there is one, what counts is the logarithm of the distance from it: prompts
 * whose rewards come near to an upper end have less to gain, those whose rewards are far above a lower one have more. With
 * both it is the logarithm of the ratio of the distances, as of probabilities: there is most to gain half-way.
 *
 * @param lower an end below all rewards, in reward units, or negative infinity
 * @param upper an end above all rewards, or infinity
 * @param least the least distance from the lower end that counts: rewards that come nearer, or are less, are taken to be as far
 */
record Ends(double lower, double upper, double least) {

  private static final double DISTANCE = 0.05;
  private static final double DISTANCE_OF_KNOWN = 0.001;

  /** None: rewards count as they are. */
  static final Ends NONE = new Ends(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 0);

  /**
   * Both ends. The upper one is that which is known, or lies beyond the best reward by 5% of their range. The lower one is as
   * far below the least reward; if others turn out to be less they are taken for near.
   *
   * @param bottom the least reward
   * @param top the best
   * @param highest the highest reward that is possible; may be infinite
   */
  static Ends both(double bottom, double top, double highest) {
    return both(bottom, top, 0, 0, highest);
  }

  /**
   * Both ends of rewards that repeat: the same, but at least as far beyond as the nearest value is on this side, unless
   * the end is known.
   *
   * @param values their values, two at least, ascending
   * @param highest the highest reward that is possible; may be infinite
   */
  static Ends both(double[] values, double highest) {
    int last = values.length - 1;
    return both(
        values[0], values[last], values[1] - values[0], values[last] - values[last - 1], highest);
  }

  private static Ends both(
      double bottom, double top, double leastBelow, double leastAbove, double highest) {
    double range = top - bottom;
    double below = Math.max(DISTANCE * range, leastBelow);
    double upper = highest < Double.POSITIVE_INFINITY
        ? highest + DISTANCE_OF_KNOWN * range
        : top + Math.max(DISTANCE * range, leastAbove);
    return new Ends(bottom - below, upper, below / 2);
  }

  /** Without the lower one. */
  Ends onlyUpper() {
    return new Ends(NONE.lower, upper, 0);
  }

  /** Without the upper one. */
  Ends onlyLower() {
    return new Ends(lower, NONE.upper, least);
  }

  /**
   * With the lower end no lower than another reward.
   *
   * @param reward one that is less than all others
   * @param bottom the least of the others
   */
  Ends from(double reward, double bottom) {
    return reward > lower ? new Ends(reward, upper, (bottom - reward) / 2) : this;
  }

  /** A reward's place on the scale that counts, increasing. */
  double transformed(double reward) {
    if (equals(NONE)) {
      return reward;
    }
    double ofLower = hasLower() ? Math.log(aboveLower(reward)) : 0;
    double ofUpper = hasUpper() ? Math.log(belowUpper(reward)) : 0;
    return ofLower - ofUpper;
  }

  /** The places of rewards. */
  double[][] transformed(double[][] rewards) {
    return Arrays.stream(rewards)
        .map(own -> Arrays.stream(own).map(this::transformed).toArray())
        .toArray(double[][]::new);
  }

  /** How much that changes with the reward. */
  double slope(double reward) {
    if (equals(NONE)) {
      return 1;
    }
    double ofLower = hasLower() ? 1 / aboveLower(reward) : 0;
    double ofUpper = hasUpper() ? 1 / belowUpper(reward) : 0;
    return ofLower + ofUpper;
  }

  private double aboveLower(double reward) {
    return Math.max(reward - lower, least);
  }

  private double belowUpper(double reward) {
    return Math.max(upper - reward, 0);
  }

  private boolean hasLower() {
    return lower > NONE.lower;
  }

  private boolean hasUpper() {
    return upper < NONE.upper;
  }

  /** In words. */
  @Override
  public String toString() {
    if (hasLower() && hasUpper()) {
      return String.format(Locale.ROOT, "endpoints at %.3g and %.3g", lower, upper);
    }
    if (hasLower()) {
      return String.format(Locale.ROOT, "lower endpoint at %.3g", lower);
    }
    return hasUpper() ? String.format(Locale.ROOT, "upper endpoint at %.3g", upper) : "no endpoint";
  }
}
