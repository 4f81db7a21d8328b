package io.github.bestofn.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.bestofn.contract.AsyncGeneratorContract;
import io.github.bestofn.contract.Stalled;
import io.github.bestofn.http.FakeServer.Behaviour;
import io.github.bestofn.spi.AsyncGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** The contract, on servers that take {@code n}, ignore it and refuse it, and draw by draw. */
class ChatGeneratorContractTest {

  abstract static class Contract implements AsyncGeneratorContract<String, String> {

    private final List<FakeServer> servers = new ArrayList<>();

    abstract Behaviour behaviour();

    AsyncGenerator<String, String> adapter(ModelServer server) {
      return ChatGenerator.of(server, "m");
    }

    private FakeServer open(FakeServer server) {
      servers.add(server);
      return server;
    }

    @AfterEach
    void close() {
      servers.forEach(FakeServer::close);
    }

    @Override
    public AsyncGenerator<String, String> generator() {
      return adapter(open(new FakeServer(behaviour())).model());
    }

    @Override
    public AsyncGenerator<String, String> failing() {
      return adapter(open(FakeServer.refusing(500, "")).model());
    }

    @Override
    public Optional<AsyncGenerator<String, String>> failingSome() {
      Behaviour good = behaviour();
      var singles = new AtomicInteger();
      return Optional.of(adapter(open(new FakeServer((exchange, body) -> {
            if (body.path("n").asInt(1) > 1 && takesMany()) {
              String half = Chat.echo(body).replaceFirst("\"stop\"", "\"error\"");
              FakeServer.send(exchange, 200, half);
            } else if (!body.has("n") && singles.incrementAndGet() % 2 == 0) {
              FakeServer.send(exchange, 429, "{}");
            } else {
              good.answer(exchange, body);
            }
          }))
          .model()));
    }

    boolean takesMany() {
      return false;
    }

    @Override
    public Stalled<AsyncGenerator<String, String>> stalled() {
      var began = new CountDownLatch(1);
      var ended = new CountDownLatch(1);
      return new Stalled<>(adapter(open(FakeServer.stalling(began, ended)).model()), began, ended);
    }

    @Override
    public List<String> prompts() {
      return List.of("one", "two", "three");
    }

    @Override
    public boolean answers(String prompt, String response) {
      return response.startsWith(prompt + ": ");
    }
  }

  @Nested
  class TakesN extends Contract {
    @Override
    boolean takesMany() {
      return true;
    }

    @Override
    Behaviour behaviour() {
      return (exchange, body) -> FakeServer.send(exchange, 200, Chat.echo(body));
    }
  }

  @Nested
  class IgnoresN extends Contract {
    /** It answers less than was asked for, which is no failure. */
    @Override
    public Optional<AsyncGenerator<String, String>> failingSome() {
      return Optional.empty();
    }

    @Override
    Behaviour behaviour() {
      return (exchange, body) -> FakeServer.send(exchange, 200, Chat.echo(body, 1));
    }
  }

  @Nested
  class ExceedsN extends Contract {
    @Override
    boolean takesMany() {
      return true;
    }

    @Override
    Behaviour behaviour() {
      return (exchange, body) ->
          FakeServer.send(exchange, 200, Chat.echo(body, body.path("n").asInt(1) + 2));
    }
  }

  @Nested
  class RefusesN extends Contract {
    @Override
    Behaviour behaviour() {
      return (exchange, body) -> {
        JsonNode n = body.path("n");
        FakeServer.send(exchange, n.asInt(1) > 1 ? 400 : 200, Chat.echo(body));
      };
    }
  }

  @Nested
  class PerDrawSeeds extends TakesN {
    @Override
    AsyncGenerator<String, String> adapter(ModelServer server) {
      return ChatGenerator.builder(server, "m").perDrawSeeds().build();
    }

    @Override
    public boolean repeatsWithSeeds() {
      return true;
    }
  }
}
