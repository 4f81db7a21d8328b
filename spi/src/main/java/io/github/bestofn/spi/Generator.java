package io.github.bestofn.spi;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A language model that draws responses, blocking the calling thread. A client that works without blocking implements
 * {@link AsyncGenerator}.
 *
 * <p><b>Threads.</b> Called by several threads at once, for the same prompt too, and by all runs that are in
 * progress: an implementation must be thread-safe. Calls are made on the run's executor, never on the thread that
 * plans the run and calls its listeners. Each draw is in one request at a time.
 *
 * <p><b>In flight.</b> The draws that a run has in requests, together with the responses that wait for a place in
 * scoring, never exceed its {@code maxInFlight}. Runs do not share this bound. Early draws are scored while later
 * ones are generated.
 *
 * <p><b>Order.</b> Requests come in no particular order. A response's place in the returned list
 * decides which draw it is: the k-th response is draw {@code firstDraw() + k} of its prompt. Which draws share a
 * request depends on timing, so a response may depend on its prompt and seed and not on the others.
 *
 * <p><b>Errors.</b> Any exception fails the draws of this request and no others. A {@link PartialResponsesException}
 * fails some of them, each with a cause of its own, and brings the responses of the rest: throw it wherever a request
 * is made of several calls, or one choice of an answer cannot be used. A null list or an empty one fails all draws, a
 * null element fails that draw. A list that is shorter than asked for is no failure: the rest is asked for again.
 * Surplus responses are dropped. An {@link Error} ends the run, with the result so far; so does an Error that is the
 * cause of a single draw's failure.
 *
 * <p><b>Ownership.</b> The run copies the returned list on the thread that returned it, before that thread does
 * anything else for the run, and never changes it. So an implementation may reuse the list in its next call on the
 * same thread; until {@code generate} has been called again there, it must leave the list alone. Responses are not
 * copied: they must not change afterwards.
 *
 * <p><b>Cancellation.</b> When a run ends early (deadline, stop, interrupt, cancelled future, fail fast), it starts
 * no call later than 100 ms after that and interrupts the threads of those in progress; so does a request time-out
 * for its own call. The run does not wait for the call: a call that ignores interrupts holds its thread only.
 * Whatever it returns or throws from then on is discarded, except for an Error while the run continues.
 *
 * <p><b>What an implementor may rely on.</b> A request asks for at least one response and at most {@link
 * #maxDrawsPerRequest()}; nothing is retried; threads are interrupted for the reasons above only.
 *
 * @param <P> the type of prompts
 * @param <R> the type of responses
 * @since 0.1.0
 */
@FunctionalInterface
public interface Generator<P, R> {

  /**
   * Draws {@code request.count()} responses to {@code request.prompt()}, independently of each other.
   *
   * @param request what to draw
   * @return the responses, at least one; a shorter list than asked for is topped up by a further request
   * @throws PartialResponsesException if some of the responses could be drawn and others not
   * @throws Exception if no response could be drawn
   */
  List<R> generate(GenerationRequest<P> request) throws Exception;

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
   * that the draws of a prompt run side by side.
   *
   * @param <P> the type of prompts
   * @param <R> the type of responses
   * @param client draws one response to a prompt; called by several threads at once
   * @return a generator that calls the client once per draw; a call that throws fails its own draw only
   */
  static <P, R> Generator<P, R> perDraw(PerDraw<P, R> client) {
    requireNonNull(client, "client");
    return new Generator<>() {
      @Override
      public List<R> generate(GenerationRequest<P> request) throws Exception {
        List<@Nullable R> responses = new ArrayList<>(request.count());
        var failures = new Failures(request.count());
        for (int k = 0; k < request.count(); k++) {
          responses.add(failures.attempt(k, () -> client.generate(request.prompt())));
        }
        if (failures.isAny()) {
          throw failures.ofDraws(responses);
        }
        return responses;
      }

      @Override
      public int maxDrawsPerRequest() {
        return 1;
      }
    };
  }

  /**
   * Draws one response to a prompt.
   *
   * @param <P> the type of prompts
   * @param <R> the type of responses
   * @since 0.1.0
   */
  @FunctionalInterface
  interface PerDraw<P, R> {

    /**
     * Draws one response.
     *
     * @param prompt the prompt
     * @return the response
     * @throws Exception if no response could be drawn
     */
    R generate(P prompt) throws Exception;
  }
}
