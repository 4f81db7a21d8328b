package io.github.bestofn.http;

import io.github.bestofn.http.ServerError.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The reason why a server gave no usable answer. Its message names the server and the broken rule, and contains no
 * text of prompts, responses or keys.
 *
 * @since 0.1.0
 * @serial exclude
 */
public final class HttpFailure extends IOException {

  private static final long serialVersionUID = 1L;

  /** The kind of a failure. */
  public enum Kind {
    /** The server answered with an error: a status other than success, or an error inside a success. */
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
    /** The answer, or one choice of it, holds no response that can be used. */
    EMPTY,
    /** A choice ends at a limit of tokens, where whole responses are asked for. */
    CUT,
    /** A choice is withheld: by a filter of the server, or because the model refuses. */
    WITHHELD,
    /** A choice was broken off, or ended for a reason that is not known. */
    BROKEN_OFF,
    /** A judge gave no score, or one out of its range. */
    UNSCORED
  }

  private final Kind kind;
  private final int status;
  private final Limits limits;
  private final ServerError error;
  private final Usage usage;

  HttpFailure(
      Kind kind,
      String message,
      int status,
      Limits limits,
      ServerError error,
      Usage usage,
      @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.status = status;
    this.limits = limits;
    this.error = error;
    this.usage = usage;
  }

  /**
   * Returns the kind of failure.
   *
   * @return the kind of failure
   */
  public Kind kind() {
    return kind;
  }

  /**
   * Returns the status of the error: that of the answer, or the one inside an answer whose own status says success.
   *
   * @return the HTTP status, 0 if there was none
   */
  public int status() {
    return status;
  }

  /**
   * Returns the server's name for the error, such as {@code rate_limit_exceeded}.
   *
   * @return its code or type; empty if there is none, or none that is safe to show
   */
  public Optional<String> code() {
    return error.shown().isEmpty() ? Optional.empty() : Optional.of(error.shown());
  }

  /**
   * Returns whether the same request may succeed later: time-outs, broken connections, and errors of status 408, 409,
   * 425, 429 and 5xx other than 501 and 505, unless the server says that a quota is used up.
   *
   * @return true if it may succeed later
   */
  public boolean isTransient() {
    return switch (kind) {
      case TIME_OUT, CONNECTION -> true;
      case STATUS -> !isAbout(Topic.QUOTA) && (mayPass(status) || isTrouble());
      case BROKEN_OFF -> true;
      default -> false;
    };
  }

  /** Returns whether an error inside a success, which has no status of its own, says that it may pass. */
  private boolean isTrouble() {
    return status / 100 == 2 && (isAbout(Topic.RATE) || isAbout(Topic.TROUBLE));
  }

  private static boolean mayPass(int status) {
    return switch (status) {
      case 408, 409, 425, 429 -> true;
      case 501, 505 -> false;
      default -> status >= 500;
    };
  }

  boolean isAbout(Topic topic) {
    return error.isAbout(topic);
  }

  ServerError error() {
    return error;
  }

  /**
   * Returns the wait that the server requests: {@code Retry-After-Ms}, or else {@code Retry-After} in seconds or as a
   * date, or else the {@code RetryInfo} of Google's errors, or else {@code x-ratelimit-reset-*}. At most a day.
   *
   * @return the time to wait, from when the answer came in; empty if the server does not say
   */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(limits.retryAfter());
  }

  /**
   * The time for which the server asks for no further calls, for their rate; empty if it refuses this one for another
   * reason.
   */
  Optional<Duration> pause() {
    boolean isPace = status == 429 || status == 503 || (status / 100 == 2 && isAbout(Topic.RATE));
    return kind == Kind.STATUS && isPace && !isAbout(Topic.QUOTA)
        ? Optional.ofNullable(limits.asked())
        : Optional.empty();
  }

  /**
   * Returns the usage of the failed draw, as far as the server reported it: reasoning without an answer is billed.
   * Each choice of an answer has an equal share. For {@code BestOfN.Builder.failureUsage}.
   *
   * @return the usage, of no tokens if nothing was reported
   */
  public Usage usage() {
    return usage;
  }

  /**
   * Returns the number of requests that the server would still accept: {@code x-ratelimit-remaining-requests}.
   *
   * @return the number of requests, at least 0; empty if the server does not say
   */
  public OptionalLong remainingRequests() {
    return Limits.optional(limits.remainingRequests());
  }

  /**
   * Returns the number of tokens that the server would still accept: {@code x-ratelimit-remaining-tokens}.
   *
   * @return the number of tokens, at least 0; empty if the server does not say
   */
  public OptionalLong remainingTokens() {
    return Limits.optional(limits.remainingTokens());
  }
}
