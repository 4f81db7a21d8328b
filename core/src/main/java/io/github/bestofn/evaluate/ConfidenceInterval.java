package io.github.bestofn.evaluate;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * An estimate with its 95% confidence interval. An end is infinite where the data bound the figure on one side only.
 *
 * @param value the estimate
 * @param low the lower end of the interval, in the unit of the estimate
 * @param high the upper end
 * @since 0.1.0
 */
public record ConfidenceInterval(double value, double low, double high) {

  /**
   * Creates an interval.
   *
   * @param value the estimate, not NaN
   * @param low the lower end
   * @param high the upper end, at least the lower one
   */
  public ConfidenceInterval {
    checkArgument(!Double.isNaN(value), "value must be a number, but was NaN");
    checkArgument(low <= high, "low must be at most high %s, but was %s", high, low);
  }
}
