package io.github.bestofn;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * What a run does about draws that fail. A failed draw is never a candidate and never harms others; the policy says
 * whether it is drawn again, or ends the run. Immutable and thread-safe.
 *
 * <p>A replacement is a new attempt for the same prompt, with a number and a seed of its own, and costs no budget. In a
 * round, replacements go out when the rest of the round is in, in the order of prompts and draws; a strategy that decides
 * as results arrive gets them at once. Replacements that fail are replaced in turn while the limits allow, so that a
 * prompt that always fails comes to an end. The library does not retry calls: most clients do.
 */
public final class FailurePolicy {

  private static final FailurePolicy KEEP_GOING =
      new FailurePolicy(false, new Limit(0, 0), Limit.NO_LIMIT);
  private static final FailurePolicy FAIL_FAST =
      new FailurePolicy(true, new Limit(0, 0), Limit.NO_LIMIT);

  /** A number of draws, and a share of a budget on top of it. */
  private record Limit(int draws, double share) {

    static final Limit NO_LIMIT = new Limit(Integer.MAX_VALUE, 0);

    static Limit ofDraws(int draws) {
      checkArgument(draws >= 0, "replacements must be at least 0, but was %s", draws);
      return new Limit(draws, 0);
    }

    static Limit ofShare(double share) {
      checkArgument(
          share >= 0 && share <= 1,
          "the share of replacements must be from 0 to 1, but was %s",
          share);
      return new Limit(0, share);
    }

    int of(double budget) {
      return draws + (int) Math.round(share * budget);
    }
  }

  private final boolean isFailFast;
  private final Limit ofRun;
  private final Limit ofPrompt;

  private FailurePolicy(boolean isFailFast, Limit ofRun, Limit ofPrompt) {
    this.isFailFast = isFailFast;
    this.ofRun = ofRun;
    this.ofPrompt = ofPrompt;
  }

  /**
   * Goes on without failed draws and replaces none: the default.
   *
   * @return the policy
   */
  public static FailurePolicy keepGoing() {
    return KEEP_GOING;
  }

  /**
   * Ends the run at the first failed draw, with a {@link BestOfNException} that holds the result so far.
   *
   * @return the policy
   */
  public static FailurePolicy failFast() {
    return FAIL_FAST;
  }

  /**
   * Replaces a number of failed draws.
   *
   * @param draws how many draws of a run are replaced at most, at least 0
   * @return the policy
   */
  public static FailurePolicy replace(int draws) {
    return new FailurePolicy(false, Limit.ofDraws(draws), Limit.NO_LIMIT);
  }

  /**
   * Replaces failed draws up to a share of the budget.
   *
   * @param share how many draws of a run are replaced at most, as a share of its budget, from 0 to 1
   * @return the policy
   */
  public static FailurePolicy replaceShare(double share) {
    return new FailurePolicy(false, Limit.ofShare(share), Limit.NO_LIMIT);
  }

  /**
   * Limits the replacements of each prompt to a number.
   *
   * @param draws how many draws of a prompt are replaced at most, at least 0
   * @return a policy with this limit
   */
  public FailurePolicy perPrompt(int draws) {
    return new FailurePolicy(isFailFast, ofRun, Limit.ofDraws(draws));
  }

  /**
   * Limits the replacements of each prompt to a share of the budget per prompt.
   *
   * @param share how many draws of a prompt are replaced at most, as a share of the budget per prompt, from 0 to 1
   * @return a policy with this limit
   */
  public FailurePolicy perPromptShare(double share) {
    return new FailurePolicy(isFailFast, ofRun, Limit.ofShare(share));
  }

  boolean isFailFast() {
    return isFailFast;
  }

  /** How many draws of a run may be replaced. */
  int ofRun(int budget) {
    return ofRun.of(budget);
  }

  /** How many draws of a prompt may be replaced. */
  int ofPrompt(double drawsPerPrompt) {
    return ofPrompt.of(drawsPerPrompt);
  }
}
