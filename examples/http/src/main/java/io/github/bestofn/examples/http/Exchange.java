package io.github.bestofn.examples.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.bestofn.examples.http.HttpFailure.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A question on its way, and its answer. Cancelling the answer ends the exchange. */
final class Exchange<T> {

  /* The JDK's own time-out ends with the headers of an answer, and its own redirects carry credentials to wherever
   * they lead. So both are done here: the time-out covers the body, and a redirect is followed if it stays with the
   * server and repeats the request (307 and 308). */

  private static final int MOST_REDIRECTS = 3;

  /** Error codes are names such as {@code rate_limit_exceeded}; anything else may quote a prompt. */
  private static final Pattern CODE = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,63}");

  private final ModelServer server;
  private final String path;
  private final Function<URI, HttpRequest> request;
  private final Function<JsonNode, T> reader;
  private final CompletableFuture<T> answer = new CompletableFuture<>();
  private volatile @Nullable CompletableFuture<?> sent;

  Exchange(
      ModelServer server,
      String path,
      Function<URI, HttpRequest> request,
      Function<JsonNode, T> reader) {
    this.server = server;
    this.path = path;
    this.request = request;
    this.reader = reader;
  }

  CompletableFuture<T> begin() {
    var timer = new CompletableFuture<Boolean>();
    var unused = answer.whenComplete((value, thrown) -> {
      timer.cancel(false);
      cancel(sent);
    });
    Duration timeout = server.timeout();
    var unusedToo = timer
        .completeOnTimeout(true, TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS)
        .thenRun(() -> fail(Kind.TIME_OUT, "gave no answer within " + timeout, null));
    send(server.uri(path), 0);
    return answer;
  }

  private void send(URI uri, int redirects) {
    try {
      var sending = server.client().sendAsync(request.apply(uri), server.bodies());
      sent = sending;
      if (answer.isDone()) {
        cancel(sending);
      }
      var unused = sending.whenComplete((response, thrown) -> {
        try {
          if (response == null) {
            broken(thrown);
          } else {
            answered(response, uri, redirects);
          }
        } catch (RuntimeException e) {
          fail(Kind.MALFORMED, "gave an answer that fails to be read: " + e.getClass(), response);
        }
      });
    } catch (RuntimeException e) {
      fail(Kind.CONNECTION, "cannot be asked: " + e.getClass(), null);
    }
  }

  private void answered(HttpResponse<byte[]> response, URI uri, int redirects) {
    int status = response.statusCode();
    if (status / 100 == 2) {
      read(response);
    } else if (status / 100 == 3) {
      redirect(response, uri, redirects);
    } else {
      String message = "answered with status " + status + code(response.body());
      fail(Kind.STATUS, message, response);
    }
  }

  private void read(HttpResponse<byte[]> response) {
    try {
      answer.complete(reader.apply(Json.parse(response.body())));
    } catch (Json.Rejected e) {
      fail(e.kind, String.valueOf(e.getMessage()), response);
    }
  }

  private void redirect(HttpResponse<byte[]> response, URI uri, int redirects) {
    int status = response.statusCode();
    URI target = target(response, uri);
    boolean repeats = status == 307 || status == 308;
    if (target == null || !repeats || !server.owns(target)) {
      fail(Kind.REDIRECT, "redirects elsewhere with status " + status, response);
    } else if (redirects == MOST_REDIRECTS) {
      fail(Kind.REDIRECT, "redirects more than %d times".formatted(MOST_REDIRECTS), response);
    } else {
      send(target, redirects + 1);
    }
  }

  private static @Nullable URI target(HttpResponse<?> response, URI uri) {
    try {
      return response.headers().firstValue("location").map(uri::resolve).orElse(null);
    } catch (IllegalArgumentException notAnAddress) {
      return null;
    }
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
        answer.completeExceptionally(
            failure(Kind.CONNECTION, "could not be connected to", 0, Limits.NONE, cause));
        return;
      }
    }
    // The JDK's messages quote what came in.
    String what = thrown == null ? "" : ": " + Stages.unwrap(thrown).getClass().getSimpleName();
    fail(Kind.CONNECTION, "broke the connection" + what, null);
  }

  private void fail(Kind kind, String message, @Nullable HttpResponse<?> response) {
    int status = response == null ? 0 : response.statusCode();
    Limits limits = response == null
        ? Limits.NONE
        : Limits.of(response.headers(), server.clock().instant());
    answer.completeExceptionally(failure(kind, message, status, limits, null));
  }

  private IOException failure(
      Kind kind, String message, int status, Limits limits, @Nullable Throwable cause) {
    return new HttpFailure(kind, server + path + ": " + message, status, limits, cause);
  }

  private static String code(byte[] body) {
    try {
      JsonNode root = Json.parse(body);
      JsonNode error = root.path("error").isObject() ? root.path("error") : root;
      for (String name : new String[] {"code", "type", "error_type"}) {
        String code = error.path(name).asText();
        if (CODE.matcher(code).matches()) {
          return " (" + code + ")";
        }
      }
    } catch (Json.Rejected e) {
      // No code, then.
    }
    return "";
  }

  private static void cancel(@Nullable CompletableFuture<?> future) {
    if (future != null) {
      future.cancel(true);
    }
  }
}
