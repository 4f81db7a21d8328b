package io.github.bestofn.spi;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A reward model that scores responses, blocking the calling thread. A client that works without blocking implements
 * {@link AsyncRewardModel}.
 *
 * <p><b>Threads.</b> Called by several threads at once, for the same prompt too, and by all runs that are in
 * progress: an implementation must be thread-safe. Calls are made on the run's executor, never on the thread that
 * plans the run and calls its listeners, and do not wait for threads that the generator holds, unless the host gives
 * both one executor. A draw is never scored twice.
 *
 * <p><b>In flight.</b> The responses that a run has in requests never exceed its {@code maxScoringInFlight}. Runs do
 * not share this bound. Scoring begins while other draws are still being generated.
 *
 * <p><b>Order.</b> The k-th score belongs to the k-th response. Requests come in no particular order, and how
 * responses are grouped into requests depends on timing, so a response's score must not depend on the others in its
 * request.
 *
 * <p><b>Errors.</b> An exception, null, or a wrong number of scores fails all draws of this request and no others. A
 * {@link PartialRewardsException} fails some of them, each with a cause of its own, and brings the rewards of the
 * rest: throw it wherever a request is made of several calls, or one score of an answer cannot be used. A score that
 * is NaN, infinite or outside {@link #range()} fails that draw. A failed draw is never a candidate; its response is
 * lost, and nothing is retried. An {@link Error} ends the run, with the result so far; so does an Error that is the
 * cause of a single response's failure.
 *
 * <p><b>Ownership.</b> The run copies the returned array on the thread that returned it, before that thread does
 * anything else for the run, and never changes it. So an implementation may reuse the array in its next call on the
 * same thread; until {@code score} has been called again there, it must leave the array alone.
 *
 * <p><b>Cancellation.</b> When a run ends early (deadline, stop, interrupt, cancelled future, fail fast), it starts
 * no call later than 100 ms after that and interrupts the threads of those in progress; so does a request time-out
 * for its own call. The run does not wait for the call: a call that ignores interrupts holds its thread only.
 * Whatever it returns or throws from then on is discarded, except for an Error while the run continues.
 *
 * <p><b>What an implementor may rely on.</b> A request holds at least one response, all to the same prompt and none
 * of them null, and at most {@link #maxResponsesPerRequest()}; threads are interrupted for the reasons above only.
 *
 * @param <P> the type of prompts
 * @param <R> the type of responses
 * @since 0.1.0
 */
@FunctionalInterface
public interface RewardModel<P, R> {

  /**
   * Scores every response of a request.
   *
   * @param request the responses to score
   * @return one finite reward per response, in the same order; larger is better
   * @throws PartialRewardsException if some of the responses could be scored and others not
   * @throws Exception if the responses could not be scored
   */
  double[] score(ScoringRequest<P, R> request) throws Exception;

  /**
   * Returns the rewards that are possible. If there is a highest reward, a run spends nothing more on a prompt that
   * has reached it. Defaults to unbounded.
   *
   * @return the range, the same for every prompt and at every call
   */
  default RewardRange range() {
    return RewardRange.unbounded();
  }

  /**
   * Returns the largest number of responses one request may hold, at least 1. Defaults to no limit.
   *
   * <p>With a limit of 1 the responses of a prompt are scored side by side, and a request that times out fails one
   * draw.
   *
   * @return the largest number of {@link ScoringRequest#responses()} this reward model takes, the same at every call
   * @since 0.1.0
   */
  default int maxResponsesPerRequest() {
    return Integer.MAX_VALUE;
  }

  /**
   * Returns this reward model, with its range declared.
   *
   * @param range the rewards that are possible; one outside it fails its draw
   * @return a reward model that gives the same scores
   */
  default RewardModel<P, R> within(RewardRange range) {
    requireNonNull(range, "range");
    RewardModel<P, R> undeclared = this;
    return new RewardModel<>() {
      @Override
      public double[] score(ScoringRequest<P, R> request) throws Exception {
        return undeclared.score(request);
      }

      @Override
      public RewardRange range() {
        return range;
      }

      @Override
      public int maxResponsesPerRequest() {
        return undeclared.maxResponsesPerRequest();
      }
    };
  }

  /**
   * Returns a reward model that scores every response several times, one after another on the calling thread, and
   * gives the mean of its scores. Use it where repeated scorings of a response differ. Failed scorings are left out
   * of the mean, and the spread is kept: {@link AveragedRewardModel#spread}.
   *
   * @param times the number of scorings k, at least 1
   * @return a reward model at k times the cost
   * @throws IllegalArgumentException if {@code times} is below 1
   * @since 0.1.0
   */
  default AveragedRewardModel<P, R> averaged(int times) {
    return averaged(times, (prompt, response, scores) -> {});
  }

  /**
   * Returns the same, which passes the scores of every response to a listener.
   *
   * @param times the number of scorings k, at least 1
   * @param listener receives the scores
   * @return a reward model at k times the cost
   * @throws IllegalArgumentException if {@code times} is below 1
   * @since 0.1.0
   */
  default AveragedRewardModel<P, R> averaged(
      int times, RepeatListener<? super P, ? super R> listener) {
    return new AveragedRewardModel<>(
        this, Checks.atLeast(1, times, "times"), requireNonNull(listener, "listener"));
  }

  /**
   * Returns a reward model for a client that scores one response at a time. Its {@link #maxResponsesPerRequest()} is
   * 1, so that the responses of a prompt are scored side by side, and one that hangs or throws fails its own draw
   * only.
   *
   * @param <P> the type of prompts
   * @param <R> the type of responses
   * @param client scores one response to a prompt; called by several threads at once
   * @return a reward model that calls the client once per response, in order
   */
  static <P, R> RewardModel<P, R> pointwise(Pointwise<P, R> client) {
    requireNonNull(client, "client");
    return new RewardModel<>() {
      @Override
      public double[] score(ScoringRequest<P, R> request) throws Exception {
        List<R> responses = request.responses();
        double[] rewards = new double[responses.size()];
        var failures = new Failures(rewards.length);
        for (int k = 0; k < rewards.length; k++) {
          R response = responses.get(k);
          Double reward = failures.attempt(k, () -> client.score(request.prompt(), response));
          rewards[k] = reward == null ? Double.NaN : reward;
        }
        if (failures.isAny()) {
          throw failures.ofResponses(rewards);
        }
        return rewards;
      }

      @Override
      public int maxResponsesPerRequest() {
        return 1;
      }
    };
  }

  /**
   * Scores one response to a prompt.
   *
   * @param <P> the type of prompts
   * @param <R> the type of responses
   * @since 0.1.0
   */
  @FunctionalInterface
  interface Pointwise<P, R> {

    /**
     * Scores one response.
     *
     * @param prompt the prompt
     * @param response a response to it
     * @return its reward, finite; larger is better
     * @throws Exception if the response could not be scored
     */
    double score(P prompt, R response) throws Exception;
  }
}
