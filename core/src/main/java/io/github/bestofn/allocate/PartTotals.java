package io.github.bestofn.allocate;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.Serializable;

/**
 * The totals of some prompts of a batch in parts, from which the {@linkplain WaveInParts#next next} wave is computed.
 * Totals of parts {@linkplain #and add up}, in any order, to those of the batch. Immutable and thread-safe.
 *
 * @param rewards the number of rewards, or of answers, at least 0
 * @param failures the number of failed draws, at least 0
 * @param highest the highest reward, in reward units; negative infinity if there is none
 * @param usage the usage of the responses, in tokens or money
 * @param meanUsages the sum, over the prompts that have used something, of the mean usage of a response
 * @param promptsWithUsage the number of prompts that have a response whose usage is counted
 * @serial exclude
 * @since 0.1.0
 */
public record PartTotals(
    long rewards,
    long failures,
    double highest,
    ExactSum usage,
    ExactSum meanUsages,
    long promptsWithUsage)
    implements Serializable {

  /** The totals of no prompt. */
  public static final PartTotals NONE =
      new PartTotals(0, 0, Double.NEGATIVE_INFINITY, ExactSum.ZERO, ExactSum.ZERO, 0);

  /**
   * Returns the totals of one prompt.
   *
   * @param rewards the number of its rewards, or answers, at least 0
   * @param failures the number of its failed draws, at least 0
   * @param highest its highest reward, in reward units; negative infinity if there is none
   * @param usage the usage of its responses, at least 0
   * @param responses the number of its responses whose usage is counted, at least 0
   * @return the totals
   */
  public static PartTotals ofPrompt(
      long rewards, long failures, double highest, double usage, int responses) {
    checkArgument(
        usage >= 0 && usage < Double.POSITIVE_INFINITY,
        "usage must be at least 0 and finite, but was %s",
        usage);
    return new PartTotals(
        rewards,
        failures,
        highest,
        ExactSum.ZERO.plus(usage),
        responses == 0 ? ExactSum.ZERO : ExactSum.ZERO.plus(usage / responses),
        responses == 0 ? 0 : 1);
  }

  /**
   * Returns these totals plus those of other prompts.
   *
   * @param other their totals
   * @return the totals of all
   */
  public PartTotals and(PartTotals other) {
    return new PartTotals(
        rewards + other.rewards,
        failures + other.failures,
        Math.max(highest, other.highest),
        usage.plus(other.usage),
        meanUsages.plus(other.meanUsages),
        promptsWithUsage + other.promptsWithUsage);
  }

  /**
   * Returns the number of draws that have ended.
   *
   * @return rewards and failures, at least 0
   */
  public long asked() {
    return rewards + failures;
  }

  /** Returns the mean over prompts of the mean usage of a response; 0 if none is counted. */
  double meanUsage() {
    return promptsWithUsage == 0 ? 0 : meanUsages.value() / promptsWithUsage;
  }
}
