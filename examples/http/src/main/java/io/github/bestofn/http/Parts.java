package io.github.bestofn.http;

import io.github.bestofn.http.Stages.Outcome;
import io.github.bestofn.spi.PartialResponsesException;
import io.github.bestofn.spi.PartialRewardsException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts the answers to the items of one request together. An item that failed loses nothing that the others brought.
 * If the only item of a request failed, its exception is thrown unchanged.
 */
final class Parts {

  private Parts() {}

  /** The responses, or what there is of them. */
  static <T> List<T> responses(List<Outcome<T>> items) throws Exception {
    List<@Nullable T> responses = new ArrayList<>(items.size());
    items.forEach(item -> responses.add(item.value()));
    if (isAnyFailed(items)) {
      throw new PartialResponsesException(responses, failures(items));
    }
    return items.stream().<T>map(Parts::value).toList();
  }

  /** The rewards, or what there is of them. */
  static double[] rewards(List<Outcome<Double>> items) throws Exception {
    double[] rewards = items.stream()
        .mapToDouble(item -> item.value() == null ? Double.NaN : item.value())
        .toArray();
    if (isAnyFailed(items)) {
      throw new PartialRewardsException(rewards, failures(items));
    }
    return rewards;
  }

  /** The value of an item, or its failure. */
  static <T> T only(Outcome<T> item) throws Exception {
    if (item.failure() instanceof Exception exception) {
      throw exception;
    }
    return value(item);
  }

  private static <T> T value(Outcome<T> item) {
    T value = item.value();
    if (value == null) {
      throw new IllegalStateException("an item has neither a value nor a failure");
    }
    return value;
  }

  private static <T> boolean isAnyFailed(List<Outcome<T>> items) throws Exception {
    Throwable only = items.size() == 1 ? items.get(0).failure() : null;
    if (only instanceof Exception exception) {
      throw exception;
    }
    return items.stream().anyMatch(item -> item.failure() != null);
  }

  private static <T> List<@Nullable Throwable> failures(List<Outcome<T>> items) {
    List<@Nullable Throwable> failures = new ArrayList<>(items.size());
    items.forEach(item -> failures.add(item.failure()));
    return failures;
  }
}
