package io.github.bestofn.benchmarks.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends requests to the service at random times, and compares what its books say with what the model server saw.
 *
 * @param seconds how long requests arrive
 * @param rate requests per second, on average
 * @param average the draws per request
 * @param maxWaves the largest number of waves of a request
 * @param seed decides prompts, times, and what the model server answers
 */
public record ServiceLoad(int seconds, double rate, int average, int maxWaves, long seed) {

  /** The default of a shared budget, in averages. */
  private static final int BURST = 20;

  /**
   * Runs one service under load.
   *
   * @param strategy {@code shared} or {@code uniform}
   * @return the figures
   * @throws IOException if a process or a connection cannot be made
   * @throws InterruptedException if the thread is interrupted
   */
  public ServiceFigures run(String strategy) throws IOException, InterruptedException {
    try (ModelServer model = new ModelServer(seed)) {
      Process service = new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xmx512m",
              "-cp",
              System.getProperty("java.class.path"),
              AnsweringService.class.getName(),
              String.valueOf(model.port()),
              String.valueOf(average),
              String.valueOf(maxWaves),
              strategy)
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
      try (BufferedReader out =
          new BufferedReader(new InputStreamReader(service.getInputStream(), UTF_8))) {
        String port = out.readLine();
        if (port == null) {
          throw new IOException("the service did not start");
        }
        return load(strategy, model, "http://localhost:" + port);
      } finally {
        service.getOutputStream().close();
        if (!service.waitFor(10, TimeUnit.SECONDS)) {
          service.destroyForcibly();
        }
      }
    }
  }

  private ServiceFigures load(String strategy, ModelServer model, String service)
      throws IOException, InterruptedException {
    HttpClient http = HttpClient.newHttpClient();
    ConcurrentLinkedQueue<Double> millis = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<Double> rewards = new ConcurrentLinkedQueue<>();
    List<CompletableFuture<?>> sent = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(seed);
    long begin = System.nanoTime();
    long end = begin + TimeUnit.SECONDS.toNanos(seconds);
    long at = begin;
    long nextLook = begin;
    long largestOverdraft = Long.MIN_VALUE;
    while (at < end) {
      at += (long) (-Math.log1p(-random.nextDouble()) / rate * 1e9);
      while (System.nanoTime() < at) {
        LockSupport.parkNanos(at - System.nanoTime());
      }
      HttpRequest request = HttpRequest.newBuilder(URI.create(service + "/answer"))
          .POST(HttpRequest.BodyPublishers.ofString(String.valueOf(random.nextLong())))
          .build();
      long from = System.nanoTime();
      sent.add(http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
          .thenAccept(response -> {
            if (response.statusCode() == 200) {
              millis.add((System.nanoTime() - from) / 1e6);
              rewards.add(Double.parseDouble(response.body()));
            }
          })
          .exceptionally(lost -> null));
      if (from >= nextLook) {
        nextLook = from + TimeUnit.SECONDS.toNanos(1);
        largestOverdraft = Math.max(largestOverdraft, overdraft(books(http, service)));
      }
    }
    CompletableFuture.allOf(sent.toArray(new CompletableFuture<?>[0])).join();
    long[] books = books(http, service);
    double[] sorted = millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return new ServiceFigures(
        strategy,
        sent.size(),
        sorted.length,
        books[2] / (double) books[0],
        books[4] / (double) books[0],
        rewards.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN),
        quantile(sorted, 0.5),
        quantile(sorted, 0.95),
        model.calls(),
        model.failures(),
        books[1],
        books[2],
        books[3],
        Math.max(largestOverdraft, overdraft(books)),
        (long) BURST * average,
        broken(strategy, sent.size(), model, books, largestOverdraft));
  }

  private long overdraft(long[] books) {
    return books[6] - average * books[5];
  }

  /** Returns the promises that do not add up, in words. */
  private List<String> broken(
      String strategy, int requests, ModelServer model, long[] books, long largestOverdraft) {
    List<String> broken = new ArrayList<>();
    check(broken, books[0] == requests, "requests", requests, books[0]);
    check(broken, books[1] == model.calls(), "attempts", model.calls(), books[1]);
    check(broken, books[3] == model.failures(), "failures", model.failures(), books[3]);
    check(
        broken,
        books[2] + books[3] == books[1],
        "draws and failures",
        books[1],
        books[2] + books[3]);
    if (strategy.equals("shared")) {
      check(broken, books[5] == requests, "the budget's requests", requests, books[5]);
      check(broken, books[6] == books[1], "the budget's attempts", books[1], books[6]);
      check(broken, books[7] == books[2], "the budget's draws", books[2], books[7]);
      long most = (long) BURST * average;
      check(broken, largestOverdraft <= most, "the largest overdraft", most, largestOverdraft);
    }
    return broken;
  }

  private static void check(
      List<String> broken, boolean holds, String what, long expected, long found) {
    if (!holds) {
      broken.add("%s: expected %d, but found %d".formatted(what, expected, found));
    }
  }

  private static long[] books(HttpClient http, String service)
      throws IOException, InterruptedException {
    HttpResponse<String> response = http.send(
        HttpRequest.newBuilder(URI.create(service + "/books")).build(),
        HttpResponse.BodyHandlers.ofString());
    return Arrays.stream(response.body().split(",", -1))
        .mapToLong(Long::parseLong)
        .toArray();
  }

  private static double quantile(double[] sorted, double share) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[(int) Math.min(sorted.length - 1L, Math.round(share * sorted.length))];
  }
}
