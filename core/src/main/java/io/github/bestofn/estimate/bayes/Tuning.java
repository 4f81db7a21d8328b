package io.github.bestofn.estimate.bayes;

/**
 * The constants of empirical Bayes, each with its meaning, source if there is one, and measured sensitivity: the change
 * of mean worth with two other values, over seven tables on the same draws (K = 5, B = 8, six waves, 300 batches, seed
 * 1; {@code benchmarks/README.md}, section "What each mechanism brings"). Changes below 0.005 are noise. Ten constants
 * change nothing there: they are for larger samples, prompts outside of the fit, known endpoints, or decisions as
 * results arrive. With a shared budget of three waves (two tables, six streams) the outer cells, {@link #MOST_PROMPTS}
 * and {@link #LEAST_LOG_LIKELIHOOD} change worth by at most 0.009; with a known range {@link
 * #KNOWN_ENDPOINT_DISTANCE} changes it by −0.007 and +0.003, and with 80 earlier prompts {@link #MOST_EARLIER} by
 * −0.005 and +0.002.
 */
final class Tuning {

  private Tuning() {}

  /* ---- component grid, in scores, whose standard deviation over all prompts is 1 ---- */

  /**
   * Smallest scale: with an intraclass correlation of 0.99 the scale within prompts is 0.1. Sensitivity: 0.05 −0.007,
   * 0.2 −0.003.
   */
  static final double SMALLEST_SCALE = 0.1;

  /**
   * Largest scale: a typical scale of 1, times exp(1), for prompts that vary much more than others. Sensitivity: 2
   * −0.006, 4 −0.001.
   */
  static final double LARGEST_SCALE = 2.8;

  /**
   * Largest distance of a location from the mean: one prompt in 700 lies beyond it if locations are normal.
   * Sensitivity: 2.6 0.000, 4 0.000.
   */
  static final double LARGEST_LOCATION = 3.2;

  /** Number of scales: neighbours differ by a factor of 1.4. Sensitivity: 8 −0.002, 17 −0.003. */
  static final int SCALES = 11;

  /** Distance of locations, in scales. Sensitivity: 0.3 −0.004, 0.8 −0.006. */
  static final double LOCATION_STEP = 0.5;

  /** Least distance of locations, in scores. Sensitivity: 0.08 0.000, 0.3 −0.010. */
  static final double LEAST_LOCATION_STEP = 0.15;

  /* ---- hyperparameter cells ---- */

  /** Intraclass correlations \( \rho \). Sensitivity: 4 values −0.011, 15 values −0.007. */
  static final double[] INTRACLASS_CORRELATIONS = {.02, .1, .25, .45, .65, .8, .9, .96};

  /**
   * Standard deviations \( \omega \) of the log scale between prompts. Sensitivity: 2 values −0.001, 7 values −0.008.
   */
  static final double[] LOG_SCALE_DEVIATIONS = {.08, .3, .6, 1.2};

  /**
   * Variance that is added to that of the log scale, so that the narrowest prior reaches the neighbours on the grid.
   * Sensitivity: 0.01 −0.003, 0.04 −0.009.
   */
  static final double LOG_SCALE_FLOOR = 0.02;

  /**
   * Slopes \( \beta \) of the location on the log scale, in between-prompt standard deviations. Sensitivity: {0, 1.5}
   * −0.007, {0, 6} 0.000.
   */
  static final double[] SLOPES = {0, 3};

  /**
   * Share of the variance between prompts that remains around a positive slope. Sensitivity: 0.25 −0.004, 0.75
   * −0.001.
   */
  static final double REMAINING_VARIANCE = 0.5;

  /**
   * Prior odds of a positive slope: ignoring a slope that exists costs more than the reverse. Sensitivity: 1 −0.003,
   * 4 −0.005.
   */
  static final double ODDS_OF_SLOPE = 2;

  /**
   * Weights of each shape of a family in the mixtures \( \pi \): all normal; skewed to either side; to the right; to
   * the left; heavy tails; contaminated. The skewed families have two shapes each. Sensitivity: heavier first weights
   * −0.007, lighter first weights −0.003.
   */
  static final double[][] FAMILY_WEIGHTS = {
    {.99, .002, .002, .002, 0},
    {.2, .2, .2, 0, 0},
    {.2, .4, 0, 0, 0},
    {.2, 0, .4, 0, 0},
    {.2, 0, 0, .8, 0},
    {.1, 0, 0, 0, .9}
  };

  /**
   * Share \( \epsilon \) of a contaminated prompt's scores that are like those of all prompts. Sensitivity: 0.2
   * −0.007, 0.6 −0.013.
   */
  static final double CONTAMINATION = 0.4;

  /**
   * Prior odds of contamination, relative to each other mixture, where rewards pile up at an end. Sensitivity: 5
   * −0.018, 80 +0.005.
   */
  static final double ODDS_OF_CONTAMINATION = 20;

  /* ---- approximations of the posterior ---- */

  /**
   * Log likelihood, relative to the largest, below which a component is impossible. Sensitivity: −15 and −60 change
   * nothing.
   */
  static final double LEAST_LOG_LIKELIHOOD = -30;

  /**
   * Weight, relative to the largest, below which a component is left out of a posterior. Sensitivity: 1e−3 0.000,
   * 1e−2 −0.003.
   */
  static final double LEAST_COMPONENT_WEIGHT = 3e-3;

  /**
   * Weight below which a hyperparameter cell is left out of the population. Sensitivity: 1e−5 0.000, 1e−3 +0.002.
   */
  static final double LEAST_CELL_WEIGHT = 1e-4;

  /** Weight below which a model is left out of a model average. Sensitivity: 0.005 −0.002, 0.08 −0.001. */
  static final double LEAST_MODEL_WEIGHT = 0.02;

  /** Number of a prompt's rewards that are all uncensored. Sensitivity: 8 −0.004, 20 −0.004. */
  static final int ALL_UNCENSORED = 12;

  /**
   * Share of the further rewards that is uncensored, the largest ones first. Sensitivity: 0.3 −0.001, 0.6 −0.002.
   */
  static final double UNCENSORED_SHARE = 0.15;

  /* ---- cells of rewards, on which survival functions are constant ---- */

  /** Cells of equal width between the smallest and the largest reward. Sensitivity: 12 −0.002, 48 0.000. */
  static final int EVEN_CELLS = 24;

  /** Cells of equal probability between them. Sensitivity: 20 −0.001, 80 −0.001. */
  static final int QUANTILE_CELLS = 40;

  /** Cells beyond the largest reward. Sensitivity: 6 −0.001, 24 0.000. */
  static final int CELLS_BEYOND = 12;

  /**
   * Largest excess over the best reward, in standard deviations within prompts. Sensitivity: 1.8 −0.003, 3.5 −0.004.
   */
  static final double REACH = 2.5;

  /**
   * Cells below the smallest reward and beyond the reach of the largest, for prompts outside of the fit's rewards.
   * Sensitivity: 12 and 48 change nothing.
   */
  static final int OUTER_CELLS = 24;

  /**
   * Width of these, in standard deviations of all rewards: as far as {@link #LARGEST_LOCATION} twice. Sensitivity: 4
   * and 10 change nothing.
   */
  static final double OUTER_REACH = 6.4;

  /**
   * Largest excess over the best reward where ranks are extrapolated, in mean excesses. Sensitivity: 2.5 +0.002, 6
   * −0.001.
   */
  static final double REACH_OF_TAIL = 4;

  /** Cells beyond the best of repeated rewards. Sensitivity: 12 0.000, 48 0.000. */
  static final int TIED_CELLS_BEYOND = 24;

  /**
   * Largest number of distinct values of repeated rewards that have a score of their own. Sensitivity: 64 and 512
   * change nothing.
   */
  static final int MOST_VALUES = 256;

  /* ---- endpoints ---- */

  /**
   * Distance of an unknown endpoint from the rewards, in units of their range. Sensitivity: 0.025 +0.001, 0.1 −0.013.
   */
  static final double ENDPOINT_DISTANCE = 0.05;

  /**
   * Distance of a known endpoint from itself, in units of the rewards' range: the transform is finite at the
   * endpoint. Sensitivity: 0.0001 and 0.01 change nothing.
   */
  static final double KNOWN_ENDPOINT_DISTANCE = 0.001;

  /** Prior log odds of no endpoint, relative to an upper one. Sensitivity: 1 −0.006, 4 −0.009. */
  static final double LOG_ODDS_OF_NONE = 2;

  /** Prior log odds of a lower endpoint, relative to an upper one. Sensitivity: 0 −0.005, 2 −0.006. */
  static final double LOG_ODDS_OF_LOWER = 1;

  /**
   * Prior log odds of both endpoints, relative to a lower one: two fitted endpoints overfit. Sensitivity: −5 −0.016,
   * −1 −0.003.
   */
  static final double LOG_ODDS_OF_BOTH_TO_LOWER = -3;

  /**
   * Prior log odds of a lower endpoint where the least reward repeats: what exceeds it is mostly an amount.
   * Sensitivity: 2 −0.001, 8 +0.001.
   */
  static final double LOG_ODDS_OF_LOWER_AT_ATOM = 5;

  /** Prior log odds of a model without a hurdle, relative to one with it. Sensitivity: 1 −0.007, 6 +0.002. */
  static final double LOG_ODDS_OF_NO_HURDLE = 3;

  /**
   * Gain in log likelihood by a fitted parameter, on average (Wilks 1938, doi:10.1214/aoms/1177732360). Sensitivity:
   * 0.25 −0.001, 1 −0.006.
   */
  static final double LOG_LIKELIHOOD_PER_PARAMETER = 0.5;

  /** Least probability of an interval of scores. Sensitivity: 1e−12 and 1e−6 change nothing. */
  static final double LEAST_INTERVAL = 1e-9;

  /* ---- batch summary ---- */

  /** Largest number of prompts in a fit. Sensitivity: 64 and 256 change nothing. */
  static final int MOST_PROMPTS = 128;

  /** Largest number of earlier prompts in the fit of a batch. Sensitivity: 16 and 64 change nothing. */
  static final int MOST_EARLIER = 32;

  /** Occurrences of the best reward that indicate a ceiling. Sensitivity: 2 −0.002, 5 −0.007. */
  static final int CEILING_COUNT = 3;

  /** Least ratio of the occurrences of a ceiling and of the next value. Sensitivity: 1 +0.006, 4 −0.018. */
  static final int CEILING_RATIO = 2;

  /** Share of equal rewards from which rewards are treated as repeated. Sensitivity: 0.08 +0.006, 0.3 −0.027. */
  static final double TIED_SHARE = 0.15;

  /**
   * Least number of rewards above the least that a hurdle model needs. With 12, 20 and 32 a judge that piles up at
   * its least score gains 0.02, 0.04 and 0.06, and amounts that may be nothing lose 0.03 to 0.05 (K = 5, B = 8).
   * Sensitivity: 3 +0.001, 12 −0.003.
   */
  static final int LEAST_ABOVE_HURDLE = 6;

  /* ---- refits ---- */

  /** Relative growth of the sample that triggers a refit. Sensitivity: 0.07 0.000, 0.3 −0.004. */
  static final double REFIT_GROWTH = 0.15;

  /** Number of rewards from which refits become less frequent. Sensitivity: 500 and 4000 change nothing. */
  static final double WELL_KNOWN = 1000;

  /**
   * Excess over the largest fitted reward that triggers a refit, in units of the range of the rewards. Sensitivity:
   * 0.001 and 0.1 change nothing.
   */
  static final double REFIT_BEYOND = 0.01;
}
