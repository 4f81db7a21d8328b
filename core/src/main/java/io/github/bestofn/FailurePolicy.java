package io.github.bestofn;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * The reaction of a run to draws that fail. A failed draw is never a candidate and does not affect other draws; the
 * policy decides whether it is drawn again or ends the run. Immutable and thread-safe.
 *
 * <p>A replacement is a new attempt for the same prompt, with a number and a seed of its own, and costs no budget. In
 * a round, replacements are requested when the rest of the round is in, in the order of prompts and draws; with a
 * strategy that decides as results arrive, together with its other draws. If a draw failed by an exception, its
 * replacement waits for a {@linkplain #pause pause}, because a server that refuses a call will refuse others for a
 * while. Replacements that fail are replaced in turn, within the limits, so a prompt that always fails comes to an
 * end. The library does not retry calls: most clients do.
 *
 * <p>By default a policy also ends a run {@linkplain #giveUpAfter whose first 20 attempts all failed}.
 *
 * @since 0.1.0
 */
public final class FailurePolicy {

  /* Enough for a wrong key or address to be certain, and few enough to cost little. */
  private static final int GIVE_UP_AFTER = 20;

  /* What OpenAI's clients wait before they retry: 0.5 s, doubled up to 8 s. */
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final int MOST_DOUBLINGS = 4;
  private static final Duration LONGEST = Duration.ofDays(1);

  private static final FailurePolicy KEEP_GOING = of(false, new Limit(0, 0));
  private static final FailurePolicy FAIL_FAST = of(true, new Limit(0, 0));

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
  private final int giveUpAfter;
  private final Duration pause;

  private FailurePolicy(
      boolean isFailFast, Limit ofRun, Limit ofPrompt, int giveUpAfter, Duration pause) {
    this.isFailFast = isFailFast;
    this.ofRun = ofRun;
    this.ofPrompt = ofPrompt;
    this.giveUpAfter = giveUpAfter;
    this.pause = pause;
  }

  private static FailurePolicy of(boolean isFailFast, Limit ofRun) {
    return new FailurePolicy(isFailFast, ofRun, Limit.NO_LIMIT, GIVE_UP_AFTER, PAUSE);
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
    return of(false, Limit.ofDraws(draws));
  }

  /**
   * Replaces failed draws up to a share of the budget.
   *
   * @param share how many draws of a run are replaced at most, as a share of its budget, from 0 to 1
   * @return the policy
   */
  public static FailurePolicy replaceShare(double share) {
    return of(false, Limit.ofShare(share));
  }

  /**
   * Limits the replacements of each prompt to a number.
   *
   * @param draws how many draws of a prompt are replaced at most, at least 0
   * @return a policy with this limit
   */
  public FailurePolicy perPrompt(int draws) {
    return new FailurePolicy(isFailFast, ofRun, Limit.ofDraws(draws), giveUpAfter, pause);
  }

  /**
   * Limits the replacements of each prompt to a share of the budget per prompt.
   *
   * @param share how many draws of a prompt are replaced at most, as a share of the budget per prompt, from 0 to 1
   * @return a policy with this limit
   */
  public FailurePolicy perPromptShare(double share) {
    return new FailurePolicy(isFailFast, ofRun, Limit.ofShare(share), giveUpAfter, pause);
  }

  /**
   * Ends a run when so many attempts have failed and none has succeeded: no further request is sent, and unless an
   * attempt in flight succeeds, the run ends with {@link EndReason#ALL_FAILED}. A wrong key or address then costs a
   * few calls instead of the whole budget. Defaults to 20 attempts.
   *
   * @param attempts the number of failed attempts, at least 1; {@link Integer#MAX_VALUE} to never give up
   * @return a policy with this limit
   * @since 0.1.0
   */
  public FailurePolicy giveUpAfter(int attempts) {
    checkArgument(attempts >= 1, "giveUpAfter must be at least 1, but was %s", attempts);
    return new FailurePolicy(isFailFast, ofRun, ofPrompt, attempts, pause);
  }

  /**
   * Sets the pause before draws that failed by an exception are replaced. It doubles after every pause that no
   * success has followed, up to 16 times the first. Defaults to 0.5 seconds, at most 8. Draws that failed otherwise
   * are replaced without a pause.
   *
   * @param first the first pause, from zero to a day; zero for no pause
   * @return a policy with this pause
   * @since 0.1.0
   */
  public FailurePolicy pause(Duration first) {
    checkArgument(
        !requireNonNull(first, "pause").isNegative() && first.compareTo(LONGEST) <= 0,
        "pause must be from zero to a day, but was %s",
        first);
    return new FailurePolicy(isFailFast, ofRun, ofPrompt, giveUpAfter, first);
  }

  boolean givesUpAfter(int failures) {
    return failures >= giveUpAfter;
  }

  /** The pause that follows so many pauses without a success. */
  Duration pauseAfter(int pauses) {
    return pause.multipliedBy(1L << Math.min(pauses, MOST_DOUBLINGS));
  }

  boolean isFailFast() {
    return isFailFast;
  }

  /** Returns how many draws of a run may be replaced. */
  int ofRun(int budget) {
    return ofRun.of(budget);
  }

  /** Returns how many draws of a prompt may be replaced. */
  int ofPrompt(double drawsPerPrompt) {
    return ofPrompt.of(drawsPerPrompt);
  }
}
