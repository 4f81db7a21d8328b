package io.github.bestofn.allocate;

import static java.util.Objects.requireNonNull;

import java.util.Objects;
import java.util.OptionalDouble;

/** Why a prompt got the draws it got, in words and in numbers. Immutable and thread-safe. */
public final class Explanation {

  static final Explanation NONE = new Explanation("", OptionalDouble.empty());

  private final String summary;
  private final OptionalDouble expectedGain;

  private Explanation(String summary, OptionalDouble expectedGain) {
    this.summary = requireNonNull(summary, "summary");
    this.expectedGain = expectedGain;
  }

  /**
   * An explanation in words only.
   *
   * @param summary one sentence, without prompt or response text
   * @return the explanation
   */
  public static Explanation of(String summary) {
    return new Explanation(summary, OptionalDouble.empty());
  }

  /**
   * An explanation by what one more draw was expected to add when the strategy last decided.
   *
   * @param summary one sentence, without prompt or response text
   * @param expectedGain the expected gain of one more draw, in reward units, at least 0
   * @return the explanation
   */
  public static Explanation of(String summary, double expectedGain) {
    return new Explanation(summary, OptionalDouble.of(expectedGain));
  }

  /**
   * The reason in words.
   *
   * @return one sentence, empty if the strategy gives no reasons
   */
  public String summary() {
    return summary;
  }

  /**
   * What one more draw was expected to add to the prompt's best reward when the strategy last decided.
   *
   * @return the expected gain in reward units, empty if the strategy does not estimate it
   */
  public OptionalDouble expectedGain() {
    return expectedGain;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Explanation that
        && summary.equals(that.summary)
        && expectedGain.equals(that.expectedGain);
  }

  @Override
  public int hashCode() {
    return Objects.hash(summary, expectedGain);
  }

  /** The summary. */
  @Override
  public String toString() {
    return summary;
  }
}
