package io.github.bestofn.estimate.bayes;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The grid of mixture components: every pair of a location \( \mu \) and a scale \( \sigma \), in scores, with every
 * {@linkplain Shapes shape} \( g \). Component h has the pair h / 7 and the shape h mod 7. Scales are spaced
 * evenly on the log scale; locations are spaced in proportion to the scale. Immutable.
 */
final class ComponentGrid {

  /**
   * The only grid: about 300 pairs, 2,100 components. Neighbours are half a scale apart. A grid of 800 pairs for
   * prompts with many rewards was worth nothing, neither with 32 nor with 100 draws of a prompt.
   */
  static final ComponentGrid GRID = new ComponentGrid();

  private final double[] scales;
  private final int[] scaleOf;
  private final double[] locations;
  private final double[] inverseScales;
  private final double[] logScales;

  private ComponentGrid() {
    int scaleCount = Tuning.SCALES;
    this.scales = new double[scaleCount];
    double ratio = Tuning.LARGEST_SCALE / Tuning.SMALLEST_SCALE;
    Arrays.setAll(
        scales, a -> Tuning.SMALLEST_SCALE * Math.pow(ratio, (double) a / (scaleCount - 1)));
    IntStream.Builder owners = IntStream.builder();
    DoubleStream.Builder places = DoubleStream.builder();
    for (int a = 0; a < scaleCount; a++) {
      double distance = Math.max(Tuning.LOCATION_STEP * scales[a], Tuning.LEAST_LOCATION_STEP);
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

  /**
   * The probability that a score of a component exceeds another. Of the contaminated shape it is \( (1 - \epsilon)
   * \bar\Phi((z - \mu) / \sigma) + \epsilon \bar\Phi(z) \): scores of all prompts together have mean 0 and variance
   * 1.
   */
  double survival(int component, double score) {
    int pair = component / Shapes.COUNT;
    int shape = component % Shapes.COUNT;
    double t = (score - locations[pair]) * inverseScales[pair];
    return shape < Shapes.CONTAMINATED
        ? Shapes.survival(shape, t)
        : (1 - Tuning.CONTAMINATION) * Shapes.survival(0, t)
            + Tuning.CONTAMINATION * Shapes.survival(0, score);
  }
}
