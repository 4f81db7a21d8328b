package io.github.bestofn.estimate.bayes;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The grid of mixture components: every pair of a location \( \mu \) and a scale \( \sigma \), in scores, with every
 * {@linkplain Shapes shape} \( g \). Component h has the pair h / 6 and the shape h mod 6. Scales are spaced
 * evenly on the log scale; locations are spaced in proportion to the scale. Immutable.
 */
final class ComponentGrid {

  /** About 300 pairs, 1,800 components. */
  static final ComponentGrid COARSE =
      new ComponentGrid(Tuning.COARSE_SCALES, Tuning.COARSE_STEP, Tuning.COARSE_LEAST_STEP);

  /** About 800 pairs, 4,800 components: many rewards of a prompt separate what lies between the coarse ones. */
  static final ComponentGrid FINE =
      new ComponentGrid(Tuning.FINE_SCALES, Tuning.FINE_STEP, Tuning.FINE_LEAST_STEP);

  private final double[] scales;
  private final int[] scaleOf;
  private final double[] locations;
  private final double[] inverseScales;
  private final double[] logScales;

  private ComponentGrid(int scaleCount, double step, double leastStep) {
    this.scales = new double[scaleCount];
    double ratio = Tuning.LARGEST_SCALE / Tuning.SMALLEST_SCALE;
    Arrays.setAll(
        scales, a -> Tuning.SMALLEST_SCALE * Math.pow(ratio, (double) a / (scaleCount - 1)));
    IntStream.Builder owners = IntStream.builder();
    DoubleStream.Builder places = DoubleStream.builder();
    for (int a = 0; a < scaleCount; a++) {
      double distance = Math.max(step * scales[a], leastStep);
      int reach = (int) Math.ceil(Tuning.LARGEST_LOCATION / distance);
      for (int k = -reach; k <= reach; k++) {
        owners.add(a);
        places.add(k * distance);
      }
    }
    this.scaleOf = owners.build().toArray();
    this.locations = places.build().toArray();
    this.inverseScales = Arrays.stream(scaleOf).mapToDouble(a -> 1 / scales[a]).toArray();
    this.logScales =
        Arrays.stream(scaleOf).mapToDouble(a -> Math.log(scales[a])).toArray();
  }

  /** The grid for prompts with as many rewards as some have, on average. */
  static ComponentGrid of(BatchSummary summary) {
    return summary.uses(Mechanism.FINE_GRID) ? forRewards(summary.rewardsPerPrompt()) : COARSE;
  }

  /** The grid for prompts with a number of rewards, on average. */
  static ComponentGrid forRewards(double rewardsPerPrompt) {
    return rewardsPerPrompt < Tuning.REWARDS_FOR_FINE ? COARSE : FINE;
  }

  /** The number of pairs of a location and a scale. */
  int pairs() {
    return locations.length;
  }

  /** The number of components. */
  int components() {
    return locations.length * Shapes.COUNT;
  }

  /** The number of scales. */
  int scales() {
    return scales.length;
  }

  /** The index of the scale of a pair, never decreasing in the pair. */
  int scaleOf(int pair) {
    return scaleOf[pair];
  }

  double location(int pair) {
    return locations[pair];
  }

  double inverseScale(int pair) {
    return inverseScales[pair];
  }

  double logScale(int pair) {
    return logScales[pair];
  }

  double logOfScale(int scale) {
    return Math.log(scales[scale]);
  }

  /** The probability that a score of a component exceeds another. */
  double survival(int component, double score) {
    int pair = component / Shapes.COUNT;
    return Shapes.survival(
        component % Shapes.COUNT, (score - locations[pair]) * inverseScales[pair]);
  }
}
