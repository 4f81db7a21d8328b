package io.github.bestofn.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Batch;
import io.github.bestofn.allocate.Strategies;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class VoteComparisonTest {

  /** One prompt, and answers whose order does not matter: two of three draws are right, or all, or none has an answer. */
  @Test
  void uniform_hasTheAccuracyOfItsBudget() {
    VoteTable table = VoteTable.of(
        new int[][] {{4, 4, 4}, {7, 7, 7}, {-1, -1, -1}},
        new double[][] {{1, 1, 1}, {0, 0, 0}, {1, 1, 1}});
    VoteFigures figures = VoteComparison.of(table)
        .batchSize(3)
        .budget(2)
        .batches(5)
        .run(Map.of("uniform", Strategies.uniform()))
        .get(0);

    assertThat(figures.strategy()).isEqualTo("uniform");
    assertThat(figures.accuracy()).isEqualTo(1 / 3.0, within(1e-15));
    assertThat(figures.accuracyGain()).isZero();
    assertThat(figures.accuracyGainStandardError()).isZero();
    assertThat(figures.equivalentBudget()).isEqualTo(2);
    assertThat(figures.equivalentBudgetRatio()).isEqualTo(1);
    assertThat(figures.equivalentBudgetCensored()).isFalse();
    assertThat(figures.meanDraws()).isEqualTo(2);
    assertThat(figures.maxDraws()).isEqualTo(2);
    assertThat(figures.waves()).isEqualTo(1);
    assertThat(figures.decided()).isZero();
  }

  /**
   * With three draws of {a, a, b} the vote is a in any order; with two it is a in 2/3 of orders, ties going to the
   * first.
   */
  @Test
  void ties_goToTheAnswerDrawnFirst() {
    VoteTable table = VoteTable.of(new int[][] {{0, 0, 1}}, new double[][] {{1, 1, 0}});
    VoteComparison comparison =
        VoteComparison.of(table).batchSize(1).batches(3000).seed(1);

    double two = comparison.budget(2).run(uniform()).get(0).accuracy();
    // 4 standard errors of a share of 3,000
    assertThat(two).isCloseTo(2 / 3.0, within(4 * Math.sqrt(2 / 9.0 / 3000)));
    assertThat(comparison.budget(3).run(uniform()).get(0).accuracy()).isEqualTo(1);
  }

  /** A prompt whose first draw decides leaves its budget to one that has the right answer in 60% of draws. */
  @Test
  void votes_areWorthMoreThanTheirBudgetWhereSomeVotesAreEasy() {
    VoteTable table = mixed();
    Map<String, AllocationStrategy> strategies = new LinkedHashMap<>();
    strategies.put("uniform", Strategies.uniform());
    strategies.put("votes", Strategies.votes());
    AtomicInteger done = new AtomicInteger();
    VoteComparison comparison = VoteComparison.of(table)
        .batchSize(10)
        .budget(8)
        .batches(200)
        .seed(3)
        .onBatch(done::incrementAndGet);
    List<VoteFigures> figures = comparison.run(strategies);
    VoteFigures votes = figures.get(1);

    assertThat(done).hasValue(200);
    assertThat(figures).extracting(VoteFigures::strategy).containsExactly("uniform", "votes");
    assertThat(votes.accuracyGain()).isGreaterThan(4 * votes.accuracyGainStandardError());
    assertThat(votes.accuracy())
        .isCloseTo(figures.get(0).accuracy() + votes.accuracyGain(), within(1e-12));
    assertThat(votes.equivalentBudgetRatio()).isGreaterThan(1.5);
    assertThat(votes.meanDraws()).isLessThanOrEqualTo(8);
    assertThat(votes.decidedWrongly()).isLessThan(0.07);
    assertThat(comparison.run(strategies)).isEqualTo(figures);
    assertThat(comparison.seed(4).run(strategies)).isNotEqualTo(figures);
  }

  @Test
  void run_refusesTooFewPrompts() {
    VoteComparison comparison = VoteComparison.of(mixed()).batchSize(30);

    assertThat(comparison.budget(81).eligiblePrompts()).isZero();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> comparison.run(uniform()))
        .withMessage(
            "batchSize must be at most 20, the prompts with at least 16 draws, but was 30");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> comparison.batches(0))
        .withMessage("batches must be at least 1, but was 0");
  }

  @Test
  void table_refusesOtherShapesAndValues() {
    int[][] answers = {{0, 1}};
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VoteTable.of(answers, new double[][] {{1}}))
        .withMessage("correct must be given for the 2 draws of prompt 0, but was for 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VoteTable.of(answers, new double[][] {{1, 0}, {1, 0}}))
        .withMessage("correct must be given for 1 prompts, but was for 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VoteTable.of(answers, new double[][] {{1, 2}}))
        .withMessage("correct must be from 0 to 1, but was 2.0 for a draw of prompt 0");
  }

  @Test
  void replayOfAnswers_countsVotesAndFailures() {
    Replay.Outcome outcome = Replay.ofAnswers(
            Batch.of(2, 8), 2, new int[] {5, -1, 3, 3}, new int[] {-1, -1, -1, -1})
        .run(Strategies.uniform());

    assertThat(outcome.vote(0)).hasToString("AnswerCounts[1, 2]");
    assertThat(outcome.vote(1).votes()).isZero();
    assertThat(outcome.draws()).containsExactly(3, 0);
    assertThat(outcome.attempts()).containsExactly(4, 4);
  }

  /** The curve falls after two draws: what reaches 0.6 first counts, and what nothing reaches is censored. */
  @Test
  void curve_ofVotesMayFall() {
    UniformCurve curve = UniformCurve.ofTotals(0.5, 0.7, 0.6);

    assertThat(curve.drawsFor(0.6, 1)).isCloseTo(1.5, within(1e-12));
    assertThat(curve.isBelow(0.65)).isFalse();
    assertThat(curve.isBelow(0.75)).isTrue();
  }

  private static Map<String, AllocationStrategy> uniform() {
    return Map.of("uniform", Strategies.uniform());
  }

  /** Ten unanimous prompts and ten whose right answer has a probability of 0.6 against one other. */
  private static VoteTable mixed() {
    Random random = new Random(11);
    int[][] answers = new int[20][80];
    double[][] correct = new double[20][80];
    for (int prompt = 0; prompt < 20; prompt++) {
      for (int draw = 0; draw < 80; draw++) {
        answers[prompt][draw] = prompt < 10 || random.nextDouble() < 0.6 ? 0 : 1;
        correct[prompt][draw] = answers[prompt][draw] == 0 ? 1 : 0;
      }
    }
    return VoteTable.of(answers, correct);
  }
}
