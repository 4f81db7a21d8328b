package io.github.bestofn.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.spi.RewardRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
  void update_redoesWhatChanged_inPlace() {
    RewardEstimator estimator = Estimators.perPrompt(rewards -> new Empirical(rewards));
    List<RewardDistribution> before =
        estimator.estimate(RewardSamples.of(UNBOUNDED, new double[] {2}, new double[] {3}));
    RewardDistribution first = before.get(0);
    List<RewardDistribution> after = estimator.update(
        before, RewardSamples.of(UNBOUNDED, new double[] {2}, new double[] {3, 4}), new int[] {1});

    assertThat(after).isSameAs(before);
    assertThat(after.get(0)).isSameAs(first);
    assertThat(after.get(1).survivalProbability(3)).isEqualTo(0.5);
  }

  /** New rewards of one prompt change what is believed of the others. */
  @Test
  void update_ofAnEstimatorThatPools_redoesEverything() {
    RewardSamples samples = RewardSamples.of(UNBOUNDED, new double[] {0, 1}, new double[] {0, 5});
    for (RewardEstimator estimator :
        List.of(Estimators.studentT(), Estimators.tail(), Estimators.betaBernoulli())) {
      List<RewardDistribution> before =
          estimator.estimate(RewardSamples.of(UNBOUNDED, new double[] {0, 1}, new double[] {0}));
      List<RewardDistribution> after = estimator.update(before, samples, new int[] {1});
      double expected = estimator.estimate(samples).get(0).survivalProbability(0.5);

      assertThat(after.get(0).survivalProbability(0.5)).isEqualTo(expected);
    }
  }

  @Test
  void toString_namesTheEstimator() {
    assertThat(Estimators.kde()).hasToString("kde");
    assertThat(Estimators.kde(Bandwidth.silverman())).hasToString("kde(silverman)");
    assertThat(Estimators.kde(Bandwidth.scott())).hasToString("kde(scott)");
    assertThat(Estimators.kde(Bandwidth.fixed(0.25))).hasToString("kde(fixed(0.25))");
    assertThat(Estimators.gaussian()).hasToString("gaussian");
    assertThat(Estimators.studentT()).hasToString("studentT");
    assertThat(Estimators.tail()).hasToString("tail(0.2)");
    assertThat(Estimators.betaBernoulli()).hasToString("betaBernoulli");
    assertThat(Estimators.empirical()).hasToString("empirical");
    assertThat(Estimators.perPrompt(rewards -> new Empirical(rewards))).hasToString("perPrompt");
  }

  @Test
  void empirical_isWhatWasSeen() {
    RewardDistribution distribution = Estimators.empirical()
        .estimate(RewardSamples.of(RewardRange.of(0, 9), new double[] {1, 3, 3, 2}))
        .get(0);

    assertThat(distribution.survivalProbability(2)).isEqualTo(0.5);
    assertThat(distribution.marginalGains(2.5).nextDouble()).isEqualTo(0.25);
    assertThat(distribution.marginalGains(3).nextDouble()).isZero();
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

  /** Distributions of one batch share what prompts have in common, and each may be asked by a thread of its own. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5})
  void empiricalBayes_answersManyThreads(double step) {
    RewardSamples batch = RewardSamples.of(UNBOUNDED, rewards(100, step));
    double[] one = gains(IntStream.range(0, batch.prompts()), batch);
    for (int repeat = 0; repeat < 5; repeat++) {
      double[] many = gains(IntStream.range(0, batch.prompts()).parallel(), batch);
      assertThat(many).containsExactly(one);
    }
  }

  private static double[][] rewards(int prompts, double step) {
    var random = new Random(7);
    double[][] rewards = new double[prompts][6];
    for (double[] own : rewards) {
      double location = random.nextGaussian();
      Arrays.setAll(own, k -> location + random.nextGaussian());
      if (step > 0) {
        Arrays.setAll(own, k -> Math.rint(own[k] / step) * step);
      }
    }
    return rewards;
  }

  private static double[] gains(IntStream prompts, RewardSamples batch) {
    List<RewardDistribution> distributions = Estimators.empiricalBayes().estimate(batch);
    return prompts
        .mapToObj(prompt -> {
          RewardDistribution distribution = distributions.get(prompt);
          double incumbent = batch.incumbent(prompt);
          PrimitiveIterator.OfDouble gains = distribution.marginalGains(incumbent);
          return new double[] {
            gains.nextDouble(),
            gains.nextDouble(),
            distribution.survivalProbability(incumbent),
            distribution.hypotheses(incumbent).get(0).gain()
          };
        })
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }
}
