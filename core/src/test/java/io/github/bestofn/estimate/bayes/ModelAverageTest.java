package io.github.bestofn.estimate.bayes;

import static io.github.bestofn.estimate.bayes.Fits.NO_END;
import static io.github.bestofn.estimate.bayes.Fits.gain;
import static io.github.bestofn.estimate.bayes.Fits.model;
import static io.github.bestofn.estimate.bayes.Fits.normal;
import static io.github.bestofn.estimate.bayes.Fits.rounded;
import static io.github.bestofn.estimate.bayes.Fits.shares;
import static io.github.bestofn.estimate.bayes.Fits.sorted;
import static io.github.bestofn.estimate.bayes.Fits.summary;
import static io.github.bestofn.estimate.bayes.PredictiveModel.NOT_FITTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.estimate.Hypothesis;
import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.estimate.bayes.PredictiveModel.Predictive;
import io.github.bestofn.estimate.numeric.Samples;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class ModelAverageTest {

  private static final String BOTH_ENDPOINTS = "endpoints at.*";

  private static ModelAverage continuous(double[][] rewards) {
    return ModelAverage.ofContinuous(summary(rewards), NO_END);
  }

  private static double weight(double[][] rewards, String description) {
    return Fits.weight(continuous(rewards), rewards, description);
  }

  @Test
  void endpoints_haveWeightWhereTheyExist() {
    assertThat(weight(shares(), BOTH_ENDPOINTS)).isGreaterThan(0.9);
    assertThat(weight(normal(5, 16, 12), BOTH_ENDPOINTS)).isLessThan(0.3);
    assertThat(weight(normal(5, 16, 12), "no endpoint.*")).isGreaterThan(0.5);
  }

  /**
   * Log-normal rewards, rounded to fifths: of the weight of values almost all is that of a lower endpoint; of normal
   * ones little.
   */
  @Test
  void lowerEndpoint_hasWeightWhereRewardsRepeat() {
    double[][] normal = normal(5, 16, 12);
    double[][] starting = Arrays.stream(normal)
        .map(own -> Arrays.stream(own).map(Math::exp).toArray())
        .toArray(double[][]::new);
    assertThat(weightOfLowerAmongValues(rounded(starting, 0.2))).isGreaterThan(0.9);
    assertThat(weightOfLowerAmongValues(rounded(normal, 0.2))).isLessThan(0.3);
  }

  private static double weightOfLowerAmongValues(double[][] rewards) {
    BatchSummary summary = summary(rewards);
    assertThat(summary.hasTies()).isTrue();
    ModelAverage tied = ModelAverage.ofTied(summary, NO_END);
    double ranks = Fits.weight(tied, rewards, "ranks of rewards.*");
    assertThat(ranks).isLessThan(1);
    return Fits.weight(tied, rewards, "lower endpoint at.*") / (1 - ranks);
  }

  /** Near the endpoint there is less to gain than elsewhere; without an endpoint a larger mean gains no less. */
  @Test
  void promptsNearTheUpperEndpoint_gainLess() {
    var random = new Random(6);
    double[][] ending = new double[8][16];
    for (int prompt = 0; prompt < 8; prompt++) {
      double scale = Math.exp(-prompt);
      Arrays.setAll(ending[prompt], k -> -scale * Math.exp(0.5 * random.nextGaussian()));
    }
    ModelAverage average = continuous(ending);
    double[] gains = new double[8];
    for (int prompt = 0; prompt < 8; prompt++) {
      gains[prompt] = gainOverBest(average, ending, prompt);
    }
    assertThat(gains[7]).isPositive().isLessThan(gains[0] / 2);
    assertThat(gains[7]).isLessThan(gainOverBest(model(summary(ending)), ending, 7));
  }

  private static double gainOverBest(PredictiveModel model, double[][] rewards, int prompt) {
    double[] own = sorted(rewards[prompt]);
    return gain(model.posterior(own, prompt), own[own.length - 1]);
  }

  /**
   * Log-normal rewards: where they are larger they vary more, so that prompts with larger rewards have more to gain.
   * A model without a lower endpoint estimates scales from a prompt's own rewards, and the large scales of other
   * prompts make small ones larger.
   */
  @Test
  void promptsFarAboveTheLowerEndpoint_gainMore() {
    var random = new Random(11);
    double[][] starting = new double[8][6];
    for (int prompt = 0; prompt < 8; prompt++) {
      double scale = Math.exp(0.7 * prompt);
      Arrays.setAll(starting[prompt], k -> scale * Math.exp(0.5 * random.nextGaussian()));
    }
    ModelAverage average = continuous(starting);
    HierarchicalModel without = model(summary(starting));
    double[] ratios = new double[8];
    for (int prompt = 0; prompt < 8; prompt++) {
      ratios[prompt] =
          gainOverBest(average, starting, prompt) / gainOverBest(without, starting, prompt);
    }
    assertThat(ratios[0]).isLessThan(ratios[7] / 2);
  }

  /**
   * Half of the prompts have small counts and half large ones, with the same deviation: a step is as likely from 20 on
   * as from 0 on. As ranks they are the rare upper end of all rewards. Means of twenty batches: in one of them ranks
   * may fit so well by chance that values are left out.
   */
  @Test
  void counts_areTakenAsValues() {
    double weightOfRanks = 0;
    double ofRanks = 0;
    double ofValues = 0;
    double withoutEndpoints = 0;
    double gain = 0;
    int valuesLeftOut = 0;
    for (int batch = 0; batch < 20; batch++) {
      double[][] counts = counts(batch);
      BatchSummary summary = summary(counts);
      assertThat(summary.hasTies()).isTrue();
      ModelAverage both = ModelAverage.ofTied(summary, NO_END);
      double ofThese = weightOfRanks(both, counts);
      weightOfRanks += ofThese;
      if (ofThese > 1 - 1e-9) {
        valuesLeftOut++;
        continue;
      }
      gain += gainOverBest(both, counts, 0);
      ofValues += gainOfValues(both, counts);
      var ranks = new HierarchicalModel(summary, Likelihood.Interval.ofRanks(summary, NO_END));
      ofRanks += gainOverBest(ranks, counts, 0);
      var values = new HierarchicalModel(
          summary, Likelihood.Interval.ofValues(summary, NO_END, EndpointTransform.NONE));
      withoutEndpoints += gainOverBest(values, counts, 0);
    }
    assertThat(valuesLeftOut).isLessThan(2);
    assertThat(weightOfRanks / 20).isLessThan(0.3);
    assertThat(withoutEndpoints).isLessThan(ofRanks / 2);
    assertThat(ofValues).isLessThan(ofRanks / 2);
    assertThat(gain - ofValues).isBetween(0.0, 0.3 * (ofRanks - ofValues));
  }

  private static double[][] counts(long seed) {
    var random = new Random(seed);
    double[][] counts = new double[16][24];
    for (int prompt = 0; prompt < 16; prompt++) {
      double mean = prompt % 2 == 0 ? 5 : 20;
      Arrays.setAll(counts[prompt], k -> Math.rint(mean + 1.5 * random.nextGaussian()));
    }
    return counts;
  }

  /** The gain of the first prompt without the model of ranks. */
  private static double gainOfValues(ModelAverage average, double[][] rewards) {
    double[] own = sorted(rewards[0]);
    List<Hypothesis> hypotheses =
        Fits.hypotheses(average.posterior(own, 0), own[own.length - 1]).stream()
            .filter(each -> !each.description().startsWith("ranks of rewards"))
            .toList();
    return hypotheses.stream().mapToDouble(each -> each.weight() * each.gain()).sum()
        / hypotheses.stream().mapToDouble(Hypothesis::weight).sum();
  }

  /** The weight of ranks for rewards that are made of normal ones, with half of sixteen prompts raised. */
  private static double weightOfRanks(double raised, DoubleUnaryOperator made) {
    RewardSamples samples = Fits.samples(raised, made);
    double[] own = sorted(samples.rewards(0));
    return weightOfRanks(
        ModelAverage.ofTied(BatchSummary.of(samples), NO_END), new double[][] {own});
  }

  /** The weight of ranks for the first prompt, which is in the fit. */
  private static double weightOfRanks(ModelAverage average, double[][] rewards) {
    return Fits.weight(average, rewards, "ranks of rewards.*");
  }

  /** Ranks, where rewards pile up below or their steps grow; values, where steps are equal and prompts far apart. */
  @Test
  void ranks_haveWeightWhereValuesDoNotFit() {
    DoubleUnaryOperator halves = z -> Math.rint(2 * z) / 2;
    assertThat(weightOfRanks(1, z -> z < 0 ? -10 : z)).isGreaterThan(0.99);
    assertThat(weightOfRanks(1, z -> Math.exp(2 * halves.applyAsDouble(z)))).isGreaterThan(0.99);
    assertThat(weightOfRanks(8, halves)).isLessThan(0.01);
    // Normal rewards have the same scores either way, but those of ranks are fitted.
    assertThat(weightOfRanks(1, halves)).isLessThan(0.5);
    // With two values, ranks and values are equivalent.
    assertThat(weightOfRanks(1, z -> z < 0.5 ? 0 : 1)).isCloseTo(1, within(1e-9));
  }

  /**
   * Four models, each by brute force, weighed by prior odds and the marginal likelihoods of the fit and of the new
   * prompt. Cells, components and models of little weight are left out as documented; the rest differs by single
   * precision.
   */
  @Test
  void posterior_ofANewPrompt_isThatOfABruteForceMixture() {
    double[][] rewards = Fits.unequal(6, 6);
    BatchSummary summary = summary(rewards);
    EndpointTransform both = EndpointTransform.both(summary.bottom(), summary.top(), NO_END);
    List<EndpointTransform> transforms =
        List.of(EndpointTransform.NONE, both.onlyLower(), both.onlyUpper(), both);
    double[] logOdds = {2, 1, 0, 1 - 3};
    ModelAverage average = continuous(rewards);
    BruteForce[] all = transforms.stream()
        .map(transform -> new BruteForce(Fits.density(summary, transform), rewards))
        .toArray(BruteForce[]::new);
    double[] fit = new double[4];
    Arrays.setAll(fit, k -> logOdds[k] + all[k].logMarginalLikelihood());
    assertThat(average.logMarginalLikelihood())
        .isCloseTo(Samples.logSumExp(fit) - Samples.logSumExp(logOdds), within(1e-4));
    double[] fitted = Samples.softmax(fit);
    BruteForce[] kept =
        Arrays.stream(all).map(BruteForce::withoutSmallCells).toArray(BruteForce[]::new);
    for (double[] own : new double[][] {{}, {0.3}, {-0.5, 0.1, 1.4}}) {
      double[] logs = new double[4];
      Arrays.setAll(
          logs,
          k -> fitted[k] < Tuning.LEAST_MODEL_WEIGHT
              ? Double.NEGATIVE_INFINITY
              : fit[k] + kept[k].logMarginalLikelihood(own));
      double[] weights = Samples.softmax(logs);
      Predictive actual = average.posterior(own, NOT_FITTED);
      double[][] components = Arrays.stream(kept)
          .map(each -> BruteForce.pruned(each.components(own)))
          .toArray(double[][]::new);
      for (double x : new double[] {-1, 0, 0.5, 1, 2}) {
        double expected = 0;
        for (int k = 0; k < 4; k++) {
          expected += weights[k] * kept[k].survival(components[k], x);
        }
        assertThat(actual.survival(x)).isCloseTo(expected, within(1e-5));
      }
    }
  }

  /** The weights of the models after the fit are those of a prompt in it: its rewards were counted then. */
  @Test
  void posterior_ofAFittedPrompt_hasTheWeightsOfTheFit() {
    double[][] rewards = Fits.unequal(6, 6);
    ModelAverage average = continuous(rewards);
    double none = Fits.hypotheses(average.posterior(sorted(rewards[0]), 0), 0).stream()
        .filter(each -> each.description().startsWith("no endpoint"))
        .mapToDouble(Hypothesis::weight)
        .sum();
    for (int prompt = 1; prompt < 6; prompt++) {
      double same = Fits.hypotheses(average.posterior(sorted(rewards[prompt]), prompt), 0).stream()
          .filter(each -> each.description().startsWith("no endpoint"))
          .mapToDouble(Hypothesis::weight)
          .sum();
      assertThat(same).isCloseTo(none, within(1e-12));
    }
  }
}
