package io.github.bestofn.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.spi.RewardRange;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;

/** What holds for every estimator, besides the contract of a distribution. */
final class EstimatorsProperties {

  private static final RewardRange UNBOUNDED = RewardRange.unbounded();

  /** One to five prompts with up to twelve rewards from -3 to 3 each, some of them equal. */
  @Provide
  Arbitrary<double[][]> batches() {
    return batches(Arbitraries.oneOf(
        Arbitraries.doubles().between(-3, 3), Arbitraries.of(0.0, 1.0, 2.5, -3.0)));
  }

  /** The same of multiples of 1/4: no distribution is narrower than Simpson's rule can see. */
  @Provide
  Arbitrary<double[][]> coarseBatches() {
    return batches(Arbitraries.integers().between(-12, 12).map(x -> x / 4.0));
  }

  private static Arbitrary<double[][]> batches(Arbitrary<Double> reward) {
    return reward
        .withoutEdgeCases()
        .list()
        .ofMaxSize(12)
        .map(list -> list.stream().mapToDouble(Double::doubleValue).toArray())
        .array(double[][].class)
        .ofMinSize(1)
        .ofMaxSize(5)
        .withoutEdgeCases();
  }

  @Provide
  Arbitrary<RewardEstimator> smoothEstimators() {
    return estimators().filter(estimator -> !estimator.equals(Estimators.empiricalBayes()));
  }

  @Provide
  Arbitrary<RewardEstimator> estimators() {
    return Arbitraries.of(
        Estimators.kde(),
        Estimators.kde(Bandwidth.silverman()),
        Estimators.kde(Bandwidth.fixed(0.3)),
        Estimators.gaussian(),
        Estimators.studentT(),
        Estimators.tail(),
        Estimators.tail(0.5),
        Estimators.betaBernoulli(),
        Estimators.empirical(),
        Estimators.empiricalBayes());
  }

  @Property
  void gains_atTheHighestReward_areZero(
      @ForAll("estimators") RewardEstimator estimator, @ForAll("batches") double[][] batch) {
    for (RewardDistribution distribution : estimate(estimator, RewardRange.of(-3, 3), batch)) {
      assertThat(distribution.marginalGains(3).nextDouble()).isZero();
      assertThat(Gains.at(5, distribution.marginalGains(3))).isZero();
    }
  }

  /** From the best reward up these distributions are smooth, but for a jump at the bound. */
  @Property
  void firstGain_isTheIntegralOfTheSurvivalProbability(
      @ForAll("smoothEstimators") RewardEstimator estimator,
      @ForAll("coarseBatches") double[][] batch,
      @ForAll boolean bounded) {
    RewardRange range = bounded ? RewardRange.of(-4, 3.25) : UNBOUNDED;
    List<RewardDistribution> distributions = estimate(estimator, range, batch);
    for (int i = 0; i < batch.length; i++) {
      double incumbent = Arrays.stream(batch[i]).max().orElse(0);
      RewardDistribution distribution = distributions.get(i);
      double gain = distribution.marginalGains(incumbent).nextDouble();
      if (distribution instanceof BetaBernoulli beta) {
        double expected = (beta.high() - incumbent) * distribution.survivalProbability(incumbent);
        assertThat(gain).isCloseTo(expected, within(1e-14));
        continue;
      }
      double expected = bounded
          ? Gains.firstBounded(distribution::survivalProbability, incumbent, 3.25)
          : Gains.unbounded(distribution::survivalProbability, incumbent, 0.2, 40, 0);
      assertThat(gain).isCloseTo(expected, within(1e-5 * expected + 1e-12));
    }
  }

  /** Units do not matter. What is fitted to the batch is found to six digits or so. */
  @Property(tries = 100)
  void gains_scaleAndShift(
      @ForAll("batches") double[][] batch, @ForAll @DoubleRange(min = -3, max = 3) double above) {
    List<RewardEstimator> estimators = List.of(
        Estimators.kde(),
        Estimators.kde(Bandwidth.silverman()),
        Estimators.gaussian(),
        Estimators.studentT(),
        Estimators.tail(),
        Estimators.empirical());
    for (RewardEstimator estimator : estimators) {
      List<RewardDistribution> distributions = estimate(estimator, UNBOUNDED, batch);
      double[][] moved = Arrays.stream(batch)
          .map(rewards -> Arrays.stream(rewards).map(x -> 64 * (x + 10)).toArray())
          .toArray(double[][]::new);
      List<RewardDistribution> others = estimate(estimator, UNBOUNDED, moved);
      for (int i = 0; i < batch.length; i++) {
        for (int j : new int[] {0, 3}) {
          double expected = Gains.at(j, distributions.get(i).marginalGains(above));
          assertThat(Gains.at(j, others.get(i).marginalGains(64 * (above + 10))) / 64)
              .as("%s", estimator)
              .isCloseTo(expected, within(1e-4 * expected + 1e-9));
        }
      }
    }
  }

  /** Rewards of any magnitude give gains of that magnitude. */
  @Property(tries = 100)
  void gains_areFinite_forAnyMagnitude(
      @ForAll("estimators") RewardEstimator estimator, @ForAll("batches") double[][] batch) {
    for (double scale : new double[] {1e-150, 1e150, 1e300}) {
      double[][] scaled = Arrays.stream(batch)
          .map(rewards -> Arrays.stream(rewards).map(x -> x * scale).toArray())
          .toArray(double[][]::new);
      for (RewardDistribution distribution : estimate(estimator, UNBOUNDED, scaled)) {
        double gain = distribution.marginalGains(scale).nextDouble();
        assertThat(gain).isBetween(0.0, Math.max(2, 1e3 * scale));
      }
    }
  }

  /** A prompt's gains depend on what was drawn, not on the order of draws. */
  @Property(tries = 100)
  void theOrderOfRewards_doesNotMatter(
      @ForAll("estimators") RewardEstimator estimator, @ForAll("batches") double[][] batch) {
    double[][] reversed = Arrays.stream(batch)
        .map(rewards -> {
          double[] others = rewards.clone();
          for (int k = 0; k < others.length; k++) {
            others[k] = rewards[others.length - 1 - k];
          }
          return others;
        })
        .toArray(double[][]::new);
    List<RewardDistribution> distributions = estimate(estimator, UNBOUNDED, batch);
    List<RewardDistribution> others = estimate(estimator, UNBOUNDED, reversed);
    for (int i = 0; i < batch.length; i++) {
      assertThat(Gains.at(2, others.get(i).marginalGains(1)))
          .isEqualTo(Gains.at(2, distributions.get(i).marginalGains(1)));
    }
  }

  private static List<RewardDistribution> estimate(
      RewardEstimator estimator, RewardRange range, double[][] batch) {
    return estimator.estimate(RewardSamples.of(range, batch));
  }
}
