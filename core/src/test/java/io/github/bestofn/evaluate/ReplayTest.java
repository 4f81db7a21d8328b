package io.github.bestofn.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Batch;
import io.github.bestofn.allocate.Decision;
import io.github.bestofn.allocate.Strategies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ReplayTest {

  @Test
  void run_spendsTheBudgetInTheOrderOfTheRecords() {
    var outcome = Replay.of(Batch.of(2, 4), 2, new double[] {1, 3, 9}, new double[] {5, 2, 7})
        .run(Strategies.uniform());

    assertThat(outcome.draws()).containsExactly(2, 2);
    assertThat(outcome.best()).containsExactly(3, 5);
    assertThat(outcome.rounds()).isEqualTo(1);
    assertThat(outcome.waves()).isEqualTo(1);
    assertThat(outcome.meanInFlight()).isZero();
    assertThat(outcome.explanation(0)).isEqualTo("got 2 of 4 draws, an equal share");
  }

  @Test
  void run_givesWhatAPromptCannotDrawToTheOthers() {
    double[] eight = {1, 2, 3, 4, 5, 6, 7, 8};
    var outcome =
        Replay.of(Batch.of(2, 8), 1, new double[] {1, 2}, eight).run(Strategies.uniform());

    assertThat(outcome.draws()).containsExactly(2, 6);
  }

  /**
   * One each, then to the second, whose mean gain over 3 is (9 - 3) / 4, and then to nobody's gain: the first has
   * fewer.
   */
  @Test
  void run_ofTheOracle_drawsOneAtATime() {
    var outcome = Replay.of(Batch.of(2, 4), 2, new double[] {5, 5, 5, 5}, new double[] {3, 9, 3, 3})
        .run(Comparison.oracle());

    assertThat(outcome.draws()).containsExactly(2, 2);
    assertThat(outcome.best()).containsExactly(5, 9);
    assertThat(outcome.rounds()).isEqualTo(3);
    assertThat(outcome.meanInFlight()).isZero();
  }

  /** By the last two rewards the second prompt, with (0 + 3) / 2, has more to gain from 1 than the first, with 1. */
  @Test
  void run_ofTheOracleThatKnowsLess_goesByWhatItKnowsAndNeverDrawsIt() {
    double[] first = {1, 1, 2, 2};
    double[] second = {1, 1, 0, 4};

    assertThat(Replay.of(Batch.of(2, 3), 1, first, second)
            .run(Comparison.oracle(2))
            .draws())
        .containsExactly(1, 2);
    var outcome = Replay.of(Batch.of(2, 8), 1, first, second).run(Comparison.oracle(2));
    assertThat(outcome.draws()).containsExactly(2, 2);
    assertThat(outcome.best()).containsExactly(1, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Replay.of(Batch.of(2, 8), 1, first, second).run(Comparison.oracle(4)))
        .withMessage(
            "an oracle's known must be less than the 4 recorded rewards of a prompt, but was 4");
  }

  @Test
  void run_decidesWithOneLessThanTheSlotsInFlight() {
    List<Integer> inFlight = new ArrayList<>();
    List<Integer> seen = new ArrayList<>();
    AllocationStrategy alternate = AllocationStrategy.of(state -> {
      inFlight.add(state.inFlight());
      seen.add(state.draws());
      int count = Math.min(state.freeSlots(), state.remaining());
      return Decision.asAvailable(Map.of(state.draws() % 2, count));
    });
    double[] ten = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    var outcome = Replay.of(Batch.of(2, 7), 3, ten, ten).run(alternate);

    assertThat(inFlight).containsExactly(0, 2, 2, 2, 2);
    assertThat(seen).containsExactly(0, 1, 2, 3, 4);
    // Three at once, then one for each result: of waves 2, 2, 2 and, when the first of these is in,
    // 3.
    assertThat(outcome.waves()).isEqualTo(3);
    assertThat(outcome.meanInFlight()).isEqualTo(2);
  }

  @Test
  void run_endsWhenTheStrategyStops_withWhatIsInFlight() {
    AllocationStrategy once = AllocationStrategy.of(
        state -> state.draws() == 0 ? Decision.asAvailable(2, 1) : Decision.stop("enough"));
    double[] five = {1, 2, 3, 4, 5};
    var outcome = Replay.of(Batch.of(2, 10), 3, five, five).run(once);

    assertThat(outcome.draws()).containsExactly(2, 1);
  }

  @Test
  void of_checksItsArguments() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Replay.of(Batch.of(2, 4), 1, new double[] {1}))
        .withMessage("rewards must be given for 2 prompts, but were for 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Replay.of(Batch.of(1, 4), 0, new double[] {1}))
        .withMessage("inFlight must be at least 1, but was 0");
  }

  /** Of 1, 2, 5 and 9 the best of two is 9 three times in six, 5 twice and 2 once. */
  @Test
  void expectedBest_isTheMeanOverAllChoices() {
    RewardTable table = RewardTable.of(List.of("only"), new double[][] {{5, 1, 9, 2}});

    assertThat(table.expectedBest(0, 1)).isCloseTo(17.0 / 4, within(1e-12));
    assertThat(table.expectedBest(0, 2)).isCloseTo((27 + 10 + 2) / 6.0, within(1e-12));
    assertThat(table.expectedBest(0, 3)).isCloseTo((27 + 5) / 4.0, within(1e-12));
    assertThat(table.expectedBest(0, 4)).isEqualTo(9);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> table.expectedBest(0, 5))
        .withMessage("draws must be from 1 to 4, but was 5");
  }

  @Test
  void table_refusesWhatIsNoReward() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RewardTable.of(new double[][] {{1}, {2, Double.NaN}}))
        .withMessage("a reward must be finite, but draw 1 of prompt 1 has NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RewardTable.of(List.of("a"), new double[][] {{1}, {2}}))
        .withMessage("rewards must be given for 1 prompts, but were for 2");
    assertThat(RewardTable.of(new double[][] {{1}, {2, 3}}).prompts()).containsExactly("0", "1");
  }

  /** In a run rewards are added to 0.0, so that -0.0 is not another value; nor is it in a record. */
  @Test
  void minusZeroIsZero() {
    assertThat(RewardTable.of(new double[][] {{-0.0, 1}}).rewards(0)).containsExactly(0.0, 1);
  }
}
