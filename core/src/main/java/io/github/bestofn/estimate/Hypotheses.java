package io.github.bestofn.estimate;

import java.util.Arrays;

/**
 * The hypotheses about a prompt's normal scores: about three hundred locations and scales, each with every
 * {@linkplain Shapes shape}; and how probable they are in populations whose prompts differ more or less. In a population
 * the logarithm of scales is normal, locations are normal with a variance that is the share between prompts, and a
 * shape is the normal one or, less or more often, one of the others.
 */
final class Hypotheses {

  private static final double[] SCALES = {.1, .15, .22, .32, .45, .65, .9, 1.2, 1.6, 2.1, 2.8};
  private static final double[] BETWEEN = {.02, .1, .25, .45, .65, .8, .9, .96};
  private static final double[] LOG_SCALE_SPREADS = {.08, .3, .6, 1.2};
  private static final double[] OTHER_SHAPES = {.1, .8};
  private static final double SPREAD_FLOOR = 0.02;
  private static final double MOST_LOCATION = 3.2;
  private static final double LEAST_STEP = 0.15;

  /** The number of locations and scales; hypothesis h has those of index h / {@link Shapes#COUNT}. */
  static final int PAIRS;

  /** The number of hypotheses; hypothesis h has the shape h modulo {@link Shapes#COUNT}. */
  static final int COUNT;

  /** The number of populations. */
  static final int POPULATIONS = BETWEEN.length * LOG_SCALE_SPREADS.length * OTHER_SHAPES.length;

  private static final double[] LOCATION;
  private static final int[] SCALE_OF;
  private static final double[] LOG_SCALE = Arrays.stream(SCALES).map(Math::log).toArray();

  /* For each share between prompts: how probable a pair's location is, given its scale. */
  private static final double[][] LOCATION_SHARE = new double[BETWEEN.length][];

  /* For each share between prompts and each spread: how probable the scales are. */
  private static final double[][] SCALE_SHARE =
      new double[BETWEEN.length * LOG_SCALE_SPREADS.length][];

  static {
    double[] locations = new double[1024];
    int[] scales = new int[1024];
    int size = 0;
    for (int a = 0; a < SCALES.length; a++) {
      double step = Math.max(0.5 * SCALES[a], LEAST_STEP);
      int reach = (int) Math.ceil(MOST_LOCATION / step);
      for (int k = -reach; k <= reach; k++) {
        locations[size] = k * step;
        scales[size++] = a;
      }
    }
    PAIRS = size;
    COUNT = size * Shapes.COUNT;
    LOCATION = Arrays.copyOf(locations, size);
    SCALE_OF = Arrays.copyOf(scales, size);
    for (int b = 0; b < BETWEEN.length; b++) {
      LOCATION_SHARE[b] = locationShares(BETWEEN[b]);
      for (int s = 0; s < LOG_SCALE_SPREADS.length; s++) {
        SCALE_SHARE[b * LOG_SCALE_SPREADS.length + s] =
            scaleShares(BETWEEN[b], LOG_SCALE_SPREADS[s]);
      }
    }
  }

  private Hypotheses() {}

  /** The location of a pair, in scores. */
  static double location(int pair) {
    return LOCATION[pair];
  }

  /** The scale of a pair, in scores. */
  static double scale(int pair) {
    return SCALES[SCALE_OF[pair]];
  }

  /** The natural logarithm of the scale of a pair. */
  static double logScale(int pair) {
    return LOG_SCALE[SCALE_OF[pair]];
  }

  /**
   * How likely each population makes a prompt's rewards.
   *
   * @param likelihoods how likely each hypothesis makes them
   */
  static double[] evidence(double[] likelihoods) {
    double[] evidence = new double[POPULATIONS];
    int population = 0;
    for (int b = 0; b < BETWEEN.length; b++) {
      double[] normal = new double[SCALES.length];
      double[] other = new double[SCALES.length];
      for (int pair = 0; pair < PAIRS; pair++) {
        int h = pair * Shapes.COUNT;
        double share = LOCATION_SHARE[b][pair];
        normal[SCALE_OF[pair]] += share * likelihoods[h];
        other[SCALE_OF[pair]] +=
            share * (likelihoods[h + 1] + likelihoods[h + 2] + likelihoods[h + 3]);
      }
      for (int s = 0; s < LOG_SCALE_SPREADS.length; s++) {
        double[] shares = SCALE_SHARE[b * LOG_SCALE_SPREADS.length + s];
        for (double q : OTHER_SHAPES) {
          for (int a = 0; a < SCALES.length; a++) {
            evidence[population] +=
                shares[a] * ((1 - q) * normal[a] + q / (Shapes.COUNT - 1) * other[a]);
          }
          population++;
        }
      }
    }
    return evidence;
  }

  /**
   * How probable each hypothesis is in a mixture of populations.
   *
   * @param weights the weight of each population, at least 0
   */
  static double[] prior(double[] weights) {
    double[] prior = new double[COUNT];
    for (int b = 0; b < BETWEEN.length; b++) {
      double[] normal = new double[SCALES.length];
      double[] other = new double[SCALES.length];
      for (int s = 0; s < LOG_SCALE_SPREADS.length; s++) {
        int spread = b * LOG_SCALE_SPREADS.length + s;
        for (int k = 0; k < OTHER_SHAPES.length; k++) {
          double weight = weights[spread * OTHER_SHAPES.length + k];
          double q = OTHER_SHAPES[k];
          for (int a = 0; a < SCALES.length; a++) {
            normal[a] += weight * SCALE_SHARE[spread][a] * (1 - q);
            other[a] += weight * SCALE_SHARE[spread][a] * q / (Shapes.COUNT - 1);
          }
        }
      }
      for (int pair = 0; pair < PAIRS; pair++) {
        int h = pair * Shapes.COUNT;
        double share = LOCATION_SHARE[b][pair];
        prior[h] += share * normal[SCALE_OF[pair]];
        for (int shape = 1; shape < Shapes.COUNT; shape++) {
          prior[h + shape] += share * other[SCALE_OF[pair]];
        }
      }
    }
    return prior;
  }

  private static double[] locationShares(double between) {
    double[] shares = new double[PAIRS];
    double[] sums = new double[SCALES.length];
    for (int pair = 0; pair < PAIRS; pair++) {
      shares[pair] = Math.exp(-0.5 * LOCATION[pair] * LOCATION[pair] / between);
      sums[SCALE_OF[pair]] += shares[pair];
    }
    for (int pair = 0; pair < PAIRS; pair++) {
      shares[pair] /= sums[SCALE_OF[pair]];
    }
    return shares;
  }

  private static double[] scaleShares(double between, double spread) {
    double[] shares = new double[SCALES.length];
    for (int a = 0; a < SCALES.length; a++) {
      double log = LOG_SCALE[a] - 0.5 * Math.log(1 - between);
      shares[a] = Math.exp(-0.5 * log * log / (spread * spread + SPREAD_FLOOR));
    }
    double sum = Arrays.stream(shares).sum();
    return Arrays.stream(shares).map(share -> share / sum).toArray();
  }
}
