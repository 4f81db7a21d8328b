package io.github.bestofn.resilience4j;

import static java.util.Objects.requireNonNull;

import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.PartialResponsesException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A guard between a batch and a language model: a circuit breaker around every attempt, a rate limiter before it, and
 * retries around both, so each retry waits for a permit and none is made while the circuit is open. Share one guard
 * among all generators that call the same service. Thread-safe.
 *
 * <p>The answered part of a partial answer is kept. Each of its failed draws is requested again separately, if the
 * retry covers its cause.
 *
 * @param retry the number of attempts of a call; it must not retry when the circuit breaker refuses a call
 * @param rateLimiter the rate of calls
 * @param circuitBreaker the condition under which no calls are made
 * @since 0.1.0
 */
public record Guard(Retry retry, RateLimiter rateLimiter, CircuitBreaker circuitBreaker) {

  /**
   * Returns initial settings for a hosted language model. A call is tried again after an {@link IOException} only,
   * with growing, random pauses. The circuit opens for ten seconds when 80% of the last 50 attempts failed.
   *
   * @param attempts the number of times a call is tried in all, at least 1
   * @param pause the mean of the first pause, positive
   * @param callsPerSecond the number of calls, retries included, that may begin in a second, at least 1
   * @return a new guard
   * @throws IllegalArgumentException if a number is out of range
   */
  public static Guard of(int attempts, Duration pause, int callsPerSecond) {
    if (callsPerSecond < 1) {
      throw new IllegalArgumentException(
          "callsPerSecond must be at least 1, but was " + callsPerSecond);
    }
    RetryConfig retry = RetryConfig.custom()
        .maxAttempts(attempts)
        .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(pause, 2))
        .retryExceptions(IOException.class)
        .ignoreExceptions(CallNotPermittedException.class, Cancelled.class)
        .build();
    RateLimiterConfig rate = RateLimiterConfig.custom()
        .limitForPeriod(callsPerSecond < 20 ? 1 : callsPerSecond / 20)
        .limitRefreshPeriod(Duration.ofMillis(callsPerSecond < 20 ? 1000 / callsPerSecond : 50))
        .timeoutDuration(Duration.ofMinutes(1))
        .build();
    CircuitBreakerConfig circuit = CircuitBreakerConfig.custom()
        .slidingWindowSize(50)
        .failureRateThreshold(80)
        .waitDurationInOpenState(Duration.ofSeconds(10))
        .ignoreExceptions(Cancelled.class)
        .build();
    return new Guard(
        Retry.of("model", retry),
        RateLimiter.of("model", rate),
        CircuitBreaker.of("model", circuit));
  }

  /**
   * Guards a blocking generator. The thread of a call waits for permits and between attempts; an interrupt ends both.
   *
   * @param <P> the type of prompts
   * @param <R> the type of responses
   * @param generator the generator to guard
   * @return the same, guarded
   */
  public <P, R> Generator<P, R> around(Generator<P, R> generator) {
    return new Generator<>() {
      @Override
      public List<R> generate(GenerationRequest<P> request) throws Exception {
        Answer<R> answer = guarded(generator, request);
        return answer.partial() == null
            ? answer.responses()
            : mended(generator, request, answer.partial());
      }

      @Override
      public int maxDrawsPerRequest() {
        return generator.maxDrawsPerRequest();
      }

      @Override
      public int maxDrawsPerCancellableRequest() {
        return generator.maxDrawsPerCancellableRequest();
      }
    };
  }

  private <P, R> Answer<R> guarded(Generator<P, R> generator, GenerationRequest<P> request)
      throws Exception {
    Callable<Answer<R>> attempt = CircuitBreaker.decorateCallable(circuitBreaker, () -> {
      try {
        return new Answer<>(generator.generate(request), null);
      } catch (PartialResponsesException partial) {
        return new Answer<>(List.of(), partial);
      }
    });
    Callable<Answer<R>> inTurn = RateLimiter.decorateCallable(rateLimiter, attempt);
    return Retry.decorateCallable(retry, inTurn).call();
  }

  private <P, R> List<R> mended(
      Generator<P, R> generator, GenerationRequest<P> request, PartialResponsesException partial)
      throws Exception {
    var parts = new Parts<R>(partial);
    for (int k : parts.toRetry(retry)) {
      try {
        parts.add(k, guarded(generator, request.only(k)));
      } catch (InterruptedException interrupted) {
        throw interrupted;
      } catch (Exception again) {
        parts.fail(k, again);
      }
    }
    return parts.responses();
  }

  /** The outcome of a call: responses, or some of them. */
  private record Answer<R>(List<R> responses, @Nullable PartialResponsesException partial) {

    static <R> Answer<R> of(@Nullable List<R> responses, @Nullable Throwable thrown) {
      Throwable cause = thrown instanceof CompletionException && thrown.getCause() != null
          ? thrown.getCause()
          : thrown;
      if (cause instanceof PartialResponsesException partial) {
        return new Answer<>(List.of(), partial);
      }
      if (cause != null) {
        throw new CompletionException(cause);
      }
      return new Answer<>(requireNonNull(responses, "responses"), null);
    }
  }

  /** The draws of a request that was answered in part. Used by one thread at a time. */
  private static final class Parts<R> {

    private final List<@Nullable R> responses = new ArrayList<>();
    private final List<@Nullable Throwable> failures;

    @SuppressWarnings(
        "unchecked") // the generator's own responses, in an exception, which cannot be generic
    Parts(PartialResponsesException partial) {
      partial.responses().forEach(response -> responses.add((R) response));
      this.failures = new ArrayList<>(partial.failures());
    }

    List<Integer> toRetry(Retry retry) {
      Predicate<Throwable> isRetried = retry.getRetryConfig().getExceptionPredicate();
      List<Integer> draws = new ArrayList<>();
      for (int k = 0; k < failures.size(); k++) {
        Throwable failure = failures.get(k);
        if (failure != null && isRetried.test(failure)) {
          draws.add(k);
        }
      }
      return draws;
    }

    synchronized void add(int k, Answer<R> alone) {
      if (alone.partial() != null) {
        fail(k, alone.partial());
      } else if (!alone.responses().isEmpty()) {
        responses.set(k, alone.responses().get(0));
        failures.set(k, null);
      }
    }

    synchronized void fail(int k, Throwable failure) {
      failures.set(
          k, failure instanceof PartialResponsesException partial ? partial.getCause() : failure);
    }

    synchronized List<R> responses() throws PartialResponsesException {
      if (failures.stream().anyMatch(Objects::nonNull)) {
        throw new PartialResponsesException(responses, failures);
      }
      return Collections.unmodifiableList(responses);
    }
  }

  /**
   * Guards an asynchronous generator, for which no thread waits. When the stage is cancelled, so is the current
   * attempt, and no other begins.
   *
   * @param <P> the type of prompts
   * @param <R> the type of responses
   * @param generator the generator to guard
   * @param scheduler the scheduler of waits; one thread is enough
   * @return the same, guarded
   */
  public <P, R> AsyncGenerator<P, R> around(
      AsyncGenerator<P, R> generator, ScheduledExecutorService scheduler) {
    return new AsyncGenerator<>() {
      @Override
      public CompletionStage<List<R>> generateAsync(GenerationRequest<P> request) {
        var whole = new CompletableFuture<List<R>>();
        var first = guarded(generator, request, scheduler);
        cancelWith(whole, first);
        var unused = first.whenComplete((answer, thrown) -> {
          if (thrown != null) {
            whole.completeExceptionally(thrown);
          } else if (answer.partial() == null) {
            whole.complete(answer.responses());
          } else {
            mend(generator, request, scheduler, new Parts<>(answer.partial()), whole);
          }
        });
        return whole;
      }

      @Override
      public int maxDrawsPerRequest() {
        return generator.maxDrawsPerRequest();
      }

      @Override
      public int maxDrawsPerCancellableRequest() {
        return generator.maxDrawsPerCancellableRequest();
      }
    };
  }

  private <P, R> CompletableFuture<Answer<R>> guarded(
      AsyncGenerator<P, R> generator,
      GenerationRequest<P> request,
      ScheduledExecutorService scheduler) {
    var attempts = new Attempts<>(() -> generator.generateAsync(request), scheduler);
    Supplier<CompletionStage<Answer<R>>> retried =
        Retry.decorateCompletionStage(retry, scheduler, attempts::next);
    return attempts.until(retried.get());
  }

  private <P, R> void mend(
      AsyncGenerator<P, R> generator,
      GenerationRequest<P> request,
      ScheduledExecutorService scheduler,
      Parts<R> parts,
      CompletableFuture<List<R>> whole) {
    List<CompletableFuture<?>> again = new ArrayList<>();
    for (int k : parts.toRetry(retry)) {
      CompletableFuture<Answer<R>> alone = guarded(generator, request.only(k), scheduler);
      cancelWith(whole, alone);
      again.add(alone.handle((answer, thrown) -> {
        if (thrown == null) {
          parts.add(k, answer);
        } else {
          parts.fail(k, thrown);
        }
        return true;
      }));
    }
    var unused = CompletableFuture.allOf(again.toArray(CompletableFuture<?>[]::new))
        .thenRun(() -> {
          try {
            whole.complete(parts.responses());
          } catch (PartialResponsesException partial) {
            whole.completeExceptionally(partial);
          }
        });
  }

  private static void cancelWith(CompletableFuture<?> whole, CompletableFuture<?> part) {
    var unused = whole.whenComplete((value, thrown) -> {
      if (whole.isCancelled()) {
        part.cancel(true);
      }
    });
  }

  /* The attempts of one request, of which one is under way at a time. Resilience4j passes results on and not
   * cancellation, which a batch that ends early relies on. */
  private final class Attempts<R> {

    private final Supplier<CompletionStage<List<R>>> call;
    private final ScheduledExecutorService scheduler;
    private final CompletableFuture<Answer<R>> outcome = new CompletableFuture<>();

    Attempts(Supplier<CompletionStage<List<R>>> call, ScheduledExecutorService scheduler) {
      this.call = call;
      this.scheduler = scheduler;
    }

    CompletionStage<Answer<R>> next() {
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

    private CompletionStage<Answer<R>> attempt() {
      return CircuitBreaker.decorateCompletionStage(circuitBreaker, this::begin).get();
    }

    private CompletionStage<Answer<R>> begin() {
      CompletionStage<List<R>> stage = call.get();
      var unused = outcome.whenComplete((value, thrown) -> {
        if (outcome.isCancelled()) {
          stage.toCompletableFuture().cancel(true);
        }
      });
      return stage.handle(Answer::of);
    }

    /** Returns what the batch sees: the outcome of the last attempt. */
    CompletableFuture<Answer<R>> until(CompletionStage<Answer<R>> last) {
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
