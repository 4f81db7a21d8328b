package io.github.bestofn.benchmarks.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A model server on the loopback interface. A call takes 100 to 400 ms and fails one time in twenty. A prompt is a
 * number that decides how large its rewards are and how much they vary; a response is a reward.
 */
final class ModelServer implements AutoCloseable {

  static final int LEAST_MILLIS = 100;
  static final int MOST_MILLIS = 400;
  static final int FAILS_ONE_IN = 20;

  private static final int THREADS = 512;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final AtomicLong calls = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final long seed;

  ModelServer(long seed) throws IOException {
    this.seed = seed;
    this.server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), THREADS);
    server.setExecutor(threads);
    server.createContext("/draw", this::draw);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** The number of calls so far. */
  long calls() {
    return calls.get();
  }

  /** Returns the number of them that failed. */
  long failures() {
    return failures.get();
  }

  private void draw(HttpExchange exchange) throws IOException {
    try (exchange) {
      long prompt = Long.parseLong(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
      long number = calls.incrementAndGet();
      SplittableRandom ofCall = new SplittableRandom(seed + number);
      TimeUnit.MILLISECONDS.sleep(ofCall.nextInt(LEAST_MILLIS, MOST_MILLIS + 1));
      boolean fails = ofCall.nextInt(FAILS_ONE_IN) == 0;
      if (fails) {
        failures.incrementAndGet();
      }
      byte[] body = String.valueOf(reward(prompt, ofCall)).getBytes(UTF_8);
      exchange.sendResponseHeaders(fails ? 500 : 200, body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /* Normal rewards. Prompts differ in location and, more than fourfold, in scale. */
  private static double reward(long prompt, SplittableRandom ofCall) {
    SplittableRandom ofPrompt = new SplittableRandom(prompt);
    double location = 2 * ofPrompt.nextDouble();
    double scale = Math.exp(1.5 * (ofPrompt.nextDouble() - 0.5));
    double radius = Math.sqrt(-2 * Math.log1p(-ofCall.nextDouble()));
    return location + scale * radius * Math.cos(2 * Math.PI * ofCall.nextDouble());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
