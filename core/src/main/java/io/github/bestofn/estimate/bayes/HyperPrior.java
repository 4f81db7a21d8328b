package io.github.bestofn.estimate.bayes;

import java.util.Arrays;
import org.apache.commons.math3.stat.StatUtils;

/**
 * The population's hyperparameters, on a grid of cells \( \theta = (\rho, \beta, \omega, \pi) \), and the probability
 * of each component under each cell.
 *
 * <ul>
 *   <li>\( \rho \), the intraclass correlation: the share of the variance of scores that lies between prompts.
 *   <li>\( \beta \), the slope of the location on the log scale, in between-prompt standard deviations. It is
 *       positive where prompts with larger rewards vary more, as amounts do.
 *   <li>\( \omega \), the standard deviation of the log scale between prompts.
 *   <li>\( \pi \), the mixture weights of the families of shapes.
 * </ul>
 *
 * \[ \log \sigma \sim N\bigl(\tfrac12 \log(1 - \rho), \omega^2\bigr), \qquad
 *    \mu \mid \sigma \sim N\bigl(\beta \sqrt{\rho} (\log \sigma - \tfrac12 \log(1 - \rho)), v \rho\bigr), \qquad
 *    g \sim \pi, \]
 * where v is 1 for \( \beta = 0 \) and {@value Tuning#REMAINING_VARIANCE} otherwise. Immutable and thread-safe.
 */
final class HyperPrior {

  private static final int CELLS_PER_LOCATION_PRIOR =
      Tuning.LOG_SCALE_DEVIATIONS.length * Tuning.FAMILY_WEIGHTS.length;
  private static final int LOCATION_PRIORS =
      Tuning.INTRACLASS_CORRELATIONS.length * Tuning.SLOPES.length;

  /** The number of hyperparameter cells. */
  static final int CELLS = LOCATION_PRIORS * CELLS_PER_LOCATION_PRIOR;

  /** The prior over the components of the grid. */
  static final HyperPrior PRIOR = new HyperPrior();

  private final ComponentGrid grid = ComponentGrid.GRID;

  /* For each intraclass correlation and slope: the probability of a pair's location, given its scale. */
  private final double[][] locationPriors = new double[LOCATION_PRIORS][];

  /* For each intraclass correlation and deviation of log scales: the probability of each scale. */
  private final double[][] scalePriors =
      new double[Tuning.INTRACLASS_CORRELATIONS.length * Tuning.LOG_SCALE_DEVIATIONS.length][];

  private HyperPrior() {
    int deviations = Tuning.LOG_SCALE_DEVIATIONS.length;
    for (int b = 0; b < Tuning.INTRACLASS_CORRELATIONS.length; b++) {
      double correlation = Tuning.INTRACLASS_CORRELATIONS[b];
      for (int g = 0; g < Tuning.SLOPES.length; g++) {
        locationPriors[b * Tuning.SLOPES.length + g] = locationPrior(correlation, Tuning.SLOPES[g]);
      }
      for (int s = 0; s < deviations; s++) {
        scalePriors[b * deviations + s] = scalePrior(correlation, Tuning.LOG_SCALE_DEVIATIONS[s]);
      }
    }
  }

  /**
   * The log prior probabilities of the cells for some rewards. Contamination is possible where rewards repeat and
   * pile up at an end.
   *
   * @param summary the rewards
   * @param repeat whether they repeat
   */
  static double[] logPrior(BatchSummary summary, boolean repeat) {
    boolean withSlopes = summary.uses(Mechanism.SLOPE);
    boolean withShapes = summary.uses(Mechanism.SHAPES);
    boolean withContamination =
        repeat && summary.uses(Mechanism.CONTAMINATION) && summary.pilesUp();
    double[] odds = new double[CELLS];
    for (int cell = 0; cell < CELLS; cell++) {
      boolean slopes = Tuning.SLOPES[cell / CELLS_PER_LOCATION_PRIOR % Tuning.SLOPES.length] > 0;
      int mixture = cell % Tuning.FAMILY_WEIGHTS.length;
      boolean isContaminated = mixture == Tuning.FAMILY_WEIGHTS.length - 1;
      boolean isPossible = (withSlopes || !slopes)
          && (isContaminated ? withContamination : withShapes || mixture == 0);
      odds[cell] = isPossible
          ? (slopes ? Tuning.ODDS_OF_SLOPE : 1)
              * (isContaminated ? Tuning.ODDS_OF_CONTAMINATION : 1)
          : 0;
    }
    double sum = StatUtils.sum(odds);
    return Arrays.stream(odds).map(each -> Math.log(each / sum)).toArray();
  }

  private double[] locationPrior(double correlation, double slope) {
    double variance = slope > 0 ? Tuning.REMAINING_VARIANCE * correlation : correlation;
    double[] prior = new double[grid.pairs()];
    double[] sums = new double[grid.scales()];
    for (int pair = 0; pair < prior.length; pair++) {
      double expected =
          slope * Math.sqrt(correlation) * (grid.logScale(pair) - typicalLogScale(correlation));
      double distance = grid.location(pair) - expected;
      prior[pair] = Math.exp(-0.5 * distance * distance / variance);
      sums[grid.scaleOf(pair)] += prior[pair];
    }
    for (int pair = 0; pair < prior.length; pair++) {
      prior[pair] /= sums[grid.scaleOf(pair)];
    }
    return prior;
  }

  private double[] scalePrior(double correlation, double deviation) {
    double[] prior = new double[grid.scales()];
    for (int a = 0; a < prior.length; a++) {
      double log = grid.logOfScale(a) - typicalLogScale(correlation);
      prior[a] = Math.exp(-0.5 * log * log / (deviation * deviation + Tuning.LOG_SCALE_FLOOR));
    }
    double sum = StatUtils.sum(prior);
    return Arrays.stream(prior).map(each -> each / sum).toArray();
  }

  private static double typicalLogScale(double correlation) {
    return 0.5 * Math.log(1 - correlation);
  }

  private double[] scalePriorOf(int locationPrior, int deviation) {
    return scalePriors[
        locationPrior / Tuning.SLOPES.length * Tuning.LOG_SCALE_DEVIATIONS.length + deviation];
  }

  /**
   * Computes the marginal likelihood of one prompt's rewards under each cell.
   *
   * @param size the number of pairs whose likelihood is not 0
   * @param pairs these pairs, ascending
   * @param likelihood the likelihood of each component with one of these pairs
   * @param byFamily scratch space with a place for each pair and family
   * @param marginals where to write the result, with a place for each cell
   */
  void marginalLikelihoods(
      int size, int[] pairs, float[] likelihood, double[] byFamily, float[] marginals) {
    for (int i = 0; i < size; i++) {
      int h = i * Shapes.COUNT;
      int f = i * Shapes.FAMILIES;
      byFamily[f] = likelihood[h];
      byFamily[f + 1] = likelihood[h + 1] + likelihood[h + 2];
      byFamily[f + 2] = likelihood[h + 3] + likelihood[h + 4];
      byFamily[f + 3] = likelihood[h + 5];
      byFamily[f + 4] = likelihood[h + 6];
    }
    double[][] byScale = new double[Shapes.FAMILIES][grid.scales()];
    double[] ofFamily = new double[Shapes.FAMILIES];
    int cell = 0;
    for (int l = 0; l < LOCATION_PRIORS; l++) {
      sumByScale(locationPriors[l], size, pairs, byFamily, byScale);
      for (int s = 0; s < Tuning.LOG_SCALE_DEVIATIONS.length; s++) {
        double[] scalePrior = scalePriorOf(l, s);
        for (int family = 0; family < ofFamily.length; family++) {
          ofFamily[family] = product(scalePrior, byScale[family]);
        }
        for (double[] weights : Tuning.FAMILY_WEIGHTS) {
          marginals[cell++] = (float) product(weights, ofFamily);
        }
      }
    }
  }

  /** For every family and scale the sum over its locations. */
  private void sumByScale(
      double[] locationPrior, int size, int[] pairs, double[] byFamily, double[][] sums) {
    for (double[] ofFamily : sums) {
      Arrays.fill(ofFamily, 0);
    }
    int i = 0;
    while (i < size) {
      int scale = grid.scaleOf(pairs[i]);
      double normal = 0;
      double right = 0;
      double left = 0;
      double heavy = 0;
      double contaminated = 0;
      for (; i < size && grid.scaleOf(pairs[i]) == scale; i++) {
        double prior = locationPrior[pairs[i]];
        int first = Shapes.FAMILIES * i;
        normal += prior * byFamily[first];
        right += prior * byFamily[first + 1];
        left += prior * byFamily[first + 2];
        heavy += prior * byFamily[first + 3];
        contaminated += prior * byFamily[first + 4];
      }
      sums[0][scale] = normal;
      sums[1][scale] = right;
      sums[2][scale] = left;
      sums[3][scale] = heavy;
      sums[4][scale] = contaminated;
    }
  }

  private static double product(double[] x, double[] y) {
    double sum = 0;
    for (int k = 0; k < x.length; k++) {
      sum += x[k] * y[k];
    }
    return sum;
  }

  /**
   * Computes the prior of the components in a mixture of cells. It depends on the family of the shape only.
   *
   * @param size the number of pairs in question
   * @param pairs these pairs, ascending
   * @param weights the weight of each cell, at least 0, in any unit
   * @param byFamily where to write the result, with a place for each pair and family
   */
  void mixture(int size, int[] pairs, double[] weights, double[] byFamily) {
    Arrays.fill(byFamily, 0, size * Shapes.FAMILIES, 0);
    double[][] byScale = new double[Shapes.FAMILIES][grid.scales()];
    for (int l = 0; l < LOCATION_PRIORS; l++) {
      int firstCell = l * CELLS_PER_LOCATION_PRIOR;
      if (StatUtils.sum(weights, firstCell, CELLS_PER_LOCATION_PRIOR) == 0) {
        continue;
      }
      weighScales(l, firstCell, weights, byScale);
      double[] locationPrior = locationPriors[l];
      int i = 0;
      while (i < size) {
        int scale = grid.scaleOf(pairs[i]);
        double normal = byScale[0][scale];
        double right = byScale[1][scale];
        double left = byScale[2][scale];
        double heavy = byScale[3][scale];
        double contaminated = byScale[4][scale];
        for (; i < size && grid.scaleOf(pairs[i]) == scale; i++) {
          double prior = locationPrior[pairs[i]];
          int first = Shapes.FAMILIES * i;
          byFamily[first] += prior * normal;
          byFamily[first + 1] += prior * right;
          byFamily[first + 2] += prior * left;
          byFamily[first + 3] += prior * heavy;
          byFamily[first + 4] += prior * contaminated;
        }
      }
    }
  }

  private void weighScales(int l, int firstCell, double[] weights, double[][] byScale) {
    for (double[] ofFamily : byScale) {
      Arrays.fill(ofFamily, 0);
    }
    int mixtures = Tuning.FAMILY_WEIGHTS.length;
    for (int s = 0; s < Tuning.LOG_SCALE_DEVIATIONS.length; s++) {
      double[] scalePrior = scalePriorOf(l, s);
      for (int family = 0; family < Shapes.FAMILIES; family++) {
        double ofFamily = 0;
        for (int k = 0; k < mixtures; k++) {
          ofFamily += weights[firstCell + s * mixtures + k] * Tuning.FAMILY_WEIGHTS[k][family];
        }
        for (int a = 0; a < scalePrior.length; a++) {
          byScale[family][a] += ofFamily * scalePrior[a];
        }
      }
    }
  }
}
