package io.github.bestofn.spi;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Scores responses, blocking the calling thread. A client that works without blocking implements
 * {@link AsyncRewardModel}.
 *
 * <p><b>Threads.</b> Called by several threads at once, for the same prompt too. A run that is
 * stopped interrupts the calling thread; whatever the call returns after that is discarded.
 *
 * <p><b>Order.</b> The k-th score belongs to the k-th response. How responses are grouped into
 * requests depends on timing, so a response's score must not depend on the others in its request.
 *
 * <p><b>Errors.</b> An exception, null, or a wrong number of scores fails all draws of this request
 * and no others. A score that is NaN, infinite or outside {@link #range()} fails that draw. A failed
 * draw is never a candidate; its response is lost, and nothing is retried.
 *
 * <p><b>What an implementor may rely on.</b> A request holds at least one response, all to the same
 * prompt and none of them null; responses being scored never exceed the run's {@code
 * maxScoringInFlight}.
 *
 * @param <P> the type of prompts
 * @param <R> the type of responses
 */
@FunctionalInterface
public interface RewardModel<P, R> {

  /**
   * Scores every response of a request.
   *
   * @param request the responses to score
   * @return one finite reward per response, in the same order; larger is better
   * @throws Exception if the responses could not be scored
   */
  double[] score(ScoringRequest<P, R> request) throws Exception;

  /**
   * The rewards that are possible. A run that knows the highest reward spends nothing on a prompt that
   * has reached it. Defaults to unbounded.
   *
   * @return the range, the same for every prompt and at every call
   */
  default RewardRange range() {
    return RewardRange.unbounded();
  }

  /**
   * This reward model, with its range declared.
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
    };
  }

  /**
   * A reward model for a client that scores one response at a time.
   *
   * @param <P> the type of prompts
   * @param <R> the type of responses
   * @param client scores one response to a prompt; called by several threads at once
   * @return a reward model that calls the client once per response, in order
   */
  static <P, R> RewardModel<P, R> pointwise(Pointwise<P, R> client) {
    requireNonNull(client, "client");
    return request -> {
      List<R> responses = request.responses();
      double[] rewards = new double[responses.size()];
      for (int k = 0; k < rewards.length; k++) {
        rewards[k] = client.score(request.prompt(), responses.get(k));
      }
      return rewards;
    };
  }

  /**
   * Scores one response to a prompt.
   *
   * @param <P> the type of prompts
   * @param <R> the type of responses
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
