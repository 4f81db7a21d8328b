package io.github.bestofn.estimate;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A hierarchical model of location, scale and shape. Rewards are mapped to normal scores by the distribution of the
 * whole batch, each prompt counting alike; there, a prompt is one of about a thousand hypotheses, a location, a scale and
 * a {@linkplain Shapes shape}, which are mixed over and never plugged in. How far locations, scales and shapes differ
 * between prompts is weighted by the evidence of the batch. Tied rewards have the likelihood of the interval of scores
 * that a value stands for, others that of a density.
 */
final class Latent implements Pooling {

  private static final double[] SCALES = {.1, .15, .22, .32, .45, .65, .9, 1.2, 1.6, 2.1};
  private static final double[] BETWEEN = {.02, .1, .25, .45, .65, .8, .9, .96};
  private static final double[] LOG_SCALE_SPREADS = {.08, .3, .6};
  private static final double[] OTHER_SHAPES = {.1, .8};
  private static final int PRIORS = BETWEEN.length * LOG_SCALE_SPREADS.length * OTHER_SHAPES.length;
  private static final double MOST_LOCATION = 3.2;
  private static final double LEAST_STEP = 0.15;

  private static final double[] LOCATION;
  private static final double[] SCALE;
  private static final int[] SHAPE;
  private static final int SIZE;
  private static final double[][] PRIOR = new double[PRIORS][];

  private static final double LEAST_EVIDENCE = 1e-2;
  private static final double LEAST_WEIGHT = 1e-3;

  static {
    double[] locations = new double[4096];
    double[] scales = new double[4096];
    int[] shapes = new int[4096];
    int size = 0;
    for (double scale : SCALES) {
      double step = Math.max(0.5 * scale, LEAST_STEP);
      int reach = (int) Math.ceil(MOST_LOCATION / step);
      for (int k = -reach; k <= reach; k++) {
        for (int shape = 0; shape < Shapes.COUNT; shape++) {
          locations[size] = k * step;
          scales[size] = scale;
          shapes[size++] = shape;
        }
      }
    }
    SIZE = size;
    LOCATION = Arrays.copyOf(locations, size);
    SCALE = Arrays.copyOf(scales, size);
    SHAPE = Arrays.copyOf(shapes, size);
    int prior = 0;
    for (double between : BETWEEN) {
      for (double spread : LOG_SCALE_SPREADS) {
        for (double other : OTHER_SHAPES) {
          PRIOR[prior++] = prior(between, spread, other);
        }
      }
    }
  }

  private final Scores scores;
  private final double[] evidence;
  private final int[] priors;
  private final double[][] survivals = new double[SIZE][];

  private Latent(Scores scores, double[][] components) {
    this.scores = scores;
    double[] logEvidence = new double[PRIORS];
    double[] likelihood = new double[SIZE];
    for (double[] rewards : components) {
      likelihood(rewards, likelihood);
      for (int p = 0; p < PRIORS; p++) {
        logEvidence[p] += Math.log(Math.max(product(PRIOR[p], likelihood), 1e-300));
      }
    }
    double[] all = Grids.weights(logEvidence, 1);
    double most = Arrays.stream(all).max().orElse(1);
    this.priors =
        IntStream.range(0, PRIORS).filter(p -> all[p] >= LEAST_EVIDENCE * most).toArray();
    this.evidence = Arrays.stream(priors).mapToDouble(p -> all[p]).toArray();
  }

  /**
   * Learns from a batch.
   *
   * @param spread its rewards, of two values at least
   * @param incumbents best rewards of prompts: below the least of them nothing matters
   * @param highest the highest reward that is possible
   */
  static Latent of(RewardSpread spread, double[] incumbents, double highest) {
    return new Latent(Scores.of(spread, incumbents, highest), spread.components());
  }

  @Override
  public GridPosterior posterior(int prompt, double[] rewards) {
    double[] likelihood = new double[SIZE];
    likelihood(rewards, likelihood);
    double[] factor = new double[SIZE];
    for (int k = 0; k < priors.length; k++) {
      double[] prior = PRIOR[priors[k]];
      double share = evidence[k] / Math.max(product(prior, likelihood), 1e-300);
      for (int h = 0; h < SIZE; h++) {
        factor[h] += share * prior[h];
      }
    }
    double most = 0;
    for (int h = 0; h < SIZE; h++) {
      factor[h] *= likelihood[h];
      most = Math.max(most, factor[h]);
    }
    double[][] kept = new double[SIZE][];
    double[] weights = new double[SIZE];
    int size = 0;
    double sum = 0;
    for (int h = 0; h < SIZE; h++) {
      if (factor[h] > LEAST_WEIGHT * most) {
        kept[size] = survival(h);
        weights[size++] = factor[h];
        sum += factor[h];
      }
    }
    for (int c = 0; c < size; c++) {
      weights[c] /= sum;
    }
    return new GridPosterior(
        scores.edges(), Arrays.copyOf(kept, size), Arrays.copyOf(weights, size), 0);
  }

  private double[] survival(int h) {
    if (survivals[h] == null) {
      survivals[h] = scores.survival(LOCATION[h], SCALE[h], SHAPE[h]);
    }
    return survivals[h];
  }

  /** How likely each hypothesis makes some rewards, the likeliest having 1. */
  private void likelihood(double[] rewards, double[] likelihood) {
    double most = Double.NEGATIVE_INFINITY;
    scores.logLikelihoods(rewards, LOCATION, SCALE, SHAPE, likelihood);
    for (int h = 0; h < SIZE; h++) {
      most = Math.max(most, likelihood[h]);
    }
    for (int h = 0; h < SIZE; h++) {
      double log = likelihood[h] - most;
      likelihood[h] = log < -30 ? 0 : Math.exp(log);
    }
  }

  private static double product(double[] a, double[] b) {
    double sum = 0;
    for (int h = 0; h < SIZE; h++) {
      sum += a[h] * b[h];
    }
    return sum;
  }

  /**
   * How probable the hypotheses are in a population.
   *
   * @param between the share of variance between prompts' means
   * @param spread the standard deviation of the logarithm of scales
   * @param other how probable shapes other than the normal are
   */
  private static double[] prior(double between, double spread, double other) {
    double[] scaleShares = new double[SCALES.length];
    double sum = 0;
    for (int a = 0; a < SCALES.length; a++) {
      double log = Math.log(SCALES[a] / Math.sqrt(1 - between));
      scaleShares[a] = Math.exp(-0.5 * log * log / (spread * spread + 0.02));
      sum += scaleShares[a];
    }
    double[] prior = new double[SIZE];
    double[] totals = new double[SCALES.length];
    for (int h = 0; h < SIZE; h++) {
      double shape = SHAPE[h] == 0 ? 1 - other : other / (Shapes.COUNT - 1);
      prior[h] = Math.exp(-0.5 * LOCATION[h] * LOCATION[h] / between) * shape;
      totals[Arrays.binarySearch(SCALES, SCALE[h])] += prior[h];
    }
    for (int h = 0; h < SIZE; h++) {
      int a = Arrays.binarySearch(SCALES, SCALE[h]);
      prior[h] *= scaleShares[a] / sum / totals[a];
    }
    return prior;
  }
}
