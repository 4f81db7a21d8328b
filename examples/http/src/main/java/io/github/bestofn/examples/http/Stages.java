package io.github.bestofn.examples.http;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Futures made of others that pass cancellation down, which the JDK's own do not. */
final class Stages {

  private Stages() {}

  /**
   * How a part of something ended.
   *
   * @param value what came of it, null if it failed
   * @param failure why it failed, null if it did not
   */
  record Outcome<T>(@Nullable T value, @Nullable Throwable failure) {}

  /** What a function makes of several values or failures, once all are in. */
  static <A, B> CompletableFuture<B> all(
      List<CompletableFuture<A>> parts, Function<List<Outcome<A>>, B> function) {
    CompletableFuture<?>[] ended =
        parts.stream().map(part -> part.handle(Outcome::new)).toArray(CompletableFuture<?>[]::new);
    CompletableFuture<B> result = CompletableFuture.allOf(ended)
        .thenApply(all -> function.apply(parts.stream().map(Stages::outcome).toList()));
    parts.forEach(part -> endWith(result, part));
    return result;
  }

  /** A second attempt in place of the first, if the function gives one for its failure. */
  static <A> CompletableFuture<A> orElse(
      CompletableFuture<A> first, Function<Throwable, @Nullable CompletableFuture<A>> second) {
    var result = new CompletableFuture<A>();
    var unused = first.whenComplete((value, thrown) -> {
      CompletableFuture<A> next = thrown == null ? null : second.apply(unwrap(thrown));
      if (next == null) {
        complete(result, value, thrown);
      } else {
        var unusedToo = next.whenComplete((other, again) -> complete(result, other, again));
        endWith(result, next);
      }
    });
    endWith(result, first);
    return result;
  }

  /** What was thrown before futures wrapped it. */
  static Throwable unwrap(Throwable thrown) {
    Throwable cause = thrown.getCause();
    return thrown instanceof CompletionException && cause != null ? unwrap(cause) : thrown;
  }

  private static <A> void complete(
      CompletableFuture<A> result, @Nullable A value, @Nullable Throwable thrown) {
    if (thrown == null) {
      result.complete(value);
    } else {
      result.completeExceptionally(unwrap(thrown));
    }
  }

  private static <A> Outcome<A> outcome(CompletableFuture<A> ended) {
    try {
      return new Outcome<>(ended.join(), null);
    } catch (RuntimeException e) {
      return new Outcome<>(null, unwrap(e));
    }
  }

  /** Ends a source once nobody waits for what is made of it. */
  private static void endWith(CompletableFuture<?> result, CompletableFuture<?> source) {
    var unused = result.whenComplete((value, thrown) -> source.cancel(true));
  }
}
