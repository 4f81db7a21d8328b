package io.github.bestofn;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.function.ToDoubleBiFunction;

/** What the responses of one run have used, in the unit of its host. Used by one thread at a time. */
final class Usage<P, R> {

  private final double limit;
  private final ToDoubleBiFunction<P, R> usage;
  private double used;

  Usage(double limit, ToDoubleBiFunction<P, R> usage) {
    this.limit = limit;
    this.usage = usage;
  }

  /**
   * Counts a response.
   *
   * @return what it has used
   * @throws RuntimeException if that cannot be told
   */
  double count(P prompt, R response) {
    double each = usage.applyAsDouble(prompt, response);
    checkArgument(
        each >= 0 && each < Double.POSITIVE_INFINITY,
        "the usage of a response must be at least 0 and finite, but was %s",
        each);
    used += each;
    return each;
  }

  boolean isUp() {
    return used >= limit;
  }
}
