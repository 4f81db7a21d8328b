package io.github.bestofn.allocate;

import static java.util.Objects.requireNonNull;

import io.github.bestofn.estimate.Hypothesis;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * The reason for a prompt's number of draws, in words and in numbers. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class Explanation {

  static final Explanation NONE = new Explanation("", OptionalDouble.empty(), List.of());

  private final String summary;
  private final OptionalDouble expectedGain;
  private final List<Hypothesis> hypotheses;

  private Explanation(String summary, OptionalDouble expectedGain, List<Hypothesis> hypotheses) {
    this.summary = requireNonNull(summary, "summary");
    this.expectedGain = expectedGain;
    this.hypotheses = List.copyOf(hypotheses);
  }

  /**
   * Returns an explanation in words only.
   *
   * @param summary one sentence, without prompt or response text
   * @return the explanation
   */
  public static Explanation of(String summary) {
    return new Explanation(summary, OptionalDouble.empty(), List.of());
  }

  /**
   * Returns an explanation by the expected gain of one more draw at the strategy's last decision.
   *
   * @param summary one sentence, without prompt or response text
   * @param expectedGain the expected gain of one more draw, in reward units, at least 0
   * @return the explanation
   */
  public static Explanation of(String summary, double expectedGain) {
    return of(summary, expectedGain, List.of());
  }

  /**
   * Returns an explanation by the expected gain of one more draw at the strategy's last decision, with the hypotheses
   * behind it.
   *
   * @param summary one sentence, without prompt or response text
   * @param expectedGain the expected gain of one more draw, in reward units, at least 0
   * @param hypotheses the hypotheses about the prompt's rewards; copied
   * @return the explanation
   */
  public static Explanation of(String summary, double expectedGain, List<Hypothesis> hypotheses) {
    return new Explanation(summary, OptionalDouble.of(expectedGain), hypotheses);
  }

  /**
   * Returns the reason in words.
   *
   * @return one sentence, empty if the strategy gives no reasons
   */
  public String summary() {
    return summary;
  }

  /**
   * Returns the expected gain of one more draw at the strategy's last decision.
   *
   * @return the expected gain in reward units, empty if the strategy does not estimate it
   */
  public OptionalDouble expectedGain() {
    return expectedGain;
  }

  /**
   * Returns the hypotheses about the prompt's rewards at the strategy's last decision. Weights times gains sum up to
   * the expected gain of one draw more than those that were in; {@link #expectedGain} is that of one draw more than
   * those requested, and so at most as large.
   *
   * @return the hypotheses, those that account for most of the gain first; empty if the estimator has none
   */
  public List<Hypothesis> hypotheses() {
    return hypotheses;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Explanation that
        && summary.equals(that.summary)
        && expectedGain.equals(that.expectedGain)
        && hypotheses.equals(that.hypotheses);
  }

  @Override
  public int hashCode() {
    return Objects.hash(summary, expectedGain, hypotheses);
  }

  /** The summary. */
  @Override
  public String toString() {
    return summary;
  }
}
