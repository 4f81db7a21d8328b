package io.github.bestofn.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.bestofn.http.BoundedBody.Body;
import io.github.bestofn.http.HttpFailure.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A question on its way, and its answer. It has its turn, or its place among those that wait for one, as soon as it
 * is made; it must begin then. Cancelling the answer ends the exchange.
 */
final class Exchange<T> {

  /* The JDK's own time-out ends with the headers of an answer, and its own redirects carry credentials to wherever
   * they lead. So both are done here: the time-out covers the body, and a redirect is followed if it stays with the
   * server and repeats the request (307 and 308). */

  private static final int MOST_REDIRECTS = 3;

  /* A call that is refused for its rate has not been worked on. So one whose server wants it again soon is sent again, and
   * its draw need not fail. */
  private static final int MOST_RESENT = 3;

  /** Servers whose clock is coarse, and dates, which are whole seconds, ask for no time at all. */
  private static final Duration SHORTEST_WAIT = Duration.ofMillis(100);

  /** What the JDK's client and the operating system say of broken connections, in words of which none is a server's. */
  private static final Pattern SAFE =
      Pattern.compile("(?i)connection (reset|closed|refused)( by peer)?|broken pipe|"
          + "too many concurrent streams|eof reached while reading|http/1\\.1 header parser received no bytes|"
          + "(\\S+ )?goaway received|received rst_stream: [a-z_ ]+|stream \\d+ cancelled|"
          + "fixed content-length: \\d+, bytes received: \\d+|closed");

  /* The client has as many streams of a connection as the server allows, or the server refuses one more (REFUSED_STREAM). Such
   * a request has not been processed and may be sent again: RFC 9113, section 8.7. */
  private static final Pattern NO_STREAM =
      Pattern.compile("(?i)too many concurrent streams|received rst_stream: stream not processed");

  private static final Duration STREAM_PAUSE = Duration.ofMillis(50);
  private static final int MOST_WITHOUT_STREAM = 8;

  private final ModelServer server;
  private final URI address;
  private final Turns pace;
  private final Function<URI, HttpRequest> request;
  private final Reader<T> reader;
  private final CompletableFuture<T> answer = new CompletableFuture<>();
  private final CompletableFuture<Boolean> firstTurn;
  private int resent;
  private int withoutStream;

  Exchange(
      ModelServer server,
      URI address,
      Turns pace,
      Function<URI, HttpRequest> request,
      Reader<T> reader) {
    this.server = server;
    this.address = address;
    this.pace = pace;
    this.firstTurn = pace.next();
    this.request = request;
    this.reader = reader;
  }

  /**
   * Makes something of an answer.
   *
   * @param <T> the type of what is made
   */
  @FunctionalInterface
  interface Reader<T> {

    /**
     * Reads an answer.
     *
     * @param answer the JSON
     * @param failures makes the failure of a part of the answer from the reason why it is no use
     */
    T read(JsonNode answer, Function<Json.Rejected, HttpFailure> failures);
  }

  CompletableFuture<T> begin() {
    var unused = answer.whenComplete((value, thrown) -> {
      if (thrown instanceof HttpFailure failure) {
        server.warn(failure);
      }
    });
    new Sending(firstTurn).begin();
    return answer;
  }

  /**
   * One time that the question is sent: waits for a turn of its model's pace, then for one of the server's. Both are
   * given back, and the time-out stopped, when it is over.
   */
  private final class Sending {

    private final CompletableFuture<Boolean> ofPace;
    private final CompletableFuture<Boolean> timer = new CompletableFuture<>();
    /* Guarded by this. */
    private @Nullable CompletableFuture<Boolean> ofServer;
    private @Nullable CompletableFuture<?> sent;
    private boolean isOver;

    Sending(CompletableFuture<Boolean> ofPace) {
      this.ofPace = ofPace;
    }

    void begin() {
      var unused = answer.whenComplete((value, thrown) -> end());
      var unusedToo = ofPace.thenRun(this::queue);
    }

    private void queue() {
      CompletableFuture<Boolean> turn;
      synchronized (this) {
        if (isOver) {
          return;
        }
        turn = server.turns().next();
        ofServer = turn;
      }
      var unused = turn.thenRun(this::start);
    }

    private void start() {
      Duration timeout = server.timeout();
      var unused = timer
          .completeOnTimeout(true, TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS)
          .thenRun(() -> fail(Kind.TIME_OUT, "gave no answer within " + timeout, null));
      send(this, address, 0, server.hasAnswered().get());
    }

    void sent(CompletableFuture<?> sending) {
      boolean isLate;
      synchronized (this) {
        sent = sending;
        isLate = isOver;
      }
      if (isLate) {
        sending.cancel(true);
      }
    }

    void end() {
      CompletableFuture<Boolean> turn;
      CompletableFuture<?> sending;
      synchronized (this) {
        if (isOver) {
          return;
        }
        isOver = true;
        turn = ofServer;
        sending = sent;
      }
      timer.cancel(false);
      cancel(sending);
      if (turn != null && !turn.cancel(false)) {
        server.turns().giveBack();
      }
      if (!ofPace.cancel(false)) {
        pace.giveBack();
      }
    }
  }

  /* A server that closes a connection for being idle just when the next request goes out has not read it. Such a request
   * is sent once more, as RFC 9112, section 9.3.1, allows; nothing else is. */
  private void send(Sending sending, URI uri, int redirects, boolean mayBeStale) {
    try {
      var response = server.client().sendAsync(request.apply(uri), server.bodies());
      sending.sent(response);
      var unused = response.whenComplete((answered, thrown) -> {
        try {
          if (answered != null) {
            server.hasAnswered().set(true);
            answered(sending, answered, uri, redirects);
          } else if (mayBeStale && isClosedWithoutAnswer(thrown) && !answer.isDone()) {
            send(sending, uri, redirects, false);
          } else if (hasNoStream(thrown) && waitsForStream()) {
            sending.end();
            new Sending(pace.again()).begin();
          } else {
            broken(thrown);
          }
        } catch (RuntimeException e) {
          fail(Kind.MALFORMED, "gave an answer that fails to be read: " + e.getClass(), answered);
        }
      });
    } catch (RuntimeException e) {
      fail(Kind.CONNECTION, "cannot be asked: " + e.getClass(), null);
    }
  }

  private void answered(Sending sending, HttpResponse<Body> response, URI uri, int redirects) {
    int status = response.statusCode();
    if (status / 100 == 2) {
      read(sending, response);
    } else if (status / 100 == 3) {
      redirect(sending, response, uri, redirects);
    } else {
      ServerError error = error(response);
      String message = "answered with status " + status + error.suffix();
      refused(sending, failure(message, response, status, error));
    }
  }

  private HttpFailure failure(
      String message, HttpResponse<?> response, int status, ServerError error) {
    Limits limits = limits(response).or(error.retryAfter());
    return failure(Kind.STATUS, message, status, limits, error, Usage.NONE, null);
  }

  /* What the server refuses for its rate, with the time to wait, holds further calls of this model back. */
  private void refused(Sending sending, HttpFailure failure) {
    Duration wait = failure.pause().orElse(null);
    Duration longest = server.longestPause();
    if (wait == null || longest.isZero() || wait.compareTo(longest) > 0) {
      answer.completeExceptionally(failure);
      return;
    }
    Duration pause = wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait;
    if (!pace.refused(pause)) {
      answer.completeExceptionally(failure);
      return;
    }
    server.warnOfPause(pause);
    boolean isSoon =
        wait.compareTo(server.resendWithin()) <= 0 && !server.resendWithin().isZero();
    if (isSoon && resent < MOST_RESENT && !answer.isDone()) {
      resent++;
      sending.end();
      new Sending(pace.again()).begin();
    } else {
      answer.completeExceptionally(failure);
    }
  }

  private void read(Sending sending, HttpResponse<Body> response) {
    try {
      JsonNode root = Json.parse(response.body().stream());
      ServerError inside = ServerError.inside(root);
      if (inside == null) {
        pace.succeeded();
        server.turns().succeeded();
        answer.complete(reader.read(root, rejected -> {
          HttpFailure failure = failure(rejected, response);
          server.warn(failure);
          return failure;
        }));
      } else {
        int status = inside.status() > 0 ? inside.status() : response.statusCode();
        String what =
            "answered with status %d and an error inside".formatted(response.statusCode());
        String number = inside.status() > 0 ? ", status " + inside.status() : "";
        refused(sending, failure(what + number + inside.suffix(), response, status, inside));
      }
    } catch (Json.Rejected e) {
      String other = e.kind == Kind.MALFORMED ? notJson(response) : null;
      if (other == null) {
        answer.completeExceptionally(failure(e, response));
      } else {
        fail(Kind.MALFORMED, other, response);
      }
    }
  }

  /** Returns what an answer is that is no JSON; null if that cannot be told. */
  private static @Nullable String notJson(HttpResponse<Body> response) {
    String status = "answered with status %d and ".formatted(response.statusCode());
    String encoding = header(response, "content-encoding");
    String beginning = response.body().beginning().toLowerCase(Locale.ROOT);
    for (String known : List.of("gzip", "br", "deflate", "zstd")) {
      if (encoding.contains(known)) {
        return status + "a body in " + known + ", which was not asked for";
      }
    }
    if (beginning.startsWith("\u001f\u008b")) {
      return status + "a body in gzip, which was not asked for";
    }
    if (header(response, "content-type").startsWith("text/event-stream")
        || beginning.startsWith("data:")
        || beginning.startsWith("event:")) {
      return status + "an event stream, which was not asked for";
    }
    if (beginning.startsWith("<")) {
      return status + "a page of HTML or XML: is this the address of a model server?";
    }
    return null;
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("").toLowerCase(Locale.ROOT);
  }

  private void redirect(Sending sending, HttpResponse<Body> response, URI uri, int redirects) {
    int status = response.statusCode();
    URI target = target(response, uri);
    boolean repeats = status == 307 || status == 308;
    if (target == null || !repeats || !server.owns(target)) {
      fail(Kind.REDIRECT, "redirects elsewhere with status " + status, response);
    } else if (redirects == MOST_REDIRECTS) {
      fail(Kind.REDIRECT, "redirects more than %d times".formatted(MOST_REDIRECTS), response);
    } else {
      send(sending, target, redirects + 1, false);
    }
  }

  private static @Nullable URI target(HttpResponse<?> response, URI uri) {
    try {
      return response.headers().firstValue("location").map(uri::resolve).orElse(null);
    } catch (IllegalArgumentException notAnAddress) {
      return null;
    }
  }

  /** Returns whether a call failed because its connection had no stream left. */
  static boolean hasNoStream(@Nullable Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (NO_STREAM.matcher(String.valueOf(cause.getMessage())).matches()) {
        return true;
      }
    }
    return false;
  }

  /* Fewer calls run at a time from then on: as many as had a stream. */
  private boolean waitsForStream() {
    return withoutStream++ < MOST_WITHOUT_STREAM
        && !answer.isDone()
        && server.turns().refused(STREAM_PAUSE);
  }

  private static boolean isClosedWithoutAnswer(@Nullable Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof EOFException
          || String.valueOf(cause.getMessage()).contains("parser received no bytes")) {
        return true;
      }
    }
    return false;
  }

  private void broken(@Nullable Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof BoundedBody.TooLarge) {
        fail(
            Kind.TOO_LARGE,
            "answered with more than the %d bytes allowed".formatted(server.most()),
            null);
        return;
      }
      if (cause instanceof HttpTimeoutException) {
        fail(Kind.TIME_OUT, "could not be connected to in time", null);
        return;
      }
      if (cause instanceof ConnectException || cause instanceof SSLException) {
        failBroken("could not be connected to", cause);
        return;
      }
    }
    // Other messages of the JDK quote what came in: they and their exceptions stay here.
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage()).strip();
      if (SAFE.matcher(message).matches()) {
        failBroken("broke the connection: " + message, new IOException(message));
        return;
      }
    }
    String what = thrown == null ? "" : ": " + Stages.unwrap(thrown).getClass().getSimpleName();
    fail(Kind.CONNECTION, "broke the connection" + what, null);
  }

  private void failBroken(String message, Throwable cause) {
    answer.completeExceptionally(
        failure(Kind.CONNECTION, message, 0, Limits.NONE, ServerError.NONE, Usage.NONE, cause));
  }

  private void fail(Kind kind, String message, @Nullable HttpResponse<?> response) {
    int status = response == null ? 0 : response.statusCode();
    answer.completeExceptionally(
        failure(kind, message, status, limits(response), ServerError.NONE, Usage.NONE, null));
  }

  /** The failure of an answer, or of a part of it. */
  private HttpFailure failure(Json.Rejected rejected, HttpResponse<?> response) {
    ServerError error = rejected.error == null ? ServerError.NONE : rejected.error;
    return failure(
        rejected.kind,
        String.valueOf(rejected.getMessage()),
        error.status() > 0 ? error.status() : response.statusCode(),
        limits(response).or(error.retryAfter()),
        error,
        rejected.usage(),
        null);
  }

  private Limits limits(@Nullable HttpResponse<?> response) {
    return response == null
        ? Limits.NONE
        : Limits.of(response.headers(), server.clock().instant());
  }

  private HttpFailure failure(
      Kind kind,
      String message,
      int status,
      Limits limits,
      ServerError error,
      Usage usage,
      @Nullable Throwable cause) {
    return new HttpFailure(
        kind, Address.shown(address) + ": " + message, status, limits, error, usage, cause);
  }

  private static ServerError error(HttpResponse<Body> response) {
    try {
      return ServerError.of(Json.parse(response.body().stream()));
    } catch (Json.Rejected e) {
      return ServerError.NONE;
    }
  }

  private static void cancel(@Nullable CompletableFuture<?> future) {
    if (future != null) {
      future.cancel(true);
    }
  }
}
