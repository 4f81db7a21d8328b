package io.github.bestofn.allocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.estimate.Estimators;
import io.github.bestofn.estimate.RewardDistribution;
import io.github.bestofn.estimate.RewardEstimator;
import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.spi.RewardRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More rounds, results as they arrive, prices, thresholds, limits and the heuristics to compare with. */
final class StagedStrategyTest {

  private static final Play.Rewards NORMAL =
      (prompt, draw) -> (1 + prompt) * new Random(97 * prompt + draw).nextGaussian();

  private static int[] totals(Play play) {
    return play.decisions.stream().mapToInt(decision -> (int) decision.total()).toArray();
  }

  @Test
  void multiStage_spendsTheBudgetInEqualRounds() {
    Play play = Play.of(Batch.of(4, 64), Strategies.multiStage(4), NORMAL);

    assertThat(totals(play)).containsExactly(16, 16, 16, 16);
    assertThat(play.decisions).allMatch(Decision.Round.class::isInstance);
    assertThat(play.ledger.remaining()).isZero();
  }

  @Test
  void multiStage_sharesWhatDoesNotDivideEvenly_inTheEarlierRounds() {
    Play play = Play.of(Batch.of(3, 32), Strategies.multiStage(4).exploration(3), NORMAL);

    assertThat(totals(play)).containsExactly(9, 8, 8, 7);
  }

  @Test
  void multiStage_estimatesAgainBeforeEachRound() {
    List<Integer> drawsSeen = new ArrayList<>();
    RewardEstimator counting = new RewardEstimator() {
      @Override
      public List<RewardDistribution> estimate(RewardSamples batch) {
        drawsSeen.add(batch.count(0) + batch.count(1));
        return Estimators.kde().estimate(batch);
      }
    };
    Play.of(Batch.of(2, 24), Strategies.multiStage(3).estimator(counting), NORMAL);

    assertThat(drawsSeen).containsExactly(8, 16);
  }

  /** What another look changes: a lucky maximum ends a prompt's need at once. */
  @Test
  void multiStage_turnsAwayFromAPromptThatHasBeenLucky() {
    Play.Rewards lucky = (prompt, draw) ->
        prompt == 0 && draw == 4 ? 100 : new Random(31 * prompt + draw).nextGaussian();
    RewardDistribution known = Estimators.kde()
        .estimate(RewardSamples.of(RewardRange.unbounded(), new double[] {-1, 0, 1}))
        .get(0);
    RewardEstimator estimator = Estimators.perPrompt(rewards -> known);
    Play twoStage =
        Play.of(Batch.of(2, 64), Strategies.twoStage().exploration(4).estimator(estimator), lucky);
    Play multiStage = Play.of(
        Batch.of(2, 64), Strategies.multiStage(8).exploration(4).estimator(estimator), lucky);

    // One look cannot know. Of seven rounds of eight draws, the first gives prompt 0 some.
    assertThat(twoStage.attempts()[0]).isGreaterThan(20);
    assertThat(multiStage.attempts()[0]).isBetween(5, 12);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 64})
  void streaming_keepsEverySlotFilled(int slots) {
    Play play = Play.of(Batch.of(5, 80), Strategies.streaming(Estimators.kde()), NORMAL, slots);

    assertThat(play.mostInFlight).isEqualTo(slots);
    assertThat(play.ledger.draws()).isEqualTo(80);
    assertThat(Arrays.stream(play.attempts()).min().orElseThrow()).isGreaterThanOrEqualTo(4);
    // After the first, which fills all slots, every result is answered by one draw.
    assertThat(totals(play)[0]).isEqualTo(slots);
    assertThat(Arrays.stream(totals(play)).skip(1)).containsOnly(1);
    assertThat(play.decisions).noneMatch(Decision.Round.class::isInstance);
  }

  /** An oracle without a heap or in-place updates: estimates everything anew at every decision. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4, 9})
  void streaming_givesEachDrawToTheLargestGain_countingWhatIsInFlight(int slots) {
    Batch batch = Batch.of(4, 48);
    AllocationStrategy oracle = AllocationStrategy.of(state -> {
      int[] counts = new int[4];
      int slotsLeft = Math.min(state.freeSlots(), state.remaining());
      for (; slotsLeft > 0; slotsLeft--) {
        counts[largestGain(state, counts)]++;
      }
      return Decision.asAvailable(counts);
    });
    Play expected = Play.of(batch, oracle, NORMAL, slots);
    Play actual =
        Play.of(batch, Strategies.streaming(Estimators.kde()).exploration(3), NORMAL, slots);

    assertThat(actual.decisions.toString()).isEqualTo(expected.decisions.toString());
  }

  private static int largestGain(BatchState state, int[] counts) {
    var distributions = Estimators.kde().estimate(state.samples());
    int chosen = -1;
    double largest = -1;
    int fewest = 0;
    for (int i = 0; i < counts.length; i++) {
      int ahead = state.inFlight(i) + counts[i];
      int draws = state.draws(i) + ahead;
      double gain = draws < 3 ? Double.POSITIVE_INFINITY : 0;
      if (draws >= 3 && state.draws(i) > 0) {
        var gains = distributions.get(i).marginalGains(state.samples().incumbent(i));
        for (int k = 0; k <= ahead; k++) {
          gain = gains.nextDouble();
        }
      }
      if (gain > largest || (gain == largest && draws < fewest)) {
        chosen = i;
        largest = gain;
        fewest = draws;
      }
    }
    return chosen;
  }

  @Test
  void streaming_countsFailedDrawsTowardExploration() {
    Play.Rewards rewards =
        (prompt, draw) -> prompt == 0 && draw < 2 ? Double.NaN : NORMAL.of(prompt, draw);
    Play play =
        Play.of(Batch.of(2, 20), Strategies.streaming(Estimators.kde()).exploration(4), rewards, 1);

    assertThat(play.ledger.failures(0)).isEqualTo(2);
    assertThat(play.ledger.attempts()).isEqualTo(20);
    assertThat(play.ledger.draws(0)).isGreaterThanOrEqualTo(2);
  }

  @Test
  void priced_stopsWhereADrawIsNotWorthItsPrice() {
    RewardEstimator known = Play.estimator(new double[] {5, 3, 1}, new double[] {4, 2, 2, 2});
    Play play = Play.of(
        Batch.of(2, 20), Strategies.priced(2.5).estimator(known).exploration(1).rounds(2), NORMAL);

    assertThat(play.attempts()).containsExactly(1 + 2, 1 + 1);
    assertThat(play.explained(0))
        .isEqualTo("explored 1 draw, then got 2 of the 18 left; one more was expected to add 1.00");
  }

  @Test
  void priced_stopsTheRun_whenNoPromptIsWorthIt() {
    Play play = Play.of(Batch.of(3, 60), Strategies.priced(0.3).exploration(4), NORMAL, 3);
    Decision last = play.decisions.get(play.decisions.size() - 1);

    assertThat(Play.reason(last)).isEqualTo("no further draw is expected to gain its price");
    assertThat(play.ledger.draws()).isBetween(12, 59);
    for (int i = 0; i < 3; i++) {
      var gain = play.allocator.explain(i).expectedGain().orElseThrow();
      assertThat(gain).isLessThan(0.3);
    }
  }

  @Test
  void price_countsByTheCostOfAPromptsDraws() {
    double[] gains = {5, 3, 1};
    Play play = Play.of(
        Batch.of(2, 20).withCosts(1, 3),
        Strategies.priced(1)
            .estimator(Play.estimator(gains, gains))
            .exploration(1)
            .rounds(2),
        NORMAL);

    // A draw of prompt 1 must gain 3.
    assertThat(play.attempts()).containsExactly(1 + 3, 1 + 2);
  }

  @Test
  void weights_countInGains() {
    double[] gains = {4, 3, 2, 1};
    Play play = Play.of(
        Batch.of(3, 9).withWeights(1, 2, 0),
        Strategies.twoStage().exploration(1).estimator(Play.estimator(gains, gains, gains)),
        NORMAL);

    // 8 6 4 2 against 4 3 2 1: of six draws, 8 6 4 4 3 2 are the largest; of the two gains of 2,
    // the
    // one of the prompt with fewer draws.
    assertThat(play.attempts()).containsExactly(1 + 3, 1 + 3, 1);
  }

  @Test
  void costs_divideGains() {
    double[] gains = {4, 3, 2, 1};
    Play play = Play.of(
        Batch.of(2, 6).withCosts(10, 1),
        Strategies.twoStage().exploration(1).estimator(Play.estimator(gains, gains)),
        NORMAL);

    assertThat(play.attempts()).containsExactly(1, 5);
  }

  @Test
  void limits_holdForEveryStrategy() {
    List<AllocationStrategy> strategies = List.of(
        Strategies.uniform(),
        Strategies.random(),
        Strategies.twoStage(),
        Strategies.multiStage(3),
        Strategies.streaming(Estimators.kde()),
        Strategies.varianceProportional(),
        Strategies.lowestMax(),
        Strategies.threshold(0.1),
        Strategies.priced(0.05));
    for (AllocationStrategy strategy : strategies) {
      Batch batch = Batch.of(3, 30).withMinDraws(5).withMaxDraws(12);
      Play play = Play.of(batch, strategy, NORMAL, 2);

      assertThat(IntStream.of(play.attempts()).boxed())
          .as(strategy.toString())
          .allSatisfy(draws -> assertThat(draws).isBetween(5, 12));
    }
  }

  @Test
  void maxDraws_leavesTheRestUnspent_whenNobodyMayDrawMore() {
    for (var strategy :
        List.of(Strategies.uniform(), Strategies.random(), Strategies.multiStage(3))) {
      Play play = Play.of(Batch.of(3, 30).withMaxDraws(4, 6, 8), strategy, NORMAL);

      assertThat(play.attempts()).containsExactly(4, 6, 8);
      assertThat(play.decisions.get(play.decisions.size() - 1))
          .as(strategy.toString())
          .isInstanceOf(Decision.Stop.class);
    }
  }

  @Test
  void threshold_stopsAPromptAtTheRewardAndGivesTheRestToOthers() {
    // Prompt 0 reaches 3 with its fourth draw, prompt 1 never, prompt 2 at once.
    Play.Rewards rewards = (prompt, draw) -> prompt == 0 ? draw : prompt == 1 ? 0.5 : 7;
    Play play = Play.of(Batch.of(3, 30), Strategies.threshold(3), rewards, 1);

    assertThat(play.attempts()).containsExactly(4, 25, 1);
    assertThat(play.explained(0))
        .isEqualTo("explored 1 draw, then got 3 of the 27 left: it had reached the threshold");
  }

  @Test
  void threshold_stopsTheRun_whenEveryPromptHasReachedIt() {
    Play play = Play.of(Batch.of(3, 30), Strategies.threshold(2), (prompt, draw) -> draw, 1);

    assertThat(play.attempts()).containsExactly(3, 3, 3);
    assertThat(Play.reason(play.decisions.get(play.decisions.size() - 1)))
        .isEqualTo("every prompt has reached the threshold");
  }

  /** However many slots are free: one draw, then never more in flight than there are rewards. */
  @Test
  void threshold_ofASinglePrompt_exploresAndStops() {
    Play play = Play.of(Batch.of(1, 16), Strategies.threshold(5), (prompt, draw) -> draw);

    assertThat(play.decisions.get(0).total()).isEqualTo(1);
    // Draw 5 is enough: 6 rewards are in then, and at most as many in flight as were in before it.
    assertThat(play.attempts()[0]).isBetween(6, 10);
    assertThat(Play.of(Batch.of(1, 16), Strategies.threshold(0), (prompt, draw) -> draw)
            .attempts())
        .containsExactly(1);
  }

  @Test
  void pricedRelative_dependsNeitherOnLocationNorOnScale() {
    AllocationStrategy relative = Strategies.pricedRelative(0.05).exploration(3);
    int[] plain = Play.of(Batch.of(3, 90), relative, NORMAL, 3).attempts();
    Play.Rewards scaled = (prompt, draw) -> 1024 * NORMAL.of(prompt, draw) - 4096;

    assertThat(Arrays.stream(plain).sum()).isBetween(9, 89);
    assertThat(Play.of(Batch.of(3, 90), relative, scaled, 3).attempts()).containsExactly(plain);
  }

  /** Each prompt is measured by its own deviation: one whose rewards vary a thousand times less draws as much. */
  @Test
  void pricedRelative_treatsPromptsOfAnySpreadAlike() {
    Play.Rewards rewards = (prompt, draw) -> (prompt == 0 ? 1 : 0x1p-10) * NORMAL.of(0, draw);
    Play play = Play.of(
        Batch.of(2, 120),
        Strategies.pricedRelative(0.05).exploration(4).estimator(Estimators.gaussian()),
        rewards,
        1);

    assertThat(play.attempts()[0]).isEqualTo(play.attempts()[1]).isBetween(4, 59);
  }

  @Test
  void pricedRelative_ofASinglePrompt_stops() {
    int dear = Play.of(Batch.of(1, 60), Strategies.pricedRelative(0.2).exploration(3), NORMAL)
        .attempts()[0];
    int cheap = Play.of(Batch.of(1, 60), Strategies.pricedRelative(0.02).exploration(3), NORMAL)
        .attempts()[0];

    assertThat(dear).isBetween(3, cheap - 1);
    assertThat(cheap).isLessThan(60);
    assertThat(Play.of(Batch.of(1, 9), Strategies.pricedRelative(0.2).exploration(3), (p, d) -> 7)
            .attempts())
        .containsExactly(3);
  }

  @Test
  void priced_ofASinglePrompt_exploresAndStops() {
    RewardEstimator known = Play.estimator(new double[] {5, 4, 3, 2, 1});
    AllocationStrategy priced = Strategies.priced(2.5).estimator(known).exploration(2);
    Play inRounds = Play.of(
        Batch.of(1, 20), Strategies.priced(2.5).estimator(known).exploration(2).rounds(2), NORMAL);

    assertThat(inRounds.attempts()).containsExactly(5);
    assertThat(Play.of(Batch.of(1, 20), priced, NORMAL).decisions.get(0).total())
        .isEqualTo(2);
  }

  @Test
  void singlePrompt_stopsAtTheHighestRewardOfItsRange() {
    Batch binary = Batch.of(1, 16, RewardRange.binary());
    assertThat(Play.of(binary, Strategies.twoStage().exploration(4), (prompt, draw) -> 1)
            .attempts())
        .containsExactly(4);
    assertThat(Play.of(Batch.of(1, 16), Strategies.twoStage().exploration(4), NORMAL).decisions)
        .hasSize(1);
  }

  @Test
  void highestReward_countsAsThreshold_inEveryStagedStrategy() {
    Play play = Play.of(
        Batch.of(2, 20, RewardRange.binary()),
        Strategies.streaming(Estimators.kde()).exploration(2),
        (prompt, draw) -> prompt == 0 && draw == 0 ? 1 : 0,
        1);

    assertThat(play.attempts()).containsExactly(1, 19);
  }

  /** D'Hondt: with variances 9, 4 and 1, 28 draws in proportion are 18, 8 and 2. */
  @Test
  void varianceProportional_sharesInProportionToVariances() {
    Play.Rewards twoValues = (prompt, draw) -> (draw % 2 == 0 ? 1 : -1) * (3.0 - prompt);
    Play play =
        Play.of(Batch.of(3, 28), Strategies.varianceProportional().exploration(2), twoValues);

    assertThat(play.attempts()).containsExactly(18, 8, 2);
  }

  @Test
  void lowestMax_alwaysDrawsForTheLowestBestReward() {
    // Best rewards after n draws: n - 1, n and 100. Equal ones go to the prompt with fewer draws.
    Play.Rewards rewards = (prompt, draw) -> prompt == 2 ? 100 : prompt + draw;
    Play play = Play.of(Batch.of(3, 15), Strategies.lowestMax(), rewards, 1);

    assertThat(play.attempts()).containsExactly(7, 7, 1);
  }

  /** Of 9,900 draws each goes to prompt 0 with probability 1/3: 3,300 with standard deviation 47. */
  @Test
  void random_givesEveryPromptOneAndTheRestByChance() {
    Batch batch = Batch.of(3, 9_903).withSeed(11);
    Play play = Play.of(batch, Strategies.random(), NORMAL);
    int[] scarce = Play.of(Batch.of(3, 2), Strategies.random(), NORMAL).attempts();

    assertThat(IntStream.of(play.attempts()).sum()).isEqualTo(9_903);
    assertThat(IntStream.of(play.attempts()).boxed())
        .allSatisfy(draws -> assertThat(draws).isCloseTo(3_301, within(4 * 47)));
    assertThat(play.attempts())
        .containsExactly(Play.of(batch, Strategies.random(), NORMAL).attempts())
        .isNotEqualTo(Play.of(batch.withSeed(12), Strategies.random(), NORMAL).attempts());
    assertThat(scarce).containsExactly(1, 1, 0);
    assertThat(play.explained(1)).isEqualTo("got %d of 9903 draws, by chance", play.attempts()[1]);
  }

  @Test
  void settings_nameRuleAndValue() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Strategies.multiStage(1))
        .withMessage("rounds must be at least 2, but was 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Strategies.priced(-1))
        .withMessage("price must be at least 0 and finite, but was -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Strategies.priced(Double.NaN))
        .withMessage("price must be at least 0 and finite, but was NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Strategies.pricedRelative(-0.01))
        .withMessage("relativePrice must be at least 0 and finite, but was -0.01");
    assertThat(Strategies.pricedRelative(0.01).estimator(Estimators.kde()))
        .hasToString(
            "StagedStrategy[explorationFraction=0.25, as available, estimator=%s, relativePrice=0.01]",
            Estimators.kde());
    assertThat(Strategies.pricedRelative(0.01).price(2).toString()).contains(", price=2.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Strategies.threshold(Double.NaN))
        .withMessage("threshold must be a number, but was NaN");
    assertThat(Strategies.threshold(2).price(0.5))
        .hasToString("StagedStrategy[exploration=1, as available, even, price=0.5, threshold=2.0]");
  }

  @Test
  void batch_namesRuleAndValue() {
    Batch batch = Batch.of(2, 10);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> batch.withMinDraws(6))
        .withMessage("minDrawsPerPrompt must be at most the budget per prompt, 5, but was 6");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> batch.withMinDraws(5).withMaxDraws(4))
        .withMessage("minDrawsPerPrompt must be at most maxDrawsPerPrompt 4, but was 5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> batch.withMaxDraws(0))
        .withMessage("maxDrawsPerPrompt must be at least 1, but was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> batch.withMaxDraws(1, 2, 3))
        .withMessage("maxDraws must be given for 2 prompts, but were for 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> batch.withWeights(1, -1))
        .withMessage("a weight must be at least 0 and finite, but was -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> batch.withCosts(1, 0))
        .withMessage("a cost must be above 0 and finite, but was 0.0");
  }

  @Test
  void ledger_refusesMoreThanAPromptMayHave() {
    Ledger ledger = new Ledger(Batch.of(2, 10).withMaxDraws(3));
    ledger.ask(0, 2);

    assertThatIllegalStateException()
        .isThrownBy(() -> ledger.decide(state -> Decision.round(2, 0), 8))
        .withMessage(
            "a decision must leave prompt 0 at most 3 draws, but gave it 2 more than it has, 2");
  }
}
