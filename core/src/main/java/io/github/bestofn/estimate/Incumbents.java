package io.github.bestofn.estimate;

import static com.google.common.base.Preconditions.checkArgument;

/** Checks of incumbents. */
final class Incumbents {

  private Incumbents() {}

  static void checkFinite(double incumbent) {
    checkArgument(Double.isFinite(incumbent), "incumbent must be finite, but was %s", incumbent);
  }
}
