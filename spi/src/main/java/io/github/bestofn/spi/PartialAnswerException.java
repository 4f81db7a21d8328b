package io.github.bestofn.spi;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An answer to a part of a request. A generator throws a {@link PartialResponsesException}, a reward model a {@link
 * PartialRewardsException}; a stage completes with one. The answered items count as if the others had not been asked
 * for, and each failed item keeps its own cause.
 *
 * <p>An exception and not a return value, so that wrappers pass it on unchanged, and so that a retry around a call sees
 * that something failed. {@link #getCause()} is the cause of the first failed item.
 *
 * <p>Immutable and thread-safe if its answers are. Serialisation keeps the message and the cause only.
 *
 * @since 0.1.0
 */
public abstract sealed class PartialAnswerException extends Exception
    permits PartialResponsesException, PartialRewardsException {

  private static final long serialVersionUID = 1L;

  private final transient @Nullable List<@Nullable Throwable> failures;

  PartialAnswerException(String items, List<? extends @Nullable Throwable> failures) {
    super(message(items, failures), first(failures), true, false);
    this.failures = Collections.unmodifiableList(new ArrayList<>(failures));
  }

  private static String message(String items, List<? extends @Nullable Throwable> failures) {
    long failed = failures.stream().filter(Objects::nonNull).count();
    return "%d of %d %s failed".formatted(failed, failures.size(), items);
  }

  private static Throwable first(List<? extends @Nullable Throwable> failures) {
    for (Throwable failure : failures) {
      if (failure != null) {
        return failure;
      }
    }
    throw new IllegalArgumentException("failures must hold at least one failure, but held none");
  }

  static void requireSize(int items, List<?> failures, String name) {
    if (items != failures.size()) {
      throw new IllegalArgumentException("failures must be as many as %s, but they were %d and %d"
          .formatted(name, failures.size(), items));
    }
  }

  /**
   * Returns the causes of the failed items, in the order of the request.
   *
   * @return an immutable list with one element per item: null where the item was answered
   */
  public List<@Nullable Throwable> failures() {
    return failures == null ? List.of() : failures;
  }

  /**
   * Returns the cause of one item's failure.
   *
   * @param k the item's place in the request, from 0
   * @return the cause, empty if the item was answered
   * @throws IndexOutOfBoundsException if there is no such item
   */
  public Optional<Throwable> failure(int k) {
    return Optional.ofNullable(failures().get(k));
  }
}
