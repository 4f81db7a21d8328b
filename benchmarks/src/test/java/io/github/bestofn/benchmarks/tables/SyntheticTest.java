package io.github.bestofn.benchmarks.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.evaluate.RewardTable;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.descriptive.moment.Skewness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SyntheticTest {

  private static final int PROMPTS = 4000;
  private static final int DRAWS = 50;

  private static RewardTable table(Family family, double logSd, double icc) {
    return new Synthetic(family, PROMPTS, DRAWS, logSd, icc, 7, 0, 0, 0).table();
  }

  /**
   * By one-way analysis of variance. For normal rewards the standard error is (1 − ρ)(1 + (n − 1)ρ) √(2 / (n (n −
   * 1)(P − 1))), at most 0.006 for P = 4000 and n = 50; spreads that differ add 0.003, those of means that are not
   * normal or tails that are heavy make it 0.009. Three times that, for a fixed seed.
   */
  @ParameterizedTest
  @CsvSource({
    "GAUSSIAN, 0, 0.3", "GAUSSIAN, 0.5, 0.3", "GAUSSIAN, 0.95, 0", "SKEWED, 0.5, 0.3",
    "MIXTURE, 0.3, 0.3", "HEAVY_TAIL, 0.5, 0.3", "BOUNDED, 0, 0.3", "BOUNDED, 0.5, 0.3",
    "BOUNDED, 0.5, 1", "BOUNDED, 0.95, 0", "BERNOULLI, 0, 0", "BERNOULLI, 0.2, 0.3",
    "BERNOULLI, 0.5, 0", "BERNOULLI, 0.95, 0"
  })
  void icc_isTheShareOfVarianceBetweenPrompts(Family family, double icc, double logSd) {
    assertThat(iccOf(table(family, logSd, icc))).isCloseTo(icc, within(0.027));
  }

  /**
   * With equal spreads and means. The mean has the standard error 0.0022, and the variance, for a kurtosis of 4, one
   * of 0.004; with three degrees of freedom its error has no variance, but is of the order of n^(−1/3), 0.02.
   */
  @ParameterizedTest
  @CsvSource({"GAUSSIAN, 0.016", "SKEWED, 0.016", "MIXTURE, 0.016", "HEAVY_TAIL, 0.1"})
  void shapes_haveMeanZeroAndStandardDeviationOne(Family family, double tolerance) {
    double[] all = all(table(family, 0, 0));
    assertThat(StatUtils.mean(all)).isCloseTo(0, within(0.009));
    assertThat(StatUtils.variance(all)).isCloseTo(1, within(tolerance));
  }

  /** Of 4000 prompts with 50 draws, skewness has a standard error of about 0.35 each; that of all signs averages out. */
  @Test
  void shapes_areThoseThatTheirNamesSay() {
    assertThat(spreadOfSkewness(Family.GAUSSIAN)).isLessThan(0.4);
    assertThat(spreadOfSkewness(Family.SKEWED)).isGreaterThan(0.6);
    assertThat(largest(all(table(Family.HEAVY_TAIL, 0, 0)))).isGreaterThan(8);
    // Two humps are flatter than one: the fourth moment of most prompts is below the normal 3.
    assertThat(DoubleStream.of(all(table(Family.MIXTURE, 0, 0)))
            .map(z -> z * z * z * z)
            .average()
            .orElseThrow())
        .isLessThan(2.9);
    assertThat(largest(all(table(Family.GAUSSIAN, 0, 0)))).isLessThan(6);
  }

  @Test
  void boundedRewards_areInTheUnitIntervalAround05() {
    double[] all = all(table(Family.BOUNDED, 3, 0.9));
    assertThat(StatUtils.min(all)).isBetween(0.0, 0.01);
    assertThat(StatUtils.max(all)).isBetween(0.99, 1.0);
    // The mean of a prompt has a standard deviation of at most 0.5, of 4000 prompts 0.008.
    assertThat(StatUtils.mean(all)).isCloseTo(0.5, within(0.032));
  }

  @Test
  void bernoulliRewards_are0Or1With03OnAverage() {
    double[] all = all(table(Family.BERNOULLI, 0.3, 0.5));
    assertThat(DoubleStream.of(all).distinct().sorted().toArray()).containsExactly(0, 1);
    // Probabilities have the standard deviation √(0.3 · 0.7 · 0.5) = 0.32, of 4000 prompts 0.005.
    assertThat(StatUtils.mean(all)).isCloseTo(0.3, within(0.02));
  }

  /** Shares have the variance 0.4 · 0.6 · 0.5 between 1000 prompts: their mean has an error of 0.011. */
  @Test
  void zeros_areTheShareOfDrawsThatFail() {
    RewardTable table = new Synthetic(Family.GAUSSIAN, 1000, 50, 0.3, 0.5, 7, 0, 0.6, 0.4).table();
    double[] shares = IntStream.range(0, 1000)
        .mapToDouble(prompt -> DoubleStream.of(table.rewards(prompt))
            .map(reward -> reward == 0 ? 1 : 0)
            .average()
            .orElseThrow())
        .toArray();

    assertThat(StatUtils.mean(shares)).isCloseTo(0.4, within(0.045));
    assertThat(StatUtils.variance(shares)).isCloseTo(0.12, within(0.02));
    assertThat(DoubleStream.of(all(table)).min().orElseThrow()).isZero();
  }

  /** The log of a standard deviation from 500 draws has an error of 0.03; that of 1000 spreads 0.3 / √2000 = 0.007. */
  @Test
  void logSd_isHowMuchSpreadsDiffer() {
    RewardTable table = new Synthetic(Family.GAUSSIAN, 1000, 500, 0.3, 0.5, 7, 0, 0, 0).table();
    double[] logs = IntStream.range(0, 1000)
        .mapToDouble(prompt -> Math.log(StatUtils.variance(table.rewards(prompt))) / 2)
        .toArray();
    assertThat(Math.sqrt(StatUtils.variance(logs))).isCloseTo(0.3, within(0.028));
  }

  @ParameterizedTest
  @EnumSource
  void table_dependsOnSeedAndPromptOnly(Family family) {
    Synthetic settings = new Synthetic(family, 20, 30, 0.3, 0.5, 1, 0, 0, 0);
    double[] row = settings.table().rewards(3);
    assertThat(settings.table().rewards(3)).isEqualTo(row);
    assertThat(new Synthetic(family, 4, 10, 0.3, 0.5, 1, 0, 0, 0).table().rewards(3))
        .isEqualTo(Arrays.copyOf(row, 10));
    assertThat(all(new Synthetic(family, 20, 30, 0.3, 0.5, 2, 0, 0, 0).table()))
        .isNotEqualTo(all(settings.table()));
  }

  private static double iccOf(RewardTable table) {
    double[] means = new double[PROMPTS];
    double within = 0;
    for (int prompt = 0; prompt < PROMPTS; prompt++) {
      double[] rewards = table.rewards(prompt);
      means[prompt] = StatUtils.mean(rewards);
      within += StatUtils.variance(rewards) / PROMPTS;
    }
    double between = StatUtils.variance(means) - within / DRAWS;
    return between / (between + within);
  }

  private static double largest(double[] values) {
    return DoubleStream.of(values).map(Math::abs).max().orElseThrow();
  }

  private static double spreadOfSkewness(Family family) {
    RewardTable table = table(family, 0, 0);
    double[] skewness = IntStream.range(0, PROMPTS)
        .mapToDouble(prompt -> new Skewness().evaluate(table.rewards(prompt)))
        .toArray();
    return Math.sqrt(StatUtils.variance(skewness));
  }

  private static double[] all(RewardTable table) {
    return IntStream.range(0, table.prompts().size())
        .mapToObj(table::rewards)
        .flatMapToDouble(DoubleStream::of)
        .toArray();
  }
}
