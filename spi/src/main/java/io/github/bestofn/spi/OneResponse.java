package io.github.bestofn.spi;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The list of the one response that another stage gives; cancelling it cancels that stage as well. */
final class OneResponse<R> extends CompletableFuture<List<R>> {

  private final CompletionStage<R> response;

  private OneResponse(CompletionStage<R> response) {
    this.response = response;
  }

  /** The list to come. A null stage, and a null response, are a null response in it. */
  static <R> CompletionStage<List<R>> of(@Nullable CompletionStage<R> response) {
    if (response == null) {
      return completedFuture(Collections.singletonList(null));
    }
    var list = new OneResponse<>(response);
    var unused = response.whenComplete((value, thrown) -> {
      if (thrown == null) {
        list.complete(Collections.singletonList(value));
      } else {
        list.completeExceptionally(thrown);
      }
    });
    return list;
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    response.toCompletableFuture().cancel(mayInterruptIfRunning);
    return cancelled;
  }
}
