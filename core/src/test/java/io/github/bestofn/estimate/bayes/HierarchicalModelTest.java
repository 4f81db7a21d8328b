package io.github.bestofn.estimate.bayes;

import static io.github.bestofn.estimate.bayes.Fits.gain;
import static io.github.bestofn.estimate.bayes.Fits.model;
import static io.github.bestofn.estimate.bayes.Fits.normal;
import static io.github.bestofn.estimate.bayes.Fits.shares;
import static io.github.bestofn.estimate.bayes.Fits.sorted;
import static io.github.bestofn.estimate.bayes.Fits.summary;
import static io.github.bestofn.estimate.bayes.Fits.unequal;
import static io.github.bestofn.estimate.bayes.PredictiveModel.NOT_FITTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.estimate.bayes.PredictiveModel.Predictive;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HierarchicalModelTest {

  private static final double[] NEW_PROMPT = {-0.4, 0.3, 0.9, 1.8};

  /** A log likelihood of -30, in single precision, is known to 2e-6. */
  private static final double SINGLE_PRECISION = 1e-5;

  private static EndpointTransform lower(double at) {
    return new EndpointTransform(at, Fits.NO_END, 0, 0);
  }

  private static EndpointTransform upper(double at) {
    return new EndpointTransform(Double.NEGATIVE_INFINITY, at, 0, 0);
  }

  private static void assertPosterior(
      Predictive actual, BruteForce oracle, double[] weights, double tolerance) {
    for (double x : new double[] {-9, -1.3, 0, 0.7, 1.5, 2.5, 9}) {
      assertThat(actual.survival(x))
          .as("S(%s)", x)
          .isCloseTo(oracle.survival(weights, x), within(tolerance));
    }
    for (double incumbent : new double[] {-9, 0.2, 1.5}) {
      double[] expected = oracle.gains(weights, incumbent, 6);
      double[] gains = Fits.gains(actual, incumbent, 6);
      for (int j = 0; j < gains.length; j++) {
        assertThat(gains[j])
            .as("gain %s above %s", j, incumbent)
            .isCloseTo(expected[j], within(tolerance));
      }
    }
  }

  /**
   * The weight of what is left out bounds the error of every probability. Cells below 1e-4 and components below 3e-3
   * of the largest weigh 2% here, of a prompt without rewards.
   */
  private static void assertCloseToAll(
      Predictive actual, BruteForce all, BruteForce kept, double[] rewards) {
    double[] exact = all.components(rewards);
    double[] pruned = BruteForce.pruned(kept.components(rewards));
    double leftOut = 0;
    for (int h = 0; h < exact.length; h++) {
      leftOut += Math.max(0, exact[h] - pruned[h]);
    }
    assertThat(leftOut).isLessThan(0.03);
    for (double x : new double[] {-1.3, 0, 0.7, 1.5, 2.5}) {
      assertThat(actual.survival(x))
          .as("S(%s)", x)
          .isCloseTo(all.survival(exact, x), within(leftOut));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void posterior_ofANewPrompt_isThatOfBruteForce(long seed) {
    double[][] rewards = unequal(seed, 8);
    BatchSummary summary = summary(rewards);
    Likelihood likelihood = Fits.density(summary, EndpointTransform.NONE);
    var model = new HierarchicalModel(summary, likelihood);
    var all = new BruteForce(likelihood, rewards);
    BruteForce kept = all.withoutSmallCells();
    for (double[] own : new double[][] {{}, {1.2}, NEW_PROMPT}) {
      Predictive actual = model.posterior(own, NOT_FITTED);
      assertPosterior(actual, kept, BruteForce.pruned(kept.components(own)), SINGLE_PRECISION);
      assertCloseToAll(actual, all, kept, own);
      assertThat(actual.logMarginalLikelihood())
          .isCloseTo(kept.logMarginalLikelihood(own), within(SINGLE_PRECISION));
    }
  }

  /** The weight of each cell is divided by the prompt's marginal likelihood there, as if it had not been in the fit. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void posterior_ofAFittedPrompt_isThatOfAFitWithoutIt(long seed) {
    double[][] rewards = unequal(seed, 8);
    BatchSummary summary = summary(rewards);
    Likelihood likelihood = Fits.density(summary, EndpointTransform.NONE);
    var model = new HierarchicalModel(summary, likelihood);
    var all = new BruteForce(likelihood, rewards);
    BruteForce kept = all.withoutSmallCells();
    for (int prompt = 0; prompt < rewards.length; prompt++) {
      double[] own = sorted(rewards[prompt]);
      Predictive actual = model.posterior(own, prompt);
      BruteForce others = kept.without(prompt);
      double[] weights = BruteForce.pruned(others.components(own));
      assertPosterior(actual, others, weights, SINGLE_PRECISION);
      assertCloseToAll(actual, all.without(prompt), others, own);
      assertThat(actual.logMarginalLikelihood())
          .isCloseTo(others.logMarginalLikelihood(own), within(SINGLE_PRECISION));
    }
  }

  /** Where rewards pile up at an end, a prompt may be contaminated by the rewards of all. */
  @Test
  void posterior_ofRewardsThatPileUp_isThatOfBruteForce() {
    double[][] rewards = Arrays.stream(unequal(1, 8))
        .map(own -> Arrays.stream(own).map(z -> Math.max(0, Math.rint(2 * z))).toArray())
        .toArray(double[][]::new);
    BatchSummary summary = summary(rewards);
    Likelihood likelihood = Likelihood.Interval.ofRanks(summary, Fits.NO_END);
    var model = new HierarchicalModel(summary, likelihood);
    var all = new BruteForce(true, likelihood, rewards);
    BruteForce kept = all.withoutSmallCells();
    assertThat(summary.pilesUp()).isTrue();
    for (double[] own : new double[][] {{}, {0}, {0, 0, 0}, {0, 1, 3}}) {
      Predictive actual = model.posterior(own, NOT_FITTED);
      assertPosterior(actual, kept, BruteForce.pruned(kept.components(own)), SINGLE_PRECISION);
      assertThat(actual.logMarginalLikelihood())
          .isCloseTo(kept.logMarginalLikelihood(own), within(SINGLE_PRECISION));
    }
    double[] own = sorted(rewards[0]);
    BruteForce others = kept.without(0);
    assertPosterior(
        model.posterior(own, 0),
        others,
        BruteForce.pruned(others.components(own)),
        SINGLE_PRECISION);
  }

  /** After three rewards at the floor a contaminated prompt may still be like the others. */
  @Test
  void contamination_keepsGainsOfPromptsAtTheFloor() {
    double[][] rewards = {{0, 0, 0, 0}, {0, 0, 0, 0}, {3, 2, 3, 2}, {2, 3, 1, 2}, {0, 0, 0, 1}};
    BatchSummary without = BatchSummary.of(Fits.samples(rewards), Set.of(Mechanism.CONTAMINATION));
    double gain = gainAtTheFloor(new HierarchicalModel(
        summary(rewards), Likelihood.Interval.ofRanks(summary(rewards), Fits.NO_END)));
    double plain = gainAtTheFloor(
        new HierarchicalModel(without, Likelihood.Interval.ofRanks(without, Fits.NO_END)));
    assertThat(gain).isGreaterThan(1.2 * plain);
  }

  private static double gainAtTheFloor(HierarchicalModel model) {
    return Fits.gains(model.posterior(new double[] {0, 0, 0, 0}, 0), 0, 1)[0];
  }

  /** Its rewards are more likely where they count twice, and a prompt is then more like itself than like the others. */
  @Test
  void posterior_ofAFittedPromptThatIsTakenForANewOne_isAnother() {
    double[][] rewards = unequal(1, 3);
    HierarchicalModel model = model(summary(rewards));
    double[] own = sorted(rewards[0]);
    Predictive twice = model.posterior(own, NOT_FITTED);
    Predictive once = model.posterior(own, 0);
    assertThat(twice.logMarginalLikelihood()).isGreaterThan(once.logMarginalLikelihood());
    assertThat(gain(twice, 0)).isNotEqualTo(gain(once, 0));
  }

  @Test
  void logMarginalLikelihood_isThatOfBruteForce() {
    for (long seed = 1; seed <= 3; seed++) {
      double[][] rewards = unequal(seed, 6);
      BatchSummary summary = summary(rewards);
      Likelihood likelihood = Fits.density(summary, EndpointTransform.NONE);
      assertThat(new HierarchicalModel(summary, likelihood).logMarginalLikelihood())
          .isCloseTo(
              new BruteForce(likelihood, rewards).logMarginalLikelihood(),
              within(rewards.length * SINGLE_PRECISION));
    }
  }

  /**
   * Normal rewards of 60 prompts: E max(Z - 1, 0) = phi(1) - (1 - Phi(1)) = 0.08332 and 1 - Phi(1) = 0.15866. From 12
   * rewards a prompt's scale is known to a fifth, which changes the gain by a third if it is estimated without the
   * other prompts.
   */
  @Test
  void posterior_ofNormalRewards_averagesToTheirDistribution() {
    double[][] rewards = normal(1, 60, 12);
    HierarchicalModel model = model(summary(rewards));
    double gain = 0;
    double survival = 0;
    for (int prompt = 0; prompt < rewards.length; prompt++) {
      Predictive predictive = model.posterior(sorted(rewards[prompt]), prompt);
      gain += gain(predictive, 1) / rewards.length;
      survival += predictive.survival(1) / rewards.length;
    }
    assertThat(gain).isCloseTo(0.08332, within(0.015));
    assertThat(survival).isCloseTo(0.15866, within(0.02));
  }

  /**
   * Prompts with means 0 to 3 and deviation 0.5: 200 rewards of a prompt outweigh the population. The share above a
   * deviation over its mean, 1 - Phi(1) = 0.159, is known to 0.026 from 200 rewards.
   */
  @Test
  void posterior_ofManyRewards_isTheirOwnDistribution() {
    double[][] rewards = normal(10, 4, 200);
    for (int prompt = 0; prompt < 4; prompt++) {
      double mean = prompt;
      double[] own = rewards[prompt];
      Arrays.setAll(own, k -> mean + 0.5 * own[k]);
    }
    HierarchicalModel model = model(summary(rewards));
    for (int prompt = 0; prompt < 4; prompt++) {
      Predictive predictive = model.posterior(sorted(rewards[prompt]), prompt);
      assertThat(predictive.survival(prompt + 0.5)).isCloseTo(0.159, within(0.06));
    }
  }

  /**
   * Of 62 rewards 12 + 0.15 * 50, rounded down, are uncensored: 19. How far the other ones lie below these makes no
   * difference.
   */
  @Test
  void posterior_ofManyRewards_dependsOnTheLargest() {
    HierarchicalModel model = model(summary(normal(2, 4, 62)));
    double[] own = sorted(normal(2, 4, 62)[0]);
    double[] lower = own.clone();
    for (int k = 0; k < 62 - 19; k++) {
      lower[k] -= 1 + k % 3;
    }
    double gain = gain(model.posterior(own, NOT_FITTED), 1);
    assertThat(gain(model.posterior(sorted(lower), NOT_FITTED), 1)).isEqualTo(gain);
    lower[62 - 19] -= 0.5;
    assertThat(gain(model.posterior(sorted(lower), NOT_FITTED), 1)).isNotEqualTo(gain);
  }

  /** A density in reward units: a unit of a thousandth makes each of 48 rewards a thousand times less dense. */
  @Test
  void logMarginalLikelihood_isThatOfRewards() {
    double[][] rewards = normal(3, 4, 12);
    double[][] scaled = Arrays.stream(rewards)
        .map(own -> Arrays.stream(own).map(reward -> 1000 * reward).toArray())
        .toArray(double[][]::new);
    assertThat(model(summary(scaled)).logMarginalLikelihood())
        .isCloseTo(
            model(summary(rewards)).logMarginalLikelihood() - 48 * Math.log(1000), within(1e-2));
  }

  /** Rewards -E with E log-normal pile up below 0, unlike any shape of rewards without an endpoint; mirrored, above 0. */
  @ParameterizedTest
  @ValueSource(ints = {1, -1})
  void logMarginalLikelihood_favoursAnEndpointThatExists(int side) {
    var random = new Random(4);
    double[][] ending = new double[8][24];
    for (double[] own : ending) {
      Arrays.setAll(own, k -> -side * Math.exp(2 * random.nextGaussian()));
    }
    BatchSummary summary = summary(ending);
    assertThat(model(summary, endpoint(side, 0)).logMarginalLikelihood())
        .isGreaterThan(model(summary).logMarginalLikelihood() + 20);

    BatchSummary endless = summary(normal(5, 8, 24));
    double end = (side > 0 ? endless.top() : endless.bottom()) + 0.02 * side;
    assertThat(model(endless, endpoint(side, end)).logMarginalLikelihood())
        .isLessThan(model(endless).logMarginalLikelihood());
  }

  private static EndpointTransform endpoint(int side, double at) {
    return side > 0 ? upper(at) : lower(at);
  }

  /** With one endpoint alone the rewards are much less likely. */
  @Test
  void logMarginalLikelihood_favoursBothEndpoints() {
    BatchSummary summary = summary(shares());
    double both = model(summary, new EndpointTransform(0, 1, 0, 0)).logMarginalLikelihood();
    assertThat(both).isGreaterThan(model(summary).logMarginalLikelihood() + 20);
    assertThat(both).isGreaterThan(model(summary, upper(1)).logMarginalLikelihood() + 20);
    assertThat(both).isGreaterThan(model(summary, lower(0)).logMarginalLikelihood() + 20);
  }

  /** Scratch arrays are shared by one thread at a time. */
  @Test
  void posterior_ofManyThreads_isThatOfOne() {
    double[][] rewards = unequal(4, 40);
    HierarchicalModel model = model(summary(rewards));
    double[] one = gains(model, rewards, IntStream.range(0, 40));
    for (int repeat = 0; repeat < 5; repeat++) {
      HierarchicalModel fresh = model(summary(rewards));
      assertThat(gains(fresh, rewards, IntStream.range(0, 40).parallel())).containsExactly(one);
    }
  }

  private static double[] gains(HierarchicalModel model, double[][] rewards, IntStream prompts) {
    return prompts
        .mapToObj(prompt -> {
          double[] own = sorted(rewards[prompt]);
          return new double[] {
            gain(model.posterior(own, prompt), 1), gain(model.posterior(own, NOT_FITTED), 1)
          };
        })
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }

  /** One for each shape: their weights sum to 1, their gains to the gain. */
  @Test
  void hypotheses_sumUpToTheGain() {
    double[][] rewards = unequal(5, 6);
    Predictive predictive = model(summary(rewards)).posterior(sorted(rewards[2]), 2);
    var hypotheses = Fits.hypotheses(predictive, 0.5);
    assertThat(hypotheses).hasSizeBetween(2, Shapes.CONTAMINATED);
    assertThat(hypotheses.stream().mapToDouble(each -> each.weight()).sum())
        .isCloseTo(1, within(1e-12));
    assertThat(
            hypotheses.stream().mapToDouble(each -> each.weight() * each.gain()).sum())
        .isCloseTo(gain(predictive, 0.5), within(1e-12));
  }
}
