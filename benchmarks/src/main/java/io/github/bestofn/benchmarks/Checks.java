package io.github.bestofn.benchmarks;

import static com.google.common.base.Preconditions.checkArgument;

/** Refuses values of options. */
final class Checks {

  private Checks() {}

  /**
   * A value that is large enough.
   *
   * @throws IllegalArgumentException if it is below the least; the message names option, rule and
   *     value
   */
  static int atLeast(int least, int value, String option) {
    checkArgument(value >= least, "%s must be at least %s, but was %s", option, least, value);
    return value;
  }
}
