package io.github.bestofn.allocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.spi.RewardRange;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway") // null where it is refused
final class LedgerTest {

  private final Ledger ledger = new Ledger(Batch.of(3, 10, RewardRange.of(0, 5)));

  @Test
  void books_follow() {
    assertThat(ledger.ask(1, 4)).isZero();
    assertThat(ledger.ask(1, 2)).isEqualTo(4);
    ledger.drawn(1, 3, 2.5);
    ledger.drawn(1, 5, 1);
    ledger.failed(1);

    BatchState state = ledger.state();
    assertThat(state.batch()).isSameAs(ledger.batch());
    assertThat(ledger.attempts()).isEqualTo(6);
    assertThat(ledger.attempts(1)).isEqualTo(6);
    assertThat(state.draws()).isEqualTo(2);
    assertThat(state.draws(1)).isEqualTo(2);
    assertThat(state.failures()).isEqualTo(1);
    assertThat(state.failures(1)).isEqualTo(1);
    assertThat(state.inFlight()).isEqualTo(3);
    assertThat(state.inFlight(1)).isEqualTo(3);
    assertThat(state.inFlight(0)).isZero();
    assertThat(state.remaining()).isEqualTo(4);
    assertThat(state.samples().prompts()).isEqualTo(3);
    assertThat(state.samples().range()).isEqualTo(RewardRange.of(0, 5));
  }

  @Test
  void samples_areInTheOrderOfDraws_howeverTheyArrive() {
    ledger.ask(2, 5);
    ledger.drawn(2, 3, 3);
    ledger.drawn(2, 0, 0.5);
    ledger.drawn(2, 4, 4);
    ledger.drawn(2, 1, 4.5);

    assertThat(ledger.state().samples().rewards(2)).containsExactly(0.5, 4.5, 3, 4);
    assertThat(ledger.state().samples().reward(2, 1)).isEqualTo(4.5);
    assertThat(ledger.state().samples().count(2)).isEqualTo(4);
    assertThat(ledger.state().samples().incumbent(2)).isEqualTo(4.5);
    assertThat(ledger.state().samples().incumbent(0)).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void answers_areIndexedByFirstAppearanceInTheOrderOfDraws_howeverTheyArrive() {
    ledger.ask(2, 5);
    ledger.answered(2, 3, 70);
    ledger.answered(2, 4, 80);
    assertThat(answers(2)).containsExactly(0, 1);

    ledger.answered(2, 0, 80);
    assertThat(answers(2)).containsExactly(0, 1, 0);
    ledger.failed(2, 1);
    ledger.answered(2, 2, -9);
    assertThat(answers(2)).containsExactly(0, 1, 2, 0);
    assertThat(ledger.state().samples().rewards(2)).containsExactly(0, 0, 0, 0);
    assertThat(ledger.state().draws(2)).isEqualTo(4);
    assertThat(AnswerCounts.of(ledger.state(), 2)).hasToString("AnswerCounts[2, 1, 1]");
  }

  @Test
  void answersAndRewards_doNotMixInAPrompt() {
    ledger.ask(0, 2);
    ledger.ask(1, 2);
    ledger.answered(0, 0, 1);
    ledger.drawn(1, 0, 1);

    assertThatIllegalStateException()
        .isThrownBy(() -> ledger.drawn(0, 1, 1))
        .withMessage("prompt 0 has answers already");
    assertThatIllegalStateException()
        .isThrownBy(() -> ledger.answered(1, 1, 1))
        .withMessage("prompt 1 has rewards already");
    assertThatIllegalStateException()
        .isThrownBy(() -> ledger.state().answer(1, 0))
        .withMessage("prompt 1 has rewards and no answers");
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> ledger.state().answer(0, 1));
  }

  private int[] answers(int prompt) {
    return IntStream.range(0, ledger.state().draws(prompt))
        .map(k -> ledger.state().answer(prompt, k))
        .toArray();
  }

  @Test
  void wave_isOneMoreThanTheHighestAmongTheResults() {
    ledger.ask(0, 2);
    ledger.ask(1, 1);
    assertThat(ledger.waves()).isZero();
    ledger.drawn(0, 1, 1);
    ledger.ask(0, 1);
    ledger.ask(2, 1);
    assertThat(ledger.state().waves()).isEqualTo(1);
    ledger.drawn(0, 0, 2); // of the first wave, though it comes late
    ledger.ask(1, 1);
    assertThat(ledger.waves()).isEqualTo(1);
    ledger.drawn(2, 0, 3);
    ledger.ask(2, 1);

    assertThat(ledger.waves()).isEqualTo(2);
    assertThat(new int[] {ledger.wave(0, 0), ledger.wave(0, 1), ledger.wave(0, 2)})
        .containsExactly(1, 1, 2);
    assertThat(new int[] {ledger.wave(1, 0), ledger.wave(1, 1)}).containsExactly(1, 2);
    assertThat(new int[] {ledger.wave(2, 0), ledger.wave(2, 1)}).containsExactly(2, 3);
  }

  @Test
  void wave_countsFailuresAsResultsAndReplacementsAsDraws() {
    ledger.ask(0, 2);
    ledger.failed(0, 0);
    int replacement = ledger.replace(0);

    assertThat(ledger.waves()).isEqualTo(1);
    assertThat(ledger.wave(0, replacement)).isEqualTo(2);
    ledger.ask(1, 3);
    ledger.withdraw(1, 3);
    assertThat(ledger.waves()).isEqualTo(1);
    ledger.failed(0, replacement);
    assertThat(ledger.waves()).isEqualTo(2);
  }

  /** Means of 100 and 10 in a batch whose mean is 55: (200 + 55 / 4) / 2.25, and the mean itself where nothing is known. */
  @Test
  void expectedUsage_isAPromptsMeanShrunkToTheBatch() {
    Ledger books = new Ledger(Batch.of(3, 10).withUsageLimit(1000));
    assertThat(books.state().expectedUsage(0)).isEqualTo(1);
    books.ask(0, 3);
    books.ask(1, 1);
    books.used(0, 80);
    books.used(0, 120);
    books.used(1, 10);

    assertThat(books.state().expectedUsage(0)).isCloseTo((200 + 55 / 4.0) / 2.25, within(1e-12));
    assertThat(books.state().expectedUsage(2)).isCloseTo(55, within(1e-12));
    assertThat(books.state().usage(0)).isEqualTo(200);
    assertThat(books.usage()).isEqualTo(210);
    assertThat(books.state().remainingUsage())
        .isCloseTo(1000 - 210 - books.state().expectedUsage(0), within(1e-9));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> books.used(0, Double.NaN))
        .withMessage("usage must be at least 0 and finite, but was NaN");
  }

  @Test
  void samples_areCopies() {
    ledger.ask(0, 1);
    ledger.drawn(0, 0, 3);
    ledger.state().samples().rewards(0)[0] = 4;

    assertThat(ledger.state().samples().reward(0, 0)).isEqualTo(3);
  }

  @Test
  void changed_areThePromptsWithResultsSinceTheLastDecision() {
    ledger.ask(2, 3);
    ledger.ask(0, 2);
    ledger.drawn(2, 0, 1);
    ledger.drawn(2, 1, 1);
    ledger.failed(0);
    assertThat(ledger.state().changed()).containsExactly(0, 2);

    ledger.decide(
        state -> {
          assertThat(state.changed()).containsExactly(0, 2);
          return Decision.round();
        },
        8);
    assertThat(ledger.state().changed()).isEmpty();

    ledger.drawn(2, 2, 1);
    assertThat(ledger.state().changed()).containsExactly(2);
  }

  @Test
  void changed_growsBeyondSixteenPrompts() {
    Ledger large = new Ledger(Batch.of(40, 40));
    for (int prompt = 39; prompt >= 0; prompt--) {
      large.ask(prompt, 1);
      large.failed(prompt);
    }

    assertThat(large.state().changed()).hasSize(40).isSorted();
  }

  @Test
  void decide_booksNothing() {
    Decision decision = ledger.decide(state -> Decision.round(4, 0, 6), 8);

    assertThat(decision.total()).isEqualTo(10);
    assertThat(ledger.attempts()).isZero();
    assertThat(ledger.remaining()).isEqualTo(10);
  }

  @Test
  void decide_mayWaitForWhatIsInFlight() {
    ledger.ask(0, 1);

    assertThat(ledger.decide(state -> Decision.asAvailable(), 8).draws()).isEmpty();
  }

  @Test
  void decide_refusesBadDecisions() {
    assertThatIllegalStateException()
        .isThrownBy(() -> ledger.decide(state -> Decision.round(1, 1, 1, 1), 8))
        .withMessage("a decision must name prompts below 3, but named 3");
    assertThatIllegalStateException()
        .isThrownBy(() -> ledger.decide(state -> Decision.round(5, 6, 0), 8))
        .withMessage("a decision must ask for at most the remaining 10 draws, but asked for 11");
    assertThatIllegalStateException()
        .isThrownBy(() ->
            ledger.decide(state -> Decision.round(Integer.MAX_VALUE, Integer.MAX_VALUE, 2), 8))
        .withMessage(
            "a decision must ask for at most the remaining 10 draws, but asked for 4294967296");
    assertThatIllegalStateException()
        .isThrownBy(() -> ledger.decide(state -> Decision.round(0, 0, 0), 8))
        .withMessage(
            "a decision must ask for draws or stop when none is in flight, but did neither");
    assertThatIllegalStateException()
        .isThrownBy(() -> ledger.decide(state -> null, 8))
        .withMessage("a decision must not be null");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 11})
  void ask_refusesWhatDoesNotRemain(int count) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ledger.ask(0, count))
        .withMessage("count must be from 1 to the remaining 10 draws, but was " + count);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 3})
  void promptsThatDoNotExist_areRefused(int prompt) {
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> ledger.ask(prompt, 1));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> ledger.drawn(prompt, 0, 1));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> ledger.failed(prompt));
  }

  @Test
  void resultsOfDrawsNotInFlight_areRefused() {
    assertThatIllegalStateException()
        .isThrownBy(() -> ledger.drawn(1, 0, 1))
        .withMessage("prompt 1 has no draw in flight");
    ledger.ask(1, 2);
    ledger.drawn(1, 0, 1);
    assertThatIllegalStateException()
        .isThrownBy(() -> ledger.drawn(1, 0, 1))
        .withMessage("draw 0 of prompt 1 is in already");
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> ledger.drawn(1, 2, 1));
    ledger.failed(1);
    assertThatIllegalStateException()
        .isThrownBy(() -> ledger.failed(1))
        .withMessage("prompt 1 has no draw in flight");

    assertThat(ledger.draws()).isEqualTo(1);
    assertThat(ledger.failures()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, -0.1, 5.1})
  void rewardsOutsideTheRange_areRefused(double reward) {
    ledger.ask(1, 1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ledger.drawn(1, 0, reward))
        .withMessage("reward must be within the range, but was " + reward);
    assertThat(ledger.inFlight(1)).isEqualTo(1);
  }

  @Test
  void batch_refusesWhatIsNoBatch() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Batch.of(-1, 1))
        .withMessage("prompts must be at least 0, but was -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Batch.of(1, 0))
        .withMessage("budget must be at least 1, but was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Batch.of(0, -1))
        .withMessage("budget must be at least 0, but was -1");
    assertThat(Batch.of(2, 5).drawsPerPrompt()).isEqualTo(2.5);
  }

  @Test
  void history_ofTheBatch_isInItsSamples() {
    RewardSamples earlier = RewardSamples.of(RewardRange.binary(), new double[] {1, 0});
    Batch batch = Batch.of(2, 4, RewardRange.binary());

    assertThat(batch.history().prompts()).isZero();
    Batch withHistory = batch.withHistory(earlier).withMinDraws(1).withSeed(3);
    assertThat(new Ledger(withHistory).state().samples().history()).isSameAs(earlier);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Batch.of(2, 4).withHistory(earlier))
        .withMessageStartingWith("history must have the batch's range, ");
  }
}
