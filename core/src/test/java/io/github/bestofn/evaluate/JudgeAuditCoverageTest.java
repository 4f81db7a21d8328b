package io.github.bestofn.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Intervals of audits of simulated judges cover the truth as often as they promise.
 *
 * <p>Of 500 intervals that cover with probability 0.95, the number that do has a standard deviation of 4.9. The
 * bounds of 90 and 99%, 450 and 495, are 5 deviations below 475 and 4 above: a wrong interval fails, and so does one
 * that is only wide. The probability of coverage itself was 0.93 to 0.97 for 12 to 200 prompts and reliabilities of
 * 0.3 to 0.9.
 */
final class JudgeAuditCoverageTest {

  private static final int SIMULATIONS = 500;
  private static final int DRAWS = 16;

  /**
   * Rewards of a prompt are normal with variance 1, of which the noiseless part u has the share {@code reliability};
   * gold is u − c u² and noise with variance 0.09.
   */
  private record Judge(int prompts, int scorings, double reliability, double c) {

    JudgeAudit audit(long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      List<double[][]> rewards = new ArrayList<>();
      for (int s = 0; s < scorings; s++) {
        rewards.add(new double[prompts][DRAWS]);
      }
      double[][] gold = new double[prompts][DRAWS];
      for (int i = 0; i < prompts; i++) {
        double ofPrompt = 2 * random.nextGaussian();
        for (int j = 0; j < DRAWS; j++) {
          double u = Math.sqrt(reliability) * random.nextGaussian();
          gold[i][j] = ofPrompt + u - c * u * u + 0.3 * random.nextGaussian();
          for (double[][] scoring : rewards) {
            scoring[i][j] = ofPrompt + u + Math.sqrt(1 - reliability) * random.nextGaussian();
          }
        }
      }
      return JudgeAudit.against(gold, rewards.toArray(new double[0][][]));
    }

    /** Given a reward r, u is normal with mean ρ r and a variance that does not depend on r. */
    double gain(int draws) {
      return reliability * ofLargest(draws, r -> r)
          - c * reliability * reliability * (ofLargest(draws, r -> r * r) - 1);
    }

    int bestDraws() {
      int best = 1;
      for (int n = 2; n <= DRAWS; n++) {
        best = gain(n) > gain(best) ? n : best;
      }
      return best;
    }

    long covered(double truth, Function<JudgeAudit, Optional<ConfidenceInterval>> figure) {
      return LongStream.range(0, SIMULATIONS)
          .parallel()
          .mapToObj(seed -> figure.apply(audit(seed)).orElseThrow())
          .filter(interval -> interval.low() <= truth && truth <= interval.high())
          .count();
    }
  }

  /** The expectation of a function of the largest of some standard normal numbers, by the midpoint rule. */
  private static double ofLargest(int draws, DoubleUnaryOperator function) {
    double step = 1e-3;
    double below = 0;
    double sum = 0;
    for (double x = -8; x < 8; x += step) {
      double mass = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI) * step;
      sum += function.applyAsDouble(x) * draws * Math.pow(below + mass / 2, draws - 1) * mass;
      below += mass;
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({"60, 2, 0.5", "25, 3, 0.8"})
  void reliability_isCovered(int prompts, int scorings, double reliability) {
    var judge = new Judge(prompts, scorings, reliability, 0);
    assertThat(judge.covered(reliability, JudgeAudit::reliability)).isBetween(450L, 495L);
  }

  /** Gold is largest at 7 of 16 draws in both: 0.4 = c ρ. */
  @ParameterizedTest
  @CsvSource({"60, 0.5, 0.8", "40, 0.8, 0.5"})
  void bestDraws_areCovered(int prompts, double reliability, double c) {
    var judge = new Judge(prompts, 1, reliability, c);
    assertThat(judge.bestDraws()).isEqualTo(7);
    assertThat(judge.covered(7, JudgeAudit::bestDraws)).isBetween(450L, 495L);
  }

  /** With gold u and normal noise, both gains are in proportion to the expected largest of N standard normal numbers. */
  @ParameterizedTest
  @CsvSource({"60, 0.5", "15, 0.8"})
  void share_isCovered(int prompts, double reliability) {
    var judge = new Judge(prompts, 1, reliability, 0);
    double share = reliability / Math.sqrt(reliability + 0.09);
    assertThat(judge.covered(share, audit -> audit.recovery().get(3).share()))
        .isBetween(450L, 495L);
  }
}
