package io.github.bestofn.allocate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class UniformTest {

  @Test
  void uniform_sharesEqually_inOneRound() {
    Play play = Play.of(Batch.of(5, 80), Strategies.uniform(), (prompt, draw) -> draw);

    assertThat(play.attempts()).containsExactly(16, 16, 16, 16, 16);
    assertThat(play.decisions).hasSize(1);
    assertThat(play.decisions.get(0)).isInstanceOf(Decision.Round.class);
    assertThat(play.explained(2)).isEqualTo("got 16 of 80 draws, an equal share");
    assertThat(play.allocator.explain(2).expectedGain()).isEmpty();
  }

  @Test
  void uniform_givesWhatIsLeftOverToTheLowerIndexes() {
    Play play = Play.of(Batch.of(4, 10), Strategies.uniform(), (prompt, draw) -> draw);

    assertThat(play.attempts()).containsExactly(3, 3, 2, 2);
    assertThat(play.explained(1)).isEqualTo("got 3 of 10 draws, an equal share");
    assertThat(play.explained(2)).isEqualTo("got 2 of 10 draws, an equal share");
  }

  @Test
  void uniform_givesOneDrawToTheFirstPrompts_whenThereAreFewerDrawsThanPrompts() {
    Play play = Play.of(Batch.of(4, 3), Strategies.uniform(), (prompt, draw) -> draw);

    assertThat(play.attempts()).containsExactly(1, 1, 1, 0);
  }

  @Test
  void uniform_givesOnePromptEverything() {
    Play play = Play.of(Batch.of(1, 7), Strategies.uniform(), (prompt, draw) -> draw);

    assertThat(play.attempts()).containsExactly(7);
  }

  @Test
  void uniform_takesABatchWithoutPrompts() {
    assertThat(Play.of(Batch.of(0, 0), Strategies.uniform(), (prompt, draw) -> 0).decisions)
        .isEmpty();
  }

  @Test
  void uniform_stops_whenAskedAgain() {
    Ledger ledger = new Ledger(Batch.of(2, 4));
    Allocator allocator = Strategies.uniform().begin(ledger.batch());
    ledger.decide(allocator, 8);
    ledger.ask(0, 2);
    ledger.failed(0);

    assertThat(Play.reason(ledger.decide(allocator, 8)))
        .isEqualTo("every prompt has all the draws it may have");
  }
}
