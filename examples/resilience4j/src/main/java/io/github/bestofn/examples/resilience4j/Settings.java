package io.github.bestofn.examples.resilience4j;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.io.IOException;
import java.time.Duration;

/** Settings to begin with, for a hosted language model. */
final class Settings {

  private Settings() {}

  /**
   * A guard that tries a call that failed on its way, up to a number of attempts in all, with growing, random pauses.
   *
   * @param attempts how often a call is tried, at least 1
   * @param pause the mean of the first pause
   * @param callsPerSecond how many calls, retries included, may begin in a second
   */
  static Guard guard(int attempts, Duration pause, int callsPerSecond) {
    RetryConfig retry = RetryConfig.custom()
        .maxAttempts(attempts)
        .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(pause, 2))
        .retryExceptions(IOException.class)
        .ignoreExceptions(CallNotPermittedException.class, Guard.Cancelled.class)
        .build();
    RateLimiterConfig rate = RateLimiterConfig.custom()
        .limitForPeriod(Math.max(1, callsPerSecond / 20))
        .limitRefreshPeriod(Duration.ofMillis(50))
        .timeoutDuration(Duration.ofMinutes(1))
        .build();
    CircuitBreakerConfig circuit = CircuitBreakerConfig.custom()
        .slidingWindowSize(50)
        .failureRateThreshold(80)
        .waitDurationInOpenState(Duration.ofSeconds(10))
        .ignoreExceptions(Guard.Cancelled.class)
        .build();
    return new Guard(
        Retry.of("model", retry),
        RateLimiter.of("model", rate),
        CircuitBreaker.of("model", circuit));
  }
}
