package io.github.bestofn.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.evaluate.JudgeAudit.Recovery;
import io.github.bestofn.evaluate.JudgeVerdict.Advice;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JudgeAuditTest {

  private static final double NONE = Double.NaN;

  private static double[][] rows(double[]... rows) {
    return rows;
  }

  private static double[] row(double... values) {
    return values;
  }

  private static double[][] gaussian(long seed, int prompts, int draws) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] table = new double[prompts][draws];
    for (double[] row : table) {
      Arrays.setAll(row, j -> random.nextGaussian());
    }
    return table;
  }

  private static double[][] plus(double[][] a, double factor, double[][] b) {
    double[][] sum = new double[a.length][];
    Arrays.setAll(
        sum,
        i -> IntStream.range(0, a[i].length)
            .mapToDouble(j -> a[i][j] + factor * b[i][j])
            .toArray());
    return sum;
  }

  /**
   * Six subjects and four raters: Shrout and Fleiss, Intraclass Correlations, Psychological Bulletin 86 (1979), table
   * 2; they give ICC(3,1) = 0.71. The interval is that of the F distribution by scipy 1.17.
   */
  @Test
  void reliability_isThatOfShroutAndFleiss() {
    var audit = JudgeAudit.of(
        rows(row(9, 6, 8, 7, 10, 6)),
        rows(row(2, 1, 4, 1, 5, 2)),
        rows(row(5, 3, 6, 2, 6, 4)),
        rows(row(8, 2, 8, 6, 9, 7)));
    ConfidenceInterval reliability = audit.reliability().orElseThrow();
    assertThat(reliability.value()).isCloseTo(0.7148, within(1e-4));
    assertThat(reliability.low()).isCloseTo(0.3425, within(1e-4));
    assertThat(reliability.high()).isCloseTo(0.9459, within(1e-4));
  }

  /** An offset of a scoring, or of a prompt in a scoring, does not change which response is best. */
  @Test
  void reliability_ignoresOffsets() {
    double[][] first = rows(row(1, 2, 4), row(5, 9, 8));
    double[][] second = rows(row(11, 12, 14), row(-5, -1, -2));
    assertThat(JudgeAudit.of(first, second).reliability().orElseThrow())
        .isEqualTo(new ConfidenceInterval(1, 1, 1));
  }

  /** All subsets of each prompt's responses, and all orders within ties, one by one. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void recovery_isTheMeanOverAllSubsets(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] rewards = new double[3][6];
    double[][] gold = new double[3][6];
    for (int i = 0; i < 3; i++) {
      Arrays.setAll(rewards[i], j -> random.nextInt(4));
      Arrays.setAll(gold[i], j -> random.nextInt(5) - 2);
    }
    var audit = JudgeAudit.against(gold, rewards);
    assertThat(audit.recovery()).extracting(Recovery::draws).containsExactly(1, 2, 4);
    for (Recovery recovery : audit.recovery()) {
      double expected = bruteForce(rewards, gold, recovery.draws());
      double best = bruteForce(gold, gold, recovery.draws());
      double single = bruteForce(gold, gold, 1);
      assertThat(recovery.gold()).isCloseTo(expected, within(1e-12));
      assertThat(recovery.bestGold()).isCloseTo(best, within(1e-12));
      if (recovery.draws() == 1) {
        assertThat(recovery.share()).isEmpty();
      } else {
        assertThat(recovery.share().orElseThrow().value())
            .isCloseTo((expected - single) / (best - single), within(1e-12));
      }
    }
  }

  private static double bruteForce(double[][] rewards, double[][] gold, int size) {
    double sum = 0;
    for (int i = 0; i < rewards.length; i++) {
      double ofPrompt = 0;
      int subsets = 0;
      for (int mask = 0; mask < 1 << rewards[i].length; mask++) {
        if (Integer.bitCount(mask) == size) {
          double[] r = rewards[i];
          int[] chosen = IntStream.range(0, r.length).filter(bits(mask)).toArray();
          double largest = Arrays.stream(chosen).mapToDouble(j -> r[j]).max().orElseThrow();
          double[] g = gold[i];
          ofPrompt += Arrays.stream(chosen)
              .filter(j -> r[j] == largest)
              .mapToDouble(j -> g[j])
              .average()
              .orElseThrow();
          subsets++;
        }
      }
      sum += ofPrompt / subsets;
    }
    return sum / rewards.length;
  }

  private static IntPredicate bits(int mask) {
    return j -> (mask >> j & 1) == 1;
  }

  /** By hand: rewards less prompt means −1, 0, 1 and −1, 1; gold 0, −1, 1 and −1, 1; products 1 and 2; squares 4 and 4. */
  @Test
  void correlations_areWithinAndBetweenPrompts() {
    var audit = JudgeAudit.against(rows(row(10, 9, 11), row(-1, 1)), rows(row(1, 2, 3), row(4, 6)));
    assertThat(audit.correlationWithin().orElseThrow()).isCloseTo(0.75, within(1e-12));
    assertThat(audit.correlationBetween().orElseThrow()).isCloseTo(-1, within(1e-12));
    assertThat(audit.tiedPairs()).contains(0.0);
  }

  /** Equal pairs: one of three and three of three in the first scoring, none and one in the second. */
  @Test
  void tiedPairs_areThoseWithinPrompts() {
    var audit = JudgeAudit.of(rows(row(1, 1, 2), row(1, 1, 1)), rows(row(1, 2, 3), row(4, 4, 2)));
    assertThat(audit.tiedPairs().orElseThrow()).isCloseTo(5.0 / 12, within(1e-12));
  }

  @Test
  void missingValues_dropTheResponseEverywhere() {
    double[][] first = rows(row(1, NONE, 3, 4), row(NONE, NONE), row(5));
    double[][] second = rows(row(1, 2, 3, 5), row(1, NONE), row(6));
    double[][] gold = rows(row(0, 0, NONE, 1), row(1, 2), row(1));
    var audit = JudgeAudit.against(gold, first, second);
    assertThat(audit.prompts()).isEqualTo(2);
    assertThat(audit.draws()).isEqualTo(3);
    assertThat(audit.recovery())
        .isEqualTo(JudgeAudit.against(
                rows(row(0, 1), row(1)), rows(row(1, 4), row(5)), rows(row(1, 5), row(6)))
            .recovery());
  }

  @Test
  void bestDraws_areAllOfThemForAPerfectJudge() {
    double[][] gold = gaussian(1, 50, 20);
    var audit = JudgeAudit.against(gold, gold);
    assertThat(audit.bestDraws()).contains(new ConfidenceInterval(20, 20, 20));
    assertThat(audit.verdict()).hasToString("use it");
    assertThat(audit.softBestOfNTemperature(8)).isZero();
  }

  /** 0.95 of responses are better with the reward; the others have large rewards and are bad. */
  @Test
  void verdict_limitsDrawsWhereGoldFalls() {
    double[][] gold = gaussian(2, 200, 32);
    double[][] rewards = plus(gold, 0.3, gaussian(3, 200, 32));
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 200; i++) {
      for (int j = 0; j < 32; j++) {
        if (random.nextInt(20) == 0) {
          rewards[i][j] = 5;
          gold[i][j] = -2;
        }
      }
    }
    var audit = JudgeAudit.against(gold, rewards);
    // (0.95)^N times the expected largest of N standard normal numbers, less 2 (1 - 0.95^N), is
    // largest at N = 4.
    ConfidenceInterval best = audit.bestDraws().orElseThrow();
    assertThat(best.low()).isLessThanOrEqualTo(4);
    assertThat(best.high()).isBetween(4.0, 8.0);
    assertThat(audit.verdict().advice()).isEqualTo(Advice.USE);
    assertThat(audit.verdict().mostDraws()).hasValue((int) best.value());
    assertThat(audit.bestOfPoissonMean()).isBetween(2.0, 8.0);
    double temperature = audit.softBestOfNTemperature(32);
    assertThat(temperature).isPositive().isFinite();
    assertThat(goldOf(temperature, rewards, gold))
        .isGreaterThan(goldOf(temperature * 1.1, rewards, gold))
        .isGreaterThan(goldOf(temperature / 1.1, rewards, gold));
  }

  private static double goldOf(double temperature, double[][] rewards, double[][] gold) {
    double sum = 0;
    for (int i = 0; i < rewards.length; i++) {
      double total = 0;
      double ofPrompt = 0;
      for (int j = 0; j < rewards[i].length; j++) {
        double weight = Math.exp(rewards[i][j] / temperature);
        total += weight;
        ofPrompt += weight * gold[i][j];
      }
      sum += ofPrompt / total;
    }
    return sum;
  }

  /** The expected gold of 1 + Poisson(μ) draws, maximised by trying means in steps of 0.01. */
  @Test
  void bestOfPoissonMean_hasTheLargestExpectedGold() {
    double[] curve = {0, 1, 1.5, 1.6, 1.4, 1.0, 0.5, 0, -0.5, -1, -1.5, -2, -2.5, -3, -3.5, -4};
    double best = 0;
    for (double mean = 0; mean < 8; mean += 0.01) {
      best = expectedGold(curve, mean) > expectedGold(curve, best) ? mean : best;
    }
    int[] sizes = IntStream.rangeClosed(1, curve.length).toArray();
    assertThat(Hedge.poissonMean(sizes, curve)).isCloseTo(1 + best, within(0.011));
  }

  private static double expectedGold(double[] curve, double mean) {
    double sum = 0;
    double probability = Math.exp(-mean);
    for (int k = 0; k < curve.length; k++) {
      sum += probability * curve[k];
      probability *= mean / (k + 1);
    }
    return sum;
  }

  @Test
  void verdict_averagesANoisyJudge() {
    double[][] gold = gaussian(5, 100, 16);
    var audit = JudgeAudit.against(
        gold, plus(gold, 1, gaussian(6, 100, 16)), plus(gold, 1, gaussian(7, 100, 16)));
    assertThat(audit.verdict().advice()).isEqualTo(Advice.AVERAGE);
    // Reliability 0.5: the mean of four has 0.8, by the formula of Spearman and Brown.
    assertThat(audit.verdict().scorings()).isBetween(4, 5);
    assertThat(audit.recoveryOfMean().get(4).share().orElseThrow().value())
        .isGreaterThan(audit.recovery().get(4).share().orElseThrow().value() + 0.05);
  }

  @Test
  void verdict_refusesAJudgeThatChoosesByChance() {
    double[][] gold = gaussian(8, 200, 16);
    var audit = JudgeAudit.against(gold, gaussian(9, 200, 16));
    assertThat(audit.verdict().advice()).isEqualTo(Advice.DO_NOT_USE);
    var opposite = JudgeAudit.against(gold, plus(gaussian(9, 200, 16), -1, gold));
    assertThat(opposite.verdict().advice()).isEqualTo(Advice.DO_NOT_USE);
    assertThat(opposite.softBestOfNTemperature(16)).isInfinite();
    assertThat(opposite.bestOfPoissonMean()).isOne();
  }

  @Test
  void verdict_comparesPairsWhereRewardsAreCoarse() {
    double[][] gold = gaussian(10, 200, 16);
    double[][] coarse = Arrays.stream(gold)
        .map(row -> Arrays.stream(row).map(g -> g > -1.2 ? 1 : 0).toArray())
        .toArray(double[][]::new);
    assertThat(JudgeAudit.against(gold, coarse).verdict().advice()).isEqualTo(Advice.COMPARE);
  }

  @Test
  void withoutGold_onlyRepeatsCount() {
    double[][] quality = gaussian(11, 100, 8);
    var reliable = JudgeAudit.of(quality, plus(quality, 0.1, gaussian(12, 100, 8)));
    assertThat(reliable.recovery()).isEmpty();
    assertThat(reliable.bestDraws()).isEmpty();
    assertThat(reliable.correlationWithin()).isEmpty();
    assertThat(reliable.verdict().advice()).isEqualTo(Advice.CANNOT_TELL);
    assertThatIllegalStateException().isThrownBy(reliable::bestOfPoissonMean);
    var noisy = JudgeAudit.of(quality, plus(quality, 1, gaussian(12, 100, 8)));
    assertThat(noisy.verdict().advice()).isEqualTo(Advice.AVERAGE);
    var chance = JudgeAudit.of(quality, gaussian(13, 100, 8));
    assertThat(chance.verdict().advice()).isEqualTo(Advice.DO_NOT_USE);
    var single = JudgeAudit.of(quality);
    assertThat(single.reliability()).isEmpty();
    assertThat(single.verdict().advice()).isEqualTo(Advice.CANNOT_TELL);
  }

  @Test
  void degenerateLogs_haveNoFigureWhereNoneIsDefined() {
    double[][] rewards = gaussian(14, 20, 8);
    double[][] constant = plus(rewards, -1, rewards);
    var constantGold = JudgeAudit.against(constant, rewards);
    assertThat(constantGold.correlationWithin()).isEmpty();
    assertThat(constantGold.correlationBetween()).isEmpty();
    assertThat(constantGold.bestDraws()).isEmpty();
    assertThat(constantGold.recovery()).allMatch(recovery -> recovery.share().isEmpty());
    assertThat(constantGold.verdict().advice()).isEqualTo(Advice.CANNOT_TELL);
    var allTied = JudgeAudit.against(rewards, constant, constant);
    assertThat(allTied.tiedPairs()).contains(1.0);
    assertThat(allTied.reliability()).isEmpty();
    assertThat(allTied.bestDraws()).contains(new ConfidenceInterval(1, 1, 1));
    assertThat(allTied.recovery().get(3).share()).contains(new ConfidenceInterval(0, 0, 0));
    assertThat(allTied.verdict().advice()).isEqualTo(Advice.DO_NOT_USE);
    var onePrompt = JudgeAudit.against(gaussian(16, 1, 8), gaussian(15, 1, 8));
    ConfidenceInterval share = onePrompt.recovery().get(3).share().orElseThrow();
    assertThat(share.low()).isInfinite();
    assertThat(onePrompt.verdict().advice()).isEqualTo(Advice.CANNOT_TELL);
    var oneDraw = JudgeAudit.against(gaussian(19, 9, 1), gaussian(17, 9, 1), gaussian(18, 9, 1));
    assertThat(oneDraw.reliability()).isEmpty();
    assertThat(oneDraw.tiedPairs()).isEmpty();
    assertThat(oneDraw.bestDraws()).isEmpty();
    assertThat(oneDraw.recovery()).hasSize(1);
    assertThat(oneDraw.verdict().advice()).isEqualTo(Advice.CANNOT_TELL);
    var nothing = JudgeAudit.against(rows(row(1)), rows(row(NONE)));
    assertThat(nothing.prompts()).isZero();
    assertThat(nothing.verdict().advice()).isEqualTo(Advice.CANNOT_TELL);
  }

  /** Gold in any unit: a factor and an offset change no share, and neither does an offset below zero. */
  @Test
  void shares_doNotDependOnTheUnitOfGold() {
    double[][] rewards = gaussian(20, 30, 8);
    double[][] gold = plus(rewards, 1, gaussian(21, 30, 8));
    double[][] scaled = Arrays.stream(gold)
        .map(row -> Arrays.stream(row).map(g -> 1e-3 * g - 7).toArray())
        .toArray(double[][]::new);
    var audit = JudgeAudit.against(gold, rewards);
    var other = JudgeAudit.against(scaled, rewards);
    assertThat(other.recovery().get(3).gold()).isNegative();
    assertThat(other.bestDraws()).isEqualTo(audit.bestDraws());
    assertThat(other.recovery().get(3).share().orElseThrow().value())
        .isCloseTo(audit.recovery().get(3).share().orElseThrow().value(), within(1e-9));
  }

  @Test
  void shapes_mustAgree() {
    double[][] rewards = rows(row(1, 2), row(3, 4));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JudgeAudit.of(rewards, rows(row(1, 2))))
        .withMessage("scoring 1 must have 2 prompts, as scoring 0 has, but has 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JudgeAudit.against(rows(row(1, 2), row(3)), rewards))
        .withMessage("gold must have 2 responses of prompt 1, as scoring 0 has, but has 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JudgeAudit.of())
        .withMessage("scorings must be at least 1, but were 0");
  }
}
