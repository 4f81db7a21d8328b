package io.github.bestofn.estimate.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.bestofn.estimate.Estimators;
import io.github.bestofn.estimate.Hypothesis;
import io.github.bestofn.estimate.RewardDistribution;
import io.github.bestofn.estimate.RewardEstimator;
import io.github.bestofn.estimate.RewardPopulation;
import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.spi.RewardRange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FittedPopulationTest {

  private static final RewardRange UNBOUNDED = RewardRange.unbounded();

  /** Continuous, repeated, with failures, with a range and a history, of two values, all equal, and none at all. */
  static Stream<RewardSamples> samples() {
    double[][] earlier = Fits.normal(3, 6, 8);
    RewardRange range = RewardRange.of(-10, 10);
    return Stream.of(
        Fits.samples(1, z -> z),
        Fits.samples(1, FittedPopulationTest::toHalves),
        Fits.samples(1, z -> z < 0 ? -10 : z),
        RewardSamples.of(range, RewardSamples.of(range, earlier), Fits.normal(4, 5, 6)),
        RewardSamples.of(RewardRange.binary(), new double[] {0, 0, 1}, new double[] {0, 0}),
        Fits.samples(new double[] {2, 2}, new double[] {2}),
        Fits.samples(new double[0]),
        RewardSamples.of(UNBOUNDED));
  }

  private static double toHalves(double z) {
    return Math.rint(2 * z) / 2;
  }

  private static double[] gains(RewardDistribution distribution) {
    PrimitiveIterator.OfDouble gains = distribution.marginalGains(0.25);
    double[] first = new double[12];
    Arrays.setAll(first, j -> gains.nextDouble());
    return first;
  }

  /** Of new prompts and of those in the fit. */
  private static Stream<RewardDistribution> distributions(
      RewardPopulation population, RewardSamples samples) {
    return Stream.concat(
        Stream.of(new double[0], new double[] {0.2}, new double[] {-1, 0.5, 0.5, 2})
            .map(population::posterior),
        IntStream.range(0, samples.prompts())
            .mapToObj(prompt -> population.posteriorOfFitted(prompt, samples.rewards(prompt))));
  }

  private static RewardPopulation copy(RewardPopulation population)
      throws IOException, ClassNotFoundException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(population);
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (RewardPopulation) in.readObject();
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void copy_givesTheSameGains(RewardSamples samples) throws IOException, ClassNotFoundException {
    RewardPopulation population = Estimators.empiricalBayes().fit(samples);
    RewardPopulation copy = copy(copy(population));
    List<double[]> expected =
        distributions(population, samples).map(FittedPopulationTest::gains).toList();
    assertThat(distributions(copy, samples).map(FittedPopulationTest::gains))
        .containsExactlyElementsOf(expected);
  }

  /** Bit for bit: a batch is the fit, and each of its prompts is a prompt of the fit. */
  @ParameterizedTest
  @MethodSource("samples")
  void estimate_isTheFitFollowedByPosteriors(RewardSamples samples) {
    RewardPopulation population = Estimators.empiricalBayes().fit(samples);
    List<RewardDistribution> estimated = Estimators.empiricalBayes().estimate(samples);
    for (int prompt = 0; prompt < samples.prompts(); prompt++) {
      if (samples.count(prompt) > 0) {
        assertThat(gains(estimated.get(prompt)))
            .containsExactly(gains(population.posteriorOfFitted(prompt, samples.rewards(prompt))));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void posteriors_ofManyThreads_areThoseOfOne(RewardSamples samples) {
    List<double[]> one = distributions(Estimators.empiricalBayes().fit(samples), samples)
        .map(FittedPopulationTest::gains)
        .toList();
    RewardPopulation population = Estimators.empiricalBayes().fit(samples);
    for (int repeat = 0; repeat < 5; repeat++) {
      List<double[]> many = IntStream.range(0, 8)
          .parallel()
          .boxed()
          .flatMap(k -> distributions(population, samples).map(FittedPopulationTest::gains))
          .toList();
      for (int k = 0; k < many.size(); k++) {
        assertThat(many.get(k)).containsExactly(one.get(k % one.size()));
      }
    }
  }

  /** Some threads ask one and the same distribution, which is computed when it is first asked. */
  @Test
  void aPosterior_askedByManyThreads_isThatOfOne() {
    RewardPopulation population =
        Estimators.empiricalBayes().fit(Fits.samples(1, FittedPopulationTest::toHalves));
    double[] expected = gains(population.posterior(0, 0.5, 1));
    for (int repeat = 0; repeat < 50; repeat++) {
      RewardDistribution distribution = population.posterior(0, 0.5, 1);
      assertThat(IntStream.range(0, 8).parallel().mapToObj(k -> gains(distribution)))
          .allSatisfy(gains -> assertThat(gains).containsExactly(expected));
    }
  }

  /** Whether it was asked before or not. */
  @Test
  void aDistribution_doesNotChangeWhenOtherPromptsAreUpdated() {
    for (DoubleUnaryOperator made :
        List.of(DoubleUnaryOperator.identity(), FittedPopulationTest::toHalves)) {
      RewardSamples samples = Fits.samples(1, made);
      double[] expected = gains(Estimators.empiricalBayes().estimate(samples).get(2));
      double[][] rewards =
          IntStream.range(0, samples.prompts()).mapToObj(samples::rewards).toArray(double[][]::new);
      RewardEstimator estimator = Estimators.empiricalBayes();
      List<RewardDistribution> distributions = estimator.estimate(samples);
      RewardDistribution asked = distributions.get(2);
      assertThat(gains(asked)).containsExactly(expected);
      RewardDistribution notAsked = estimator.estimate(samples).get(2);
      List<RewardDistribution> others = estimator.estimate(samples);
      RewardDistribution ofOthers = others.get(2);
      var random = new Random(1);
      for (int round = 0; round < 40; round++) {
        int prompt = round % 16;
        int n = rewards[prompt].length;
        rewards[prompt] = Arrays.copyOf(rewards[prompt], n + 1);
        rewards[prompt][n] = made.applyAsDouble(random.nextGaussian());
        RewardSamples more = Fits.samples(rewards);
        distributions = estimator.update(distributions, more, new int[] {prompt});
        others = estimator.update(others, more, new int[] {prompt});
      }
      assertThat(gains(asked)).containsExactly(expected);
      assertThat(gains(ofOthers)).containsExactly(expected);
      assertThat(gains(notAsked)).containsExactly(expected);
      assertThat(gains(distributions.get(2))).isNotEqualTo(expected);
    }
  }

  @Test
  void posterior_copiesRewards() {
    RewardPopulation population = Estimators.empiricalBayes().fit(Fits.samples(1, z -> z));
    double[] rewards = {0.2, -1, 0.7};
    RewardDistribution distribution = population.posterior(rewards);
    double[] expected = gains(population.posterior(-1, 0.7, 0.2));
    rewards[0] = 100;
    assertThat(gains(distribution)).as("in any order").containsExactly(expected);
  }

  @Test
  void posterior_ofABadReward_isRefused() {
    RewardPopulation population = Estimators.empiricalBayes().fit(Fits.samples(1, z -> z));
    for (double reward : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> population.posterior(0, reward))
          .withMessage("a reward must be finite, but was " + reward);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> population.posteriorOfFitted(0, reward));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> population.posteriorOfFitted(-1, 0))
        .withMessage("prompt must be at least 0, but was -1");
  }

  /** Prompts without rewards and those beyond the 128 of the fit are new prompts. */
  @Test
  void posteriorOfFitted_ofAPromptThatWasLeftOut_isThatOfANewOne() {
    double[][] rewards = Fits.normal(5, 300, 2);
    rewards[0] = new double[0];
    RewardPopulation population = Estimators.empiricalBayes().fit(Fits.samples(rewards));
    for (int prompt : new int[] {0, 1, 999}) {
      assertThat(gains(population.posteriorOfFitted(prompt, 0.3, 1)))
          .containsExactly(gains(population.posterior(0.3, 1)));
    }
    assertThat(gains(population.posteriorOfFitted(2, 0.3, 1)))
        .isNotEqualTo(gains(population.posterior(0.3, 1)));
  }

  /** The largest weight of contamination among all prompts. */
  private static double contamination(RewardSamples samples) {
    RewardPopulation population = Estimators.empiricalBayes().fit(samples);
    return IntStream.range(0, samples.prompts())
        .mapToDouble(prompt -> population
            .posteriorOfFitted(prompt, samples.rewards(prompt))
            .hypotheses(samples.incumbent(prompt))
            .stream()
            .filter(each -> each.description().contains("sometimes like any prompt"))
            .mapToDouble(Hypothesis::weight)
            .sum())
        .max()
        .orElseThrow();
  }

  @Test
  void contamination_isPossibleWhereRewardsPileUp() {
    assertThat(contamination(Fits.samples(1, z -> z < 0.5 ? 0 : toHalves(z)))).isPositive();
    assertThat(contamination(Fits.samples(1, z -> z < 1.5 ? 0 : 1))).isPositive();
  }

  @Test
  void contamination_elsewhere_isAbsent() {
    assertThat(contamination(Fits.samples(8, FittedPopulationTest::toHalves))).isZero();
    assertThat(contamination(Fits.samples(1, z -> z))).isZero();
    assertThat(contamination(Fits.samples(1, z -> z < 0 ? -10 : z)))
        .as("only the least repeats")
        .isZero();
  }

  /**
   * Prompts that lie beside all that were fitted, by three standard deviations, are predicted by their own rewards:
   * the next reward exceeds the median of 16 with about half the probability, and gains are within a factor of 3 of
   * those of a standard normal prompt, whose first gain after 16 draws is 0.027 to 0.05 at its expected maximum of
   * 1.77.
   */
  @ParameterizedTest
  @ValueSource(doubles = {-3, 3})
  void posterior_ofAPromptBesideAllOthers_isThatOfItsOwnRewards(double location) {
    var population = EmpiricalBayes.INSTANCE.fit(Fits.samples(Fits.normal(5, 8, 8)));
    double[] own = new double[16];
    var normal = new NormalDistribution(null, location, 1);
    Arrays.setAll(own, k -> normal.inverseCumulativeProbability((k + 0.5) / own.length));

    RewardDistribution next = population.posterior(own);

    assertThat(next.survivalProbability(location)).isBetween(0.35, 0.65);
    double best = own[own.length - 1];
    assertThat(next.marginalGains(best).nextDouble()).isBetween(0.01, 0.1);
  }
}
