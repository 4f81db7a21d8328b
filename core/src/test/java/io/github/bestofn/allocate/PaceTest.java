package io.github.bestofn.allocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.estimate.bayes.BatchSummary;
import io.github.bestofn.spi.RewardRange;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {

  private static final double MANY = 1e6;

  /** Rewards around means of deviation {@code apart}; if they are to repeat, in steps up to 3, where most are. */
  private static RewardSamples samples(int prompts, double apart, double step) {
    var random = new Random(prompts);
    double[][] rewards = new double[prompts][12];
    for (double[] own : rewards) {
      double mean = apart * random.nextGaussian();
      for (int k = 0; k < own.length; k++) {
        double reward = mean + random.nextGaussian();
        own[k] = step == 0 ? reward : step * Math.rint(Math.min(reward + 3, 3) / step);
      }
    }
    return RewardSamples.of(RewardRange.unbounded(), rewards);
  }

  private static double floor(RewardSamples samples, double incumbent) {
    var pace = new Pace();
    pace.learn(samples);
    return pace.floor(incumbent, MANY) / MANY;
  }

  /** 0.3 to 0.5 of the others' draws, the more prompts differ, and what is missing of all if they are few. */
  @ParameterizedTest
  @CsvSource({"20, 0", "20, 1", "6, 0.5", "6, 2", "100, 3"})
  void continuousRewards_giveAShareThatGrowsWithTheDifferences(int prompts, double apart) {
    RewardSamples samples = samples(prompts, apart, 0);
    BatchSummary spread = BatchSummary.of(samples);
    assertThat(spread.hasTies()).isFalse();
    double icc = spread.intraclassCorrelation();
    double known = 0.3 + 0.2 * icc;
    double doubt = Math.min(1, 6 * icc / (prompts * prompts));
    assertThat(floor(samples, 0)).isCloseTo(known + (1 - known) * doubt, within(2 / MANY));
  }

  @Test
  void twoPromptsThatDiffer_getTheSame() {
    RewardSamples samples = samples(2, 5, 0);
    assertThat(BatchSummary.of(samples).intraclassCorrelation()).isGreaterThan(2.0 / 3);
    assertThat(floor(samples, 0)).isEqualTo(1);
  }

  /** Eighteen earlier prompts, and two: as much is known as of twenty. */
  @Test
  void earlierPrompts_sayHowPromptsDiffer() {
    RewardSamples all = samples(20, 1, 0);
    double[][] rewards = IntStream.range(0, 20).mapToObj(all::rewards).toArray(double[][]::new);
    RewardRange range = RewardRange.unbounded();
    RewardSamples earlier = RewardSamples.of(range, Arrays.copyOfRange(rewards, 2, 20));
    RewardSamples two = RewardSamples.of(range, earlier, Arrays.copyOf(rewards, 2));
    assertThat(floor(two, 0)).isCloseTo(floor(all, 0), within(2 / MANY));
  }

  /** 0.2 to 0.7 below the ceiling, 0 to 0.7 at it, where nothing is left to gain unless it is none. */
  @ParameterizedTest
  @CsvSource({"20, 0.3", "20, 1", "50, 2"})
  void tiedRewards_giveLessAtTheCeiling(int prompts, double apart) {
    RewardSamples samples = samples(prompts, apart, 1);
    BatchSummary spread = BatchSummary.of(samples);
    double icc = spread.intraclassCorrelation();
    assertThat(icc).isPositive();
    assertThat(spread.hasTies()).isTrue();
    assertThat(spread.ceiling()).hasValue(3);
    assertThat(floor(samples, 2)).isCloseTo(0.2 + 0.5 * icc, within(2 / MANY));
    assertThat(floor(samples, 3)).isCloseTo(0.7 * icc, within(2 / MANY));
  }

  @Test
  void beforeAnythingIsKnown_allGetTheSame() {
    assertThat(new Pace().floor(0, 7.9)).isEqualTo(7);
  }
}
