package io.github.bestofn.spi;

/**
 * The answer of a {@link ComparingJudge}.
 *
 * @since 0.1.0
 */
public enum Preference {
  /** The first response is better. */
  FIRST,
  /** The second response is better. */
  SECOND,
  /** Both are equally good. */
  TIE,
  /** The judge cannot say. Counts as a tie. */
  UNSURE;

  /**
   * Returns this preference for the two responses in the opposite order.
   *
   * @return {@link #SECOND} for {@link #FIRST} and the other way round
   */
  public Preference reversed() {
    return switch (this) {
      case FIRST -> SECOND;
      case SECOND -> FIRST;
      case TIE, UNSURE -> this;
    };
  }
}
