package io.github.bestofn.allocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.bestofn.estimate.Estimators;
import io.github.bestofn.spi.RewardRange;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway") // null where it is refused
final class TwoStageTest {

  private static final Play.Rewards EQUAL = (prompt, draw) -> 0.5;

  /** Spread grows with the index. Seeded by prompt and draw: every strategy sees the same rewards. */
  private static final Play.Rewards NORMAL =
      (prompt, draw) -> (1 + prompt) * new Random(97 * prompt + draw).nextGaussian();

  @Test
  void next_exploresEqually_thenGivesWhatIsLeftToTheLargestGains() {
    StagedStrategy strategy = Strategies.twoStage()
        .exploration(2)
        .estimator(Play.estimator(new double[] {3, 0.25}, new double[0], new double[] {2, 1}));
    Play play = Play.of(Batch.of(3, 9), strategy, EQUAL);

    assertThat(play.decisions).hasSize(2);
    assertThat(play.decisions).allMatch(Decision.Round.class::isInstance);
    assertThat(play.decisions.get(0)).hasToString(Decision.round(2, 2, 2).toString());
    assertThat(play.decisions.get(1)).hasToString(Decision.round(1, 0, 2).toString());
    assertThat(play.explained(0))
        .isEqualTo(
            "explored 2 draws, then got 1 of the 3 left; one more was expected to add 0.250");
    assertThat(play.allocator.explain(0).expectedGain()).hasValue(0.25);
    assertThat(play.explained(1))
        .isEqualTo(
            "explored 2 draws, then got 0 of the 3 left; one more was expected to add nothing");
    assertThat(play.allocator.explain(2).expectedGain()).hasValue(0);
  }

  @Test
  void next_spendsTheBudget_onThePromptsWithTheWidestRewards() {
    Play play = Play.of(Batch.of(4, 64), Strategies.adabon(), NORMAL);

    assertThat(play.ledger.remaining()).isZero();
    assertThat(Arrays.stream(play.attempts()).min().orElseThrow()).isGreaterThanOrEqualTo(12);
    assertThat(play.attempts()[3]).isGreaterThan(play.attempts()[0]);
  }

  /** Rounded half up, of the decimal fraction: 0.29 of 50 is 14.5, in binary 14.499... */
  @ParameterizedTest
  @CsvSource({
    "0.75, 5, 80, 12", "0.75, 5, 30, 5", "0.5, 2, 6, 2", "0.29, 2, 100, 15", "0.01, 2, 20, 1",
    "1, 2, 20, 10", "1, 2, 5, 2", "0.75, 4, 10, 2", "0.9, 3, 8, 2", "1e-300, 2, 20, 1"
  })
  void explorationFraction_isRoundedAndClamped(
      double fraction, int prompts, int budget, int expected) {
    Play play = Play.of(
        Batch.of(prompts, budget), Strategies.twoStage().explorationFraction(fraction), EQUAL);

    Decision exploration = play.decisions.get(0);
    assertThat(exploration.draws()).hasSize(prompts).allMatch(draws -> draws.count() == expected);
    assertThat(play.ledger.remaining()).isZero();
  }

  @Test
  void twoStage_exploresThreeQuartersUnlessToldOtherwise() {
    assertThat(Strategies.twoStage())
        .hasToString("StagedStrategy[explorationFraction=0.75, rounds=2, estimator=kde]");
    assertThat(Strategies.adabon()).hasToString(Strategies.twoStage().toString());
  }

  @Test
  void settings_replaceEachOtherAndLeaveTheOriginalAlone() {
    StagedStrategy original = Strategies.twoStage();
    StagedStrategy counted = original.exploration(3);

    assertThat(counted).hasToString("StagedStrategy[exploration=3, rounds=2, estimator=kde]");
    assertThat(counted.estimator(Estimators.kde())).hasToString(counted.toString());
    assertThat(counted.explorationFraction(0.5))
        .hasToString("StagedStrategy[explorationFraction=0.5, rounds=2, estimator=kde]");
    assertThat(original)
        .hasToString("StagedStrategy[explorationFraction=0.75, rounds=2, estimator=kde]");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.5, 1.0000001, Double.NaN, Double.POSITIVE_INFINITY})
  void explorationFraction_outsideItsRange_isRefused(double fraction) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Strategies.twoStage().explorationFraction(fraction))
        .withMessage("explorationFraction must be above 0 and at most 1, but was " + fraction);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void exploration_below1_isRefused(int draws) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Strategies.twoStage().exploration(draws))
        .withMessage("exploration must be at least 1, but was " + draws);
  }

  @ParameterizedTest
  @CsvSource({
    "5, 80, 20, 16",
    "5, 80, 17, 16",
    "2, 5, 3, 2.5",
    "4, 3, 2, 0.75",
    "1, 4, 5, 4",
    "1, 1000000000, 1000000001, 1000000000"
  })
  void exploration_aboveTheBudgetPerPrompt_isRefusedWhenTheRunBegins(
      int prompts, int budget, int exploration, String drawsPerPrompt) {
    StagedStrategy strategy = Strategies.twoStage().exploration(exploration);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> strategy.begin(Batch.of(prompts, budget)))
        .withMessage(
            "exploration must be at most drawsPerPrompt %s, but was %s",
            drawsPerPrompt, exploration);
  }

  @Test
  void estimator_null_isRefused() {
    assertThatNullPointerException()
        .isThrownBy(() -> Strategies.twoStage().estimator(null))
        .withMessage("estimator");
  }

  @Test
  void next_givesOnePromptEverything_inOneRound() {
    Play play = Play.of(Batch.of(1, 7), Strategies.twoStage().exploration(3), NORMAL);

    assertThat(play.attempts()).containsExactly(7);
    assertThat(play.decisions).hasSize(1);
    assertThat(play.explained(0)).isEqualTo("explored 7 draws");
    assertThat(play.allocator.explain(0).expectedGain()).isEmpty();
  }

  @Test
  void next_exploresEverything_whenThereIsOneDrawPerPrompt() {
    Play play = Play.of(Batch.of(3, 3), Strategies.twoStage(), NORMAL);

    assertThat(play.attempts()).containsExactly(1, 1, 1);
    assertThat(play.decisions).hasSize(1);
    assertThat(play.explained(1)).isEqualTo("explored 1 draw");
  }

  @Test
  void next_isUniform_whenExplorationIsTheWholeBudget() {
    Play play = Play.of(Batch.of(3, 12), Strategies.twoStage().exploration(4), NORMAL);

    assertThat(play.attempts()).containsExactly(4, 4, 4);
    assertThat(play.decisions).hasSize(1);
  }

  @Test
  void next_givesOneDrawToTheFirstPrompts_whenThereAreFewerDrawsThanPrompts() {
    Play byFraction = Play.of(Batch.of(5, 3), Strategies.twoStage(), NORMAL);
    Play byCount = Play.of(Batch.of(5, 3), Strategies.twoStage().exploration(1), NORMAL);

    assertThat(byFraction.attempts()).containsExactly(1, 1, 1, 0, 0);
    assertThat(byCount.attempts()).containsExactly(1, 1, 1, 0, 0);
    assertThat(byCount.explained(4)).isEqualTo("explored 0 draws");
  }

  @Test
  void next_sharesWhatDoesNotDivideEvenly_inTheSecondRound() {
    Play play = Play.of(Batch.of(3, 11), Strategies.twoStage().explorationFraction(1), EQUAL);

    assertThat(play.decisions.get(0).total()).isEqualTo(9);
    assertThat(play.attempts()).containsExactly(4, 4, 3);
  }

  @Test
  void next_isEven_whenAllRewardsAreEqual() {
    Play play = Play.of(Batch.of(4, 34), Strategies.twoStage().exploration(3), EQUAL);

    assertThat(play.attempts()).containsExactly(9, 9, 8, 8);
  }

  /** One reward says nothing about spread: nobody is expected to gain. */
  @Test
  void next_isEven_afterOneDrawEach() {
    Play play = Play.of(Batch.of(4, 34), Strategies.twoStage().exploration(1), NORMAL);

    assertThat(play.attempts()).containsExactly(9, 9, 8, 8);
  }

  @Test
  void next_givesNothingToAPromptAtTheHighestReward() {
    Play.Rewards rewards = (prompt, draw) -> prompt == 1 && draw == 0 ? 1 : draw % 2 * 0.5;
    Play play = Play.of(
        Batch.of(3, 30, RewardRange.binary()), Strategies.twoStage().exploration(4), rewards);

    assertThat(play.attempts()).containsExactly(13, 4, 13);
  }

  /** Of the 12 left, prompt 1 gets a third before the others share. */
  @Test
  void next_givesAPromptWhoseExplorationFailedItsEqualShare() {
    Play.Rewards rewards =
        (prompt, draw) -> prompt == 1 && draw < 4 ? Double.NaN : NORMAL.of(prompt, draw);
    Play play = Play.of(Batch.of(3, 24), Strategies.twoStage().exploration(4), rewards);

    assertThat(play.attempts()[1]).isEqualTo(8);
    assertThat(play.ledger.remaining()).isZero();
    assertThat(play.explained(1))
        .isEqualTo("explored 4 draws without a reward, then got 4 of the 12 left, an equal share");
    assertThat(play.allocator.explain(1).expectedGain()).isEmpty();
    assertThat(play.allocator.explain(0).expectedGain()).isPresent();
  }

  @Test
  void next_isUniform_whenAllOfTheExplorationFailed() {
    Play.Rewards rewards = (prompt, draw) -> draw < 2 ? Double.NaN : 1;
    Play play = Play.of(Batch.of(3, 14), Strategies.twoStage().exploration(2), rewards);

    assertThat(play.attempts()).containsExactly(5, 5, 4);
    assertThat(play.explained(2))
        .isEqualTo("explored 2 draws without a reward, then got 2 of the 8 left, an equal share");
  }

  @Test
  void next_goesOn_whenSomeOfTheExplorationFailed() {
    Play.Rewards rewards =
        (prompt, draw) -> (draw + prompt) % 3 == 0 ? Double.NaN : NORMAL.of(prompt, draw);
    Play play = Play.of(Batch.of(3, 36), Strategies.twoStage().exploration(6), rewards);

    assertThat(play.ledger.remaining()).isZero();
    assertThat(play.decisions).hasSize(2);
  }

  /** Prompts without a success are as even as can be: nothing is known of them but that. */
  @Test
  void next_spendsNothingOnSolvedPrompts_whenNobodyElseIsExpectedToGain() {
    Play.Rewards rewards = (prompt, draw) -> prompt == 1 ? 1 : 0;
    Play play = Play.of(
        Batch.of(3, 30, RewardRange.binary()), Strategies.twoStage().exploration(4), rewards);

    assertThat(play.attempts()).containsExactly(13, 4, 13);
    assertThat(play.explained(1))
        .isEqualTo(
            "explored 4 draws, then got 0 of the 18 left: it had the highest reward that is possible");
    assertThat(play.allocator.explain(1).expectedGain()).hasValue(0);
  }

  @Test
  void next_stops_whenEveryPromptHasTheHighestReward() {
    Play play = Play.of(
        Batch.of(3, 30, RewardRange.binary()),
        Strategies.twoStage().exploration(4),
        (prompt, draw) -> 1);

    assertThat(play.attempts()).containsExactly(4, 4, 4);
    assertThat(Play.reason(play.decisions.get(1)))
        .isEqualTo("every prompt has the highest reward that is possible");
  }

  @Test
  void next_givesEverythingToWhoIsNeitherSolvedNorEstimated() {
    Play.Rewards rewards = (prompt, draw) -> prompt == 1 ? 1 : draw < 4 ? Double.NaN : 0;
    Play play = Play.of(
        Batch.of(3, 27, RewardRange.binary()), Strategies.twoStage().exploration(4), rewards);

    assertThat(play.attempts()).containsExactly(12, 4, 11);
  }

  @Test
  void begin_takesABatchWithoutPrompts() {
    assertThat(Play.of(Batch.of(0, 0), Strategies.twoStage().exploration(3), EQUAL).decisions)
        .isEmpty();
    assertThat(Play.of(Batch.of(0, 0), Strategies.adabon(), EQUAL).decisions).isEmpty();
  }

  @Test
  void next_refusesAWrongNumberOfDistributions() {
    StagedStrategy strategy = Strategies.twoStage().estimator(Play.estimator(new double[] {1}));

    assertThatIllegalStateException()
        .isThrownBy(() -> Play.of(Batch.of(3, 24), strategy, EQUAL))
        .withMessage("an estimator must return 3 distributions, but returned 1");
  }

  @Test
  void begin_startsIndependentRuns() {
    StagedStrategy strategy = Strategies.twoStage();
    Play first = Play.of(Batch.of(3, 24), strategy, NORMAL);
    Play second = Play.of(Batch.of(3, 24), strategy, NORMAL);

    assertThat(second.attempts()).containsExactly(first.attempts());
    assertThat(second.explained(2)).isEqualTo(first.explained(2));
  }
}
