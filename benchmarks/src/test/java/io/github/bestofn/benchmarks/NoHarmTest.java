package io.github.bestofn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.evaluate.Comparison;
import io.github.bestofn.evaluate.Figures;
import io.github.bestofn.evaluate.RewardTable;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The default is not worse than uniform where prompts are alike, where they differ and where they hardly have
 * anything in common. Tables and batches are fixed, so that the figures are; without any gain or harm one of 18 would
 * be below -3 standard errors once in 40 tables.
 */
@Tag("statistical")
class NoHarmTest {

  @ParameterizedTest
  @CsvSource({
    "gaussian, 0", "gaussian, 0.5", "gaussian, 0.9",
    "skewed, 0", "skewed, 0.5", "skewed, 0.9",
    "mixture, 0", "mixture, 0.5", "mixture, 0.9",
    "heavy-tail, 0", "heavy-tail, 0.5", "heavy-tail, 0.9",
    "bounded, 0", "bounded, 0.5", "bounded, 0.9",
    "bernoulli, 0", "bernoulli, 0.5", "bernoulli, 0.9"
  })
  void theDefaultIsNotWorseThanUniform(String family, double icc) {
    Figures figures = figures("%s,icc=%s".formatted(family, icc), 5, 8, 100);

    assertThat(figures.meanGain()).isGreaterThan(-3 * figures.meanGainStandardError());
    assertThat(figures.meanDraws()).isEqualTo(8);
  }

  /** The smallest batch and the smallest budget, where least is known: 1200 batches would show a loss of 1%. */
  @ParameterizedTest
  @CsvSource({"gaussian, 0.9", "skewed, 0.9", "mixture, 0.9"})
  void noMoreIsTheDefaultOfTwoPromptsThatDiffer(String family, double icc) {
    Figures figures = figures("%s,icc=%s".formatted(family, icc), 2, 4, 1200);

    assertThat(figures.meanGain()).isGreaterThan(-3 * figures.meanGainStandardError());
  }

  /** Ratings whose steps are alike wherever a prompt's lie: ranks of all rewards hide that. */
  @ParameterizedTest
  @CsvSource({"gaussian, 0.5", "gaussian, 0.9", "skewed, 0.5", "skewed, 0.9"})
  void norIsItWhereRewardsRepeat(String family, double icc) {
    Figures figures = figures("%s,icc=%s,step=0.4".formatted(family, icc), 5, 16, 200);

    assertThat(figures.meanGain()).isGreaterThan(-3 * figures.meanGainStandardError());
  }

  /** Lengths and times: prompts with larger ones differ by more, and have more to gain. */
  @ParameterizedTest
  @CsvSource({"0, 0.6", "0.5, 0.3", "0.5, 0.6", "0.9, 0.3"})
  void norIsItForAmounts(double icc, double exp) {
    Figures figures = figures("gaussian,icc=%s,exp=%s".formatted(icc, exp), 5, 8, 400);

    assertThat(figures.meanGain()).isGreaterThan(-2 * figures.meanGainStandardError());
  }

  /** Log-normal rewards, or 0 where a draw failed, with a probability that is uniform over prompts. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 0.9})
  void norIsItWhereDrawsFail(double icc) {
    RewardTable normal = Rewards.table("synthetic:gaussian,icc=" + icc);
    var random = new Random(5);
    double[][] rewards = new double[normal.prompts().size()][];
    for (int prompt = 0; prompt < rewards.length; prompt++) {
      double failing = random.nextDouble();
      rewards[prompt] = Arrays.stream(normal.rewards(prompt))
          .map(reward -> random.nextDouble() < failing ? 0 : Math.exp(0.5 * reward))
          .toArray();
    }
    Figures figures = figures(RewardTable.of(rewards), 5, 16, 300);

    assertThat(figures.meanGain()).isGreaterThan(-3 * figures.meanGainStandardError());
  }

  private static Figures figures(String table, int prompts, int draws, int batches) {
    return figures(table(table), prompts, draws, batches);
  }

  private static RewardTable table(String name) {
    return Rewards.table("synthetic:%s,prompts=100,draws=40".formatted(name));
  }

  private static Figures figures(RewardTable table, int prompts, int draws, int batches) {
    Comparison comparison =
        Comparison.of(table).batchSize(prompts).budget(draws).batches(batches).seed(11);
    return comparison.run(Map.of("default", Strategies.adaptive())).get(0);
  }
}
