package io.github.bestofn.estimate;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Hypotheses about a prompt's normal scores: locations and scales, each with every {@linkplain Shapes shape}; and how
 * probable they are in populations whose prompts differ more or less. In a population the logarithm of scales is normal,
 * locations are normal with a variance that is the share between prompts, and shapes are normal, or most of them are of
 * another kind: skewed one way, the other, or either, or heavy in both tails. In half of the populations scales grow with
 * locations, as those of amounts do, and these are twice as probable as the others: who takes them for unrelated and is wrong moves
 * draws away from the prompts that have most to gain.
 *
 * <p>There are three hundred pairs of a location and a scale, or eight hundred: many rewards of a prompt tell apart
 * what lies between the few, and out in a tail gains change by a factor from one to the next.
 */
final class Hypotheses {

  private static final double LEAST_SCALE = 0.1;
  private static final double MOST_SCALE = 2.8;
  private static final double MOST_LOCATION = 3.2;
  private static final double[] BETWEEN = {.02, .1, .25, .45, .65, .8, .9, .96};
  private static final double[] LOG_SCALE_SPREADS = {.08, .3, .6, 1.2};

  /* By how many deviations between prompts the location is expected to grow with the logarithm of the scale, and the share of
   * the variance between prompts that remains if it grows, and how much more probable it is, without evidence, that it does. */
  private static final double[] GROWTHS = {0, 3};
  private static final double REMAINING = 0.5;
  private static final double ODDS_OF_GROWTH = 2;

  /* How probable each shape of a kind is: normal, skewed to the right or to the left, of which there are two, heavy tails. */
  private static final double[][] KINDS = {
    {.99, .002, .002, .002}, {.2, .2, .2, 0}, {.2, .4, 0, 0}, {.2, 0, .4, 0}, {.2, 0, 0, .8}
  };
  private static final double SPREAD_FLOOR = 0.02;

  /* A location's step is in scales, but not less than so many deviations of all scores. */
  private static final Hypotheses FEW = new Hypotheses(11, 0.5, 0.15);
  private static final Hypotheses MANY = new Hypotheses(17, 0.3, 0.08);
  private static final double REWARDS_FOR_MANY = 24;

  private static final int OF_ONE_LOCATION_SHARE = LOG_SCALE_SPREADS.length * KINDS.length;

  /** The number of populations. */
  static final int POPULATIONS = BETWEEN.length * GROWTHS.length * OF_ONE_LOCATION_SHARE;

  private static final double[] LOG_PRIORS = logPriorsOfPopulations();

  private final double[] scales;
  private final int[] scaleOf;
  private final double[] location;
  private final double[] inverseScale;
  private final double[] logScale;
  private final int[] pairs;

  /* For each share between prompts and each growth: how probable a pair's location is, given its scale. */
  private final double[][] locationShare = new double[BETWEEN.length * GROWTHS.length][];

  /* For each share between prompts and each spread: how probable the scales are. */
  private final double[][] scaleShare = new double[BETWEEN.length * LOG_SCALE_SPREADS.length][];

  private Hypotheses(int scaleCount, double step, double leastStep) {
    this.scales = new double[scaleCount];
    double ratio = MOST_SCALE / LEAST_SCALE;
    Arrays.setAll(scales, a -> LEAST_SCALE * Math.pow(ratio, (double) a / (scaleCount - 1)));
    IntStream.Builder owners = IntStream.builder();
    DoubleStream.Builder locations = DoubleStream.builder();
    for (int a = 0; a < scaleCount; a++) {
      double distance = Math.max(step * scales[a], leastStep);
      int reach = (int) Math.ceil(MOST_LOCATION / distance);
      for (int k = -reach; k <= reach; k++) {
        owners.add(a);
        locations.add(k * distance);
      }
    }
    this.scaleOf = owners.build().toArray();
    this.location = locations.build().toArray();
    this.inverseScale = Arrays.stream(scaleOf).mapToDouble(a -> 1 / scales[a]).toArray();
    this.logScale = Arrays.stream(scaleOf).mapToDouble(a -> Math.log(scales[a])).toArray();
    this.pairs = IntStream.range(0, location.length).toArray();
    for (int b = 0; b < BETWEEN.length; b++) {
      for (int g = 0; g < GROWTHS.length; g++) {
        locationShare[b * GROWTHS.length + g] = locationShares(BETWEEN[b], GROWTHS[g]);
      }
      for (int s = 0; s < LOG_SCALE_SPREADS.length; s++) {
        scaleShare[b * LOG_SCALE_SPREADS.length + s] =
            scaleShares(BETWEEN[b], LOG_SCALE_SPREADS[s]);
      }
    }
  }

  private static double[] logPriorsOfPopulations() {
    double[] odds = new double[POPULATIONS];
    for (int p = 0; p < POPULATIONS; p++) {
      boolean grows = GROWTHS[p / OF_ONE_LOCATION_SHARE % GROWTHS.length] > 0;
      odds[p] = grows ? ODDS_OF_GROWTH : 1;
    }
    double sum = StatUtils.sum(odds);
    return Arrays.stream(odds).map(each -> Math.log(each / sum)).toArray();
  }

  /** The logarithms of how probable the populations are before there is evidence: a copy. */
  static double[] logPriors() {
    return LOG_PRIORS.clone();
  }

  /**
   * As many as can be told apart.
   *
   * @param rewards how many rewards a prompt of the batch has, on average
   */
  static Hypotheses forRewards(double rewards) {
    return rewards < REWARDS_FOR_MANY ? FEW : MANY;
  }

  /** All pairs of a location and a scale; hypothesis h has those of pair h / {@link Shapes#COUNT}. Not to be changed. */
  int[] pairs() {
    return pairs;
  }

  /** A score less the location of a pair, divided by its scale. */
  double standardised(double score, int pair) {
    return (score - location[pair]) * inverseScale[pair];
  }

  /** The location of a pair. */
  double location(int pair) {
    return location[pair];
  }

  /** One divided by the scale of a pair. */
  double inverseScale(int pair) {
    return inverseScale[pair];
  }

  /** The natural logarithm of the scale of a pair. */
  double logScale(int pair) {
    return logScale[pair];
  }

  /**
   * How likely each population makes a prompt's rewards.
   *
   * @param pairs some pairs, ascending; the others' likelihoods are 0
   * @param likelihoods how likely each hypothesis with one of these makes them
   * @param byKind where to sum them up, with a place for each pair and kind
   * @param evidence where to write it, with a place for each population
   */
  void evidence(int[] pairs, float[] likelihoods, double[] byKind, double[] evidence) {
    Arrays.fill(byKind, 0);
    for (int i = 0; i < pairs.length; i++) {
      for (int shape = 0; shape < Shapes.COUNT; shape++) {
        byKind[i * Shapes.KINDS + Shapes.kind(shape)] += likelihoods[i * Shapes.COUNT + shape];
      }
    }
    double[][] byScale = new double[Shapes.KINDS][scales.length];
    double[] ofKind = new double[Shapes.KINDS];
    int population = 0;
    for (int l = 0; l < locationShare.length; l++) {
      sumByScale(locationShare[l], pairs, byKind, byScale);
      for (int s = 0; s < LOG_SCALE_SPREADS.length; s++) {
        double[] share = scaleShares(l, s);
        for (int kind = 0; kind < ofKind.length; kind++) {
          ofKind[kind] = sumOfProducts(share, byScale[kind]);
        }
        for (double[] kinds : KINDS) {
          evidence[population++] = sumOfProducts(kinds, ofKind);
        }
      }
    }
  }

  /** How probable scales are where locations are as probable as in one of the location shares. */
  private double[] scaleShares(int locations, int spread) {
    return scaleShare[locations / GROWTHS.length * LOG_SCALE_SPREADS.length + spread];
  }

  /** For every kind and scale, the sum over its locations. Kinds are written out here and below: most of the time goes there. */
  private void sumByScale(double[] locationShare, int[] pairs, double[] byKind, double[][] sums) {
    for (double[] ofKind : sums) {
      Arrays.fill(ofKind, 0);
    }
    int i = 0;
    while (i < pairs.length) {
      int scale = scaleOf[pairs[i]];
      double normal = 0;
      double right = 0;
      double left = 0;
      double heavy = 0;
      for (; i < pairs.length && scaleOf[pairs[i]] == scale; i++) {
        double share = locationShare[pairs[i]];
        int first = Shapes.KINDS * i;
        normal += share * byKind[first];
        right += share * byKind[first + 1];
        left += share * byKind[first + 2];
        heavy += share * byKind[first + 3];
      }
      sums[0][scale] = normal;
      sums[1][scale] = right;
      sums[2][scale] = left;
      sums[3][scale] = heavy;
    }
  }

  private static double sumOfProducts(double[] x, double[] y) {
    double sum = 0;
    for (int k = 0; k < x.length; k++) {
      sum += x[k] * y[k];
    }
    return sum;
  }

  /**
   * How probable each hypothesis with one of some pairs is in a mixture of populations: it depends on the kind of its shape.
   *
   * @param pairs the pairs, ascending
   * @param weights the weight of each population, at least 0
   * @param byKind where to write that, with a place for each pair and kind
   */
  void prior(int[] pairs, double[] weights, double[] byKind) {
    Arrays.fill(byKind, 0);
    double[][] byScale = new double[Shapes.KINDS][scales.length];
    for (int l = 0; l < locationShare.length; l++) {
      if (StatUtils.sum(weights, l * OF_ONE_LOCATION_SHARE, OF_ONE_LOCATION_SHARE) == 0) {
        continue;
      }
      for (double[] ofKind : byScale) {
        Arrays.fill(ofKind, 0);
      }
      for (int s = 0; s < LOG_SCALE_SPREADS.length; s++) {
        double[] scaleShare = scaleShares(l, s);
        for (int kind = 0; kind < Shapes.KINDS; kind++) {
          double ofKind = 0;
          for (int k = 0; k < KINDS.length; k++) {
            ofKind += weights[l * OF_ONE_LOCATION_SHARE + s * KINDS.length + k] * KINDS[k][kind];
          }
          for (int a = 0; a < scales.length; a++) {
            byScale[kind][a] += ofKind * scaleShare[a];
          }
        }
      }
      int i = 0;
      while (i < pairs.length) {
        int scale = scaleOf[pairs[i]];
        double normal = byScale[0][scale];
        double right = byScale[1][scale];
        double left = byScale[2][scale];
        double heavy = byScale[3][scale];
        for (; i < pairs.length && scaleOf[pairs[i]] == scale; i++) {
          double share = locationShare[l][pairs[i]];
          int first = Shapes.KINDS * i;
          byKind[first] += share * normal;
          byKind[first + 1] += share * right;
          byKind[first + 2] += share * left;
          byKind[first + 3] += share * heavy;
        }
      }
    }
  }

  private double[] locationShares(double between, double growth) {
    double variance = growth > 0 ? REMAINING * between : between;
    double[] shares = new double[location.length];
    double[] sums = new double[scales.length];
    for (int pair = 0; pair < shares.length; pair++) {
      double expected = growth * Math.sqrt(between) * (logScale[pair] - typicalLogScale(between));
      double distance = location[pair] - expected;
      shares[pair] = Math.exp(-0.5 * distance * distance / variance);
      sums[scaleOf[pair]] += shares[pair];
    }
    for (int pair = 0; pair < shares.length; pair++) {
      shares[pair] /= sums[scaleOf[pair]];
    }
    return shares;
  }

  private double[] scaleShares(double between, double spread) {
    double[] shares = new double[scales.length];
    for (int a = 0; a < shares.length; a++) {
      double log = Math.log(scales[a]) - typicalLogScale(between);
      shares[a] = Math.exp(-0.5 * log * log / (spread * spread + SPREAD_FLOOR));
    }
    double sum = Arrays.stream(shares).sum();
    return Arrays.stream(shares).map(share -> share / sum).toArray();
  }

  private static double typicalLogScale(double between) {
    return 0.5 * Math.log(1 - between);
  }
}
