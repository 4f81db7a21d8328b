package io.github.bestofn.spi;

/** Checks of arguments, whose messages name setting, rule and value. */
final class Checks {

  private Checks() {}

  static int atLeast(int least, int value, String name) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s must be at least %d, but was %d".formatted(name, least, value));
    }
    return value;
  }
}
