package io.github.bestofn.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.spi.RewardRange;
import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PopulationTest {

  /** Made from normal rewards of sixteen prompts, those of half of them raised. */
  static RewardSamples samples(double raised, DoubleUnaryOperator made) {
    var random = new Random(8);
    double[][] rewards = new double[16][8];
    for (int prompt = 0; prompt < 16; prompt++) {
      double mean = prompt % 2 * raised;
      Arrays.setAll(rewards[prompt], k -> made.applyAsDouble(mean + random.nextGaussian()));
    }
    return RewardSamples.of(RewardRange.unbounded(), rewards);
  }

  private static double share(Population population, String assumption) {
    return IntStream.range(0, population.size())
        .filter(pooling -> population.assumption(pooling).equals(assumption))
        .mapToDouble(pooling -> population.shares()[pooling])
        .sum();
  }

  @Test
  void whereRanksDescribeRewards_promptsAreAlikeAsFarAsTheirMeansAre() {
    RewardSamples samples = samples(1, z -> z < 0 ? -10 : Math.rint(2 * z) / 2);
    double icc = RewardSpread.of(samples).intraclassCorrelation();
    assertThat(icc).isBetween(0.01, 0.5);
    Population population = new Population(samples);
    assertThat(share(population, "like all prompts")).isCloseTo(1 - icc, within(0.01));
    assertThat(share(population, "like other prompts, shifted")).isCloseTo(0.3 * icc, within(0.01));
  }

  @Test
  void whereValuesDo_promptsAreAlikeAfterTheyWereShifted() {
    Population population = new Population(samples(8, z -> Math.rint(2 * z) / 2));
    assertThat(share(population, "like all prompts")).isZero();
    assertThat(share(population, "like other prompts, shifted")).isEqualTo(0.3);
  }

  /** The means of two values say no more than the values. */
  @Test
  void promptsOfTwoValuesAreAlike() {
    Population population = new Population(samples(1, z -> z < 0.5 ? 0 : 1));
    assertThat(share(population, "like all prompts")).isEqualTo(1);
    assertThat(share(population, "like other prompts, shifted")).isZero();
  }

  @Test
  void rewardsThatDoNotRepeatHaveOneWay() {
    Population population = new Population(samples(1, z -> z));
    assertThat(population.size()).isEqualTo(1);
    assertThat(population.shares()).containsExactly(1);
    Population failing = new Population(samples(1, z -> z < 0 ? -10 : z));
    assertThat(failing.shares()).as("only the least repeats").containsExactly(1);
  }
}
