package io.github.bestofn;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The edge between a run and the code of its host: selectors, listeners, explanations, functions, equality of
 * responses, futures and executors.
 *
 * <p>One rule: everything that such code throws is caught here, whether a RuntimeException, an undeclared checked
 * exception or an Error, and becomes a value for the caller, who books it. An InterruptedException also sets the
 * thread's interrupt flag again.
 */
final class HostCode {

  private HostCode() {}

  /** Code of the host that may throw anything. */
  @FunctionalInterface
  interface Code<T extends @Nullable Object> {
    T call() throws Throwable;
  }

  /** Code of the host that returns nothing and may throw anything. */
  @FunctionalInterface
  interface Action {
    void run() throws Throwable;
  }

  /**
   * Calls code of the host.
   *
   * @param code the code
   * @param otherwise from what it threw to the value to go on with
   * @return what the code returned, or what stands for it
   */
  static <T extends @Nullable Object> T call(
      Code<? extends T> code, Function<? super Throwable, ? extends T> otherwise) {
    try {
      return code.call();
    } catch (Throwable thrown) {
      return otherwise.apply(caught(thrown));
    }
  }

  /** Runs code of the host and returns what it threw, null if nothing. */
  static @Nullable Throwable run(Action action) {
    try {
      action.run();
      return null;
    } catch (Throwable thrown) {
      return caught(thrown);
    }
  }

  private static Throwable caught(Throwable thrown) {
    if (thrown instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    return thrown;
  }
}
