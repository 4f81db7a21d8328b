package io.github.bestofn.estimate.bayes;

import static io.github.bestofn.estimate.bayes.Fits.NO_END;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.spi.RewardRange;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.commons.math3.distribution.GammaDistribution;
import org.apache.commons.math3.distribution.GumbelDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.RealDistribution;
import org.apache.commons.math3.distribution.TDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LikelihoodTest {

  /* Twelve rewards: 0 half of the time, then 1 and 2 a quarter each. */
  private static final double[][] REWARDS = {{0, 0, 0, 1, 1, 2}, {0, 0, 0, 1, 2, 2}};
  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

  /** Logarithms of interval probabilities are exact to 0.00013, survival functions to 4e-6, in scores. */
  private static double tolerance(double probability) {
    return 1.3e-4 * probability + 2e-5;
  }

  private static BatchSummary summaryTo(double highest, double[]... rewards) {
    return BatchSummary.of(RewardSamples.of(RewardRange.of(0, highest), rewards));
  }

  private static double standardised(ComponentGrid grid, double score, int pair) {
    return (score - grid.location(pair)) * grid.inverseScale(pair);
  }

  private static float[] logs(Likelihood likelihood, double... ascending) {
    float[] logs = new float[likelihood.grid().components()];
    likelihood.logLikelihood(ascending, logs);
    return logs;
  }

  private static double mass(Likelihood likelihood, double reward, int component) {
    return Math.exp(logs(likelihood, reward)[component]);
  }

  private static void assertMass(
      Likelihood likelihood, double reward, int component, double expected) {
    assertThat(mass(likelihood, reward, component))
        .isCloseTo(expected, within(tolerance(expected)));
  }

  /** The log density of a shape by Commons Math, at the nearest hundredth and at least -14. */
  private static double logDensity(int shape, double t) {
    double nearest = Math.min(Math.max(Math.rint(100 * t) / 100, -12), 12);
    double gumbelScale = Math.sqrt(6) / Math.PI;
    double mode = -0.5772156649015329 * gumbelScale;
    RealDistribution gumbel = new GumbelDistribution(null, mode, gumbelScale);
    RealDistribution gamma = new GammaDistribution(null, 1.5, 1);
    double log = switch (shape) {
      case 0 -> Math.log(NORMAL.density(nearest));
      case 1 -> Math.log(gumbel.density(nearest));
      case 2 -> Math.log(Math.sqrt(1.5) * gamma.density(1.5 + Math.sqrt(1.5) * nearest));
      case 3 -> Math.log(gumbel.density(-nearest));
      case 4 -> Math.log(Math.sqrt(1.5) * gamma.density(1.5 - Math.sqrt(1.5) * nearest));
      default ->
        Math.log(Math.sqrt(2) * new TDistribution(null, 4).density(Math.sqrt(2) * nearest));
    };
    return Math.max(log, -14);
  }

  /** The sum over rewards of the log density of their scores in each component, by closed forms. */
  @Test
  void density_isThatOfLocationScaleAndShape() {
    double[] rewards = {-1.231, 0.4567, 0.7131, 2.9173};
    BatchSummary summary = Fits.summary(Fits.normal(1, 6, 6));
    Likelihood likelihood = Fits.density(summary, EndpointTransform.NONE);
    ScoreScale scale = ScoreScale.of(summary, EndpointTransform.NONE);
    float[] logs = new float[likelihood.grid().components()];
    double common = likelihood.logLikelihood(rewards, logs);
    assertThat(common).isCloseTo(-4 * Math.log(scale.deviation()), within(1e-12));
    ComponentGrid grid = likelihood.grid();
    for (int h = 0; h < logs.length; h += 5) {
      int pair = h / Shapes.COUNT;
      if (h % Shapes.COUNT == Shapes.CONTAMINATED) {
        assertThat(logs[h]).as("repeated rewards only").isEqualTo(Float.NEGATIVE_INFINITY);
        continue;
      }
      double expected = -4 * grid.logScale(pair);
      for (double reward : rewards) {
        expected += logDensity(h % Shapes.COUNT, standardised(grid, scale.score(reward), pair));
      }
      assertThat((double) logs[h]).as("component %s", h).isCloseTo(expected, within(2e-5));
    }
  }

  @Test
  void scores_areStandardisedTransformedRewards() {
    double[][] rewards = {{1, 2}, {4, 8}};
    var lower = new EndpointTransform(0, NO_END, 0.1, 0);
    ScoreScale scale = ScoreScale.of(Fits.summary(rewards), lower);
    assertThat(scale.mean()).isCloseTo(1.5 * Math.log(2), within(1e-12));
    assertThat(scale.score(Math.pow(2, 1.5))).isCloseTo(0, within(1e-12));
    double slope = (scale.score(3 + 1e-6) - scale.score(3 - 1e-6)) / 2e-6;
    assertThat(scale.logJacobian(3)).isCloseTo(Math.log(slope), within(1e-8));
  }

  /** Of 62 rewards the 43 least are less than the 44th, and 19 have their densities. */
  @Test
  void density_ofManyRewards_isCensoredBelowTheLargest() {
    double[][] rewards = Fits.normal(2, 4, 62);
    Likelihood likelihood = Fits.density(Fits.summary(rewards), EndpointTransform.NONE);
    double[] own = Fits.sorted(rewards[0]);
    float[] expected = new float[likelihood.grid().components()];
    likelihood.addCensored(own[43], 43, expected);
    double common = likelihood.addUncensored(own, 43, expected);
    float[] logs = new float[expected.length];
    assertThat(likelihood.logLikelihood(own, logs)).isEqualTo(common);
    assertThat(logs).containsExactly(expected);
  }

  /** Equal rewards are all censored or all not. */
  @Test
  void interval_ofManyRewards_isNotCensoredAmongEqualRewards() {
    double[] own = new double[62];
    Arrays.setAll(own, k -> Math.floorDiv(k, 10));
    Likelihood likelihood = Likelihood.Interval.ofRanks(Fits.summary(own, own), NO_END);
    float[] expected = new float[likelihood.grid().components()];
    likelihood.addCensored(4, 40, expected);
    likelihood.addUncensored(own, 40, expected);
    assertThat(logs(likelihood, own)).containsExactly(expected);
    float[] below = new float[expected.length];
    likelihood.addCensored(0, 3, below);
    assertThat(below).as("nothing lies below the least value").containsOnly(0f);
  }

  /**
   * Of normal rewards that are cut off at -0.5, that reward stands for all that would be less; the others have a
   * density.
   */
  @Test
  void density_ofAnAtom_isTheProbabilityOfLess() {
    BatchSummary summary =
        Fits.summary(new double[] {-0.5, -0.5, 0.3, 1.2}, new double[] {-0.5, 0.1, 0.9, 2});
    Likelihood censored = Likelihood.Density.of(summary, -0.5, NO_END, EndpointTransform.NONE);
    Likelihood plain = Likelihood.Density.of(summary, NO_END, EndpointTransform.NONE);
    float[] below = new float[plain.grid().components()];
    plain.addCensored(-0.5, 1, below);
    assertThat(logs(censored, -0.5)).containsExactly(below).isNotEqualTo(logs(plain, -0.5));
    assertThat(logs(censored, 0.1)).containsExactly(logs(plain, 0.1));
    float[] both = new float[below.length];
    plain.addCensored(-0.5, 2, both);
    plain.addUncensored(new double[] {0.1}, 0, both);
    assertThat(logs(censored, -0.5, -0.5, 0.1)).containsExactly(both);
  }

  /** Each value has the scores between those of the share of lower values and of its own added: 0, 0.674, infinity. */
  @Test
  void ranks_ofAValue_areAnIntervalOfNormalScores() {
    BatchSummary summary = summaryTo(2, REWARDS);
    assertThat(summary.ceiling()).hasValue(2);
    Likelihood ranks = Likelihood.Interval.ofRanks(summary, NO_END);
    ComponentGrid grid = ranks.grid();
    double second = NORMAL.inverseCumulativeProbability(0.75);
    for (int pair = 0; pair < grid.pairs(); pair++) {
      double low = NORMAL.cumulativeProbability(standardised(grid, 0, pair));
      double high = NORMAL.cumulativeProbability(standardised(grid, second, pair));
      int normal = pair * Shapes.COUNT;
      assertMass(ranks, 0, normal, low);
      assertMass(ranks, 1, normal, high - low);
      assertMass(ranks, 2, normal, 1 - high);
    }
  }

  /** The three largest, 2, 2 and 4, exceed the next, 2, by two thirds on average: the scale of the tail of a fourteenth. */
  @Test
  void ranks_beyondTheBest_haveATailOfTheMeanExcess() {
    BatchSummary summary = summaryTo(NO_END, REWARDS[0], new double[] {0, 0, 0, 1, 2, 2, 4});
    Likelihood ranks = Likelihood.Interval.ofRanks(summary, NO_END);
    Cells cells = ranks.cells();
    assertThat(cells.edge(3)).isEqualTo(4);
    assertThat(cells.edge(cells.count())).isCloseTo(4 + 4 * 2 / 3.0, within(1e-12));
    ComponentGrid grid = ranks.grid();
    for (int pair = 0; pair < grid.pairs(); pair++) {
      double[] survival = ranks.survival(pair * Shapes.COUNT);
      for (int cell = 3; cell < cells.count(); cell++) {
        double rest = Math.exp(-(middle(cells, cell) - 4) / (2 / 3.0)) / 14;
        double score = -NORMAL.inverseCumulativeProbability(rest);
        assertThat(survival[cell])
            .isCloseTo(
                NORMAL.cumulativeProbability(-standardised(grid, score, pair)), within(1e-4));
      }
    }
  }

  /** With another value, 4, observed once there is no ceiling: a fourteenth of all later rewards may be larger. */
  @Test
  void ranks_withoutACeiling_leaveSomethingBeyond() {
    BatchSummary summary = summaryTo(NO_END, REWARDS[0], new double[] {0, 0, 0, 1, 2, 2, 4});
    assertThat(summary.ceiling()).isEmpty();
    Likelihood ranks = Likelihood.Interval.ofRanks(summary, NO_END);
    double cumulated = (0.5 + 3 / 7.0) / 2 * 13 / 14;
    double first = NORMAL.inverseCumulativeProbability(cumulated);
    double last = NORMAL.inverseCumulativeProbability(13.0 / 14);
    ComponentGrid grid = ranks.grid();
    for (int pair = 0; pair < grid.pairs(); pair++) {
      int normal = pair * Shapes.COUNT;
      double sum = mass(ranks, 0, normal)
          + mass(ranks, 1, normal)
          + mass(ranks, 2, normal)
          + mass(ranks, 4, normal);
      double expected = NORMAL.cumulativeProbability(standardised(grid, last, pair));
      assertThat(sum).isCloseTo(expected, within(tolerance(expected)));
      assertMass(ranks, 0, normal, NORMAL.cumulativeProbability(standardised(grid, first, pair)));
    }
    Cells cells = ranks.cells();
    assertThat(cells.edge(0)).isZero();
    assertThat(cells.edge(3)).isEqualTo(4);
    assertThat(cells.count()).isEqualTo(3 + Tuning.TIED_CELLS_BEYOND);
    for (int cell = 3; cell < cells.count(); cell++) {
      assertThat(cells.width(cell)).isCloseTo(cells.width(3), within(1e-9));
    }
    for (int h = 0; h < Shapes.COUNT; h++) {
      double[] survival = ranks.survival(h);
      for (int cell = 1; cell < survival.length; cell++) {
        assertThat(survival[cell]).isLessThanOrEqualTo(survival[cell - 1]);
      }
    }
  }

  /**
   * Two fifths of a contaminated prompt's scores are standard normal: then ranks have the shares of all rewards
   * together.
   */
  @Test
  void contaminatedMasses_areMixtures() {
    BatchSummary summary = summaryTo(2, REWARDS);
    Likelihood ranks = Likelihood.Interval.ofRanks(summary, 2);
    double[] shares = {0.5, 0.25, 0.25};
    for (int pair = 0; pair < ranks.grid().pairs(); pair++) {
      int normal = pair * Shapes.COUNT;
      for (int value = 0; value < shares.length; value++) {
        double expected = 0.6 * mass(ranks, value, normal) + 0.4 * shares[value];
        assertThat(mass(ranks, value, normal + Shapes.CONTAMINATED))
            .isCloseTo(expected, within(2 * tolerance(expected)));
      }
    }
    int last = ranks.grid().components() - 1;
    float[] logs = new float[ranks.grid().components()];
    ranks.addCensored(2, 3, logs);
    double below = 1 - ranks.grid().survival(last, 0.6744897501960817);
    assertThat((double) logs[last]).isCloseTo(3 * Math.log(below), within(1e-3));
  }

  private static double middle(Cells cells, int cell) {
    return (cells.edge(cell) + cells.edge(cell + 1)) / 2;
  }

  private static Stream<EndpointTransform> transforms() {
    return Stream.of(EndpointTransform.NONE, new EndpointTransform(-1, 6, 0.5, 0.25));
  }

  /**
   * Of the values 0, 1 and 4 the second begins at 1 / 2, the third at 5 / 2, and what lies beyond as far above the
   * third.
   */
  @ParameterizedTest
  @MethodSource("transforms")
  void values_beginHalfWay(EndpointTransform transform) {
    BatchSummary summary =
        summaryTo(NO_END, new double[] {0, 0, 0, 1, 1, 4}, new double[] {0, 0, 0, 1, 1, 1});
    Likelihood values = Likelihood.Interval.ofValues(summary, NO_END, transform);
    ScoreScale scale = ScoreScale.of(summary, transform);
    assertThat(scale.mean())
        .isCloseTo(
            (6 * transform.apply(0) + 5 * transform.apply(1) + transform.apply(4)) / 12,
            within(1e-12));
    ComponentGrid grid = values.grid();
    double[] uppers = {0.5, 2.5, 5.5};
    for (int pair = 0; pair < grid.pairs(); pair++) {
      int normal = pair * Shapes.COUNT;
      double[] below = new double[3];
      for (int k = 0; k < 3; k++) {
        below[k] = NORMAL.cumulativeProbability(standardised(grid, scale.score(uppers[k]), pair));
      }
      assertMass(values, 0, normal, below[0]);
      assertMass(values, 1, normal, below[1] - below[0]);
      assertMass(values, 4, normal, below[2] - below[1]);
    }
    Cells cells = values.cells();
    assertThat(cells.edge(2)).isEqualTo(4);
    double[] survival = values.survival(0);
    for (int cell = 2; cell < cells.count(); cell++) {
      double score = scale.score(middle(cells, cell));
      assertThat(survival[cell])
          .isCloseTo(NORMAL.cumulativeProbability(-standardised(grid, score, 0)), within(1e-4));
    }
  }

  /** With a ceiling nothing lies beyond the best value, of ranks and of values. */
  @Test
  void values_endAtACeiling() {
    Likelihood values =
        Likelihood.Interval.ofValues(summaryTo(2, REWARDS), NO_END, EndpointTransform.NONE);
    assertThat(values.cells().count()).isEqualTo(2);
    assertThat(values.cells().edge(2)).isEqualTo(2);
    for (int h = 0; h < values.grid().components(); h++) {
      double sum = mass(values, 0, h) + mass(values, 1, h) + mass(values, 2, h);
      assertThat(sum).isCloseTo(1, within(tolerance(1)));
    }
  }

  @Test
  void interval_ofEqualRewards_isAPower() {
    Likelihood ranks = Likelihood.Interval.ofRanks(Fits.summary(REWARDS), NO_END);
    float[] once = logs(ranks, 1);
    float[] twice = logs(ranks, 1, 1);
    for (int h = 0; h < once.length; h++) {
      assertThat(twice[h]).isEqualTo(2 * once[h]);
    }
  }

  /**
   * A reward between two values, of a prompt that is not in the fit, has the interval of the upper one; one above
   * all, the last.
   */
  @Test
  void interval_ofAReward_isThatOfTheNextValue() {
    Likelihood ranks = Likelihood.Interval.ofRanks(Fits.summary(REWARDS), NO_END);
    assertThat(logs(ranks, 0.3)).containsExactly(logs(ranks, 1));
    assertThat(logs(ranks, 7)).containsExactly(logs(ranks, 2));
    assertThat(logs(ranks, -7)).containsExactly(logs(ranks, 0));
  }

  /** Of 300 values 256 are kept, the first and the last among them; the cells are as many. */
  @Test
  void interval_ofManyValues_keepsSome() {
    double[] twice = new double[600];
    Arrays.setAll(twice, k -> k % 300);
    Likelihood.Interval ranks = Likelihood.Interval.ofRanks(Fits.summary(twice, twice), NO_END);
    assertThat(ranks.size()).isEqualTo(256);
    assertThat(ranks.cells().edge(0)).isZero();
    assertThat(ranks.cells().edge(255)).isEqualTo(299);
    assertThat(ranks.cells().at(299)).isEqualTo(255);
  }
}
