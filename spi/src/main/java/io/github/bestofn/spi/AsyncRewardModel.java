package io.github.bestofn.spi;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CompletionStage;

/**
 * Scores responses without holding a thread.
 *
 * <p><b>Threads.</b> Called by one thread at a time within a run, and by several when runs overlap.
 * The call must return soon, with a stage that may complete later and on any thread; the run does no
 * work on that thread beyond noting the answer.
 *
 * <p><b>Cancellation.</b> A run that ends early calls {@link
 * java.util.concurrent.CompletableFuture#cancel cancel} on {@link
 * CompletionStage#toCompletableFuture()}. A stage must stop its call when that happens.
 *
 * <p><b>Order, errors and what an implementor may rely on</b> are as for {@link RewardModel}. A stage
 * that completes with an exception, a null stage, or an exception thrown by the call itself all fail
 * the draws of this request and no others.
 *
 * @param <P> the type of prompts
 * @param <R> the type of responses
 */
@FunctionalInterface
public interface AsyncRewardModel<P, R> {

  /**
   * Starts to score every response of a request.
   *
   * @param request the responses to score
   * @return a stage that completes with one finite reward per response, in the same order; larger is
   *     better
   */
  CompletionStage<double[]> scoreAsync(ScoringRequest<P, R> request);

  /**
   * The rewards that are possible. Defaults to unbounded.
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
  default AsyncRewardModel<P, R> within(RewardRange range) {
    requireNonNull(range, "range");
    AsyncRewardModel<P, R> undeclared = this;
    return new AsyncRewardModel<>() {
      @Override
      public CompletionStage<double[]> scoreAsync(ScoringRequest<P, R> request) {
        return undeclared.scoreAsync(request);
      }

      @Override
      public RewardRange range() {
        return range;
      }
    };
  }
}
