package io.github.bestofn.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.exception.RateLimitException;
import io.github.bestofn.contract.AsyncGeneratorContract;
import io.github.bestofn.contract.Stalled;
import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.testsupport.Chat;
import io.github.bestofn.testsupport.LoopbackServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamingChatModelTest implements AsyncGeneratorContract<String, String> {

  private final List<LoopbackServer> servers = new ArrayList<>();

  @AfterEach
  void close() {
    servers.forEach(LoopbackServer::close);
  }

  @Override
  public AsyncGenerator<String, String> generator() {
    return generator(LoopbackServer.answering(Chat::stream));
  }

  @Override
  public AsyncGenerator<String, String> failing() {
    return generator(LoopbackServer.refusing(500));
  }

  @Override
  public Stalled<AsyncGenerator<String, String>> stalled() {
    var began = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    return new Stalled<>(
        generator(LoopbackServer.stalling(Chat.event("and "), began, ended)), began, ended);
  }

  @Override
  public List<String> prompts() {
    return List.of("one", "two", "three");
  }

  @Override
  public boolean answers(String prompt, String response) {
    return response.equals(prompt + ": 0");
  }

  @Test
  void busyServer_failsWithItsType() {
    assertThatThrownBy(() -> draw(LoopbackServer.refusing(429)))
        .hasCauseInstanceOf(RateLimitException.class);
  }

  @Test
  void truncatedStream_fails() {
    assertThatThrownBy(() -> draw(LoopbackServer.truncating(Chat::stream)))
        .hasRootCauseInstanceOf(java.io.IOException.class);
  }

  /** A server that stops in the middle of a response, with all formalities. */
  @Test
  void unfinishedStream_fails() {
    assertThatThrownBy(() -> draw(answering(request -> Chat.event("secret"))))
        .hasCauseInstanceOf(NoTextException.class)
        .hasMessageContaining("the response has no end");
  }

  @Test
  void withheldResponse_isNoDraw() {
    assertThatThrownBy(
            () -> draw(answering(request -> Chat.event("secret") + Chat.last("content_filter"))))
        .hasCauseInstanceOf(NoTextException.class)
        .hasMessageContaining("withheld")
        .hasMessageNotContaining("secret");
  }

  @Test
  void failingRequest_failsTheStage() {
    LoopbackServer server = open(LoopbackServer.answering(Chat::stream));
    AsyncGenerator<String, String> generator =
        LangChain4j.asyncGenerator(Models.streaming(server), prompt -> {
          throw new IllegalStateException("no request");
        });
    assertThat(generator.generateAsync(GenerationRequest.of("secret", 1)).toCompletableFuture())
        .failsWithin(java.time.Duration.ofSeconds(10))
        .withThrowableOfType(java.util.concurrent.ExecutionException.class)
        .withCauseInstanceOf(IllegalStateException.class);
  }

  private static LoopbackServer answering(Function<JsonNode, String> body) {
    return LoopbackServer.answering(body);
  }

  private List<String> draw(LoopbackServer server) throws Exception {
    return generator(server)
        .generateAsync(GenerationRequest.of("secret", 1))
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  private AsyncGenerator<String, String> generator(LoopbackServer server) {
    return LangChain4j.asyncGenerator(Models.streaming(open(server)));
  }

  private LoopbackServer open(LoopbackServer server) {
    servers.add(server);
    return server;
  }
}
