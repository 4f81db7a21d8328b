package io.github.bestofn.http;

import java.io.Serializable;
import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a server says about how much it takes.
 *
 * @param asked how long it asks to be left alone, null if it does not
 * @param reset when it will have forgotten what was asked of it, null if it does not say
 * @param remainingRequests how many requests it still takes, negative if it does not say
 * @param remainingTokens how many tokens it still takes, negative if it does not say
 */
record Limits(
    @Nullable Duration asked,
    @Nullable Duration reset,
    long remainingRequests,
    long remainingTokens)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Longer waits are taken for this one: quotas are counted by the day, and longer ones are absurd. */
  static final Duration LONGEST = Duration.ofDays(1);

  /** Numbers beyond it are points in time: seconds since 1970, or thousandths of one. */
  private static final double LARGEST_SPAN = 1e8;

  private static final double LARGEST_SECOND = 1e11;

  static final Limits NONE = new Limits(null, null, -1, -1);

  /* The three dates of RFC 9110, section 5.6.7: the preferred one, that of RFC 850 and that of asctime. The first is also
   * read with an offset or "UTC" in place of "GMT". Two digits of a year are this century's, for waits lie ahead. */
  private static final DateTimeFormatter OBSOLETE = new DateTimeFormatterBuilder()
      .appendPattern("EEEE, dd-MMM-")
      .appendValueReduced(ChronoField.YEAR, 2, 2, 2000)
      .appendPattern(" HH:mm:ss")
      .toFormatter(Locale.US);
  private static final DateTimeFormatter ASCTIME =
      DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss yyyy", Locale.US);

  private static final Pattern SPAN = Pattern.compile(
      "(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m(?!s))?(?:(\\d+(?:\\.\\d+)?)s)?(?:(\\d+(?:\\.\\d+)?)ms)?");

  static Limits of(HttpHeaders headers, Instant now) {
    long requests = count(headers, "x-ratelimit-remaining-requests");
    long tokens = count(headers, "x-ratelimit-remaining-tokens");
    return new Limits(asked(headers, now), reset(headers, now), requests, tokens);
  }

  /** The time for which to leave the server alone, null if it does not say. */
  @Nullable
  Duration retryAfter() {
    return asked == null ? reset : asked;
  }

  /** The same, with a wait that the body of an answer asks for, if the headers ask for none. */
  Limits or(@Nullable Duration wait) {
    return asked == null && wait != null
        ? new Limits(wait, reset, remainingRequests, remainingTokens)
        : this;
  }

  static OptionalLong optional(long count) {
    return count < 0 ? OptionalLong.empty() : OptionalLong.of(count);
  }

  private static @Nullable Duration asked(HttpHeaders headers, Instant now) {
    Duration millis = seconds(header(headers, "retry-after-ms"), 1e-3);
    return millis != null ? millis : wait(header(headers, "retry-after"), now);
  }

  private static @Nullable Duration reset(HttpHeaders headers, Instant now) {
    Duration longest = null;
    for (String name : new String[] {
      "x-ratelimit-reset-requests",
      "x-ratelimit-reset-tokens",
      "x-ratelimit-reset-after",
      "ratelimit-reset",
      "x-ratelimit-reset"
    }) {
      Duration reset = wait(header(headers, name), now);
      if (reset != null && (longest == null || reset.compareTo(longest) > 0)) {
        longest = reset;
      }
    }
    return longest;
  }

  private static String header(HttpHeaders headers, String name) {
    return headers.firstValue(name).orElse("").strip();
  }

  /** The time to wait that a number of seconds, a span such as 1m2s or a date stands for; null for anything else. */
  private static @Nullable Duration wait(String value, Instant now) {
    if (value.matches("\\d{9,15}(\\.\\d+)?")) {
      double number = Double.parseDouble(value);
      if (number > LARGEST_SPAN && number < LARGEST_SECOND * 1e3) {
        long millis = Math.round(number < LARGEST_SECOND ? number * 1e3 : number);
        return bounded(Duration.between(now, Instant.ofEpochMilli(millis)));
      }
    }
    Duration seconds = seconds(value, 1);
    if (seconds != null) {
      return seconds;
    }
    Duration span = duration(value);
    return span != null ? span : until(value, now);
  }

  private static @Nullable Duration seconds(String value, double unit) {
    if (!value.matches("\\d+(\\.\\d*)?|\\.\\d+")) {
      return null;
    }
    double seconds = Double.parseDouble(value) * unit;
    return seconds >= LONGEST.toSeconds() ? LONGEST : Duration.ofNanos(Math.round(seconds * 1e9));
  }

  /** A span such as {@code 34.07s}, {@code 6m0s} or {@code 20ms}, at most a day; null for anything else. */
  static @Nullable Duration duration(String value) {
    Matcher span = SPAN.matcher(value.strip());
    if (value.isBlank() || !span.matches()) {
      return null;
    }
    double[] units = {86_400, 3_600, 60, 1, 1e-3};
    double seconds = 0;
    for (int i = 0; i < units.length; i++) {
      String number = span.group(i + 1);
      seconds += number == null ? 0 : Double.parseDouble(number) * units[i];
    }
    return seconds >= LONGEST.toSeconds() ? LONGEST : Duration.ofNanos(Math.round(seconds * 1e9));
  }

  private static @Nullable Duration until(String date, Instant now) {
    String plain = date.replaceFirst(" UTC$", " GMT");
    Instant then = instant(
        () -> ZonedDateTime.parse(plain, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    if (then == null && plain.endsWith(" GMT")) {
      String local = plain.substring(0, plain.length() - 4);
      then = instant(() -> LocalDateTime.parse(local, OBSOLETE).toInstant(ZoneOffset.UTC));
    }
    if (then == null) {
      String single = plain.replaceAll(" +", " ");
      then = instant(() -> LocalDateTime.parse(single, ASCTIME).toInstant(ZoneOffset.UTC));
    }
    if (then == null) {
      then = instant(() -> Instant.parse(plain));
    }
    return then == null ? null : bounded(Duration.between(now, then));
  }

  /** A date in one of the formats. */
  @FunctionalInterface
  private interface Date {
    Instant parse();
  }

  private static @Nullable Instant instant(Date date) {
    try {
      return date.parse();
    } catch (DateTimeException | ArithmeticException e) {
      return null;
    }
  }

  private static Duration bounded(Duration wait) {
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }

  private static long count(HttpHeaders headers, String name) {
    try {
      return Long.parseLong(header(headers, name));
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
