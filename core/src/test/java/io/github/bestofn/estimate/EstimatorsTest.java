package io.github.bestofn.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.spi.RewardRange;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EstimatorsTest {

  private static final RewardRange UNBOUNDED = RewardRange.unbounded();

  @Test
  void kde_estimatesEveryPrompt() {
    double[] first = {0, 1};
    double[] second = {5, 7, 9};
    List<RewardDistribution> distributions =
        Estimators.kde().estimate(RewardSamples.of(UNBOUNDED, first, second));

    double h = Math.sqrt(0.5) * Math.pow(2, -0.2);
    assertThat(distributions).hasSize(2);
    assertThat(distributions.get(0).marginalGains(1).nextDouble())
        .isCloseTo(Gains.first(first, h, 1), within(1e-9));
    assertThat(distributions.get(1).cumulativeProbability(7)).isCloseTo(0.5, within(1e-15));
  }

  @Test
  void kde_usesTheRange() {
    RewardDistribution distribution = Estimators.kde()
        .estimate(RewardSamples.of(RewardRange.binary(), new double[] {0, 1}))
        .get(0);

    assertThat(distribution.marginalGains(1).nextDouble()).isZero();
    assertThat(distribution.survivalProbability(1)).isZero();
  }

  @Test
  void kde_ofAPromptWithoutRewards_promisesNothing() {
    List<RewardDistribution> distributions =
        Estimators.kde().estimate(RewardSamples.of(UNBOUNDED, new double[0], new double[] {0, 1}));

    assertThat(distributions.get(0).cumulativeProbability(-1e9)).isEqualTo(1);
    assertThat(distributions.get(0).survivalProbability(-1e9)).isZero();
    assertThat(distributions.get(0).marginalGains(-1e9).nextDouble()).isZero();
    assertThat(distributions.get(1).marginalGains(1).nextDouble()).isPositive();
  }

  @Test
  void perPrompt_showsEachPromptItsRewards() {
    List<double[]> shown = new ArrayList<>();
    RewardEstimator estimator = Estimators.perPrompt(rewards -> {
      shown.add(rewards);
      return new Empirical(rewards);
    });

    estimator.estimate(
        RewardSamples.of(UNBOUNDED, new double[] {2, 1}, new double[0], new double[] {3}));

    assertThat(shown).containsExactly(new double[] {2, 1}, new double[] {3});
  }

  @Test
  void perPrompt_showsTheRange() {
    List<RewardRange> shown = new ArrayList<>();
    RewardEstimator estimator = Estimators.perPrompt((rewards, range) -> {
      shown.add(range);
      return new Empirical(rewards);
    });

    estimator.estimate(RewardSamples.of(RewardRange.of(1, 10), new double[] {2, 1}));

    assertThat(shown).containsExactly(RewardRange.of(1, 10));
  }

  @Test
  void update_redoesOnlyWhatChanged() {
    RewardEstimator estimator = Estimators.perPrompt(rewards -> new Empirical(rewards));
    List<RewardDistribution> before =
        estimator.estimate(RewardSamples.of(UNBOUNDED, new double[] {2}, new double[] {3}));
    List<RewardDistribution> after = estimator.update(
        before, RewardSamples.of(UNBOUNDED, new double[] {2}, new double[] {3, 4}), new int[] {1});

    assertThat(after.get(0)).isSameAs(before.get(0));
    assertThat(after.get(1).survivalProbability(3)).isEqualTo(0.5);
    assertThat(before.get(1).survivalProbability(3)).isZero();
  }

  @Test
  void perPrompt_namesThePrompt_whenThereIsNoDistribution() {
    RewardEstimator estimator = Estimators.perPrompt(rewards -> nothing());

    assertThatNullPointerException()
        .isThrownBy(() -> estimator.estimate(RewardSamples.of(UNBOUNDED, new double[] {2})))
        .withMessage("the distribution of prompt 0 must not be null");
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static RewardDistribution nothing() {
    return null;
  }
}
