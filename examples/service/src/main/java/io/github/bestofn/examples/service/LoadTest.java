package io.github.bestofn.examples.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.json.JsonMapper;

/**
 * Users who ask the service one question after another, each waiting for its answer. First they have the service's
 * budget for a time, then the same number of draws for every request. Prints latencies, draws and rewards, and the
 * report of the budget.
 */
final class LoadTest {

  private static final String OPENINGS = "/io/github/bestofn/examples/quickstart/openings.tsv";
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, String> options;
  private final List<String> openings;
  private final AtomicInteger next = new AtomicInteger();

  private LoadTest(Map<String, String> options) throws IOException {
    this.options = options;
    try (InputStream in =
        Objects.requireNonNull(LoadTest.class.getResourceAsStream(OPENINGS), OPENINGS)) {
      openings = new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    }
  }

  /**
   * Runs the test.
   *
   * @param args {@code --name=value} for url, users, seconds, warm-up (seconds), uniform (seconds), waves and slowest
   *     (milliseconds)
   * @throws Exception if a request fails
   */
  public static void main(String[] args) throws Exception {
    run(System.out, args);
  }

  static Figures run(PrintStream out, String... args) throws Exception {
    Map<String, String> options = new TreeMap<>(Map.of(
        "url", "http://localhost:8080",
        "users", "64",
        "seconds", "300",
        "warm-up", "10",
        "uniform", "60",
        "waves", "3",
        "slowest", "2000"));
    for (String arg : args) {
      String[] parts = arg.split("=", 2);
      if (parts.length < 2
          || !parts[0].startsWith("--")
          || options.replace(parts[0].substring(2), parts[1]) == null) {
        throw new IllegalArgumentException(
            "an option must be one of %s, as --name=value, but was %s"
                .formatted(options.keySet(), arg));
      }
    }
    return new LoadTest(options).run(out);
  }

  private int number(String name) {
    return Integer.parseInt(String.valueOf(options.get(name)));
  }

  /**
   * A request as a user saw it.
   *
   * @param millis the time from the question to the answer
   * @param draws the number of draws
   * @param reward the reward of the answer
   */
  record Request(double millis, int draws, double reward) {}

  /**
   * Figures of requests.
   *
   * @param requests what users saw
   */
  record Figures(List<Request> requests) {

    double percentile(double share) {
      double[] sorted = requests.stream().mapToDouble(Request::millis).sorted().toArray();
      return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }

    double meanDraws() {
      return requests.stream().mapToInt(Request::draws).average().orElse(Double.NaN);
    }

    int mostDraws() {
      return requests.stream().mapToInt(Request::draws).max().orElse(0);
    }

    double meanReward() {
      return requests.stream().mapToDouble(Request::reward).average().orElse(Double.NaN);
    }

    double standardError() {
      double mean = meanReward();
      double squares = requests.stream()
          .mapToDouble(each -> (each.reward() - mean) * (each.reward() - mean))
          .sum();
      return Math.sqrt(squares / (requests.size() - 1) / requests.size());
    }
  }

  private Figures run(PrintStream out) throws Exception {
    phase("/continue", number("warm-up"));
    Figures shared = phase("/continue", number("seconds"));
    String report = get("/actuator/bestofn");
    Figures uniform = phase("/continue?uniform=true", number("uniform"));

    int users = number("users");
    out.printf(
        Locale.ROOT,
        "%d users, %d requests in %d s, %d of uniform in %d s%n",
        users,
        shared.requests().size(),
        number("seconds"),
        uniform.requests().size(),
        number("uniform"));
    print(out, "shared budget", shared);
    print(out, "uniform", uniform);
    out.printf(
        Locale.ROOT,
        "95th percentile / (%d waves x %d ms) = %.2f%n",
        number("waves"),
        number("slowest"),
        shared.percentile(0.95) / (number("waves") * number("slowest")));
    out.println("GET /actuator/bestofn");
    out.println(
        MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(MAPPER.readTree(report)));
    return shared;
  }

  private static void print(PrintStream out, String name, Figures figures) {
    out.printf(
        Locale.ROOT,
        "%-14s median %4.0f ms, 95th %4.0f ms, 99th %4.0f ms; %.2f draws on average, %d at most; mean reward %.4f +- %.4f%n",
        name,
        figures.percentile(0.5),
        figures.percentile(0.95),
        figures.percentile(0.99),
        figures.meanDraws(),
        figures.mostDraws(),
        figures.meanReward(),
        figures.standardError());
  }

  /** All users at once, each until the time is over, and each once at least. */
  private Figures phase(String path, int seconds) throws InterruptedException, ExecutionException {
    long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    ExecutorService users = Executors.newFixedThreadPool(number("users"));
    try {
      List<Future<List<Request>>> seen = new ArrayList<>();
      for (int user = 0; user < number("users"); user++) {
        seen.add(users.submit(() -> {
          List<Request> own = new ArrayList<>();
          do {
            own.add(ask(path));
          } while (System.nanoTime() < end);
          return own;
        }));
      }
      List<Request> all = new ArrayList<>();
      for (Future<List<Request>> each : seen) {
        all.addAll(each.get());
      }
      return new Figures(all);
    } finally {
      users.shutdownNow();
    }
  }

  private Request ask(String path) throws IOException, InterruptedException {
    String opening = openings.get(Math.floorMod(next.getAndIncrement(), openings.size()));
    long begin = System.nanoTime();
    HttpResponse<String> response = http.send(
        HttpRequest.newBuilder(URI.create(options.get("url") + path))
            .header("Content-Type", "text/plain; charset=UTF-8")
            .POST(HttpRequest.BodyPublishers.ofString(opening))
            .build(),
        HttpResponse.BodyHandlers.ofString());
    double millis = (System.nanoTime() - begin) / 1e6;
    if (response.statusCode() != 200) {
      throw new IOException("the service answered with status " + response.statusCode());
    }
    var answer = MAPPER.readTree(response.body());
    return new Request(
        millis, answer.path("draws").asInt(), answer.path("reward").asDouble());
  }

  private String get(String path) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(URI.create(options.get("url") + path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
