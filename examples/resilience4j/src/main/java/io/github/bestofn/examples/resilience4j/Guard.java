package io.github.bestofn.examples.resilience4j;

import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import io.github.resilience4j.retry.Retry;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What stands between a batch and a language model: a circuit breaker around every attempt, a rate limiter before it, and
 * retries around both, so that each retry waits for its turn and none is made while the circuit is open. Share one guard
 * among all generators that call the same service. Thread-safe.
 *
 * @param retry how often a call is tried; it must not retry when the circuit breaker refuses a call
 * @param rateLimiter how often the service is called
 * @param circuitBreaker when to leave the service alone
 */
public record Guard(Retry retry, RateLimiter rateLimiter, CircuitBreaker circuitBreaker) {

  /**
   * Guards a blocking generator. The thread of a call waits for its turn and between attempts; an interrupt ends both.
   *
   * @param <P> the type of prompts
   * @param <R> the type of responses
   * @param generator what to guard
   * @return the same, guarded
   */
  public <P, R> Generator<P, R> around(Generator<P, R> generator) {
    return new Generator<>() {
      @Override
      public List<R> generate(GenerationRequest<P> request) throws Exception {
        Callable<List<R>> attempt =
            CircuitBreaker.decorateCallable(circuitBreaker, () -> generator.generate(request));
        Callable<List<R>> inTurn = RateLimiter.decorateCallable(rateLimiter, attempt);
        return Retry.decorateCallable(retry, inTurn).call();
      }

      @Override
      public int maxDrawsPerRequest() {
        return generator.maxDrawsPerRequest();
      }
    };
  }

  /**
   * Guards an asynchronous generator, for which no thread waits. When the stage is cancelled, the attempt that is under way
   * is, and no other begins.
   *
   * @param <P> the type of prompts
   * @param <R> the type of responses
   * @param generator what to guard
   * @param scheduler where turns and the time between attempts are waited for; one thread is enough
   * @return the same, guarded
   */
  public <P, R> AsyncGenerator<P, R> around(
      AsyncGenerator<P, R> generator, ScheduledExecutorService scheduler) {
    return new AsyncGenerator<>() {
      @Override
      public CompletionStage<List<R>> generateAsync(GenerationRequest<P> request) {
        var attempts = new Attempts<>(() -> generator.generateAsync(request), scheduler);
        Supplier<CompletionStage<List<R>>> retried =
            Retry.decorateCompletionStage(retry, scheduler, attempts::next);
        return attempts.until(retried.get());
      }

      @Override
      public int maxDrawsPerRequest() {
        return generator.maxDrawsPerRequest();
      }
    };
  }

  /* The attempts of one request, of which one is under way at a time. Resilience4j passes results on and not
   * cancellation, which a batch that ends early relies on. */
  private final class Attempts<T> {

    private final Supplier<CompletionStage<T>> call;
    private final ScheduledExecutorService scheduler;
    private final CompletableFuture<T> outcome = new CompletableFuture<>();

    Attempts(Supplier<CompletionStage<T>> call, ScheduledExecutorService scheduler) {
      this.call = call;
      this.scheduler = scheduler;
    }

    CompletionStage<T> next() {
      if (outcome.isDone()) {
        return CompletableFuture.failedFuture(new Cancelled());
      }
      long nanos = rateLimiter.reservePermission();
      if (nanos < 0) {
        return CompletableFuture.failedFuture(
            RequestNotPermitted.createRequestNotPermitted(rateLimiter));
      }
      return nanos == 0 ? attempt() : after(nanos).thenCompose(turn -> attempt());
    }

    private CompletableFuture<Boolean> after(long nanos) {
      var turn = new CompletableFuture<Boolean>();
      var alarm = scheduler.schedule(() -> turn.complete(true), nanos, TimeUnit.NANOSECONDS);
      var unused = outcome.whenComplete((value, thrown) -> {
        alarm.cancel(false);
        turn.completeExceptionally(new Cancelled());
      });
      return turn;
    }

    private CompletionStage<T> attempt() {
      return CircuitBreaker.decorateCompletionStage(circuitBreaker, this::begin).get();
    }

    private CompletionStage<T> begin() {
      CompletionStage<T> stage = call.get();
      var unused = outcome.whenComplete((value, thrown) -> {
        if (outcome.isCancelled()) {
          stage.toCompletableFuture().cancel(true);
        }
      });
      return stage;
    }

    /** What the batch sees: the outcome of the last attempt. */
    CompletableFuture<T> until(CompletionStage<T> last) {
      var unused = last.whenComplete((value, thrown) -> {
        if (thrown == null) {
          outcome.complete(value);
        } else {
          outcome.completeExceptionally(
              thrown instanceof CompletionException && thrown.getCause() != null
                  ? thrown.getCause()
                  : thrown);
        }
      });
      return outcome;
    }
  }

  /** Ends the attempts of a request that nobody waits for any more. */
  static final class Cancelled extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Cancelled() {
      super("the request was cancelled", null, false, false);
    }
  }
}
