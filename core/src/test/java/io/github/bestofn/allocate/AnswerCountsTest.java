package io.github.bestofn.allocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AnswerCountsTest {

  @Test
  void leader_isTheMostFrequentAnswer_ofEquallyFrequentOnesTheFirst() {
    AnswerCounts counts = AnswerCounts.of(0, 1, 2, 1);

    assertThat(counts.leader()).isEqualTo(1);
    assertThat(counts.leading()).isEqualTo(2);
    assertThat(counts.runnerUp()).isEqualTo(1);
    counts.add(2);
    assertThat(counts.leader()).isEqualTo(1);
    counts.add(0);
    assertThat(counts.leader()).isZero();
    assertThat(counts.runnerUp()).isEqualTo(2);
    assertThat(counts.votes()).isEqualTo(6);
    assertThat(counts.answers()).isEqualTo(3);
    assertThat(counts).hasToString("AnswerCounts[2, 2, 2]");
  }

  @Test
  void leader_withoutDraws_hasNoVotes() {
    AnswerCounts counts = new AnswerCounts();

    assertThat(counts.leading()).isZero();
    assertThat(counts.runnerUp()).isZero();
    assertThat(counts.confidence()).isEqualTo(0.5);
  }

  @Test
  void add_refusesAnIndexThatIsNotTheNext() {
    AnswerCounts counts = AnswerCounts.of(0, 0);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> counts.add(2))
        .withMessage("answer must be from 0 to 1, but was 2");
    assertThatIllegalArgumentException().isThrownBy(() -> counts.add(-1));
    assertThat(counts.votes()).isEqualTo(2);
  }

  /** By scipy 1.17.1: {@code 1 - scipy.special.betainc(a + 0.5, b + 0.5, 0.5)}. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0.500000000000000",
    "1, 0, 0.818309886183791",
    "2, 0, 0.924413181578388",
    "3, 0, 0.966854499736226",
    "4, 0, 0.985043636089586",
    "4, 1, 0.912287090676148",
    "7, 2, 0.954968669376339",
    "7, 7, 0.500000000000000",
    "21, 19, 0.623851211283742",
    "40, 20, 0.995381098305007",
    "130, 100, 0.976161666634836",
    "200, 40, 1.000000000000000"
  })
  void confidence_isThatOfScipy(int leading, int runnerUp, double confidence) {
    assertThat(AnswerCounts.confidence(leading, runnerUp)).isCloseTo(confidence, within(1e-12));
  }

  /**
   * An oracle without an incomplete beta function: I(½, ½) = ½ at ½, and from there \( I(p + 1, q) = I(p, q) - 2^{-(p
   * + q)} / (p B(p, q)) \) (DLMF 8.17.20), with B from B(½, ½) = π by its own recurrence.
   */
  @Test
  void error_followsTheRecurrence() {
    for (int runnerUp = 0; runnerUp <= 150; runnerUp++) {
      double error = 0.5; // of equal counts, by symmetry
      double beta = Math.PI;
      double q = runnerUp + 0.5;
      for (int n = 0; n < runnerUp; n++) { // to B(q, q): first one argument, then the other
        beta *= (n + 0.5) / (n + 1.0);
      }
      for (int n = 0; n < runnerUp; n++) {
        beta *= (n + 0.5) / (n + 0.5 + q);
      }
      for (int leading = runnerUp; leading <= 160; leading++) {
        assertThat(AnswerCounts.error(leading, runnerUp)).isCloseTo(error, within(1e-10));
        double p = leading + 0.5;
        error -= Math.pow(0.5, p + q) / (p * beta);
        beta *= p / (p + q);
      }
    }
  }

  @Test
  void confidence_refusesCountsThatAreNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AnswerCounts.confidence(2, 3))
        .withMessage("runnerUp must be from 0 to leading 2, but was 3");
    assertThatIllegalArgumentException().isThrownBy(() -> AnswerCounts.confidence(2, -1));
  }

  /**
   * Answers from the prior: two of them, the first with a probability from Beta(½, ½), which is sin² of a uniform
   * angle. Votes stop at a confidence of 0.95 or after 40 draws, and the posterior is right whenever they stop. Over
   * n votes the mean difference between confidence and success has a standard error of at most the root of the mean
   * of c (1 - c), by n.
   */
  @Test
  void confidence_isCalibratedWhereAnswersComeFromThePrior() {
    Random random = new Random(7);
    int n = 40_000;
    double difference = 0;
    double variance = 0;
    int stopped = 0;
    double stoppedConfidence = 0;
    int stoppedRight = 0;
    for (int vote = 0; vote < n; vote++) {
      double sine = Math.sin(random.nextDouble() * Math.PI / 2);
      double probability = sine * sine;
      int[] counts = new int[2];
      double confidence = 0.5;
      while (confidence < 0.95 && counts[0] + counts[1] < 40) {
        counts[random.nextDouble() < probability ? 0 : 1]++;
        confidence =
            AnswerCounts.confidence(Math.max(counts[0], counts[1]), Math.min(counts[0], counts[1]));
      }
      boolean isRight = counts[0] == counts[1]
          ? random.nextBoolean()
          : (counts[0] > counts[1]) == (probability > 0.5);
      difference += confidence - (isRight ? 1 : 0);
      variance += confidence * (1 - confidence);
      if (confidence >= 0.95) {
        stopped++;
        stoppedConfidence += confidence;
        stoppedRight += isRight ? 1 : 0;
      }
    }
    assertThat(Math.abs(difference / n)).isLessThan(2 * Math.sqrt(variance) / n);
    double meanConfidence = stoppedConfidence / stopped;
    assertThat((double) stoppedRight / stopped)
        .isCloseTo(
            meanConfidence, within(2 * Math.sqrt(meanConfidence * (1 - meanConfidence) / stopped)));
  }

  /**
   * At a fixed near tie the posterior is not calibrated, nor can it be. Exactly, by all paths: votes between two
   * answers that stop at a confidence of 0.95, with at least 4 and at most 40 draws; the share of those that stop
   * which stop wrongly.
   */
  @ParameterizedTest
  @CsvSource({"0.55, 0.2510", "0.6, 0.1066", "0.7, 0.0186", "0.8, 0.0028", "0.9, 0.0001"})
  void error_atFixedNearTies(double probability, double share) {
    double[][] reached = new double[42][42];
    reached[0][0] = 1;
    double right = 0;
    double wrong = 0;
    for (int n = 0; n <= 40; n++) {
      for (int a = 0; a <= n; a++) {
        int b = n - a;
        if (n >= 4 && AnswerCounts.confidence(Math.max(a, b), Math.min(a, b)) >= 0.95) {
          right += a > b ? reached[a][b] : 0;
          wrong += a > b ? 0 : reached[a][b];
        } else {
          reached[a + 1][b] += reached[a][b] * probability;
          reached[a][b + 1] += reached[a][b] * (1 - probability);
        }
      }
    }
    assertThat(wrong / (right + wrong)).isCloseTo(share, within(5e-4));
  }
}
