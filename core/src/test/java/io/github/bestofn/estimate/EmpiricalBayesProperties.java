package io.github.bestofn.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.spi.RewardRange;
import java.util.Arrays;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class EmpiricalBayesProperties {

  @Property(tries = 40, edgeCases = EdgeCasesMode.NONE)
  void gainsArePositiveAndDecreaseAndAgreeWithTheSurvivalFunction(
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed,
      @ForAll @IntRange(min = 1, max = 8) int prompts,
      @ForAll boolean isTied) {
    double[][] rewards = rewards(seed, prompts, isTied);
    RewardSamples batch = RewardSamples.of(RewardRange.unbounded(), rewards);
    List<RewardDistribution> distributions = Estimators.empiricalBayes().estimate(batch);
    for (int prompt = 0; prompt < prompts; prompt++) {
      RewardDistribution distribution = distributions.get(prompt);
      double incumbent = batch.incumbent(prompt);
      PrimitiveIterator.OfDouble gains = distribution.marginalGains(incumbent);
      double first = gains.nextDouble();
      double last = first;
      for (int j = 1; j < 20; j++) {
        double gain = gains.nextDouble();
        assertThat(gain).isBetween(0.0, last * (1 + 1e-12));
        last = gain;
      }
      assertThat(first).isFinite();
      assertThat(integral(distribution, incumbent)).isCloseTo(first, within(0.02 * first + 1e-9));
      List<Hypothesis> hypotheses = distribution.hypotheses(incumbent);
      assertThat(hypotheses.stream()
              .mapToDouble(each -> each.weight() * each.gain())
              .sum())
          .isCloseTo(first, within(1e-9 * first));
      if (first > 0) {
        assertThat(hypotheses.stream().mapToDouble(Hypothesis::weight).sum())
            .isCloseTo(1, within(1e-9));
      }
    }
  }

  @Property(tries = 30, edgeCases = EdgeCasesMode.NONE)
  void gainsStretchWithTheRewards(
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed, @ForAll boolean isTied) {
    double[][] rewards = rewards(seed, 5, isTied);
    double[][] others = Arrays.stream(rewards)
        .map(own -> Arrays.stream(own).map(reward -> 64 * reward).toArray())
        .toArray(double[][]::new);
    double[] gains = gains(rewards);
    double[] stretched = gains(others);
    for (int prompt = 0; prompt < gains.length; prompt++) {
      assertThat(stretched[prompt])
          .isCloseTo(64 * gains[prompt], within(1e-4 * 64 * gains[prompt]));
    }
  }

  @Property(tries = 20, edgeCases = EdgeCasesMode.NONE)
  void nothingIsGainedBeyondTheRange(@ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    double[][] rewards = uniform(seed, 4, 6);
    rewards[2][3] = 1;
    RewardSamples batch = RewardSamples.of(RewardRange.of(0, 1), rewards);
    List<RewardDistribution> distributions = Estimators.empiricalBayes().estimate(batch);
    assertThat(distributions.get(2).marginalGains(1).nextDouble()).isZero();
    for (RewardDistribution distribution : distributions) {
      assertThat(distribution.survivalProbability(1)).isZero();
    }
  }

  @Property(tries = 10, edgeCases = EdgeCasesMode.NONE)
  void anUpdateKnowsTheRewardsOfThePromptsThatChanged(
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    double[][] rewards = rewards(seed, 6, false);
    RewardEstimator estimator = Estimators.empiricalBayes();
    List<RewardDistribution> before =
        estimator.estimate(RewardSamples.of(RewardRange.unbounded(), rewards));
    double was = before.get(1).marginalGains(max(rewards[1])).nextDouble();
    double[][] more = rewards.clone();
    more[1] = Arrays.copyOf(rewards[1], rewards[1].length + 1);
    more[1][rewards[1].length] = max(rewards[1]) + 1;
    RewardSamples batch = RewardSamples.of(RewardRange.unbounded(), more);
    List<RewardDistribution> after = estimator.update(before, batch, new int[] {1});
    assertThat(after.get(1).marginalGains(max(more[1])).nextDouble()).isNotEqualTo(was);
    assertThat(after).hasSize(6);
  }

  /**
   * The population is fitted again when the sample has grown by 15%; before that, other prompts keep their
   * distributions.
   */
  @Property(tries = 10, edgeCases = EdgeCasesMode.NONE)
  void update_refitsWhenTheSampleHasGrown(@ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    double[][] rewards = uniform(seed, 4, 10);
    rewards[0][0] = 1;
    RewardEstimator estimator = Estimators.empiricalBayes();
    List<RewardDistribution> before =
        estimator.estimate(RewardSamples.of(RewardRange.unbounded(), rewards));
    double was = gain(before, rewards, 2);
    for (int more = 1; more <= 5; more++) {
      rewards[1] = Arrays.copyOf(rewards[1], 10 + more);
      rewards[1][9 + more] = -more;
      RewardSamples batch = RewardSamples.of(RewardRange.unbounded(), rewards);
      assertThat(estimator.update(before, batch, new int[] {1})).isSameAs(before);
      assertThat(gain(before, rewards, 2)).isEqualTo(was);
    }
    rewards[1] = Arrays.copyOf(rewards[1], 16);
    rewards[1][15] = -6;
    RewardSamples batch = RewardSamples.of(RewardRange.unbounded(), rewards);
    List<RewardDistribution> after = estimator.update(before, batch, new int[] {1});
    assertThat(after).isNotSameAs(before);
    assertThat(gain(after, rewards, 2)).isNotEqualTo(was);
  }

  /**
   * No refit is needed for a prompt whose rewards lie below all that were fitted: it gains at least the distance to
   * them.
   */
  @Property(tries = 10, edgeCases = EdgeCasesMode.NONE)
  void update_promptBelowAllOthers_gainsTheDistance(
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    double[][] rewards = uniform(seed, 4, 20);
    rewards[3] = new double[0];
    RewardEstimator estimator = Estimators.empiricalBayes();
    List<RewardDistribution> before =
        estimator.estimate(RewardSamples.of(RewardRange.unbounded(), rewards));
    double was = gain(before, rewards, 1);
    assertThat(estimator.update(
            before, RewardSamples.of(RewardRange.unbounded(), rewards), new int[] {3}))
        .as("its first draw failed")
        .isSameAs(before);
    rewards[3] = new double[] {-1};
    RewardSamples batch = RewardSamples.of(RewardRange.unbounded(), rewards);
    assertThat(estimator.update(before, batch, new int[] {3})).isSameAs(before);
    assertThat(gain(before, rewards, 3)).isBetween(1.0, 3.0);
    assertThat(gain(before, rewards, 1)).isEqualTo(was);
  }

  private static double gain(
      List<RewardDistribution> distributions, double[][] rewards, int prompt) {
    return distributions.get(prompt).marginalGains(max(rewards[prompt])).nextDouble();
  }

  private static double[] gains(double[][] rewards) {
    RewardSamples batch = RewardSamples.of(RewardRange.unbounded(), rewards);
    List<RewardDistribution> distributions = Estimators.empiricalBayes().estimate(batch);
    double[] gains = new double[rewards.length];
    Arrays.setAll(
        gains, i -> distributions.get(i).marginalGains(batch.incumbent(i)).nextDouble());
    return gains;
  }

  private static double[][] uniform(long seed, int prompts, int draws) {
    Random random = new Random(seed);
    double[][] rewards = new double[prompts][draws];
    for (double[] own : rewards) {
      Arrays.setAll(own, k -> random.nextDouble());
    }
    return rewards;
  }

  private static double[][] rewards(long seed, int prompts, boolean isTied) {
    Random random = new Random(seed);
    double[][] rewards = new double[prompts][];
    for (int prompt = 0; prompt < prompts; prompt++) {
      double scale = Math.exp(0.5 * random.nextGaussian());
      double mean = random.nextGaussian();
      rewards[prompt] = new double[1 + random.nextInt(12)];
      Arrays.setAll(rewards[prompt], k -> {
        double reward = mean + scale * random.nextGaussian();
        return isTied ? Math.rint(reward) : reward;
      });
    }
    return rewards;
  }

  /** In panels that double from a 4096th on: some survival functions end where others have hardly begun. */
  private static double integral(RewardDistribution distribution, double from) {
    double width = 1;
    while (distribution.survivalProbability(from + width) > 0 && width < 1e6) {
      width *= 2;
    }
    double sum = 0;
    int steps = 400;
    double start = 0;
    for (double end = width / 4096; end <= width; end *= 2) {
      double step = (end - start) / steps;
      for (int k = 0; k < steps; k++) {
        sum += step * distribution.survivalProbability(from + start + (k + 0.5) * step);
      }
      start = end;
    }
    return sum;
  }

  private static double max(double[] rewards) {
    return Arrays.stream(rewards).max().orElseThrow();
  }
}
