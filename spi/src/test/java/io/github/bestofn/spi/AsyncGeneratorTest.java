package io.github.bestofn.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway") // null where it is refused, or a client's mistake
class AsyncGeneratorTest {

  private static CompletableFuture<List<String>> answer(CompletableFuture<String> call) {
    return AsyncGenerator.<String, String>perDraw(prompt -> call)
        .generateAsync(GenerationRequest.of("a", 1))
        .toCompletableFuture();
  }

  @Test
  void perDraw_givesTheResponseOfItsCall() {
    var call = new CompletableFuture<String>();
    CompletableFuture<List<String>> answer = answer(call);

    assertThat(answer).isNotDone();
    call.complete("b");
    assertThat(answer).isCompletedWithValue(List.of("b"));
    assertThat(AsyncGenerator.<String, String>perDraw(prompt -> call).maxDrawsPerRequest())
        .isEqualTo(1);
  }

  @Test
  void perDraw_failsAsItsCallDoes() {
    IOException down = new IOException("down");

    assertThat(answer(CompletableFuture.failedFuture(down)))
        .isCompletedExceptionally()
        .failsWithin(0, TimeUnit.SECONDS)
        .withThrowableThat()
        .withCause(down);
  }

  @Test
  void perDraw_nullIsANullResponse() {
    assertThat(answer(CompletableFuture.completedFuture(null)))
        .isCompletedWithValue(Arrays.asList((String) null));
    assertThat(answer(null)).isCompletedWithValue(Arrays.asList((String) null));
  }

  @Test
  void perDraw_cancelled_cancelsItsCall() {
    var call = new CompletableFuture<String>();

    assertThat(answer(call).cancel(true)).isTrue();
    assertThat(call).isCancelled();
  }

  @Test
  void perDraw_withoutAClient_isRefused() {
    assertThatNullPointerException()
        .isThrownBy(() -> AsyncGenerator.perDraw(null))
        .withMessage("client");
  }
}
