package io.github.bestofn.estimate;

import org.apache.commons.math3.distribution.GammaDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.special.Erf;
import org.apache.commons.math3.util.FastMath;

/**
 * The shapes that a prompt's rewards may have after they were mapped to normal scores, each with mean 0 and variance 1:
 * normal; Gumbel and gamma with shape 1.5, with the long tail to the right or to the left, where gamma has an end, at 1.22; and
 * Student's t with 4 degrees of freedom. Where some prompts are skewed one way and some the other, a scale alone misleads:
 * it is large where the lower tail is long, and there is little to gain. Tabulated from -12 to 12 in steps of 0.01 and
 * interpolated linearly.
 */
final class Shapes {

  static final int COUNT = 6;

  /** The number of kinds of shapes: normal, skewed to the right, skewed to the left, and heavy in both tails. */
  static final int KINDS = 4;

  private static final int[] KIND_OF = {0, 1, 1, 2, 2, 3};
  private static final String[] NAMES = {
    "normal tails",
    "long upper tail",
    "very long upper tail",
    "short upper tail",
    "ending upper tail",
    "heavy tails"
  };
  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);
  private static final double REACH = 12;
  private static final int STEPS_PER_UNIT = 100;
  private static final int SIZE = 2 * 12 * STEPS_PER_UNIT + 1;
  private static final double LAST_PLACE = SIZE - 1 - 1e-7;
  private static final double LEAST_LOG = -14;
  private static final double GUMBEL_MEAN = 0.5772156649015329;
  private static final double GUMBEL_SCALE = Math.PI / Math.sqrt(6);
  private static final double GAMMA_SHAPE = 1.5;
  private static final GammaDistribution GAMMA = new GammaDistribution(null, GAMMA_SHAPE, 1);
  private static final double[] SURVIVAL = new double[COUNT * SIZE];
  private static final float[] LOG_DENSITIES = new float[COUNT * SIZE];
  private static final float[] LOG_BELOW = new float[COUNT * SIZE];

  static {
    for (int k = 0; k < SIZE; k++) {
      double t = -REACH + (double) k / STEPS_PER_UNIT;
      double right = Math.exp(-(GUMBEL_MEAN + GUMBEL_SCALE * t));
      double left = Math.exp(-(GUMBEL_MEAN - GUMBEL_SCALE * t));
      SURVIVAL[k] = 0.5 * Erf.erfc(t / Math.sqrt(2));
      SURVIVAL[SIZE + k] = -Math.expm1(-right);
      SURVIVAL[2 * SIZE + k] = 1 - gammaBelow(t);
      SURVIVAL[3 * SIZE + k] = Math.exp(-left);
      SURVIVAL[4 * SIZE + k] = gammaBelow(-t);
      SURVIVAL[5 * SIZE + k] = studentSurvival(t * Math.sqrt(2));
      fill(
          LOG_DENSITIES,
          k,
          -0.5 * t * t - 0.5 * Math.log(2 * Math.PI),
          gumbelLogDensity(t, right),
          gammaLogDensity(t),
          gumbelLogDensity(-t, left),
          gammaLogDensity(-t),
          Math.log(0.375 * Math.sqrt(2)) - 2.5 * Math.log1p(t * t / 2));
      fill(
          LOG_BELOW,
          k,
          Math.log(0.5 * Erf.erfc(-t / Math.sqrt(2))),
          -right,
          Math.log(gammaBelow(t)),
          Math.log(-Math.expm1(-left)),
          Math.log(1 - gammaBelow(-t)),
          Math.log(studentSurvival(-t * Math.sqrt(2))));
    }
  }

  private Shapes() {}

  /** The kind of a shape; two shapes are skewed either way, one is of each other kind. */
  static int kind(int shape) {
    return KIND_OF[shape];
  }

  /**
   * Multiplies what is said of every shape by what is said of its kind.
   *
   * @param byKind of each kind, for any number of pairs of a location and a scale
   * @param byShape of each shape, for the same pairs
   * @param size how many products there are
   * @param products where to write the products, with a place for each shape of each pair
   * @return the largest product, 0 if none is larger
   */
  static double multiply(double[] byKind, float[] byShape, int size, double[] products) {
    double most = 0;
    for (int h = 0, k = 0; h < size; h += COUNT, k += KINDS) {
      for (int shape = 0; shape < COUNT; shape++) {
        double product = byKind[k + KIND_OF[shape]] * byShape[h + shape];
        products[h + shape] = product;
        most = product > most ? product : most;
      }
    }
    return most;
  }

  /** What a shape is called, in words. */
  static String name(int shape) {
    return NAMES[shape];
  }

  /** The probability that a value of a shape exceeds t. */
  static double survival(int shape, double t) {
    return at(SURVIVAL, shape, t);
  }

  /**
   * Adds the logarithms of the densities of every shape at some values, each at least -14, to a sum of its own.
   *
   * @param values the values, before a location is subtracted and they are divided by a scale
   * @param location the location
   * @param inverseScale one divided by the scale
   * @param minus what is subtracted from each sum of logarithms
   * @param count how often it is added; negative to take it away
   * @param sums where the sums are
   * @param from the index of the first shape's sum
   */
  static void addLogDensities(
      double[] values,
      double location,
      double inverseScale,
      double minus,
      int count,
      float[] sums,
      int from) {
    addLogs(LOG_DENSITIES, values, location, inverseScale, minus, count, sums, from);
  }

  /** The same for the probability that a value of every shape is below each of some others. */
  static void addLogBelow(
      double[] values, double location, double inverseScale, int count, float[] sums, int from) {
    addLogs(LOG_BELOW, values, location, inverseScale, 0, count, sums, from);
  }

  /* The six shapes are written out, and all values are added up first: this is where most of the time goes. */
  private static void addLogs(
      float[] table,
      double[] values,
      double location,
      double inverseScale,
      double minus,
      int count,
      float[] sums,
      int from) {
    double perUnit = inverseScale * STEPS_PER_UNIT;
    double start = REACH * STEPS_PER_UNIT - location * perUnit;
    float normal = 0;
    float right = 0;
    float veryRight = 0;
    float left = 0;
    float veryLeft = 0;
    float heavy = 0;
    for (double value : values) {
      double place = Math.min(Math.max(value * perUnit + start, 0), LAST_PLACE);
      int k = (int) place;
      float high = (float) (place - k);
      float low = 1 - high;
      int index = k * COUNT;
      normal += low * table[index] + high * table[index + 6];
      right += low * table[index + 1] + high * table[index + 7];
      veryRight += low * table[index + 2] + high * table[index + 8];
      left += low * table[index + 3] + high * table[index + 9];
      veryLeft += low * table[index + 4] + high * table[index + 10];
      heavy += low * table[index + 5] + high * table[index + 11];
    }
    float all = (float) minus;
    sums[from] += count * (normal - all);
    sums[from + 1] += count * (right - all);
    sums[from + 2] += count * (veryRight - all);
    sums[from + 3] += count * (left - all);
    sums[from + 4] += count * (veryLeft - all);
    sums[from + 5] += count * (heavy - all);
  }

  /** The probability that a normal value is below t. */
  static double normal(double t) {
    return 1 - at(SURVIVAL, 0, t);
  }

  /** The value that a normal one is below with a probability, which may be 0 or 1. */
  static double quantile(double probability) {
    return NORMAL.inverseCumulativeProbability(Math.min(Math.max(probability, 1e-300), 1 - 1e-16));
  }

  private static double at(double[] table, int shape, double t) {
    double place = Math.min(Math.max((t + REACH) * STEPS_PER_UNIT, 0), LAST_PLACE);
    int k = (int) place;
    double part = place - k;
    int index = shape * SIZE + k;
    return table[index] + part * (table[index + 1] - table[index]);
  }

  private static void fill(float[] table, int k, double... logs) {
    for (int shape = 0; shape < COUNT; shape++) {
      table[COUNT * k + shape] = (float) Math.max(logs[shape], LEAST_LOG);
    }
  }

  private static double gumbelLogDensity(double t, double exponential) {
    return Math.log(GUMBEL_SCALE) - (GUMBEL_MEAN + GUMBEL_SCALE * t) - exponential;
  }

  private static double gammaBelow(double t) {
    return GAMMA.cumulativeProbability(GAMMA_SHAPE + Math.sqrt(GAMMA_SHAPE) * t);
  }

  private static double gammaLogDensity(double t) {
    return 0.5 * Math.log(GAMMA_SHAPE) + GAMMA.logDensity(GAMMA_SHAPE + Math.sqrt(GAMMA_SHAPE) * t);
  }

  /** In closed form for 4 degrees of freedom. */
  private static double studentSurvival(double x) {
    double y = x * x / (4 + x * x);
    return 0.5 - Math.signum(x) * 0.5 * FastMath.sqrt(y) * (1.5 - 0.5 * y);
  }
}
