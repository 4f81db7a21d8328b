package io.github.bestofn.examples.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Why a server gave no answer that can be used. Its message names the server and the rule that was broken, and holds no
 * text of prompts, responses or keys.
 */
public final class HttpFailure extends IOException {

  private static final long serialVersionUID = 1L;

  /** What went wrong. */
  public enum Kind {
    /** The server answered with a status other than success. */
    STATUS,
    /** No answer within the time allowed. */
    TIME_OUT,
    /** No connection, or one that broke before the answer was complete. */
    CONNECTION,
    /** The server points to another one, which is never followed. */
    REDIRECT,
    /** The answer is longer than allowed. */
    TOO_LARGE,
    /** The answer is not JSON, or not of the shape agreed on. */
    MALFORMED,
    /** The answer holds no response that can be used. */
    EMPTY,
    /** A judge gave no score, or one out of its range. */
    UNSCORED
  }

  private final Kind kind;
  private final int status;
  private final Limits limits;

  HttpFailure(Kind kind, String message, int status, Limits limits, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.status = status;
    this.limits = limits;
  }

  /**
   * What went wrong.
   *
   * @return the kind of failure
   */
  public Kind kind() {
    return kind;
  }

  /**
   * The status of the answer.
   *
   * @return the HTTP status, 0 if there was none
   */
  public int status() {
    return status;
  }

  /**
   * Whether the same request may succeed later: time-outs, broken connections, and status 408, 409, 429 and 5xx.
   *
   * @return true if it may be worth another try
   */
  public boolean isTransient() {
    return switch (kind) {
      case TIME_OUT, CONNECTION -> true;
      case STATUS -> status == 408 || status == 409 || status == 429 || status >= 500;
      default -> false;
    };
  }

  /**
   * How long the server asks to be left alone: {@code Retry-After-Ms}, or else {@code Retry-After} in seconds or as a date.
   *
   * @return the time to wait, from when the answer came in; empty if the server does not say
   */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(limits.retryAfter());
  }

  /**
   * How many requests the server would still take: {@code x-ratelimit-remaining-requests}.
   *
   * @return the number of requests, at least 0; empty if the server does not say
   */
  public OptionalLong remainingRequests() {
    return Limits.optional(limits.remainingRequests());
  }

  /**
   * How many tokens the server would still take: {@code x-ratelimit-remaining-tokens}.
   *
   * @return the number of tokens, at least 0; empty if the server does not say
   */
  public OptionalLong remainingTokens() {
    return Limits.optional(limits.remainingTokens());
  }
}
