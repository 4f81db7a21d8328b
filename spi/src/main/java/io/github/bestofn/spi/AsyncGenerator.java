package io.github.bestofn.spi;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * A language model that draws responses without holding a thread.
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
 * call. A stage must stop its call when that happens, so that nothing more is paid for. {@code cancel} is called on a
 * thread of the library, together with whatever depends on the stage. The run waits for it for 50 ms at most, and not
 * for the call to end; what the stage completes with from then on is discarded.
 *
 * <p><b>In flight, order, errors and what an implementor may rely on</b> are as for {@link Generator}. A stage that
 * completes with an exception, a null stage, or an exception thrown by the call itself all fail the draws of this
 * request and no others; with an {@link Error} each of them ends the run. A stage that completes with a {@link
 * PartialResponsesException} fails some draws, each with a cause of its own, and brings the responses of the rest.
 *
 * <p><b>Ownership.</b> The run copies the list on the thread that completes the stage, and never changes it. An
 * implementation must leave it alone until the functions that depend on the stage have run.
 *
 * @param <P> the type of prompts
 * @param <R> the type of responses
 * @since 0.1.0
 */
@FunctionalInterface
public interface AsyncGenerator<P, R> {

  /**
   * Starts to draw {@code request.count()} responses to {@code request.prompt()}, independently of
   * each other.
   *
   * @param request what to draw
   * @return a stage that completes with the responses, at least one; a shorter list than asked for is
   *     topped up by a further request; or with a {@link PartialResponsesException}, or another exception
   */
  CompletionStage<List<R>> generateAsync(GenerationRequest<P> request);

  /**
   * Returns the largest number of draws one request may ask for, at least 1. Defaults to no limit.
   *
   * @return the largest {@link GenerationRequest#count()} this generator takes
   */
  default int maxDrawsPerRequest() {
    return Integer.MAX_VALUE;
  }

  /**
   * Returns the largest number of draws of one request in a run that may give up requests: one with a deadline or a
   * request time-out. Several draws of a request are given up together, those that are ready included, so a generator
   * whose model is paid for them returns 1. Defaults to {@link #maxDrawsPerRequest()}, which is the limit in any
   * case.
   *
   * @return the largest number, at least 1, the same at every call
   * @since 0.1.0
   */
  default int maxDrawsPerCancellableRequest() {
    return maxDrawsPerRequest();
  }

  /**
   * Returns a generator for a client that draws one response at a time. Its {@link #maxDrawsPerRequest()} is 1, so
   * that the draws of a prompt run side by side, and a call that fails loses its own draw only.
   *
   * @param <P> the type of prompts
   * @param <R> the type of responses
   * @param client draws one response to a prompt; called by several threads at once if runs overlap
   * @return a generator that calls the client once per draw, and passes a cancellation on to its stage
   * @since 0.1.0
   */
  static <P, R> AsyncGenerator<P, R> perDraw(PerDraw<P, R> client) {
    requireNonNull(client, "client");
    return new AsyncGenerator<>() {
      @Override
      public CompletionStage<List<R>> generateAsync(GenerationRequest<P> request) {
        return OneResponse.of(client.generateAsync(request.prompt()));
      }

      @Override
      public int maxDrawsPerRequest() {
        return 1;
      }
    };
  }

  /**
   * Starts to draw one response to a prompt.
   *
   * @param <P> the type of prompts
   * @param <R> the type of responses
   * @since 0.1.0
   */
  @FunctionalInterface
  interface PerDraw<P, R> {

    /**
     * Starts to draw one response.
     *
     * @param prompt the prompt
     * @return a stage that completes with the response, or exceptionally; it must stop its call when it is {@linkplain
     *     java.util.concurrent.CompletableFuture#cancel cancelled}
     */
    CompletionStage<R> generateAsync(P prompt);
  }
}
