package io.github.bestofn.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class CallTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static Call<String, String> failing(Throwable thrown) {
    return Call.staged(request -> CompletableFuture.failedFuture(thrown), PATIENCE);
  }

  @Test
  void staged_wrappedFailure_throwsItsCause() {
    var cause = new IOException("down");
    var wrapped = new CompletionException(new ExecutionException(cause));

    assertThatThrownBy(() -> failing(wrapped).apply("p")).isSameAs(cause);
  }

  @Test
  void staged_wrapperWithoutCause_isThrownItself() {
    var bare = new CompletionException("no cause", null);

    assertThatThrownBy(() -> failing(bare).apply("p")).isSameAs(bare);
  }

  @Test
  void staged_error_isThrown() {
    var error = new AssertionError("broken");

    assertThatThrownBy(() -> failing(error).apply("p")).isSameAs(error);
  }

  @Test
  void staged_neverCompletes_isReported() {
    Call<String, String> call =
        Call.staged(request -> new CompletableFuture<>(), Duration.ofMillis(1));

    assertThatThrownBy(() -> call.apply("p"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("did not complete within PT0.001S");
  }

  @Test
  void assertFails_anAnswer_isReported() {
    Call<String, String> call = request -> "an answer";

    assertThatThrownBy(() -> call.assertFails("p"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("failing() must fail, but gave an answer");
    assertThat(failing(new IOException("down"))).satisfies(each -> each.assertFails("p"));
  }
}
