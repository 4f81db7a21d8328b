package io.github.bestofn.allocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.bestofn.evaluate.Replay;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VotesStrategyTest {

  private static final int[] UNANIMOUS = new int[100];
  private static final int[] TIED = IntStream.range(0, 100).map(k -> k % 2).toArray();
  private static final int[] MUTE = IntStream.range(0, 100).map(k -> -1).toArray();

  /** Three equal answers would have a confidence of 0.967; four are the fewest. */
  @Test
  void unanimousVotes_stopAfterFourDraws() {
    var outcome = replay(16, UNANIMOUS, UNANIMOUS, UNANIMOUS).run(Strategies.votes());

    assertThat(outcome.draws()).containsExactly(4, 4, 4);
    assertThat(outcome.explanation(0))
        .isEqualTo("4 of 4 votes for the leader and 0 for the next: decided, confidence 0.985");
  }

  @Test
  void decidedVotes_leaveTheirBudgetToTheOpenOnes() {
    var outcome =
        replay(10, UNANIMOUS, TIED, UNANIMOUS, UNANIMOUS).run(Strategies.votes().firstDraws(4));

    assertThat(outcome.draws()).containsExactly(4, 28, 4, 4);
    assertThat(outcome.explanation(1))
        .startsWith(
            "12 of 24 votes for the leader and 12 for the next: open when the strategy last");
  }

  /** Two votes of three or four to one are not decided; a near tie has as many errors but more draws. */
  @Test
  void openVotes_areNotStarvedByATie() {
    int[] leaning = {0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    var outcome = replay(8, TIED, leaning).run(Strategies.votes().maxAhead(1));

    assertThat(outcome.draws()[0] + outcome.draws()[1]).isEqualTo(16);
    assertThat(outcome.draws()[1]).isBetween(5, 8);
  }

  @Test
  void undecidableVotes_stopAtTheLimit() {
    assertThat(replay(60, TIED).run(Strategies.votes().maxDraws(12)).draws()).containsExactly(12);
    assertThat(replay(40, TIED, UNANIMOUS).run(Strategies.votes().maxDraws(7)).draws())
        .containsExactly(7, 4);
    // 40, or three times the share
    int[] unanimous = UNANIMOUS;
    assertThat(replay(12, TIED, unanimous, unanimous, unanimous, unanimous)
            .run(Strategies.votes())
            .draws())
        .containsExactly(40, 4, 4, 4, 4);
    assertThat(replay(20, TIED, unanimous, unanimous, unanimous, unanimous)
            .run(Strategies.votes())
            .draws())
        .containsExactly(60, 4, 4, 4, 4);
  }

  @Test
  void confidence_of1_spendsTheWholeBudget() {
    var outcome = replay(16, UNANIMOUS, TIED).run(Strategies.votes().confidence(1));

    assertThat(outcome.draws()[0] + outcome.draws()[1]).isEqualTo(32);
  }

  @Test
  void confidence_decidesWhenAVoteStops() {
    int[] first = {0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    for (double confidence : new double[] {0.8, 0.9, 0.95, 0.99, 0.999}) {
      int draws =
          replay(14, first).run(Strategies.votes().confidence(confidence)).draws()[0];
      assertThat(AnswerCounts.confidence(draws - 1, 1)).isGreaterThanOrEqualTo(confidence);
      assertThat(draws == 4 || AnswerCounts.confidence(draws - 2, 1) < confidence)
          .isTrue();
    }
  }

  /** In a replay with room for all, so that only the strategy limits what is in flight. */
  @Test
  void drawsInFlight_areAtMostThePromptsAndWhatCouldDecide() {
    int[] late = {0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    Batch batch = Batch.of(1, 13);
    Allocator allocator = Strategies.votes().begin(batch);
    Ledger ledger = new Ledger(batch);
    List<Long> asked = new ArrayList<>();
    while (ledger.remaining() > 0) {
      Decision decision = ledger.decide(allocator, 64);
      if (decision instanceof Decision.Stop) {
        break;
      }
      asked.add(decision.total());
      int count = (int) decision.total();
      int first = ledger.ask(0, count);
      for (int draw = first; draw < first + count; draw++) {
        ledger.answered(0, draw, late[draw]);
      }
    }
    // 2:2 after four; 6:2 has 0.925 and 7:2 0.957
    assertThat(asked).containsExactly(4L, 5L);

    // The 12 first draws go out together, the other 52 one after another, or four at a time.
    Replay replay = Replay.ofAnswers(Batch.of(4, 64), 64, TIED, TIED, TIED, TIED);
    assertThat(replay.run(Strategies.votes().maxAhead(1)).waves()).isEqualTo(53);
    assertThat(replay.run(Strategies.votes()).waves()).isEqualTo(14);
  }

  /**
   * An error of ½ counts for less with every draw that failed, so that a prompt that never answers takes no more than
   * others.
   */
  @Test
  void promptsWithoutAnswers_takeNoMoreThanTies() {
    var outcome = replay(16, MUTE, TIED, TIED).run(Strategies.votes().maxAhead(1));

    assertThat(Arrays.stream(outcome.attempts()).sum()).isEqualTo(48);
    assertThat(outcome.attempts()[0]).isBetween(14, 18);
    assertThat(outcome.explanation(0))
        .isEqualTo("no draw had an answer when the strategy last decided");
  }

  @Test
  void limitsOfTheBatch_hold() {
    Batch batch = Batch.of(3, 48).withMinDraws(6).withMaxDraws(9);
    var outcome = Replay.ofAnswers(batch, 3, UNANIMOUS, TIED, TIED).run(Strategies.votes());

    assertThat(outcome.draws()).containsExactly(6, 9, 9);
  }

  @Test
  void weightsAndCosts_orderOpenVotes() {
    Batch weighted = Batch.of(3, 24).withWeights(0, 1, 4);
    int[] draws =
        Replay.ofAnswers(weighted, 3, TIED, TIED, TIED).run(Strategies.votes()).draws();
    assertThat(draws[0]).isEqualTo(3);
    assertThat(draws[2]).isGreaterThan(2 * draws[1]);

    Batch costly = Batch.of(2, 16).withCosts(3, 1);
    assertThat(Replay.ofAnswers(costly, 2, TIED, TIED).run(Strategies.votes()).draws())
        .containsExactly(4, 12);
  }

  @Test
  void budgetsBelowTheFirstDraws_goRoundInOrder() {
    assertThat(Replay.ofAnswers(Batch.of(3, 2), 3, TIED, TIED, TIED)
            .run(Strategies.votes())
            .draws())
        .containsExactly(1, 1, 0);
    assertThat(replay(2, TIED, TIED, UNANIMOUS).run(Strategies.votes()).draws())
        .containsExactly(2, 2, 2);
    assertThat(Strategies.votes().begin(Batch.of(0, 0))).isNotNull();
  }

  /** Rounds see only what is in: slots and the order of results do not matter. */
  @Test
  void inRounds_dependsOnAnswersOnly() {
    int[][] answers = random(5, 8, 3);
    AllocationStrategy strategy = Strategies.votes().inRounds();
    int[] draws = replay(10, answers).run(strategy).draws();

    assertThat(Replay.ofAnswers(Batch.of(8, 80), 1, answers).run(strategy).draws())
        .containsExactly(draws);
    assertThat(Replay.ofAnswers(Batch.of(8, 80), 64, answers).run(strategy).draws())
        .containsExactly(draws);
    assertThat(Serial.copy(Strategies.votes().inRounds().confidence(0.9)))
        .hasToString(
            "VotesStrategy[confidence=0.9, firstDraws=3, maxDraws=default, maxAhead=prompts, in rounds]");
  }

  /**
   * A reference that looks at every prompt before every draw: the largest error by draws, of equal ones the fewest
   * draws, then the lowest index; decided votes and those at the limit excluded.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void oneDrawAtATime_goesWhereTheReferenceSays(int seed) {
    int[][] answers = random(seed, 6, 2 + seed % 3);
    int budget = 60 + seed;
    var outcome = Replay.ofAnswers(Batch.of(6, budget), 64, answers)
        .run(Strategies.votes().maxAhead(1).maxDraws(20));

    int[] draws = new int[6];
    Arrays.fill(draws, 3);
    for (int spent = 18; spent < budget; spent++) {
      int best = -1;
      double largest = 0;
      for (int prompt = 0; prompt < 6; prompt++) {
        int[] counts = new int[4];
        for (int k = 0; k < draws[prompt]; k++) {
          counts[answers[prompt][k]]++;
        }
        Arrays.sort(counts);
        double error = 1 - AnswerCounts.confidence(counts[3], counts[2]);
        boolean isOpen = (error > 0.05 || draws[prompt] < 4) && draws[prompt] < 20;
        double score = error / draws[prompt];
        boolean isBetter = best < 0
            || score > largest + 1e-12
            || (Math.abs(score - largest) <= 1e-12 && draws[prompt] < draws[best]);
        if (isOpen && isBetter) {
          best = prompt;
          largest = score;
        }
      }
      if (best < 0) {
        break;
      }
      draws[best]++;
    }
    assertThat(outcome.draws()).containsExactly(draws);
  }

  @Test
  void runsWithRewards_areRefused() {
    Replay rewards = Replay.of(Batch.of(1, 8), 1, new double[8]);

    assertThatIllegalStateException()
        .isThrownBy(() -> rewards.run(Strategies.votes()))
        .withMessage("prompt 0 has rewards and no answers");
  }

  /**
   * No wave gives a vote more than could decide it at the earliest, but the last one, which gives the open vote all
   * that is left.
   */
  @Test
  void waves_shareWhatIsLeft() {
    Batch batch = Batch.of(3, 39);
    int[][] answers = {UNANIMOUS, TIED, UNANIMOUS};
    Ledger ledger = new Ledger(batch);
    Allocator allocator = Strategies.votes().maxWaves(4).begin(batch);
    List<int[]> waves = new ArrayList<>();
    Decision decision = ledger.decide(allocator, 1);
    while (!(decision instanceof Decision.Stop)) {
      assertThat(decision).isInstanceOf(Decision.Round.class);
      waves.add(Play.counts(decision, 3));
      for (Decision.PromptDraws each : decision.draws()) {
        int first = ledger.ask(each.prompt(), each.count());
        for (int draw = first; draw < first + each.count(); draw++) {
          ledger.answered(each.prompt(), draw, answers[each.prompt()][draw]);
        }
      }
      decision = ledger.decide(allocator, 1);
    }

    assertThat(waves.get(0)).containsExactly(3, 3, 3);
    assertThat(waves.get(1)).containsExactly(1, decidedAfter(2, 1) - 3, 1);
    assertThat(waves.get(2)[0] + waves.get(2)[2]).isZero();
    assertThat(waves.get(3)).containsExactly(0, ledger.attempts(1) - drawn(waves, 1, 3), 0);
    assertThat(ledger.attempts(1)).isEqualTo(31);
    assertThat(Play.reason(decision)).isEqualTo("all 4 waves are done");
    assertThat(allocator.explain(1).summary()).startsWith("16 of 31 votes for the leader and 15");
  }

  /** By the definition of confidence. */
  private static int decidedAfter(int leading, int runnerUp) {
    int more = 0;
    while (AnswerCounts.confidence(leading + more, runnerUp) < 0.95) {
      more++;
    }
    return leading + runnerUp + more;
  }

  private static int drawn(List<int[]> waves, int prompt, int first) {
    return waves.stream().limit(first).mapToInt(wave -> wave[prompt]).sum();
  }

  @Test
  void waves_ofOneAreTheWholeBudget() {
    assertThat(replay(7, UNANIMOUS, TIED).run(Strategies.votes().maxWaves(1)).draws())
        .containsExactly(7, 7);
  }

  @Test
  void waves_replaceAheadAndRounds() {
    VotesStrategy waves = Strategies.votes().inRounds().maxAhead(3).maxWaves(5);

    assertThat(waves)
        .hasToString("VotesStrategy[confidence=0.95, firstDraws=3, maxDraws=default, maxWaves=5]");
    assertThat(waves.maxAhead(3))
        .hasToString("VotesStrategy[confidence=0.95, firstDraws=3, maxDraws=default, maxAhead=3]");
    assertThat(waves.inRounds())
        .hasToString(
            "VotesStrategy[confidence=0.95, firstDraws=3, maxDraws=default, maxAhead=prompts, in rounds]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> waves.maxWaves(0))
        .withMessage("maxWaves must be at least 1, but was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> waves.begin(Batch.of(2, 8).withUsageLimit(5)))
        .withMessageStartingWith("a budget in usage needs a strategy that ");
  }

  @Test
  void promptOfWeightZero_getsItsFirstDraws() {
    Batch batch = Batch.of(2, 40).withWeights(0, 1);
    for (VotesStrategy strategy :
        List.of(Strategies.votes().maxWaves(3), Strategies.votes().inRounds())) {
      Ledger ledger = new Ledger(batch);
      Allocator allocator = strategy.begin(batch);
      while (ledger.remaining() > 0) {
        Decision decision = ledger.decide(allocator, 9);
        if (decision instanceof Decision.Stop) {
          break;
        }
        for (Decision.PromptDraws each : decision.draws()) {
          int first = ledger.ask(each.prompt(), each.count());
          for (int draw = first; draw < first + each.count(); draw++) {
            ledger.answered(each.prompt(), draw, TIED[draw]);
          }
        }
      }

      assertThat(ledger.attempts(0)).isEqualTo(3);
      assertThat(ledger.attempts(1)).isEqualTo(37);
    }
  }

  @Test
  void settings_areChecked() {
    VotesStrategy votes = Strategies.votes();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> votes.confidence(0.49))
        .withMessage("confidence must be from 0.5 to 1, but was 0.49");
    assertThatIllegalArgumentException().isThrownBy(() -> votes.confidence(1.01));
    assertThatIllegalArgumentException().isThrownBy(() -> votes.confidence(Double.NaN));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> votes.firstDraws(0))
        .withMessage("firstDraws must be at least 1, but was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> votes.maxDraws(0))
        .withMessage("maxDraws must be at least 1, but was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> votes.maxAhead(0))
        .withMessage("maxAhead must be at least 1, but was 0");
  }

  private static Replay replay(int drawsPerPrompt, int[]... answers) {
    return Replay.ofAnswers(
        Batch.of(answers.length, drawsPerPrompt * answers.length), answers.length, answers);
  }

  /** Answers of which the first of each prompt has a probability from 0.3 to 1. */
  private static int[][] random(int seed, int prompts, int answers) {
    Random random = new Random(seed);
    int[][] drawn = new int[prompts][100];
    for (int[] row : drawn) {
      double first = 0.3 + 0.7 * random.nextDouble();
      Arrays.setAll(row, k -> random.nextDouble() < first ? 0 : 1 + random.nextInt(answers - 1));
    }
    return drawn;
  }
}
