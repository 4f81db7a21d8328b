package io.github.bestofn.examples.http;

import java.io.Serializable;
import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a server says about how much it takes.
 *
 * @param retryAfter how long to leave it alone, null if it does not say
 * @param remainingRequests how many requests it still takes, negative if it does not say
 * @param remainingTokens how many tokens it still takes, negative if it does not say
 */
record Limits(@Nullable Duration retryAfter, long remainingRequests, long remainingTokens)
    implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final double LONGEST_SECONDS = Duration.ofDays(365).toSeconds();

  static final Limits NONE = new Limits(null, -1, -1);

  static Limits of(HttpHeaders headers, Instant now) {
    return new Limits(
        retryAfter(headers, now),
        count(headers, "x-ratelimit-remaining-requests"),
        count(headers, "x-ratelimit-remaining-tokens"));
  }

  static OptionalLong optional(long count) {
    return count < 0 ? OptionalLong.empty() : OptionalLong.of(count);
  }

  private static @Nullable Duration retryAfter(HttpHeaders headers, Instant now) {
    Duration millis = seconds(headers.firstValue("retry-after-ms").orElse(""), 1e-3);
    if (millis != null) {
      return millis;
    }
    String value = headers.firstValue("retry-after").orElse("").strip();
    Duration seconds = seconds(value, 1);
    return seconds != null ? seconds : until(value, now);
  }

  private static @Nullable Duration seconds(String value, double unit) {
    try {
      double seconds = Double.parseDouble(value.strip()) * unit;
      boolean sensible = seconds >= 0 && seconds <= LONGEST_SECONDS;
      return sensible ? Duration.ofNanos(Math.round(seconds * 1e9)) : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static @Nullable Duration until(String date, Instant now) {
    try {
      Instant then =
          ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration wait = Duration.between(now, then);
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeException | ArithmeticException e) {
      return null;
    }
  }

  private static long count(HttpHeaders headers, String name) {
    try {
      return Long.parseLong(headers.firstValue(name).orElse("").strip());
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
