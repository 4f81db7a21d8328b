package io.github.bestofn.testsupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A server on the loopback interface that takes JSON, behaves as told, and remembers what it was asked. */
public final class LoopbackServer implements AutoCloseable {

  static final ObjectMapper MAPPER = new ObjectMapper();

  static {
    // Without it, headers and body meet Nagle's algorithm and every answer takes 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<JsonNode> asked = new CopyOnWriteArrayList<>();

  /** How a request is answered. */
  @FunctionalInterface
  public interface Behaviour {

    /**
     * Answers a request; the exchange is closed afterwards.
     *
     * @param exchange where to
     * @param body what was asked
     * @throws IOException if the client is gone
     */
    void answer(HttpExchange exchange, JsonNode body) throws IOException;
  }

  /**
   * Opens a server.
   *
   * @param behaviour how requests are answered, on a thread for each
   */
  public LoopbackServer(Behaviour behaviour) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", exchange -> {
      JsonNode body = MAPPER.readTree(exchange.getRequestBody().readAllBytes());
      asked.add(body);
      try (exchange) {
        behaviour.answer(exchange, body);
      }
    });
    server.setExecutor(threads);
    server.start();
  }

  /**
   * Returns a server whose every answer has status 200.
   *
   * @param body makes an answer of a request
   * @return the server
   */
  public static LoopbackServer answering(Function<JsonNode, String> body) {
    return new LoopbackServer((exchange, request) -> send(exchange, 200, body.apply(request)));
  }

  /**
   * Returns a server that refuses everything.
   *
   * @param status the status of every answer
   * @return the server
   */
  public static LoopbackServer refusing(int status) {
    return new LoopbackServer((exchange, request) ->
        send(exchange, status, "{\"error\": {\"message\": \"no\", \"type\": \"test\"}}"));
  }

  /**
   * Returns a server that breaks the connection off half-way through every answer.
   *
   * @param body makes an answer of a request
   * @return the server
   */
  public static LoopbackServer truncating(Function<JsonNode, String> body) {
    return new LoopbackServer((exchange, request) -> {
      byte[] bytes = body.apply(request).getBytes(StandardCharsets.UTF_8);
      head(exchange, 200, bytes.length);
      exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
      exchange.getResponseBody().flush();
    });
  }

  /**
   * Returns a server that takes requests and sends nothing.
   *
   * @return the server
   */
  public static LoopbackServer silent() {
    return new LoopbackServer((exchange, request) -> {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException closed) {
        Thread.currentThread().interrupt();
      }
    });
  }

  /**
   * Returns a server that begins to answer and does not end, until nobody listens.
   *
   * @param morsel what it sends over and over
   * @param began counted down when a request is in
   * @param ended counted down when nobody listens any more
   * @return the server
   */
  public static LoopbackServer stalling(String morsel, CountDownLatch began, CountDownLatch ended) {
    return new LoopbackServer((exchange, request) -> {
      began.countDown();
      try {
        head(exchange, 200, 0);
        while (true) {
          exchange.getResponseBody().write(morsel.getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
          Thread.sleep(5);
        }
      } catch (IOException gone) {
        ended.countDown();
      } catch (InterruptedException closed) {
        Thread.currentThread().interrupt();
      }
    });
  }

  /**
   * Sends an answer.
   *
   * @param exchange where to
   * @param status its status
   * @param body its body
   * @throws IOException if the client is gone
   */
  public static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    head(exchange, status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static void head(HttpExchange exchange, int status, long length) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, length);
  }

  /**
   * Returns the requests so far.
   *
   * @return the body of each, as they came in
   */
  public List<JsonNode> asked() {
    return asked;
  }

  /**
   * Returns where the server is.
   *
   * @return its address, without a path
   */
  public String url() {
    InetSocketAddress address = server.getAddress();
    return "http://%s:%d".formatted(address.getAddress().getHostAddress(), address.getPort());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
