package io.github.bestofn.examples.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server on the loopback interface that speaks chat completions, in front of the quick start's language model. A
 * call takes as long as calls of a larger model might: a random time between two bounds, however many choices it asks
 * for.
 */
final class ModelServer implements AutoCloseable {

  private static final JsonMapper MAPPER = JsonMapper.shared();

  static {
    // Without it, headers and body meet Nagle's algorithm and every answer takes 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final Generator<String, String> model;
  private final int shortest;
  private final int longest;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
    Thread thread = new Thread(task, "model-server");
    thread.setDaemon(true);
    return thread;
  });

  /**
   * Opens the server on a free port.
   *
   * @param model continues openings
   * @param shortest the shortest time of a call, in milliseconds
   * @param longest the longest time of a call, in milliseconds, at least the shortest
   */
  ModelServer(Generator<String, String> model, int shortest, int longest) throws IOException {
    if (shortest < 0 || longest < shortest) {
      throw new IllegalArgumentException(
          "model.latency must be two times such as 500,2000, but was " + shortest + "," + longest);
    }
    this.model = model;
    this.shortest = shortest;
    this.longest = longest;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/chat/completions", this::complete);
    server.setExecutor(threads);
    server.start();
  }

  /** The address that a client of OpenAI takes. */
  String url() {
    return "http://localhost:" + server.getAddress().getPort() + "/v1";
  }

  private void complete(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode request = MAPPER.readTree(exchange.getRequestBody().readAllBytes());
      int choices = request.path("n").asInt(1);
      JsonNode messages = request.path("messages");
      String prompt = messages.path(messages.size() - 1).path("content").asString();
      byte[] body = MAPPER
          .writeValueAsString(completion(draw(prompt, choices)))
          .getBytes(StandardCharsets.UTF_8);
      Thread.sleep(ThreadLocalRandom.current().nextInt(shortest, longest + 1));
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private List<String> draw(String prompt, int choices) throws IOException {
    try {
      long seed = ThreadLocalRandom.current().nextLong();
      return model.generate(GenerationRequest.of(prompt, choices, 0, 0, seed));
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  /* A token is about four letters. */
  private static Map<String, Object> completion(List<String> texts) {
    List<Map<String, Object>> choices = new ArrayList<>();
    int tokens = 0;
    for (String text : texts) {
      tokens += 1 + text.length() / 4;
      choices.add(Map.of(
          "index", choices.size(),
          "finish_reason", "stop",
          "message", Map.of("role", "assistant", "content", text)));
    }
    return Map.of(
        "id",
        "completion",
        "object",
        "chat.completion",
        "created",
        0,
        "model",
        "trigrams",
        "choices",
        choices,
        "usage",
        Map.of("prompt_tokens", 10, "completion_tokens", tokens, "total_tokens", 10 + tokens));
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
