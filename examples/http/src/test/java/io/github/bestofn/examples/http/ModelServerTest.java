package io.github.bestofn.examples.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.bestofn.examples.http.FakeServer.Asked;
import io.github.bestofn.examples.http.HttpFailure.Kind;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can go wrong on the way, and that keys and texts stay where they belong. */
class ModelServerTest {

  private static final String KEY = "sk-very-secret";

  @ParameterizedTest
  @CsvSource({
    "400,false",
    "401,false",
    "404,false",
    "408,true",
    "409,true",
    "413,false",
    "422,false",
    "424,false",
    "429,true",
    "500,true",
    "503,true",
    "599,true"
  })
  void status_isTransientOrNot(int status, boolean isTransient) throws Exception {
    try (FakeServer server = FakeServer.refusing(status, "{}")) {
      HttpFailure failure = Calls.failure(server.model());

      assertThat(failure.kind()).isEqualTo(Kind.STATUS);
      assertThat(failure.status()).isEqualTo(status);
      assertThat(failure.isTransient()).isEqualTo(isTransient);
      assertThat(failure)
          .hasMessage(server.url() + "/v1/chat/completions: answered with status " + status);
    }
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-,-,-",
        "1500,7,PT1.5S",
        "soon,7,PT7S",
        "-,0.25,PT0.25S",
        "-,'Wed, 21 Oct 2015 07:28:30 GMT',PT30S",
        "-,'Wed, 21 Oct 2015 07:00:00 GMT',PT0S",
        "-1,-5,-",
        "NaN,Infinity,-",
        "-,99999999999999999999,-",
        "-,'Wed, 99 Oct 2015 07:00:00 GMT',-"
      })
  void retryAfter_isReadInEveryFormat(String millis, String value, Duration wait) throws Exception {
    String[] headers = {
      "Retry-After-Ms",
      String.valueOf(millis),
      "Retry-After",
      String.valueOf(value),
      "X-RateLimit-Remaining-Requests",
      "3",
      "x-ratelimit-remaining-tokens",
      "many"
    };
    try (FakeServer server = FakeServer.refusing(429, "", headers)) {
      HttpFailure failure = Calls.failure(ModelServer.builder(server.url())
          .clock(Clock.fixed(Instant.parse("2015-10-21T07:28:00Z"), ZoneOffset.UTC))
          .build());

      assertThat(failure.retryAfter().orElse(null)).isEqualTo(wait);
      assertThat(failure.remainingRequests()).hasValue(3);
      assertThat(failure.remainingTokens()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"error\": {\"message\": \"secret\", \"code\": \"rate_limit_exceeded\"}} | (rate_limit_exceeded)",
        "{\"error\": {\"message\": \"secret\", \"type\": \"NotFoundError\", \"code\": 404}} | (NotFoundError)",
        "{\"error\": \"secret\", \"error_type\": \"Overloaded\"} | (Overloaded)",
        "{\"error\": {\"code\": \"secret of mine\"}} | 429",
        "secret | 429"
      })
  void errorCode_isShownAndItsTextIsNot(String body, String end) throws Exception {
    try (FakeServer server = FakeServer.refusing(429, body)) {
      assertThat(Calls.failure(server.model()).getMessage()).endsWith(end).doesNotContain("secret");
    }
  }

  @Test
  void longError_keepsItsStatus() throws Exception {
    try (FakeServer server = FakeServer.refusing(502, "x".repeat(1_000_000))) {
      assertThat(Calls.failure(server.model()).status()).isEqualTo(502);
    }
  }

  @Test
  void answerThatIsTooLong_isNotRead() throws Exception {
    var ended = new CountDownLatch(1);
    try (FakeServer server = FakeServer.stalling(new CountDownLatch(1), ended)) {
      HttpFailure failure =
          Calls.failure(ModelServer.builder(server.url()).maxResponseBytes(20).build());

      assertThat(failure.kind()).isEqualTo(Kind.TOO_LARGE);
      assertThat(failure).hasMessageEndingWith("answered with more than the 20 bytes allowed");
      ended.await();
    }
  }

  @Test
  void answerThatDripsIn_timesOut() throws Exception {
    var ended = new CountDownLatch(1);
    try (FakeServer server = FakeServer.stalling(new CountDownLatch(1), ended)) {
      HttpFailure failure = Calls.failure(
          ModelServer.builder(server.url()).timeout(Duration.ofMillis(50)).build());

      assertThat(failure.kind()).isEqualTo(Kind.TIME_OUT);
      assertThat(failure.isTransient()).isTrue();
      assertThat(failure).hasMessageEndingWith("gave no answer within PT0.05S");
      ended.await();
    }
  }

  @Test
  void truncatedAnswer_isABrokenConnection() throws Exception {
    try (FakeServer server = new FakeServer((exchange, body) -> {
      exchange.sendResponseHeaders(200, 1000);
      exchange.getResponseBody().write("{\"choices\": [".getBytes(StandardCharsets.UTF_8));
    })) {
      HttpFailure failure = Calls.failure(server.model());

      assertThat(failure.kind()).isEqualTo(Kind.CONNECTION);
      assertThat(failure.isTransient()).isTrue();
    }
  }

  @Test
  void noServer_isNoConnection() throws Exception {
    ModelServer model;
    try (FakeServer server = FakeServer.refusing(500, "")) {
      model = server.model();
    }

    HttpFailure failure = Calls.failure(model);

    assertThat(failure.kind()).isEqualTo(Kind.CONNECTION);
    assertThat(failure).hasMessageEndingWith("could not be connected to");
  }

  @Test
  void answerThatIsNotHttp_isABrokenConnection() throws Exception {
    try (var server = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      var thread = new Thread(() -> {
        try (Socket socket = server.accept()) {
          socket
              .getOutputStream()
              .write("secret of another protocol\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        } catch (java.io.IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
      });
      thread.start();

      HttpFailure failure =
          Calls.failure(ModelServer.at("http://127.0.0.1:" + server.getLocalPort()));

      assertThat(failure.kind()).isEqualTo(Kind.CONNECTION);
      assertThat(failure.getMessage()).doesNotContain("secret");
      assertThat(failure.getCause()).isNull();
      thread.join();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void redirect_toAnotherServer_isNotFollowed(int status) throws Exception {
    try (FakeServer other = FakeServer.answering((path, body) -> Chat.echo(body));
        FakeServer server =
            FakeServer.refusing(status, "", "Location", other.url() + "/v1/chat/completions")) {
      HttpFailure failure = Calls.failure(withKey(server));

      assertThat(failure.kind()).isEqualTo(Kind.REDIRECT);
      assertThat(failure.isTransient()).isFalse();
      assertThat(other.asked()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {307, 308})
  void redirect_withinTheServer_isFollowed(int status) throws Exception {
    try (FakeServer server = new FakeServer((exchange, body) -> {
      if (exchange.getRequestURI().getPath().equals("/moved")) {
        FakeServer.send(exchange, 200, Chat.echo(body));
      } else {
        FakeServer.send(exchange, status, "", "Location", "/moved");
      }
    })) {
      assertThat(Calls.draw(ChatGenerator.of(withKey(server), "m"), "a", 1))
          .containsExactly("a:  0");
      assertThat(server.asked())
          .extracting(Asked::authorization)
          .containsExactly("Bearer " + KEY, "Bearer " + KEY);
    }
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "/v1/chat/completions",
        "http://",
        "file:///etc/passwd",
        "http://[",
        "//user@host:1"
      })
  void redirect_inCirclesOrNowhere_ends(String location) throws Exception {
    String[] headers = location == null ? new String[0] : new String[] {"Location", location};
    try (FakeServer server = FakeServer.refusing(308, "", headers)) {
      assertThat(Calls.failure(server.model()).kind()).isEqualTo(Kind.REDIRECT);
      assertThat(server.asked()).hasSizeLessThanOrEqualTo(4);
    }
  }

  @Test
  void key_isSentAndShownNowhere() throws Exception {
    try (FakeServer server =
        FakeServer.refusing(401, "{\"error\": {\"code\": \"" + KEY + " \"}}")) {
      ModelServer model = withKey(server);

      assertThat(Calls.failure(model).toString()).doesNotContain(KEY);
      assertThat(model).hasToString(server.url());
      assertThat(server.asked()).extracting(Asked::authorization).containsExactly("Bearer " + KEY);
    }
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "  ", "sk-very\nsecret", "sk-vérysecret"})
  void key_thatIsNone_isRefused(String key) {
    ModelServer.Builder builder =
        ModelServer.builder("http://localhost:1").apiKeyFrom("MY_KEY").environment(variable -> key);

    assertThatIllegalStateException()
        .isThrownBy(builder::build)
        .withMessage("the environment variable MY_KEY must hold an API key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:8000",
        "ftp://host",
        "http://",
        "http://user:pw@host",
        "http://host?key=pw",
        "http://host#pw",
        "http://host name",
        ""
      })
  void address_isChecked(String address) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelServer.at(address))
        .withMessageStartingWith("the address of a server must be http or https")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("pw"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/v1", "/v1/"})
  void address_mayEndWithTheVersion(String end) {
    assertThat(ModelServer.at("http://localhost:8000" + end)).hasToString("http://localhost:8000");
  }

  @Test
  void settings_areChecked() {
    ModelServer.Builder builder = ModelServer.builder("https://localhost");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.timeout(Duration.ZERO))
        .withMessage("timeout must be positive, but was PT0S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.connectTimeout(Duration.ofSeconds(-1)))
        .withMessage("connectTimeout must be positive, but was PT-1S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.maxResponseBytes(0))
        .withMessage("maxResponseBytes must be at least 1, but was 0");
  }

  private static ModelServer withKey(FakeServer server) {
    return ModelServer.builder(server.url())
        .apiKeyFrom("MY_KEY")
        .environment(variable -> variable.equals("MY_KEY") ? KEY + "\n" : null)
        .build();
  }
}
