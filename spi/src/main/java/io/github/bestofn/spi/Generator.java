package io.github.bestofn.spi;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/**
 * Draws responses from a language model, blocking the calling thread. A client that works without
 * blocking implements {@link AsyncGenerator}.
 *
 * <p><b>Threads.</b> Called by several threads at once, for the same prompt too. A run that is
 * stopped interrupts the calling thread; whatever the call returns after that is discarded.
 *
 * <p><b>Order.</b> Requests come in no particular order. A response's place in the returned list
 * decides which draw it is: the k-th response is draw {@code firstDraw() + k} of its prompt.
 *
 * <p><b>Errors.</b> Any exception fails the draws of this request and no others. A null list or an
 * empty one fails all of them, a null element fails that draw. A list that is shorter than asked
 * for is no failure: the rest is asked for again. Surplus responses are dropped.
 *
 * <p><b>What an implementor may rely on.</b> A request asks for at least one response and at most
 * {@link #maxDrawsPerRequest()}; draws in flight never exceed the run's {@code maxInFlight}; nothing
 * is retried.
 *
 * @param <P> the type of prompts
 * @param <R> the type of responses
 */
@FunctionalInterface
public interface Generator<P, R> {

  /**
   * Draws {@code request.count()} responses to {@code request.prompt()}, independently of each other.
   *
   * @param request what to draw
   * @return the responses, at least one; a shorter list than asked for is topped up by a further request
   * @throws Exception if no response could be drawn
   */
  List<R> generate(GenerationRequest<P> request) throws Exception;

  /**
   * The largest number of draws one request may ask for, at least 1. Defaults to no limit.
   *
   * @return the largest {@link GenerationRequest#count()} this generator takes
   */
  default int maxDrawsPerRequest() {
    return Integer.MAX_VALUE;
  }

  /**
   * A generator for a client that draws one response at a time. Its {@link #maxDrawsPerRequest()} is
   * 1, so that the draws of a prompt run side by side.
   *
   * @param <P> the type of prompts
   * @param <R> the type of responses
   * @param client draws one response to a prompt; called by several threads at once
   * @return a generator that calls the client once per draw
   */
  static <P, R> Generator<P, R> perDraw(PerDraw<P, R> client) {
    requireNonNull(client, "client");
    return new Generator<>() {
      @Override
      public List<R> generate(GenerationRequest<P> request) throws Exception {
        List<R> responses = new ArrayList<>(request.count());
        for (int k = 0; k < request.count(); k++) {
          responses.add(client.generate(request.prompt()));
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
