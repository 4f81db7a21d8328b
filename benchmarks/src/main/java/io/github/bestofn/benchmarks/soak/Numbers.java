package io.github.bestofn.benchmarks.soak;

import java.util.Locale;

/** Numbers for people. */
final class Numbers {

  private Numbers() {}

  /** Three places below a hundred, whole numbers above. */
  static String format(double value) {
    if (value == Math.rint(value) || Math.abs(value) >= 100) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
