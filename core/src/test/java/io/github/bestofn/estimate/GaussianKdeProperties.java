package io.github.bestofn.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.spi.RewardRange;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

final class GaussianKdeProperties {

  private static final RewardRange UNBOUNDED = RewardRange.unbounded();

  /** Rewards of several magnitudes and offsets, some of them equal. */
  @Provide
  Arbitrary<double[]> rewards() {
    Arbitrary<Double> reward = Arbitraries.oneOf(
        Arbitraries.doubles().between(-3, 3), Arbitraries.of(0.0, 1.0, 2.5, -3.0));
    Arbitrary<Double> scale = Arbitraries.of(1e-150, 1e-3, 1.0, 1e6, 1e150);
    Arbitrary<Double> shift = Arbitraries.of(0.0, 10.0, -1e3);
    return reward
        .list()
        .ofMinSize(2)
        .ofMaxSize(100)
        .flatMap(list -> scale.flatMap(by ->
            shift.map(to -> list.stream().mapToDouble(x -> by * (x + to)).toArray())));
  }

  /** The closed form loses what it subtracts: z^2 ulps, at most 1e-13 at 15 bandwidths. */
  @Property
  void firstGain_isTheClosedForm(
      @ForAll("rewards") double[] rewards, @ForAll @DoubleRange(min = -20, max = 15) double above) {
    if (!(GaussianKde.of(rewards, UNBOUNDED, Bandwidth.scott()) instanceof GaussianKde kde)) {
      return;
    }
    double incumbent = max(rewards) + above * kde.bandwidth();
    double expected = Gains.first(rewards, kde.bandwidth(), incumbent);

    assertThat(kde.marginalGains(incumbent).nextDouble())
        .isCloseTo(expected, within(1e-6 * expected));
  }

  /** Added up, the gains of k draws are what k draws are expected to add to the incumbent. */
  @Property(tries = 50)
  void gains_addUpToTheExpectedMaximum(
      @ForAll("rewards") double[] rewards,
      @ForAll @DoubleRange(min = -10, max = 10) double above,
      @ForAll @IntRange(min = 1, max = 3000) int draws) {
    if (!(GaussianKde.of(rewards, UNBOUNDED, Bandwidth.scott()) instanceof GaussianKde kde)) {
      return;
    }
    double incumbent = max(rewards) + above * kde.bandwidth();
    double expected = Gains.total(rewards, kde.bandwidth(), incumbent, draws);
    PrimitiveIterator.OfDouble gains = kde.marginalGains(incumbent);
    double sum = 0;
    for (int j = 0; j < draws; j++) {
      sum += gains.nextDouble();
    }

    assertThat(sum).isCloseTo(expected, within(1e-6 * expected));
  }

  @Property(tries = 100)
  void laterGains_matchTheirIntegrals(
      @ForAll("rewards") double[] rewards,
      @ForAll @DoubleRange(min = -10, max = 12) double above,
      @ForAll @IntRange(min = 1, max = 100_000) int j) {
    if (!(GaussianKde.of(rewards, UNBOUNDED, Bandwidth.scott()) instanceof GaussianKde kde)) {
      return;
    }
    double incumbent = max(rewards) + above * kde.bandwidth();
    double expected =
        Gains.integral(rewards, kde.bandwidth(), incumbent, Double.POSITIVE_INFINITY, j);

    assertThat(Gains.at(j, kde.marginalGains(incumbent)))
        .isCloseTo(expected, within(1e-6 * expected));
  }

  @Property
  void gains_neverIncreaseAndNeverPassTheHighestReward(
      @ForAll("rewards") double[] rewards, @ForAll @DoubleRange(min = 0, max = 1) double room) {
    double highest = max(rewards) + room * Math.abs(max(rewards));
    RewardRange range = RewardRange.of(-Double.MAX_VALUE, highest);
    PrimitiveIterator.OfDouble gains =
        GaussianKde.of(rewards, range, Bandwidth.scott()).marginalGains(max(rewards));
    double previous = highest - max(rewards);
    for (int j = 0; j < 2000; j++) {
      double gain = gains.nextDouble();
      assertThat(gain).isBetween(0.0, previous);
      previous = gain;
    }
  }

  @Property
  void probabilities_addUpToOne(
      @ForAll("rewards") double[] rewards, @ForAll @DoubleRange(min = -9, max = 9) double at) {
    RewardDistribution distribution = GaussianKde.of(rewards, UNBOUNDED, Bandwidth.scott());
    double x = rewards[0] + at * (max(rewards) - rewards[0]);

    assertThat(distribution.cumulativeProbability(x) + distribution.survivalProbability(x))
        .isCloseTo(1, within(1e-14));
  }

  @Property
  void theOrderOfRewards_doesNotMatter(@ForAll("rewards") double[] rewards, @ForAll long seed) {
    List<Double> shuffled = Arrays.asList(Arrays.stream(rewards).boxed().toArray(Double[]::new));
    Collections.shuffle(shuffled, new Random(seed));
    double[] others = shuffled.stream().mapToDouble(Double::doubleValue).toArray();
    double incumbent = max(rewards);

    assertThat(Gains.at(
            3, GaussianKde.of(others, UNBOUNDED, Bandwidth.scott()).marginalGains(incumbent)))
        .isEqualTo(Gains.at(
            3, GaussianKde.of(rewards, UNBOUNDED, Bandwidth.scott()).marginalGains(incumbent)));
  }

  private static double max(double[] rewards) {
    return Arrays.stream(rewards).max().orElseThrow();
  }
}
