package io.github.bestofn.http;

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

  /**
   * Makes something of a value, or fails.
   *
   * @param <A> the type of the value
   * @param <B> the type of what is made of it
   */
  @FunctionalInterface
  interface Step<A, B> {
    B apply(A value) throws Exception;
  }

  /** Returns what a step makes of several values or failures, once all are in. */
  static <A, B> CompletableFuture<B> all(
      List<CompletableFuture<A>> parts, Step<List<Outcome<A>>, B> step) {
    CompletableFuture<?>[] ended =
        parts.stream().map(part -> part.handle(Outcome::new)).toArray(CompletableFuture<?>[]::new);
    CompletableFuture<B> result = new CompletableFuture<>();
    var unused = CompletableFuture.allOf(ended)
        .whenComplete((all, thrown) -> complete(
            result,
            () -> step.apply(parts.stream().<Outcome<A>>map(Stages::outcome).toList())));
    parts.forEach(part -> endWith(result, part));
    return result;
  }

  /** Returns what a step makes of a value. */
  static <A, B> CompletableFuture<B> then(CompletableFuture<A> first, Step<A, B> step) {
    CompletableFuture<B> result = new CompletableFuture<>();
    var unused = first.whenComplete((value, thrown) -> {
      if (thrown == null) {
        complete(result, () -> step.apply(value));
      } else {
        result.completeExceptionally(unwrap(thrown));
      }
    });
    endWith(result, first);
    return result;
  }

  /** Returns what another future makes of how a first one ended. */
  static <A, B> CompletableFuture<B> compose(
      CompletableFuture<A> first, Function<Outcome<A>, CompletableFuture<B>> next) {
    CompletableFuture<B> result = new CompletableFuture<>();
    var unused = first.whenComplete((value, thrown) -> {
      if (result.isDone()) {
        return;
      }
      try {
        CompletableFuture<B> second =
            next.apply(new Outcome<>(value, thrown == null ? null : unwrap(thrown)));
        endWith(result, second);
        var unusedToo = second.whenComplete((other, again) -> {
          if (again == null) {
            result.complete(other);
          } else {
            result.completeExceptionally(unwrap(again));
          }
        });
      } catch (RuntimeException e) {
        result.completeExceptionally(e);
      }
    });
    endWith(result, first);
    return result;
  }

  /** Returns what was thrown before futures wrapped it. */
  static Throwable unwrap(Throwable thrown) {
    Throwable cause = thrown.getCause();
    return thrown instanceof CompletionException && cause != null ? unwrap(cause) : thrown;
  }

  private interface Value<B> {
    B get() throws Exception;
  }

  private static <B> void complete(CompletableFuture<B> result, Value<B> value) {
    try {
      result.complete(value.get());
    } catch (Exception e) {
      result.completeExceptionally(e);
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
