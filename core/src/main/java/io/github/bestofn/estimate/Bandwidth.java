package io.github.bestofn.estimate;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.bestofn.estimate.numeric.Moments;
import java.io.Serializable;

/**
 * The bandwidth of {@link Estimators#kde(Bandwidth)}: the standard deviation of the next reward around an observed
 * one. Immutable and thread-safe.
 *
 * @serial exclude
 *
 * @since 0.1.0
 */
public final class Bandwidth implements Serializable {

  private static final long serialVersionUID = 1;

  private static final Bandwidth SCOTT = new Bandwidth("scott", Bandwidth::scott);
  private static final Bandwidth SILVERMAN = new Bandwidth("silverman", Bandwidth::silverman);

  private final String name;
  private final Rule rule;

  private Bandwidth(String name, Rule rule) {
    this.name = name;
    this.rule = rule;
  }

  /**
   * Returns Scott's rule: for n rewards with standard deviation s (divisor n &minus; 1)
   * <blockquote>h = s n<sup>−1/5</sup>.</blockquote>
   * It is best for normal rewards, and 0 when all rewards are equal.
   *
   * <p>Reference: D. W. Scott, Multivariate Density Estimation, 1992, <a
   * href="https://doi.org/10.1002/9780470316849">doi:10.1002/9780470316849</a>.
   *
   * @return the bandwidth
   */
  public static Bandwidth scott() {
    return SCOTT;
  }

  /**
   * Returns Silverman's rule: for n rewards with standard deviation s (divisor n &minus; 1) and interquartile range Q
   * (linear interpolation between order statistics)
   * <blockquote>h = 0.9 min(s, Q / 1.34) n<sup>−1/5</sup>,</blockquote> without Q where that is 0. It is narrower
   * than Scott's, especially for rewards with outliers or in two clusters, and 0 when all rewards are equal.
   *
   * <p>Reference: B. W. Silverman, Density Estimation for Statistics and Data Analysis, 1986, page
   * 48, <a href="https://doi.org/10.1201/9781315140919">doi:10.1201/9781315140919</a>.
   *
   * @return the bandwidth
   */
  public static Bandwidth silverman() {
    return SILVERMAN;
  }

  /**
   * Returns a fixed bandwidth for every prompt, also for a prompt with a single reward or with equal rewards.
   *
   * @param bandwidth the standard deviation of a kernel, in reward units, above 0 and finite
   * @return the bandwidth
   * @throws IllegalArgumentException if {@code bandwidth} is not above 0 and finite
   */
  public static Bandwidth fixed(double bandwidth) {
    checkArgument(
        bandwidth > 0 && bandwidth < Double.POSITIVE_INFINITY,
        "bandwidth must be above 0 and finite, but was %s",
        bandwidth);
    return new Bandwidth("fixed(" + bandwidth + ")", descending -> bandwidth);
  }

  /**
   * Returns the bandwidth for some rewards.
   *
   * @param descending at least one reward, from the best down
   * @return the bandwidth, in reward units, at least 0
   */
  double of(double[] descending) {
    return rule.bandwidth(descending);
  }

  private static double scott(double[] descending) {
    return Moments.of(descending).deviation() * Math.pow(descending.length, -0.2);
  }

  private static double silverman(double[] descending) {
    double deviation = Moments.of(descending).deviation();
    double quartiles = quantile(descending, 0.25) - quantile(descending, 0.75);
    double width = quartiles > 0 ? Math.min(deviation, quartiles / 1.34) : deviation;
    return 0.9 * width * Math.pow(descending.length, -0.2);
  }

  /** The reward that a share of the rewards exceed, interpolated. */
  private static double quantile(double[] descending, double exceeding) {
    double position = exceeding * (descending.length - 1);
    int k = (int) position;
    double rest = position - k;
    return rest == 0 ? descending[k] : descending[k] - rest * (descending[k] - descending[k + 1]);
  }

  @Override
  public String toString() {
    return name;
  }

  private interface Rule extends Serializable {
    double bandwidth(double[] descending);
  }
}
