package io.github.bestofn.spi;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CompletionStage;

/**
 * A reward model that scores responses without holding a thread.
 *
 * <p><b>Threads.</b> Called on the run's own thread: by one thread at a time within a run, never while the run plans
 * or calls its listeners, and by several at once when runs overlap. The call must return soon, with a stage: until it
 * does the run does nothing else, and not even its deadline is noticed. The stage may be complete when it is
 * returned, or complete later on any thread; the run does no work on that thread beyond recording the answer, and no
 * thread is held meanwhile.
 *
 * <p><b>Cancellation.</b> When a run ends early (deadline, stop, interrupt, cancelled future, fail fast), it starts
 * no call later than 100 ms after that and calls {@link java.util.concurrent.CompletableFuture#cancel cancel} on the
 * {@link CompletionStage#toCompletableFuture()} of each call in progress; so does a request time-out for its own
 * call. A stage must stop its call when that happens. {@code cancel} is called on a thread of the library, together
 * with whatever depends on the stage. The run waits for it for 50 ms at most, and not for the call to end; what the
 * stage completes with from then on is discarded.
 *
 * <p><b>In flight, order, errors and what an implementor may rely on</b> are as for {@link RewardModel}. A stage that
 * completes with an exception, a null stage, or an exception thrown by the call itself all fail the draws of this
 * request and no others; with an {@link Error} each of them ends the run. A stage that completes with a {@link
 * PartialRewardsException} fails some draws, each with a cause of its own, and brings the rewards of the rest.
 *
 * <p><b>Ownership.</b> The run copies the array on the thread that completes the stage, and never changes it. An
 * implementation must leave it alone until the functions that depend on the stage have run.
 *
 * @param <P> the type of prompts
 * @param <R> the type of responses
 * @since 0.1.0
 */
@FunctionalInterface
public interface AsyncRewardModel<P, R> {

  /**
   * Starts to score every response of a request.
   *
   * @param request the responses to score
   * @return a stage that completes with one finite reward per response, in the same order, larger is
   *     better; or with a {@link PartialRewardsException}, or another exception
   */
  CompletionStage<double[]> scoreAsync(ScoringRequest<P, R> request);

  /**
   * Returns the rewards that are possible. Defaults to unbounded.
   *
   * @return the range, the same for every prompt and at every call
   */
  default RewardRange range() {
    return RewardRange.unbounded();
  }

  /**
   * Returns the largest number of responses one request may hold, at least 1. Defaults to no limit.
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

      @Override
      public int maxResponsesPerRequest() {
        return undeclared.maxResponsesPerRequest();
      }
    };
  }

  /**
   * Returns a reward model that scores every response several times, at the same time, and gives the mean of its
   * scores. Use it where repeated scorings of a response differ. Failed scorings are left out of the mean, and the
   * spread is kept: {@link AveragedAsyncRewardModel#spread}.
   *
   * @param times the number of scorings k, at least 1
   * @return a reward model at k times the cost
   * @throws IllegalArgumentException if {@code times} is below 1
   * @since 0.1.0
   */
  default AveragedAsyncRewardModel<P, R> averaged(int times) {
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
  default AveragedAsyncRewardModel<P, R> averaged(
      int times, RepeatListener<? super P, ? super R> listener) {
    return new AveragedAsyncRewardModel<>(
        this, Checks.atLeast(1, times, "times"), requireNonNull(listener, "listener"));
  }
}
