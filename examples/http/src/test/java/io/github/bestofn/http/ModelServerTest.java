package io.github.bestofn.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.bestofn.http.FakeServer.Asked;
import io.github.bestofn.http.HttpFailure.Kind;
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
    "501,false",
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
        "-,12s,PT12S",
        "-,1m2s,PT1M2S",
        "-,'Wed, 21 Oct 2015 07:28:30 UTC',PT30S",
        "-,'Wed, 21 Oct 2015 07:28:30 +0000',PT30S",
        "-,'Wednesday, 21-Oct-15 07:28:30 GMT',PT30S",
        "-,'Wed Oct 21 07:28:30 2015',PT30S",
        "-,'Sun Nov  8 07:28:30 2015',PT24H",
        "-,2015-10-21T07:28:30Z,PT30S",
        "-,'Fri, 31 Dec 9999 23:59:59 GMT',PT24H",
        "99999999999999,-,PT24H",
        "NaN,Infinity,-",
        "-,99999999999999999999,PT24H",
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
          .resendWithin(Duration.ZERO)
          .build());

      assertThat(failure.retryAfter().orElse(null)).isEqualTo(wait);
      assertThat(failure.remainingRequests()).hasValue(3);
      assertThat(failure.remainingTokens()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "x-ratelimit-reset-requests,2m59.5s,PT2M59.5S",
    "x-ratelimit-reset-tokens,20ms,PT0.02S",
    "x-ratelimit-reset-after,30,PT30S",
    "x-ratelimit-reset,30,PT30S",
    "x-ratelimit-reset,1445412510,PT30S",
    "x-ratelimit-reset,1445412510000,PT30S"
  })
  void reset_isReadWhereNothingElseSaysHowLong(String name, String value, Duration wait)
      throws Exception {
    try (FakeServer server = FakeServer.refusing(429, "", name, value)) {
      assertThat(Calls.failure(at2015(server)).retryAfter()).contains(wait);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"34.07s | PT34.07S", "999999999s | PT24H", "soon | "})
  void retryInfo_isRead(String delay, @org.jspecify.annotations.Nullable Duration wait)
      throws Exception {
    String body =
        "[{\"error\":{\"code\":429,\"status\":\"RESOURCE_EXHAUSTED\",\"details\":[{\"@type\":"
            + "\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"" + delay + "\"}]}}]";
    try (FakeServer server = FakeServer.refusing(429, body)) {
      HttpFailure failure = Calls.failure(server.model());

      assertThat(failure.retryAfter().orElse(null)).isEqualTo(wait);
      assertThat(failure.code()).contains("RESOURCE_EXHAUSTED");
    }
  }

  private static ModelServer at2015(FakeServer server) {
    return ModelServer.builder(server.url())
        .clock(Clock.fixed(Instant.parse("2015-10-21T07:28:00Z"), ZoneOffset.UTC))
        .build();
  }

  /** The name of an error in the bodies of servers, of which some put null or a number where others put a name. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      value = {
        "{'error':{'message':'t','type':'invalid_request_error','param':null,'code':null}} | invalid_request_error",
        "{'error':{'message':'t','type':'not_found_error','param':'model','code':null}} | not_found_error",
        "{'error':{'message':'t','type':null,'code':null}} | -",
        "{'object':'error','message':'t','type':'BadRequestError','param':null,'code':400} | BadRequestError",
        "{'error':{'message':'t','type':'invalid_request_error','code':'400'}} | invalid_request_error",
        "[{'error':{'code':400,'message':'t','status':'INVALID_ARGUMENT'}}] | INVALID_ARGUMENT",
        "{'error':{'code':400,'message':'t','status':'INVALID_ARGUMENT'}} | INVALID_ARGUMENT",
        "{'error':{'message':'t','type':'','code':true}} | -",
        "{'detail':'t'} | -",
        "{'error':'t','error_type':'Validation'} | Validation",
        "{'message':'t','code':'wrong_api_format'} | wrong_api_format",
        "{'error':{'inner_error':{'code':'content_filter'},'code':null,'type':null,'message':'t'}} | content_filter",
        "{'error':{'message':'t','type':'insufficient_quota','code':'insufficient_quota'}} | insufficient_quota",
        "{'error':{'code':'context_length_exceeded'}} | context_length_exceeded",
        "{'error':{'code':'DeploymentNotFound'}} | DeploymentNotFound",
        "{'error':{'code':'sk-very-secret'}} | -",
        "{'error':{'code':'secret'}} | -",
        "{'error':{'code':'What is the code of my safe'}} | -",
        "{'error':{'code':'4111111111111111', 'type':'Bearer_sk-very-secret'}} | -",
        "{'error':{'code':'secret', 'type':'invalid_request_error'}} | invalid_request_error",
      })
  void code_isShownIfItsWordsAreThoseOfErrors(
      String body, @org.jspecify.annotations.Nullable String code) throws Exception {
    try (FakeServer server = FakeServer.refusing(400, body.replace('\'', '"'))) {
      HttpFailure failure = Calls.failure(server.model());

      assertThat(failure.code().orElse(null)).isEqualTo(code);
      assertThat(failure)
          .hasMessageEndingWith(
              "answered with status 400" + (code == null ? "" : " (" + code + ")"));
    }
  }

  /** Waiting brings no money. */
  @Test
  void quotaThatIsUsedUp_isNotTransient() throws Exception {
    try (FakeServer server =
        FakeServer.refusing(429, "{\"error\":{\"code\":\"insufficient_quota\"}}")) {
      assertThat(Calls.failure(server.model()).isTransient()).isFalse();
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
      assertThat(String.valueOf(failure.getCause())).doesNotContain("secret");
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
  @ValueSource(
      strings = {"http://vllm_server:8000", "http://my_model.default.svc.cluster.local:8000"})
  void hostWithAnUnderscore_isNamedAsTheReason(String address) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelServer.at(address))
        .withMessageContaining(
            "a host with an underscore in its name is none to Java's HTTP client");
  }

  /** Where chat completions are asked for, by what an address ends with. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "'',/v1/chat/completions",
        "/,/v1/chat/completions",
        "/v1,/v1/chat/completions",
        "/v1/,/v1/chat/completions",
        "/v1/chat/completions,/v1/chat/completions",
        "/v1beta/openai/,/v1beta/openai/chat/completions",
        "/openai/v1,/openai/v1/chat/completions",
        "/openai/v1/?api-version=preview,/openai/v1/chat/completions?api-version=preview",
        "/openai/deployments/mine/chat/completions?api-version=2024-10-21,"
            + "/openai/deployments/mine/chat/completions?api-version=2024-10-21",
        "/api/v1,/api/v1/chat/completions",
        "/api/paas/v4,/api/paas/v4/chat/completions",
        "/api/v3,/api/v3/chat/completions",
        "/v1/openai,/v1/openai/chat/completions",
        "/inference,/inference/v1/chat/completions",
        "/V1,/V1/chat/completions",
        "/compat/v1beta,/compat/v1beta/chat/completions"
      })
  void address_saysWhereCompletionsAre(String end, String asked) {
    assertThat(Address.of("http://localhost:8000" + end).completions())
        .hasToString("http://localhost:8000" + asked);
  }

  @Test
  void query_isSentAndNotShown() throws Exception {
    var queries = new java.util.concurrent.CopyOnWriteArrayList<String>();
    try (FakeServer server = new FakeServer((exchange, body) -> {
      queries.add(exchange.getRequestURI().getQuery());
      FakeServer.send(exchange, 403, "{}");
    })) {
      ModelServer model = ModelServer.at(server.url() + "/v1?key=" + KEY);

      assertThat(Calls.failure(model).toString()).doesNotContain(KEY);
      assertThat(model).hasToString(server.url());
      assertThat(queries).containsExactly("key=" + KEY);
    }
  }

  @Test
  void headers_areSent_andSecretOnesShownNowhere() throws Exception {
    var headers = new java.util.concurrent.CopyOnWriteArrayList<String>();
    try (FakeServer server = new FakeServer((exchange, body) -> {
      headers.add(exchange.getRequestHeaders().getFirst("api-key"));
      headers.add(exchange.getRequestHeaders().getFirst("X-Title"));
      headers.add(exchange.getRequestHeaders().getFirst("X-Tenant"));
      FakeServer.send(exchange, 200, Chat.echo(body));
    })) {
      ModelServer model = ModelServer.builder(server.url())
          .apiKeyFrom("KEY")
          .apiKeyHeader("api-key")
          .header("X-Title", "tests")
          .headerFrom("X-Tenant", "TENANT")
          .environment(variable -> variable.equals("KEY") ? KEY : "tenant")
          .build();
      Calls.draw(ChatGenerator.of(model, "m"), "p", 1);

      assertThat(headers).containsExactly(KEY, "tests", "tenant");
      assertThat(server.asked()).extracting(Asked::authorization).containsOnlyNulls();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ModelServer.builder(server.url()).header("a b", "c"));
    }
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
