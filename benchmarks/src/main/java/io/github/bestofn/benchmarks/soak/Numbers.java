package io.github.bestofn.benchmarks.soak;

import java.util.Locale;
import java.util.stream.DoubleStream;

/** Numbers for people, and the ones in the middle. */
final class Numbers {

  private Numbers() {}

  /** Three places below a hundred, whole numbers above. */
  static String format(double value) {
    if (value == Math.rint(value) || Math.abs(value) >= 100) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(Locale.ROOT, "%.3f", value);
  }

  /** The one in the middle, the upper of two. */
  static double median(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
