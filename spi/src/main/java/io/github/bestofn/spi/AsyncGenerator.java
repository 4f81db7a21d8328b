package io.github.bestofn.spi;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Draws responses from a language model without holding a thread.
 *
 * <p><b>Threads.</b> Called by one thread at a time within a run, and by several when runs overlap.
 * The call must return soon, with a stage that may complete later and on any thread; the run does no
 * work on that thread beyond noting the answer.
 *
 * <p><b>Cancellation.</b> A run that ends early calls {@link
 * java.util.concurrent.CompletableFuture#cancel cancel} on {@link
 * CompletionStage#toCompletableFuture()}. A stage must stop its call when that happens, so that
 * nothing more is paid for.
 *
 * <p><b>Order, errors and what an implementor may rely on</b> are as for {@link Generator}. A stage
 * that completes with an exception, a null stage, or an exception thrown by the call itself all fail
 * the draws of this request and no others.
 *
 * @param <P> the type of prompts
 * @param <R> the type of responses
 */
@FunctionalInterface
public interface AsyncGenerator<P, R> {

  /**
   * Starts to draw {@code request.count()} responses to {@code request.prompt()}, independently of
   * each other.
   *
   * @param request what to draw
   * @return a stage that completes with the responses, at least one; a shorter list than asked for is
   *     topped up by a further request
   */
  CompletionStage<List<R>> generateAsync(GenerationRequest<P> request);

  /**
   * The largest number of draws one request may ask for, at least 1. Defaults to no limit.
   *
   * @return the largest {@link GenerationRequest#count()} this generator takes
   */
  default int maxDrawsPerRequest() {
    return Integer.MAX_VALUE;
  }
}
