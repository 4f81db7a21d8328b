package io.github.bestofn.estimate;

import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.special.Erf;
import org.apache.commons.math3.util.FastMath;

/**
 * The shapes that a prompt's rewards may have after they were mapped to normal scores, each with mean 0 and variance 1:
 * normal, Gumbel with its long tail to the right or to the left, and Student's t with 4 degrees of freedom. Tabulated
 * from -12 to 12 in steps of 0.01 and interpolated linearly.
 */
final class Shapes {

  static final int COUNT = 4;

  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);
  private static final double REACH = 12;
  private static final int STEPS_PER_UNIT = 100;
  private static final int SIZE = 2 * 12 * STEPS_PER_UNIT + 1;
  private static final double LEAST_LOG_DENSITY = -60;
  private static final double GUMBEL_MEAN = 0.5772156649015329;
  private static final double GUMBEL_SCALE = Math.PI / Math.sqrt(6);
  private static final double[] SURVIVAL = new double[COUNT * SIZE];
  private static final double[] LOG_DENSITIES = new double[COUNT * SIZE];
  private static final double[] LOG_BELOW = new double[COUNT * SIZE];

  static {
    for (int k = 0; k < SIZE; k++) {
      double t = -REACH + (double) k / STEPS_PER_UNIT;
      SURVIVAL[k] = 0.5 * Erf.erfc(t / Math.sqrt(2));
      LOG_DENSITIES[COUNT * k] = -0.5 * t * t - 0.5 * Math.log(2 * Math.PI);
      double right = Math.exp(-(GUMBEL_MEAN + GUMBEL_SCALE * t));
      SURVIVAL[SIZE + k] = -Math.expm1(-right);
      LOG_DENSITIES[COUNT * k + 1] = gumbelLogDensity(t, right);
      double left = Math.exp(-(GUMBEL_MEAN - GUMBEL_SCALE * t));
      SURVIVAL[2 * SIZE + k] = Math.exp(-left);
      LOG_DENSITIES[COUNT * k + 2] = gumbelLogDensity(-t, left);
      SURVIVAL[3 * SIZE + k] = studentSurvival(t * Math.sqrt(2));
      LOG_DENSITIES[COUNT * k + 3] = Math.log(0.375 * Math.sqrt(2)) - 2.5 * Math.log1p(t * t / 2);
      LOG_BELOW[COUNT * k] = Math.log(0.5 * Erf.erfc(-t / Math.sqrt(2)));
      LOG_BELOW[COUNT * k + 1] = Math.max(-right, LEAST_LOG_DENSITY);
      LOG_BELOW[COUNT * k + 2] = Math.log(-Math.expm1(-left));
      LOG_BELOW[COUNT * k + 3] = Math.log(studentSurvival(-t * Math.sqrt(2)));
    }
  }

  private Shapes() {}

  /** The probability that a value of a shape exceeds t. */
  static double survival(int shape, double t) {
    return at(SURVIVAL, shape, t);
  }

  /**
   * Adds the logarithm of the density of every shape at t to a sum of its own.
   *
   * @param least what a logarithm is at least
   * @param minus what is subtracted from each
   * @param sums where the sums are
   * @param from the index of the first shape's sum
   */
  static void addLogDensities(double t, double least, double minus, float[] sums, int from) {
    addLogs(LOG_DENSITIES, t, least, minus, 1, sums, from);
  }

  /**
   * Adds the logarithm of the probability that a value of every shape is below t to a sum of its own.
   *
   * @param least what a logarithm is at least
   * @param count how often it is added
   * @param sums where the sums are
   * @param from the index of the first shape's sum
   */
  static void addLogBelow(double t, double least, int count, float[] sums, int from) {
    addLogs(LOG_BELOW, t, least, 0, count, sums, from);
  }

  private static void addLogs(
      double[] table, double t, double least, double minus, int count, float[] sums, int from) {
    double place = (Math.min(Math.max(t, -REACH), REACH - 1e-9) + REACH) * STEPS_PER_UNIT;
    int k = (int) place;
    double part = place - k;
    int index = k * COUNT;
    for (int shape = 0; shape < COUNT; shape++) {
      double low = table[index + shape];
      double log = low + part * (table[index + COUNT + shape] - low);
      sums[from + shape] += (float) (count * (Math.max(log, least) - minus));
    }
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
    double place = (Math.min(Math.max(t, -REACH), REACH - 1e-9) + REACH) * STEPS_PER_UNIT;
    int k = (int) place;
    double part = place - k;
    int index = shape * SIZE + k;
    return table[index] + part * (table[index + 1] - table[index]);
  }

  private static double gumbelLogDensity(double t, double exponential) {
    return Math.max(
        Math.log(GUMBEL_SCALE) - (GUMBEL_MEAN + GUMBEL_SCALE * t) - exponential, LEAST_LOG_DENSITY);
  }

  /** In closed form for 4 degrees of freedom. */
  private static double studentSurvival(double x) {
    double y = x * x / (4 + x * x);
    return 0.5 - Math.signum(x) * 0.5 * FastMath.sqrt(y) * (1.5 - 0.5 * y);
  }
}
