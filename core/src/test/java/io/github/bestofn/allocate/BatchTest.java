package io.github.bestofn.allocate;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.bestofn.spi.RewardRange;
import org.junit.jupiter.api.Test;

/** Refusals of a batch, of the accounting of a run and of a staged strategy: messages name setting, rule and value. */
class BatchTest {

  private static final Batch BATCH = Batch.of(2, 8);

  @Test
  void settings_outOfRange_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BATCH.withMinDraws(-1))
        .withMessage("minDrawsPerPrompt must be at least 0, but was -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BATCH.withMinDraws(5))
        .withMessageContaining("minDrawsPerPrompt must be at most the budget per prompt, 4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BATCH.withMaxInFlight(0))
        .withMessage("maxInFlight must be at least 1, but was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BATCH.withUsageLimit(0))
        .withMessage("usageLimit must be above 0, but was 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BATCH.withUsageLimit(Double.NaN))
        .withMessage("usageLimit must be above 0, but was NaN");
  }

  @Test
  void prices_thatAreNone_areRefused() {
    for (double price : new double[] {-1, Double.POSITIVE_INFINITY, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Strategies.priced(price))
          .withMessage("price must be at least 0 and finite, but was %s", price);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Strategies.pricedRelative(price))
          .withMessage("relativePrice must be at least 0 and finite, but was %s", price);
    }
  }

  @Test
  void resume_ofAnotherBatch_isRefused() {
    var ledger = new Ledger(BATCH);
    ledger.ask(0, 2);
    assertThatIllegalStateException()
        .isThrownBy(() -> ledger.resume(Batch.of(2, 16)))
        .withMessage("a run must have ended, but has 2 draws in flight");
    ledger.drawn(0, 0, 1);
    ledger.drawn(0, 1, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ledger.resume(Batch.of(3, 16)))
        .withMessage("a run must go on with its 2 prompts, but there were 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ledger.resume(Batch.of(2, 16, RewardRange.of(0, 9))))
        .withMessageStartingWith("a run must go on with the range of its rewards, ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ledger.resume(Batch.of(2, 1)))
        .withMessage("a budget must be at least the 2 draws that are spent, but was 1");
  }
}
