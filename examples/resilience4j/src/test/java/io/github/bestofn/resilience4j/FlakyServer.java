package io.github.bestofn.resilience4j;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A model on this machine that answers two calls with a guess and is overloaded at every third. */
final class FlakyServer implements AutoCloseable {

  private static final int THREADS = 4;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final AtomicInteger calls = new AtomicInteger();
  private final int failsEvery;

  /**
   * Starts a server on a free port of the loopback interface.
   *
   * @param failsEvery which calls fail: every third if 3, all of them if 1
   */
  FlakyServer(int failsEvery) throws IOException {
    this.failsEvery = failsEvery;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  URI uri() {
    InetSocketAddress address = server.getAddress();
    return URI.create("http://%s:%d/".formatted(address.getHostString(), address.getPort()));
  }

  /** How many calls there have been. */
  int calls() {
    return calls.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    int call = calls.incrementAndGet();
    exchange.getRequestBody().readAllBytes();
    byte[] body = ("guess " + call).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(call % failsEvery == 0 ? 503 : 200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
