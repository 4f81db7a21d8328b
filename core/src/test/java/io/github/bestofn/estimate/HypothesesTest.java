package io.github.bestofn.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.spi.RewardRange;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HypothesesTest {

  private static final double FEWEST_FOR_MANY = 24;

  private static double[] prior(Hypotheses hypotheses, int population) {
    double[] weights = new double[Hypotheses.POPULATIONS];
    weights[population] = 1;
    return prior(hypotheses, hypotheses.pairs(), weights);
  }

  /** For each hypothesis; there is a place that says nothing, since one array is used for many. */
  private static double[] prior(Hypotheses hypotheses, int[] pairs, double[] weights) {
    double[] byKind = dirty(pairs);
    hypotheses.prior(pairs, weights, byKind);
    double[] prior = new double[pairs.length * Shapes.COUNT];
    for (int h = 0; h < prior.length; h++) {
      prior[h] = byKind[h / Shapes.COUNT * Shapes.KINDS + Shapes.kind(h % Shapes.COUNT)];
    }
    return prior;
  }

  private static double[] evidence(Hypotheses hypotheses, int[] pairs, float[] likelihoods) {
    double[] evidence = new double[Hypotheses.POPULATIONS];
    hypotheses.evidence(pairs, likelihoods, dirty(pairs), evidence);
    return evidence;
  }

  private static double[] dirty(int[] pairs) {
    double[] byKind = new double[pairs.length * Shapes.KINDS + 1];
    Arrays.fill(byKind, 7);
    return byKind;
  }

  private static float[] likelihoods(int[] pairs, long seed) {
    var random = new Random(seed);
    float[] likelihoods = new float[pairs.length * Shapes.COUNT];
    for (int h = 0; h < likelihoods.length; h++) {
      likelihoods[h] = random.nextFloat();
    }
    return likelihoods;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, FEWEST_FOR_MANY})
  void priorsAreProbabilities(double rewards) {
    Hypotheses hypotheses = Hypotheses.forRewards(rewards);
    for (int population = 0; population < Hypotheses.POPULATIONS; population++) {
      double[] prior = prior(hypotheses, population);
      assertThat(prior).hasSize(hypotheses.pairs().length * Shapes.COUNT);
      assertThat(Arrays.stream(prior).min().orElseThrow()).isNotNegative();
      assertThat(Arrays.stream(prior).sum()).isCloseTo(1, within(1e-12));
    }
  }

  /**
   * In half of the populations larger locations go with larger scales, so that prompts with larger rewards have more to gain; the
   * more, the more scales differ. In the others, scales say nothing about locations.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0, FEWEST_FOR_MANY})
  void scalesGrowWithLocationsInHalfOfThePopulations(double rewards) {
    Hypotheses hypotheses = Hypotheses.forRewards(rewards);
    int growing = 0;
    double probability = 0;
    double[] logPriors = Hypotheses.logPriors();
    for (int population = 0; population < Hypotheses.POPULATIONS; population++) {
      double correlation = correlation(hypotheses, prior(hypotheses, population));
      growing += correlation > 0.05 ? 1 : 0;
      probability += correlation > 0.05 ? Math.exp(logPriors[population]) : 0;
      assertThat(correlation).isBetween(-1e-9, 0.99);
    }
    assertThat(growing).isEqualTo(Hypotheses.POPULATIONS / 2);
    assertThat(probability).as("two to one").isCloseTo(2 / 3.0, within(1e-9));
    assertThat(Arrays.stream(logPriors).map(Math::exp).sum()).isCloseTo(1, within(1e-9));
  }

  /** Of the location and the logarithm of the scale. */
  private static double correlation(Hypotheses hypotheses, double[] prior) {
    double[] sums = new double[5];
    for (int h = 0; h < prior.length; h++) {
      double location = hypotheses.location(h / Shapes.COUNT);
      double log = hypotheses.logScale(h / Shapes.COUNT);
      double[] moments = {location, log, location * location, log * log, location * log};
      for (int k = 0; k < moments.length; k++) {
        sums[k] += prior[h] * moments[k];
      }
    }
    double variances = (sums[2] - sums[0] * sums[0]) * (sums[3] - sums[1] * sums[1]);
    return (sums[4] - sums[0] * sums[1]) / Math.sqrt(variances);
  }

  /** The sum over hypotheses, one by one. */
  @ParameterizedTest
  @ValueSource(doubles = {0, FEWEST_FOR_MANY})
  void evidenceIsTheMeanLikelihoodUnderThePrior(double rewards) {
    Hypotheses hypotheses = Hypotheses.forRewards(rewards);
    int[] pairs = hypotheses.pairs();
    float[] likelihoods = likelihoods(pairs, 1);
    double[] evidence = evidence(hypotheses, pairs, likelihoods);
    for (int population = 0; population < Hypotheses.POPULATIONS; population++) {
      double[] prior = prior(hypotheses, population);
      double expected = 0;
      for (int h = 0; h < prior.length; h++) {
        expected += prior[h] * likelihoods[h];
      }
      assertThat(evidence[population]).isCloseTo(expected, within(1e-12));
    }
  }

  @Test
  void priorOfAMixtureIsTheMixtureOfPriors() {
    Hypotheses hypotheses = Hypotheses.forRewards(0);
    double[] weights = new Random(2).doubles(Hypotheses.POPULATIONS).toArray();
    double[] expected = new double[hypotheses.pairs().length * Shapes.COUNT];
    for (int population = 0; population < weights.length; population++) {
      double[] prior = prior(hypotheses, population);
      for (int h = 0; h < expected.length; h++) {
        expected[h] += weights[population] * prior[h];
      }
    }
    assertThat(prior(hypotheses, hypotheses.pairs(), weights))
        .containsExactly(expected, within(1e-12));
  }

  /** Every third pair: their priors are what they are among all, and the evidence is that of the others being impossible. */
  @Test
  void somePairsAreWhatTheyAreAmongAll() {
    Hypotheses hypotheses = Hypotheses.forRewards(0);
    int[] all = hypotheses.pairs();
    int[] some = IntStream.of(all).filter(pair -> pair % 3 == 0).toArray();
    double[] weights = new Random(3).doubles(Hypotheses.POPULATIONS).toArray();
    float[] likelihoods = likelihoods(all, 4);
    float[] ofSome = new float[some.length * Shapes.COUNT];
    double[] priorOfSome = new double[ofSome.length];
    double[] prior = prior(hypotheses, all, weights);
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
    assertThat(prior(hypotheses, some, weights)).containsExactly(priorOfSome, within(1e-15));
    assertThat(evidence(hypotheses, some, ofSome))
        .containsExactly(evidence(hypotheses, all, likelihoods), within(1e-15));
  }

  /**
   * Where a prompt's best reward is two deviations above its mean, the gain of normal rewards changes by the factor exp(2 dm + 5 ds)
   * about, dm being the change of the location in scales, ds that of the scale's logarithm. With 24 rewards a location
   * is known to 0.2 scales and a scale to 0.15: no pair should be much further from its neighbours.
   */
  @Test
  void manyRewardsTellApartWhatIsCloser() {
    Hypotheses few = Hypotheses.forRewards(Math.nextDown(FEWEST_FOR_MANY));
    Hypotheses many = Hypotheses.forRewards(FEWEST_FOR_MANY);
    assertThat(many.pairs().length).isGreaterThan(2 * few.pairs().length);
    for (int pair : many.pairs()) {
      double scale = Math.exp(many.logScale(pair));
      assertThat(many.standardised(scale, pair) - many.standardised(0, pair))
          .isCloseTo(1, within(1e-12));
      double location = -scale * many.standardised(0, pair);
      if (scale > 0.27 && scale < 2.5 && location < 2.5) {
        assertThat(nearest(many, pair, location + 0.15 * scale, 0)).isLessThan(0.16);
        assertThat(nearest(many, pair, location, 0.11)).isLessThan(0.12);
      }
    }
  }

  /** Those of earlier prompts say what prompts share, and nothing of what is between two hypotheses about one. */
  @Test
  void onlyThePromptsOfTheBatchNeedMany() {
    RewardRange range = RewardRange.unbounded();
    RewardSamples history = RewardSamples.of(range, new double[100], new double[100]);
    RewardSamples batch =
        RewardSamples.of(range, history, new double[] {1, 2}, new double[0], new double[] {3});
    assertThat(RewardSpread.of(batch).rewardsPerPrompt()).isEqualTo(1.5);
    assertThat(RewardSpread.of(RewardSamples.of(range)).rewardsPerPrompt()).isZero();
  }

  /** How far the nearest pair is from a place near another, in its scales and in logarithms of scales. */
  private static double nearest(Hypotheses hypotheses, int of, double location, double logs) {
    double logScale = hypotheses.logScale(of) + logs;
    double scale = Math.exp(logScale);
    return Arrays.stream(hypotheses.pairs())
        .mapToDouble(pair -> {
          double at = -Math.exp(hypotheses.logScale(pair)) * hypotheses.standardised(0, pair);
          return Math.max(
              Math.abs(at - location) / scale, Math.abs(hypotheses.logScale(pair) - logScale));
        })
        .min()
        .orElseThrow();
  }
}
