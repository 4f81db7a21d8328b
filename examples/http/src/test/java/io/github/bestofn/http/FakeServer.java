package io.github.bestofn.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A server on the loopback interface that behaves as told, and remembers what it was asked. */
final class FakeServer implements AutoCloseable {

  static final ObjectMapper MAPPER = new ObjectMapper();

  static {
    // Without it, headers and body meet Nagle's algorithm and every answer takes 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  /** How a request is answered. */
  @FunctionalInterface
  interface Behaviour {
    void answer(HttpExchange exchange, JsonNode body) throws IOException;
  }

  /** How the body of a successful answer is made. */
  @FunctionalInterface
  interface Answer {
    String body(String path, JsonNode body);
  }

  /** What the server was asked. */
  record Asked(String path, JsonNode body, @Nullable String authorization) {}

  FakeServer(Behaviour behaviour) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    server.createContext("/", exchange -> {
      JsonNode body = MAPPER.readTree(exchange.getRequestBody().readAllBytes());
      String key = exchange.getRequestHeaders().getFirst("Authorization");
      asked.add(new Asked(exchange.getRequestURI().getPath(), body, key));
      try (exchange) {
        behaviour.answer(exchange, body);
      }
    });
    server.setExecutor(threads);
    server.start();
  }

  static FakeServer answering(Answer answer) {
    return new FakeServer((exchange, body) ->
        send(exchange, 200, answer.body(exchange.getRequestURI().getPath(), body)));
  }

  static FakeServer refusing(int status, String body, String... headers) {
    return new FakeServer((exchange, request) -> send(exchange, status, body, headers));
  }

  /** Sends headers and blanks, and no more, until nobody listens. */
  static FakeServer stalling(CountDownLatch began, CountDownLatch ended) {
    return new FakeServer((exchange, body) -> {
      began.countDown();
      try {
        exchange.sendResponseHeaders(200, 0);
        while (true) {
          exchange.getResponseBody().write(' ');
          exchange.getResponseBody().flush();
          Thread.sleep(5);
        }
      } catch (IOException gone) {
        ended.countDown();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    });
  }

  static void send(HttpExchange exchange, int status, String body, String... headers)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < headers.length; i += 2) {
      exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
    }
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  List<Asked> asked() {
    return asked;
  }

  String url() {
    InetSocketAddress address = server.getAddress();
    return "http://%s:%d".formatted(address.getAddress().getHostAddress(), address.getPort());
  }

  ModelServer model() {
    return ModelServer.at(url());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
