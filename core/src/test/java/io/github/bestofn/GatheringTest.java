package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Calls whose answers are awaited together: each has an outcome of its own. */
class GatheringTest {

  private static CompletableFuture<List<Gathering.Outcome<String>>> gather(
      List<Supplier<CompletionStage<String>>> calls) {
    return Gathering.of(calls, text -> text + "!");
  }

  @Test
  void of_noCalls_isComplete() {
    assertThat(gather(List.of())).isCompletedWithValue(List.of());
  }

  @Test
  @SuppressWarnings("NullAway") // The point of this test.
  void of_eachCall_hasItsOwnOutcome() {
    var down = new IOException("down");
    var refused = new IllegalStateException("refused");
    List<Supplier<CompletionStage<String>>> calls = List.of(
        () -> CompletableFuture.completedFuture("a"),
        () -> CompletableFuture.completedFuture(null),
        () -> null,
        () -> CompletableFuture.failedFuture(new CompletionException(down)),
        () -> CompletableFuture.failedFuture(new CompletionException("bare", null)),
        () -> {
          throw refused;
        });

    List<Gathering.Outcome<String>> outcomes = gather(calls).join();

    assertThat(outcomes)
        .extracting(Gathering.Outcome::answer)
        .containsExactly("a!", null, null, null, null, null);
    assertThat(outcomes.get(3).thrown()).isSameAs(down);
    assertThat(outcomes.get(4).thrown()).hasMessage("bare");
    assertThat(outcomes.get(5).thrown()).isSameAs(refused);
    assertThat(outcomes.subList(0, 3)).allMatch(outcome -> outcome.thrown() == null);
  }

  @Test
  void of_anError_failsTheWholeAndCancelsTheOthers() {
    var error = new AssertionError("broken");
    var other = new CompletableFuture<String>();

    var whole = gather(List.of(() -> other, () -> CompletableFuture.failedFuture(error)));

    assertThat(whole).isCompletedExceptionally();
    assertThat(other).isCancelled();
  }

  @Test
  void cancel_cancelsTheCalls() {
    var first = new CompletableFuture<String>();
    var second = new CompletableFuture<String>();

    gather(List.of(() -> first, () -> second)).cancel(true);

    assertThat(first).isCancelled();
    assertThat(second).isCancelled();
  }
}
