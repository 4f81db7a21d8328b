package io.github.bestofn;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.function.ToDoubleBiFunction;

/** The usage of the draws of one run, in the unit of its host. Used by one thread at a time. */
final class Usage<P, R> {

  private final double limit;
  private final ToDoubleBiFunction<? super P, ? super R> usage;
  private final ToDoubleBiFunction<P, R> scoringUsage;
  private final ToDoubleBiFunction<P, Throwable> failureUsage;
  private double used;

  Usage(
      double limit,
      ToDoubleBiFunction<? super P, ? super R> usage,
      ToDoubleBiFunction<P, R> scoringUsage,
      ToDoubleBiFunction<P, Throwable> failureUsage) {
    this.limit = limit;
    this.usage = usage;
    this.scoringUsage = scoringUsage;
    this.failureUsage = failureUsage;
  }

  /**
   * Counts a response.
   *
   * @return what it has used
   * @throws RuntimeException if that cannot be told
   */
  double count(P prompt, R response) {
    return add(usage.applyAsDouble(prompt, response), "response");
  }

  /**
   * Counts the scoring of a response.
   *
   * @return its usage
   * @throws RuntimeException if that cannot be told
   */
  double countScoring(P prompt, R response) {
    return add(scoringUsage.applyAsDouble(prompt, response), "scoring");
  }

  /**
   * Counts draws that failed by an exception.
   *
   * @return their usage
   * @throws RuntimeException if that cannot be told
   */
  double countFailure(P prompt, Throwable thrown) {
    return add(failureUsage.applyAsDouble(prompt, thrown), "failure");
  }

  private double add(double each, String what) {
    checkArgument(
        each >= 0 && each < Double.POSITIVE_INFINITY,
        "the usage of a %s must be at least 0 and finite, but was %s",
        what,
        each);
    used += each;
    return each;
  }

  boolean isUp() {
    return used >= limit;
  }
}
