package io.github.bestofn.spark;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The numbers of a prompt that decisions rest on.
 *
 * @param rewards its rewards, in the order of draws; each 0 if draws have answers
 * @param votes for each draw the index of its answer by first appearance; empty if draws have rewards
 * @param failures how many of its draws failed
 * @param usage what its responses have used
 * @param responses the number of its responses whose usage is counted
 */
@SuppressWarnings("ArrayRecordComponent") // is compared with nothing, and changed by nobody
record PromptNumbers(double[] rewards, int[] votes, int failures, double usage, int responses)
    implements Serializable {

  private static final int[] NO_VOTES = {};

  static final PromptNumbers NONE = new PromptNumbers(new double[0], NO_VOTES, 0, 0, 0);

  static PromptNumbers of(double[] rewards, int failures) {
    return new PromptNumbers(rewards, NO_VOTES, failures, 0, 0);
  }

  /** Returns the number of draws that were requested. */
  int asked() {
    return rewards.length + failures;
  }

  /** The highest reward; negative infinity if there is none. */
  double highest() {
    return Arrays.stream(rewards).max().orElse(Double.NEGATIVE_INFINITY);
  }
}
