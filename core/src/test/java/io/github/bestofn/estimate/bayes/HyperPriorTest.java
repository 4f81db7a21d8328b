package io.github.bestofn.estimate.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HyperPriorTest {

  private static final ComponentGrid GRID = ComponentGrid.GRID;

  private static int[] allPairs() {
    return IntStream.range(0, GRID.pairs()).toArray();
  }

  private static double[] prior(int cell) {
    double[] weights = new double[HyperPrior.CELLS];
    weights[cell] = 1;
    return mixture(allPairs(), weights);
  }

  /** For each component. Scratch space is longer than needed and not empty, because it is used for many prompts. */
  private static double[] mixture(int[] pairs, double[] weights) {
    double[] byFamily = used(pairs);
    HyperPrior.PRIOR.mixture(pairs.length, pairs, weights, byFamily);
    double[] prior = new double[pairs.length * Shapes.COUNT];
    Arrays.setAll(
        prior, h -> byFamily[h / Shapes.COUNT * Shapes.FAMILIES + Shapes.family(h % Shapes.COUNT)]);
    return prior;
  }

  private static double[] marginals(int[] pairs, float[] likelihoods) {
    float[] marginals = new float[HyperPrior.CELLS];
    HyperPrior.PRIOR.marginalLikelihoods(pairs.length, pairs, likelihoods, used(pairs), marginals);
    double[] doubles = new double[marginals.length];
    Arrays.setAll(doubles, cell -> marginals[cell]);
    return doubles;
  }

  private static double[] used(int[] pairs) {
    double[] byFamily = new double[pairs.length * Shapes.FAMILIES + 1];
    Arrays.fill(byFamily, 7);
    return byFamily;
  }

  private static float[] likelihoods(int[] pairs, long seed) {
    var random = new Random(seed);
    float[] likelihoods = new float[pairs.length * Shapes.COUNT];
    for (int h = 0; h < likelihoods.length; h++) {
      likelihoods[h] = random.nextFloat();
    }
    return likelihoods;
  }

  /** By the formula, one component after another. */
  @Test
  void mixture_ofOneCell_isThatOfTheFormula() {
    double[][] expected = BruteForce.priors(GRID);
    assertThat(expected).hasNumberOfRows(HyperPrior.CELLS);
    for (int cell = 0; cell < HyperPrior.CELLS; cell++) {
      double[] prior = prior(cell);
      assertThat(Arrays.stream(prior).min().orElseThrow()).isNotNegative();
      assertThat(Arrays.stream(prior).sum()).isCloseTo(1, within(1e-12));
      double difference = 0;
      for (int h = 0; h < prior.length; h++) {
        difference = Math.max(difference, Math.abs(prior[h] - expected[cell][h]));
      }
      assertThat(difference).as("cell %s", cell).isLessThan(1e-15);
    }
  }

  /**
   * In half of the cells larger locations go with larger scales, so that prompts with larger rewards have more to
   * gain: the correlation grows with the deviation of log scales. In the other half scale and location are
   * independent.
   */
  @Test
  void mixture_ofHalfOfTheCells_hasScalesThatGrowWithLocations() {
    int growing = 0;
    double probability = 0;
    double[] logPrior = HyperPrior.logPrior(Fits.summary(Fits.normal(1, 4, 4)), false);
    for (int cell = 0; cell < HyperPrior.CELLS; cell++) {
      double correlation = correlation(prior(cell));
      growing += correlation > 0.05 ? 1 : 0;
      probability += correlation > 0.05 ? Math.exp(logPrior[cell]) : 0;
      assertThat(correlation).isBetween(-1e-9, 0.99);
    }
    assertThat(growing).isEqualTo(HyperPrior.CELLS / 2);
    assertThat(probability).as("two to one").isCloseTo(2 / 3.0, within(1e-9));
    assertThat(Arrays.stream(logPrior).map(Math::exp).sum()).isCloseTo(1, within(1e-9));
  }

  /** It is possible where rewards repeat and pile up at an end, and then 20 times as likely as each other mixture. */
  @Test
  void contamination_needsRewardsThatPileUp() {
    BatchSummary piled = Fits.summary(new double[] {0, 0, 0, 1}, new double[] {0, 2, 3, 1});
    BatchSummary ceiling = Fits.summary(new double[] {0, 3, 3, 1}, new double[] {0, 2, 3, 1});
    BatchSummary spread = Fits.summary(new double[] {0, 1, 2, 1}, new double[] {1, 2, 3, 2});
    assertThat(contamination(piled, true)).isCloseTo(20 / 25.0, within(1e-9));
    assertThat(contamination(ceiling, true)).isCloseTo(20 / 25.0, within(1e-9));
    assertThat(contamination(spread, true)).isZero();
    assertThat(contamination(piled, false)).isZero();
    assertThat(contamination(Fits.summary(), true)).isZero();
  }

  private static double contamination(BatchSummary summary, boolean repeat) {
    double[] logPrior = HyperPrior.logPrior(summary, repeat);
    assertThat(Arrays.stream(logPrior).map(Math::exp).sum()).isCloseTo(1, within(1e-9));
    double sum = 0;
    for (int cell = 5; cell < logPrior.length; cell += 6) {
      sum += Math.exp(logPrior[cell]);
    }
    return sum;
  }

  /** Of the location and the log scale. */
  private static double correlation(double[] prior) {
    double[] sums = new double[5];
    for (int h = 0; h < prior.length; h++) {
      double location = GRID.location(h / Shapes.COUNT);
      double log = GRID.logScale(h / Shapes.COUNT);
      double[] moments = {location, log, location * location, log * log, location * log};
      for (int k = 0; k < moments.length; k++) {
        sums[k] += prior[h] * moments[k];
      }
    }
    double variances = (sums[2] - sums[0] * sums[0]) * (sums[3] - sums[1] * sums[1]);
    return (sums[4] - sums[0] * sums[1]) / Math.sqrt(variances);
  }

  /** The sum over components, one by one; results are in single precision. */
  @Test
  void marginalLikelihoods_areMeansUnderThePrior() {
    int[] pairs = allPairs();
    float[] likelihoods = likelihoods(pairs, 1);
    double[] marginals = marginals(pairs, likelihoods);
    double[][] priors = BruteForce.priors(GRID);
    for (int cell = 0; cell < HyperPrior.CELLS; cell++) {
      double expected = 0;
      for (int h = 0; h < likelihoods.length; h++) {
        expected += priors[cell][h] * likelihoods[h];
      }
      assertThat(marginals[cell]).isCloseTo(expected, within(1e-7));
    }
  }

  @Test
  void mixture_isTheMixtureOfPriors() {
    double[] weights = new Random(2).doubles(HyperPrior.CELLS).toArray();
    double[] expected = new double[GRID.components()];
    double[][] priors = BruteForce.priors(GRID);
    for (int cell = 0; cell < weights.length; cell++) {
      for (int h = 0; h < expected.length; h++) {
        expected[h] += weights[cell] * priors[cell][h];
      }
    }
    assertThat(mixture(allPairs(), weights)).containsExactly(expected, within(1e-12));
  }

  /** Every third pair has its prior among all, and the marginal likelihood is that where the other pairs are impossible. */
  @Test
  void somePairs_haveTheirPriorAmongAll() {
    int[] all = allPairs();
    int[] some = IntStream.of(all).filter(pair -> pair % 3 == 0).toArray();
    double[] weights = new Random(3).doubles(HyperPrior.CELLS).toArray();
    float[] likelihoods = likelihoods(all, 4);
    float[] ofSome = new float[some.length * Shapes.COUNT];
    double[] priorOfSome = new double[ofSome.length];
    double[] prior = mixture(all, weights);
    for (int h = 0; h < likelihoods.length; h++) {
      int pair = h / Shapes.COUNT;
      if (pair % 3 == 0) {
        int at = pair / 3 * Shapes.COUNT + h % Shapes.COUNT;
        ofSome[at] = likelihoods[h];
        priorOfSome[at] = prior[h];
      } else {
        likelihoods[h] = 0;
      }
    }
    assertThat(mixture(some, weights)).containsExactly(priorOfSome, within(1e-15));
    assertThat(marginals(some, ofSome)).containsExactly(marginals(all, likelihoods), within(1e-15));
  }
}
