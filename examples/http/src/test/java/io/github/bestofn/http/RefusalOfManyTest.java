package io.github.bestofn.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.http.HttpFailure.Kind;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.PartialResponsesException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether a refusal is about {@code n}, which what it says decides, and not its status. */
class RefusalOfManyTest {

  private static FakeServer refusingMany(int status, String body) {
    return new FakeServer((exchange, request) -> FakeServer.send(
        exchange,
        request.has("n") ? status : 200,
        request.has("n") ? body.replace('\'', '"') : Chat.echo(request)));
  }

  /** A refusal that names n costs one call; one that says nothing is found out with the first draw. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "400 | {'error':{'message':'x','type':'invalid_request_error','param':'n','code':'unsupported_value'}}",
        "400 | {'object':'error','message':'n must be 1 when using greedy sampling, got 3.','type':'BadRequestError','code':400}",
        "422 | {'detail':[{'type':'less_than_equal','loc':['body','n'],'msg':'Input should be at most 1'}]}",
        "500 | {'error':{'code':500,'message':'Only one completion choice is allowed','type':'invalid_request_error'}}",
        "400 | [{'error':{'code':400,'message':'Multiple candidates is not enabled for this model','status':'INVALID_ARGUMENT'}}]",
        "400 | {}",
        "422 | {}",
        "403 | {}",
        "404 | {}",
        "405 | {}",
        "413 | {}",
        "500 | {'error':{'type':'server_error'}}",
        "501 | no JSON",
      })
  void refusalOfN_isAskedOneByOne(int status, String body) throws Exception {
    try (FakeServer server = refusingMany(status, body)) {
      ChatGenerator generator = ChatGenerator.of(server.model(), "m");

      assertThat(Calls.draw(generator, "p", 3)).hasSize(3);
      assertThat(server.asked()).hasSize(4);
      assertThat(Calls.draw(generator, "p", 3)).hasSize(3);
      assertThat(server.asked()).hasSize(7);
    }
  }

  /** What another way of asking cannot mend is an answer to all draws, after one call. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "400 | {'error':{'message':'x','type':'invalid_request_error','code':'context_length_exceeded'}}",
        "400 | {'object':'error','message':'This model has a maximum context length of 4096 tokens','type':'BadRequestError','param':null,'code':400}",
        "400 | {'error':{'message':'x','code':'content_filter'}}",
        "400 | {'error':{'message':'x','param':'max_tokens','code':'unsupported_parameter'}}",
        "422 | {'detail':[{'loc':['body','temperature'],'msg':'too hot'}]}",
        "404 | {'error':{'message':'x','code':'model_not_found'}}",
        "403 | {'error':{'message':'x','code':'permission_denied'}}",
        "401 | {}",
        "402 | {}",
        "429 | {}",
        "502 | {}",
        "503 | {}",
        "504 | {}",
      })
  void otherRefusal_isAnAnswer(int status, String body) throws Exception {
    try (FakeServer server = FakeServer.refusing(status, body.replace('\'', '"'))) {
      HttpFailure failure = Calls.failure(
          ChatGenerator.of(server.model(), "m").generateAsync(GenerationRequest.of("p", 16)));

      assertThat(failure.kind()).isEqualTo(Kind.STATUS);
      assertThat(failure.status()).isEqualTo(status);
      assertThat(server.asked()).hasSize(1);
    }
  }

  /**
   * A refusal without a reason of a prompt that no way of asking mends costs two calls, and leaves n to the next
   * prompt.
   */
  @ParameterizedTest
  @ValueSource(ints = {400, 422, 500})
  void refusalOfOnePrompt_leavesNToOthers(int status) throws Exception {
    try (FakeServer server = new FakeServer((exchange, body) -> {
      boolean isBad = body.toString().contains("bad");
      FakeServer.send(exchange, isBad ? status : 200, isBad ? "{}" : Chat.echo(body));
    })) {
      ChatGenerator generator = ChatGenerator.of(server.model(), "m");
      Calls.failure(generator.generateAsync(GenerationRequest.of("bad", 16)));

      assertThat(server.asked()).hasSize(2);
      for (int k = 0; k < 9; k++) {
        assertThat(Calls.draw(generator, "good", 16)).hasSize(16);
      }
      assertThat(server.asked()).hasSize(11);
    }
  }

  /** The verdict is not for life: after 32 requests n is tried again, and then kept if it works. */
  @Test
  void verdict_isTriedAgain() throws Exception {
    var takes = new AtomicBoolean();
    try (FakeServer server = new FakeServer((exchange, body) ->
        FakeServer.send(exchange, body.has("n") && !takes.get() ? 400 : 200, Chat.echo(body)))) {
      ChatGenerator generator = ChatGenerator.of(server.model(), "m");
      Calls.draw(generator, "p", 2);
      takes.set(true);
      for (int k = 0; k < 32; k++) {
        Calls.draw(generator, "p", 2);
      }
      int before = server.asked().size();
      Calls.draw(generator, "p", 2);
      Calls.draw(generator, "p", 2);

      assertThat(before).isEqualTo(3 + 2 * 32);
      assertThat(server.asked()).hasSize(before + 2);
    }
  }

  /** What fails beside others has its own cause, and the stage fails, so that a retry around it sees that. */
  @Test
  void drawThatMeetsARateLimit_keepsItsCause() throws Exception {
    var singles = new AtomicInteger();
    try (FakeServer server = new FakeServer((exchange, body) -> {
      if (body.has("n")) {
        FakeServer.send(exchange, 400, "{}");
      } else if (singles.incrementAndGet() % 2 == 0) {
        FakeServer.send(
            exchange, 429, "{\"error\":{\"code\":\"rate_limit_exceeded\"}}", "Retry-After", "5");
      } else {
        FakeServer.send(exchange, 200, Chat.echo(body));
      }
    })) {
      PartialResponsesException partial =
          Calls.partial(ChatGenerator.of(server.model(), "m"), "p", 8);

      assertThat(partial.responses()).filteredOn(response -> response != null).hasSize(4);
      assertThat(partial.failures())
          .filteredOn(failure -> failure != null)
          .hasSize(4)
          .allSatisfy(failure -> assertThat(failure)
              .isInstanceOfSatisfying(HttpFailure.class, http -> {
                assertThat(http.status()).isEqualTo(429);
                assertThat(http.retryAfter()).contains(java.time.Duration.ofSeconds(5));
              }));
    }
  }
}
