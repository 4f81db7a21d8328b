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
  private static final double[] INVERSE_SCALE;
  private static final double[] LOG_SCALE;

  /* Where each scale's pairs begin, and at last where they end. */
  private static final int[] FIRST_OF_SCALE = new int[SCALES.length + 1];

  /* For each share between prompts: how probable a pair's location is, given its scale. */
  private static final double[][] LOCATION_SHARE = new double[BETWEEN.length][];

  /* For each share between prompts and each spread: how probable the scales are. */
  private static final double[][] SCALE_SHARE =
      new double[BETWEEN.length * LOG_SCALE_SPREADS.length][];

  static {
    double[] locations = new double[1024];
    double[] scales = new double[1024];
    int size = 0;
    for (int a = 0; a < SCALES.length; a++) {
      double step = Math.max(0.5 * SCALES[a], LEAST_STEP);
      int reach = (int) Math.ceil(MOST_LOCATION / step);
      for (int k = -reach; k <= reach; k++) {
        locations[size] = k * step;
        scales[size++] = SCALES[a];
      }
      FIRST_OF_SCALE[a + 1] = size;
    }
    PAIRS = size;
    COUNT = size * Shapes.COUNT;
    LOCATION = Arrays.copyOf(locations, size);
    INVERSE_SCALE = Arrays.stream(scales, 0, size).map(scale -> 1 / scale).toArray();
    LOG_SCALE = Arrays.stream(scales, 0, size).map(Math::log).toArray();
    for (int b = 0; b < BETWEEN.length; b++) {
      LOCATION_SHARE[b] = locationShares(BETWEEN[b]);
      for (int s = 0; s < LOG_SCALE_SPREADS.length; s++) {
        SCALE_SHARE[b * LOG_SCALE_SPREADS.length + s] =
            scaleShares(BETWEEN[b], LOG_SCALE_SPREADS[s]);
      }
    }
  }

  private Hypotheses() {}

  /** A score less the location of a pair, divided by its scale. */
  static double standardised(double score, int pair) {
    return (score - LOCATION[pair]) * INVERSE_SCALE[pair];
  }

  /** The natural logarithm of the scale of a pair. */
  static double logScale(int pair) {
    return LOG_SCALE[pair];
  }

  /**
   * How likely each population makes a prompt's rewards.
   *
   * @param likelihoods how likely each hypothesis makes them
   */
  static double[] evidence(double[] likelihoods) {
    double[] others = new double[PAIRS];
    for (int pair = 0; pair < PAIRS; pair++) {
      int h = pair * Shapes.COUNT;
      others[pair] = likelihoods[h + 1] + likelihoods[h + 2] + likelihoods[h + 3];
    }
    double[] evidence = new double[POPULATIONS];
    for (int b = 0; b < BETWEEN.length; b++) {
      for (int a = 0; a < SCALES.length; a++) {
        double normal = 0;
        double other = 0;
        for (int pair = FIRST_OF_SCALE[a]; pair < FIRST_OF_SCALE[a + 1]; pair++) {
          normal += LOCATION_SHARE[b][pair] * likelihoods[pair * Shapes.COUNT];
          other += LOCATION_SHARE[b][pair] * others[pair];
        }
        for (int s = 0; s < LOG_SCALE_SPREADS.length; s++) {
          double share = SCALE_SHARE[b * LOG_SCALE_SPREADS.length + s][a];
          int population = (b * LOG_SCALE_SPREADS.length + s) * OTHER_SHAPES.length;
          for (double q : OTHER_SHAPES) {
            evidence[population++] += share * ((1 - q) * normal + q / (Shapes.COUNT - 1) * other);
          }
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
    double[] ofNormal = new double[PAIRS];
    double[] ofOther = new double[PAIRS];
    for (int b = 0; b < BETWEEN.length; b++) {
      for (int a = 0; a < SCALES.length; a++) {
        double normal = 0;
        double other = 0;
        for (int s = 0; s < LOG_SCALE_SPREADS.length; s++) {
          int spread = b * LOG_SCALE_SPREADS.length + s;
          for (int q = 0; q < OTHER_SHAPES.length; q++) {
            double weight = weights[spread * OTHER_SHAPES.length + q] * SCALE_SHARE[spread][a];
            normal += weight * (1 - OTHER_SHAPES[q]);
            other += weight * OTHER_SHAPES[q] / (Shapes.COUNT - 1);
          }
        }
        addTimes(normal, LOCATION_SHARE[b], a, ofNormal);
        addTimes(other, LOCATION_SHARE[b], a, ofOther);
      }
    }
    double[] prior = new double[COUNT];
    for (int pair = 0; pair < PAIRS; pair++) {
      int h = pair * Shapes.COUNT;
      prior[h] = ofNormal[pair];
      Arrays.fill(prior, h + 1, h + Shapes.COUNT, ofOther[pair]);
    }
    return prior;
  }

  /** Adds a multiple of the shares of a scale's locations to sums. */
  private static void addTimes(double factor, double[] shares, int scale, double[] sums) {
    for (int pair = FIRST_OF_SCALE[scale]; pair < FIRST_OF_SCALE[scale + 1]; pair++) {
      sums[pair] += factor * shares[pair];
    }
  }

  private static double[] locationShares(double between) {
    double[] shares = new double[PAIRS];
    for (int a = 0; a < SCALES.length; a++) {
      double sum = 0;
      for (int pair = FIRST_OF_SCALE[a]; pair < FIRST_OF_SCALE[a + 1]; pair++) {
        shares[pair] = Math.exp(-0.5 * LOCATION[pair] * LOCATION[pair] / between);
        sum += shares[pair];
      }
      for (int pair = FIRST_OF_SCALE[a]; pair < FIRST_OF_SCALE[a + 1]; pair++) {
        shares[pair] /= sum;
      }
    }
    return shares;
  }

  private static double[] scaleShares(double between, double spread) {
    double[] shares = new double[SCALES.length];
    for (int a = 0; a < SCALES.length; a++) {
      double log = Math.log(SCALES[a]) - 0.5 * Math.log(1 - between);
      shares[a] = Math.exp(-0.5 * log * log / (spread * spread + SPREAD_FLOOR));
    }
    double sum = Arrays.stream(shares).sum();
    return Arrays.stream(shares).map(share -> share / sum).toArray();
  }
}
