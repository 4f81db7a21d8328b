package io.github.bestofn.estimate.bayes;

import java.util.Arrays;
import java.util.Locale;

/**
 * A monotone transform of rewards that depends on their endpoints \( a < b \):
 *
 * <table>
 * <caption>Transforms</caption>
 * <tr><th>endpoints</th><th>u(r)</th><th>consequence</th></tr>
 * <tr><td>none</td><td>r</td><td>gains do not depend on the level of a prompt</td></tr>
 * <tr><td>lower</td><td>log(r − a)</td><td>prompts with larger rewards gain more</td></tr>
 * <tr><td>upper</td><td>−log(b − r)</td><td>prompts near the endpoint gain less</td></tr>
 * <tr><td>both</td><td>log((r − a) / (b − r))</td><td>prompts half-way gain most</td></tr>
 * </table>
 *
 * @param lower the lower endpoint, in reward units, or negative infinity
 * @param upper the upper endpoint, in reward units, or infinity
 * @param leastAbove the least distance from the lower endpoint, in reward units: rewards nearer to it, or below it,
 *     are moved there
 * @param leastBelow the least distance from the upper endpoint, likewise
 */
record EndpointTransform(double lower, double upper, double leastAbove, double leastBelow) {

  /** Without endpoints. */
  static final EndpointTransform NONE =
      new EndpointTransform(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 0, 0);

  /**
   * Returns the transform with both endpoints, each outside of the rewards by 5% of their range. A known upper
   * endpoint is used instead of an assumed one.
   *
   * @param bottom the least reward
   * @param top the largest reward
   * @param highest the highest reward that is possible; may be infinite
   */
  static EndpointTransform both(double bottom, double top, double highest) {
    return both(bottom, top, 0, 0, highest);
  }

  /**
   * Returns the transform of repeated rewards with both endpoints: outside of the values at least by the distance of
   * the outermost two.
   *
   * @param values the distinct values, at least two, ascending
   * @param highest the highest reward that is possible; may be infinite
   */
  static EndpointTransform both(double[] values, double highest) {
    int last = values.length - 1;
    return both(
        values[0], values[last], values[1] - values[0], values[last] - values[last - 1], highest);
  }

  private static EndpointTransform both(
      double bottom, double top, double firstStep, double lastStep, double highest) {
    double range = top - bottom;
    double below = Math.max(Tuning.ENDPOINT_DISTANCE * range, firstStep);
    if (highest < Double.POSITIVE_INFINITY) {
      double beyond = Tuning.KNOWN_ENDPOINT_DISTANCE * range;
      return new EndpointTransform(bottom - below, highest + beyond, below / 2, beyond);
    }
    double above = Math.max(Tuning.ENDPOINT_DISTANCE * range, lastStep);
    return new EndpointTransform(bottom - below, top + above, below / 2, above / 2);
  }

  EndpointTransform onlyUpper() {
    return new EndpointTransform(NONE.lower, upper, 0, leastBelow);
  }

  EndpointTransform onlyLower() {
    return new EndpointTransform(lower, NONE.upper, leastAbove, 0);
  }

  /**
   * Returns this transform with a lower endpoint that is no less than an atom.
   *
   * @param atom a reward that is less than all rewards in question
   * @param bottom the least of these
   */
  EndpointTransform above(double atom, double bottom) {
    return atom > lower
        ? new EndpointTransform(atom, upper, (bottom - atom) / 2, leastBelow)
        : this;
  }

  /** The transformed reward u(r). */
  double apply(double reward) {
    if (equals(NONE)) {
      return reward;
    }
    double ofLower = hasLower() ? Math.log(aboveLower(reward)) : 0;
    double ofUpper = hasUpper() ? Math.log(belowUpper(reward)) : 0;
    return ofLower - ofUpper;
  }

  double[][] apply(double[][] rewards) {
    return Arrays.stream(rewards)
        .map(own -> Arrays.stream(own).map(this::apply).toArray())
        .toArray(double[][]::new);
  }

  /** The derivative of u at a reward. */
  double slope(double reward) {
    if (equals(NONE)) {
      return 1;
    }
    double ofLower = hasLower() ? 1 / aboveLower(reward) : 0;
    double ofUpper = hasUpper() ? 1 / belowUpper(reward) : 0;
    return ofLower + ofUpper;
  }

  private double aboveLower(double reward) {
    return Math.max(reward - lower, leastAbove);
  }

  private double belowUpper(double reward) {
    return Math.max(upper - reward, leastBelow);
  }

  private boolean hasLower() {
    return lower > NONE.lower;
  }

  private boolean hasUpper() {
    return upper < NONE.upper;
  }

  /** A description in words. */
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
