package io.github.bestofn.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Batch;
import io.github.bestofn.allocate.Decision;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.estimate.Estimators;
import io.github.bestofn.spi.RewardRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ComparisonTest {

  private static final double[][] TINY = {{1, 4, 2, 0}, {3, 3, 5, 1}};

  /** One draw each, then all that is left to the prompt with the lower reward, the first if equal. */
  private static final AllocationStrategy LOWER_FIRST = AllocationStrategy.of(state -> {
    if (state.draws() == 0) {
      return Decision.round(1, 1);
    }
    boolean first = state.samples().incumbent(0) <= state.samples().incumbent(1);
    return first ? Decision.round(state.remaining(), 0) : Decision.round(0, state.remaining());
  });

  private static RewardTable gaussian(int prompts, int draws, long seed) {
    Random random = new Random(seed);
    double[][] rewards = new double[prompts][];
    for (int i = 0; i < prompts; i++) {
      double deviation = Math.exp(0.5 * random.nextGaussian());
      rewards[i] = DoubleStream.generate(() -> deviation * random.nextGaussian())
          .limit(draws)
          .toArray();
    }
    return RewardTable.of(rewards);
  }

  /** A budget in tokens buys as much as uniform's draws cost; hard prompts, whose draws cost more, get fewer of them. */
  @Test
  void costs_compareAtWhatUniformPays() {
    Random random = new Random(4);
    double[][] rewards = new double[20][60];
    double[][] costs = new double[20][60];
    for (int i = 0; i < 20; i++) {
      for (int k = 0; k < 60; k++) {
        rewards[i][k] = random.nextGaussian();
        costs[i][k] = (i % 2 == 0 ? 1 : 8) * (0.8 + 0.4 * random.nextDouble());
      }
    }
    Comparison comparison =
        Comparison.of(RewardTable.of(rewards)).batches(100).costs(RewardTable.of(costs));
    var figures = comparison.run(Map.of("adaptive", Strategies.adaptive()));
    Figures uniform = comparison.run(Map.of("uniform", Strategies.uniform())).get(0);

    // In a batch of 5 with a mean cost of 22.5 draws of 4.5, an error of one draw is about 1.5%.
    assertThat(uniform.costShare().orElseThrow()).isCloseTo(1, within(0.03));
    assertThat(uniform.equivalentBudgetRatio()).isCloseTo(1, within(0.05));
    Figures adaptive = figures.get(0);
    assertThat(adaptive.costShare().orElseThrow()).isCloseTo(1, within(0.05));
    assertThat(adaptive.meanDraws()).isGreaterThan(20); // of draws that cost less
    assertThat(adaptive.equivalentBudgetRatio()).isGreaterThan(1.1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> comparison.costs(RewardTable.of(new double[][] {{1}})))
        .withMessage("costs must have the 20 prompts of the rewards, but have 1");
  }

  /**
   * One of four rewards is 1 and the others 0: whoever misses it loses all that four draws gain, and whoever draws it
   * nothing.
   */
  @Test
  void loss_isTheShareOfTheBudgetsGainThatIsMissed() {
    AllocationStrategy twice = AllocationStrategy.of(
        state -> state.draws() == 0 ? Decision.round(2) : Decision.stop("enough"));
    Figures figures = Comparison.of(RewardTable.of(new double[][] {{0, 1, 0, 0}, {0, 0, 0, 1}}))
        .batchSize(1)
        .budget(4)
        .batches(200)
        .run(Map.of("twice", twice))
        .get(0);

    assertThat(figures.meanDraws()).isEqualTo(2);
    assertThat(figures.drawShare()).isEqualTo(0.5);
    assertThat(figures.meanLoss()).isEqualTo(-figures.meanGain()).isBetween(0.3, 0.7);
    assertThat(figures.meanLossStandardError()).isEqualTo(figures.meanGainStandardError());
    assertThat(figures.uniformLossAtSameDraws()).isEqualTo(figures.meanLoss(), within(1e-12));
  }

  @Test
  void loss_isRelativeToTheGain() {
    AllocationStrategy once = AllocationStrategy.of(
        state -> state.draws() == 0 ? Decision.round(1) : Decision.stop("enough"));
    Figures figures = Comparison.of(RewardTable.of(new double[][] {{6, 2, 6, 2}, {6, 2, 2, 6}}))
        .batchSize(1)
        .budget(4)
        .batches(300)
        .run(Map.of("once", once))
        .get(0);

    // The gain is 6 - 4, and whoever draws 2 loses 4: twice that, counted as 1.
    assertThat(figures.meanLoss()).isEqualTo(-figures.meanGain() / 4, within(1e-12));
  }

  @Test
  void uniform_againstItself_isExactlyEven() {
    Figures figures = Comparison.of(gaussian(20, 50, 1))
        .batches(100)
        .run(Map.of("uniform", Strategies.uniform()))
        .get(0);

    assertThat(figures.batchWinRate()).isEqualTo(0.5);
    assertThat(figures.promptWinRate()).isEqualTo(0.5);
    assertThat(figures.equivalentBudget()).isEqualTo(16);
    assertThat(figures.equivalentBudgetRatio()).isEqualTo(1);
    assertThat(figures.equivalentBudgetCensored()).isFalse();
    assertThat(figures.meanGain()).isZero();
    assertThat(figures.meanGainStandardError()).isZero();
    assertThat(figures.expectedSurvivalTime()).isEqualTo(figures.uniformSurvivalTime());
    assertThat(figures.oracleShare()).hasValue(0.0);
    assertThat(figures.meanDraws()).isEqualTo(16);
    assertThat(figures.maxDraws()).isEqualTo(16);
    assertThat(figures.rounds()).isEqualTo(1);
  }

  /**
   * All 24 x 24 shuffles of a tiny table, B = 2, played by hand and added up from the definitions, against the
   * summary of the replays of the same shuffles.
   */
  @Test
  void figures_areThoseOfExactEnumeration() {
    int budget = 2;
    List<BatchFigures> batches = new ArrayList<>();
    List<double[]> uniform = new ArrayList<>();
    List<Double> totals = new ArrayList<>();
    double promptWins = 0;
    double drawsOfFirst = 0;
    double oracleTotal = 0;
    for (double[] a : permutations(TINY[0])) {
      for (double[] b : permutations(TINY[1])) {
        double[][] rows = {a, b};
        var batch = Batch.of(2, 4);
        Replay replay = Replay.of(batch, 2, rows);
        batches.add(BatchFigures.of(
            rows,
            rows,
            4,
            budget,
            0,
            List.of(replay.run(LOWER_FIRST), Replay.of(batch, 1, rows).run(new Oracle(rows, 0)))));

        int nA = a[0] <= b[0] ? 3 : 1;
        double bestA = max(a, nA);
        double bestB = max(b, 4 - nA);
        totals.add(bestA + bestB);
        drawsOfFirst += nA;
        uniform.add(
            IntStream.rangeClosed(1, 4).mapToDouble(n -> max(a, n) + max(b, n)).toArray());
        promptWins += (win(bestA, max(a, 2)) + win(bestB, max(b, 2))) / 2;
        oracleTotal += oracleByHand(a, b);
      }
    }
    Figures figures =
        new Summary(batches.toArray(new BatchFigures[0]), budget).of(0, "lower-first", 1, Map.of());

    int all = totals.size();
    double wins = 0;
    double survival = 0;
    double uniformSurvival = 0;
    double gain = 0;
    double squares = 0;
    double[] mean = new double[4];
    for (int k = 0; k < all; k++) {
      double[] curve = uniform.get(k);
      wins += win(totals.get(k), curve[1]) / all;
      gain += (totals.get(k) - curve[1]) / all;
      squares += Math.pow(totals.get(k) - curve[1], 2) / all;
      for (int n = 0; n < 4; n++) {
        survival += (totals.get(k) >= curve[n] ? 1.0 : 0) / all;
        uniformSurvival += (curve[1] >= curve[n] ? 1.0 : 0) / all;
        mean[n] += curve[n] / all;
      }
    }
    double target = mean[1] + gain;
    int n = target > mean[1] ? 2 : 1;
    double equivalent = n + (target - mean[n - 1]) / (mean[n] - mean[n - 1]);
    double error = Math.sqrt((squares - gain * gain) / (all - 1));

    assertThat(all).isEqualTo(576);
    assertThat(drawsOfFirst / all).isNotEqualTo(2.0);
    assertThat(figures.batchWinRate()).isCloseTo(wins, within(1e-12));
    assertThat(figures.promptWinRate()).isCloseTo(promptWins / all, within(1e-12));
    assertThat(figures.expectedSurvivalTime()).isCloseTo(survival, within(1e-12));
    assertThat(figures.uniformSurvivalTime()).isCloseTo(uniformSurvival, within(1e-12));
    assertThat(figures.equivalentBudget()).isCloseTo(equivalent, within(1e-9));
    assertThat(figures.equivalentBudgetRatio()).isCloseTo(equivalent / 2, within(1e-9));
    assertThat(figures.equivalentBudgetCensored()).isFalse();
    assertThat(figures.meanGain()).isCloseTo(gain, within(1e-12));
    assertThat(figures.meanGainStandardError()).isCloseTo(error, within(1e-12));
    assertThat(figures.oracleShare().orElseThrow())
        .isCloseTo(gain / (oracleTotal / all - mean[1]), within(1e-9));
    assertThat(figures.meanDraws()).isEqualTo(2);
    assertThat(figures.maxDraws()).isEqualTo(3);
    assertThat(figures.rounds()).isEqualTo(2);
  }

  /** Random shuffles converge to all of them: within four standard errors, with a fixed seed. */
  @Test
  void run_samplesAllShufflesAlike() {
    double exact = 0;
    for (double[] a : permutations(TINY[0])) {
      for (double[] b : permutations(TINY[1])) {
        // Prompts are chosen in either order.
        for (double[][] rows : new double[][][] {{a, b}, {b, a}}) {
          int first = rows[0][0] <= rows[1][0] ? 3 : 1;
          double gain = max(rows[0], first) + max(rows[1], 4 - first);
          exact += (gain - max(rows[0], 2) - max(rows[1], 2)) / (2 * 576);
        }
      }
    }
    Figures figures = Comparison.of(RewardTable.of(TINY))
        .batchSize(2)
        .budget(2)
        .batches(20_000)
        .run(Map.of("lower-first", LOWER_FIRST))
        .get(0);

    assertThat(figures.meanGain()).isCloseTo(exact, within(4 * figures.meanGainStandardError()));
    assertThat(figures.meanGainStandardError()).isBetween(0.003, 0.02);
  }

  @Test
  void run_isTheSameWhateverTheNumberOfThreads() throws Exception {
    Comparison comparison = Comparison.of(gaussian(12, 40, 2)).batches(60).seed(9);
    Map<String, AllocationStrategy> strategies = strategies();
    List<Figures> expected = comparison.run(strategies);

    for (int threads : new int[] {1, 3}) {
      ForkJoinPool pool = new ForkJoinPool(threads);
      assertThat(pool.submit(() -> comparison.run(strategies)).get()).isEqualTo(expected);
      pool.shutdown();
    }
    assertThat(comparison.seed(10).run(strategies)).isNotEqualTo(expected);
  }

  @Test
  void run_comparesEveryPairOnTheSameDraws() {
    List<Figures> figures = Comparison.of(gaussian(12, 40, 3)).batches(50).run(strategies());

    for (Figures one : figures) {
      assertThat(one.meanGainVersus()).hasSize(figures.size() - 1);
      one.meanGainVersus().forEach((name, gain) -> {
        Figures other = figures.stream()
            .filter(each -> each.strategy().equals(name))
            .findFirst()
            .orElseThrow();
        assertThat(gain.meanGain()).isCloseTo(one.meanGain() - other.meanGain(), within(1e-12));
      });
    }
    assertThat(figures)
        .extracting(Figures::strategy)
        .containsExactly("oracle", "stream", "uniform");
    assertThat(figures.get(0).oracleShare()).hasValue(1.0);
    assertThat(figures.get(0).meanGain()).isPositive();
  }

  private static Map<String, AllocationStrategy> strategies() {
    return new TreeMap<>(Map.of(
        "uniform", Strategies.uniform(),
        "stream", Strategies.streaming(Estimators.kde()),
        "oracle", Comparison.oracle()));
  }

  @Test
  void independentDraws_areFairToo() {
    Figures figures = Comparison.of(gaussian(30, 60, 4))
        .batches(2000)
        .independent()
        .run(Map.of("uniform", Strategies.uniform()))
        .get(0);

    // Standard error of a share near one half of 2,000: 0.011.
    assertThat(figures.batchWinRate()).isCloseTo(0.5, within(4 * 0.0112));
    assertThat(figures.expectedSurvivalTime()).isEqualTo(figures.uniformSurvivalTime());
    assertThat(figures.meanGainStandardError()).isPositive();
    assertThat(figures.meanGain()).isCloseTo(0, within(4 * figures.meanGainStandardError()));
  }

  @Test
  void prompts_withTooFewRewards_areLeftOut() {
    double[][] rewards = {{1, 2, 3}, {1}, {4, 5}, {1, 2, 3, 4}};
    Comparison comparison = Comparison.of(RewardTable.of(rewards)).budget(2).batchSize(3);

    assertThat(comparison.promptsLeftOut()).isEqualTo(1);
    assertThat(comparison.eligiblePrompts()).containsExactly(0, 2, 3);
    assertThat(comparison.calibrationPrompts(2).eligiblePrompts()).hasSize(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> comparison.batchSize(4).run(strategies()))
        .withMessage("batchSize must be at most 3, the prompts with at least 2 rewards, but was 4");
  }

  @Test
  void equivalentBudget_isCensored_whereTheRecordsEnd() {
    // Uniform never has more than two draws to show; the oracle gives the second prompt three.
    double[][] rewards = {{5, 5}, {0, 1, 2, 3, 4, 9}};
    Figures figures = Comparison.of(RewardTable.of(rewards))
        .batchSize(2)
        .budget(2)
        .batches(200)
        .run(Map.of("oracle", Comparison.oracle()))
        .get(0);

    assertThat(figures.equivalentBudgetCensored()).isTrue();
    assertThat(figures.equivalentBudget()).isEqualTo(2);
  }

  @Test
  void onBatch_isCalledForEveryBatch() {
    AtomicInteger calls = new AtomicInteger();
    Comparison.of(gaussian(6, 20, 5))
        .batches(37)
        .onBatch(calls::incrementAndGet)
        .run(Map.of("uniform", Strategies.uniform()));

    assertThat(calls).hasValue(37);
  }

  @Test
  void rewardRange_reachesTheStrategy() {
    double[][] rewards = {{1, 0, 0, 0}, {1, 1, 1, 1}};
    Figures figures = Comparison.of(RewardTable.of(rewards))
        .batchSize(2)
        .budget(4)
        .batches(20)
        .rewardRange(RewardRange.binary())
        .run(Map.of("two-stage", Strategies.twoStage().exploration(1)))
        .get(0);

    assertThat(figures.meanDraws()).isLessThan(4);
  }

  @Test
  void oracle_gainsMoreTheMoreItKnows() {
    Comparison comparison = Comparison.of(gaussian(40, 300, 9)).budget(8).batches(300);
    List<Figures> figures = comparison.run(new TreeMap<>(Map.of(
        "a", Comparison.oracle(4), "b", Comparison.oracle(32), "c", Comparison.oracle(256))));

    assertThat(figures.get(0).oracleShare().orElseThrow())
        .isLessThan(figures.get(1).oracleShare().orElseThrow() - 0.1);
    assertThat(figures.get(1).oracleShare().orElseThrow())
        .isLessThan(figures.get(2).oracleShare().orElseThrow() - 0.05);
    assertThat(figures.get(2).oracleShare().orElseThrow()).isBetween(0.8, 1.02);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> comparison.run(Map.of("known", Comparison.oracle(293))))
        .withMessage(
            "an oracle's known must be at most 292, the fewest recorded rewards beyond the budget, but was 293");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Comparison.oracle(0))
        .withMessage("known must be at least 1, but was 0");
  }

  private static double oracleByHand(double[] a, double[] b) {
    int nA = 1;
    int nB = 1;
    for (int k = 0; k < 2; k++) {
      double gainA = gain(a, max(a, nA));
      double gainB = gain(b, max(b, nB));
      if (gainA > gainB || (gainA == gainB && nA <= nB)) {
        nA++;
      } else {
        nB++;
      }
    }
    return max(a, nA) + max(b, nB);
  }

  private static double gain(double[] row, double incumbent) {
    return DoubleStream.of(row).map(r -> Math.max(0, r - incumbent)).sum() / row.length;
  }

  private static double max(double[] row, int draws) {
    return DoubleStream.of(row).limit(draws).max().orElseThrow();
  }

  private static double win(double one, double other) {
    return one > other ? 1 : one == other ? 0.5 : 0;
  }

  private static List<double[]> permutations(double[] values) {
    if (values.length == 1) {
      return List.of(values);
    }
    List<double[]> all = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      int chosen = i;
      double[] rest = IntStream.range(0, values.length)
          .filter(k -> k != chosen)
          .mapToDouble(k -> values[k])
          .toArray();
      for (double[] tail : permutations(rest)) {
        all.add(DoubleStream.concat(DoubleStream.of(values[i]), DoubleStream.of(tail))
            .toArray());
      }
    }
    return all;
  }
}
