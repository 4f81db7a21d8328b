package io.github.bestofn.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.http.HttpFailure.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers whose status says success and whose body does not: each says what it is. */
class SuccessThatIsNoneTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      value = {
        "{'error':{'message':'secret','code':429}} | 429 | - | true",
        "{'id':'g','error':{'message':'secret','code':502,'metadata':{'provider_name':'P'}}} | 502 | - | true",
        "{'error':{'message':'secret','type':'rate_limit_error','code':'rate_limit_exceeded'}} | 200 | rate_limit_exceeded | true",
        "{'choices':null,'usage':null,'error':{'message':'secret','code':503}} | 503 | - | true",
        "{'choices':[],'error':{'message':'secret','code':'400'}} | 400 | - | false",
        "{'object':'error','message':'secret','type':'BadRequestError','code':400} | 400 | BadRequestError | false",
        "[{'error':{'code':403,'message':'secret','status':'PERMISSION_DENIED'}}] | 403 | PERMISSION_DENIED | false",
        "{'error':'secret'} | 200 | - | false",
        "{'error':{'message':'model overloaded, secret'}} | 200 | - | true",
      })
  void errorInside_isTheErrorThatItIs(
      String body, int status, @Nullable String code, boolean isTransient) throws Exception {
    try (FakeServer server = new FakeServer((exchange, asked) ->
        FakeServer.send(exchange, 200, body.replace('\'', '"'), "Retry-After", "7"))) {
      HttpFailure failure = Calls.failure(server.model());

      assertThat(failure.kind()).isEqualTo(Kind.STATUS);
      assertThat(failure.status()).isEqualTo(status);
      assertThat(failure.code().orElse(null)).isEqualTo(code);
      assertThat(failure.isTransient()).isEqualTo(isTransient);
      assertThat(failure.retryAfter()).contains(java.time.Duration.ofSeconds(7));
      assertThat(failure.getMessage())
          .contains("answered with status 200 and an error inside")
          .doesNotContain("secret");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<!doctype html><html><body>secret</body></html> | text/html | a page of HTML or XML",
        "<?xml version=\"1.0\"?><secret/> | application/xml | a page of HTML or XML",
        "data: {\"secret\": 1} | text/event-stream | an event stream",
        "event: secret | application/json | an event stream",
        ": secret | text/event-stream; charset=utf-8 | an event stream",
        "OK secret | text/plain | not valid JSON",
      })
  void anotherFormat_isNamed(String body, String type, String what) throws Exception {
    try (FakeServer server = new FakeServer(
        (exchange, asked) -> FakeServer.send(exchange, 200, body, "Content-Type", type))) {
      HttpFailure failure = Calls.failure(server.model());

      assertThat(failure.kind()).isEqualTo(Kind.MALFORMED);
      assertThat(failure.status()).isEqualTo(200);
      assertThat(failure.isTransient()).isFalse();
      assertThat(failure.getMessage()).contains(what).doesNotContain("secret");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void gzip_isNamed(boolean withHeader) throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(bytes)) {
      zip.write(Chat.completion("secret").getBytes(StandardCharsets.UTF_8));
    }
    try (FakeServer server = new FakeServer((exchange, asked) -> {
      if (withHeader) {
        exchange.getResponseHeaders().add("Content-Encoding", "gzip");
      }
      exchange.sendResponseHeaders(200, bytes.size());
      exchange.getResponseBody().write(bytes.toByteArray());
    })) {
      assertThat(Calls.failure(server.model()))
          .hasMessageEndingWith(
              "answered with status 200 and a body in gzip, which was not asked for");
    }
  }

  @Test
  void nothing_isNamed() throws Exception {
    try (FakeServer server = FakeServer.refusing(200, "")) {
      assertThat(Calls.failure(server.model())).hasMessageEndingWith("the answer is empty");
    }
  }
}
