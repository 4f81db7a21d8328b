package io.github.bestofn.allocate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.evaluate.Replay;
import io.github.bestofn.spi.RewardRange;
import java.util.Arrays;
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

  /** Draws of 1 and 3 for a limit of 40: ten each, whether or not a prompt is at the highest reward. */
  @Test
  void uniform_spendsABudgetInUsageEvenly() {
    Batch batch = Batch.of(2, 1000, RewardRange.binary()).withUsageLimit(40);
    double[] ones = new double[500];
    double[] threes = new double[500];
    double[] rewards = new double[500];
    Arrays.fill(ones, 1);
    Arrays.fill(threes, 3);
    Arrays.fill(rewards, 1);
    var outcome =
        Replay.of(batch, 2, rewards, rewards).withUsage(ones, threes).run(Strategies.uniform());

    // The last draws begin below the limit, by what those in flight are expected to use, and may
    // end above it.
    assertThat(outcome.draws()[0] - outcome.draws()[1]).isBetween(0, 1);
    assertThat(outcome.usage()).isBetween(40.0, 40.0 + 2 * 3);
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
