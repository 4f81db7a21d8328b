package io.github.bestofn.benchmarks.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.bestofn.BatchResult;
import io.github.bestofn.BestOfN;
import io.github.bestofn.Candidate;
import io.github.bestofn.allocate.SharedBudget;
import io.github.bestofn.allocate.SharedBudgetReport;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The service of the guide in a process of its own: answers with best-of-N on a shared budget, or uniformly.
 * Arguments: the port of the model server, the average, the largest number of waves, and {@code shared} or {@code
 * uniform}. It prints its port, and ends when its standard input does.
 */
public final class AnsweringService {

  private static final int THREADS = 200;
  private static final int MOST_CALLS = 256;

  private final BestOfN<String, String> bestOfN;
  private final @Nullable SharedBudget budget;
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong attempts = new AtomicLong();
  private final AtomicLong draws = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong waves = new AtomicLong();

  private AnsweringService(int modelPort, int average, int maxWaves, boolean isShared) {
    HttpClient http = HttpClient.newHttpClient();
    URI model = URI.create("http://localhost:" + modelPort + "/draw");
    BestOfN.Builder<String, String> builder = BestOfN.<String, String>builder()
        .generator(Generator.perDraw(prompt -> call(http, model, prompt)))
        .rewardModel(RewardModel.pointwise((prompt, response) -> Double.parseDouble(response)))
        .maxInFlightOfAllRuns(MOST_CALLS);
    this.budget = isShared ? SharedBudget.averaging(average).maxWaves(maxWaves) : null;
    this.bestOfN = budget == null
        ? builder.drawsPerPrompt(average).strategy(Strategies.uniform()).build()
        : builder.sharedBudget(budget).build();
  }

  private static String call(HttpClient http, URI model, String prompt) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(model)
        .POST(HttpRequest.BodyPublishers.ofString(prompt))
        .build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException("the model server answered " + response.statusCode());
    }
    return response.body();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String prompt = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      BatchResult<String, String> result = bestOfN.run(List.of(prompt));
      requests.incrementAndGet();
      attempts.addAndGet(result.attempts());
      draws.addAndGet(result.draws());
      failures.addAndGet(result.failures());
      waves.addAndGet(result.waves());
      Optional<Candidate<String>> best = result.results().get(0).best();
      send(exchange, best.isPresent() ? 200 : 503, best.map(Candidate::response).orElse(""));
    }
  }

  /**
   * The figures of the results, then those of the budget: requests, attempts, draws, failures, waves; requests,
   * attempts, draws, balance.
   */
  private void books(HttpExchange exchange) throws IOException {
    try (exchange) {
      SharedBudgetReport report = budget == null ? null : budget.report();
      String ofBudget = report == null
          ? "0,0,0,0"
          : "%d,%d,%d,%d"
              .formatted(report.requests(), report.attempts(), report.draws(), report.balance());
      send(
          exchange,
          200,
          "%d,%d,%d,%d,%d,%s"
              .formatted(
                  requests.get(),
                  attempts.get(),
                  draws.get(),
                  failures.get(),
                  waves.get(),
                  ofBudget));
    }
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  /**
   * Runs the service.
   *
   * @param args see above
   * @throws IOException if there is no port
   */
  public static void main(String[] args) throws IOException {
    AnsweringService service = new AnsweringService(
        Integer.parseInt(args[0]),
        Integer.parseInt(args[1]),
        Integer.parseInt(args[2]),
        args[3].equals("shared"));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), THREADS);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    server.setExecutor(threads);
    server.createContext("/answer", service::answer);
    server.createContext("/books", service::books);
    server.start();
    System.out.println(server.getAddress().getPort());
    while (System.in.read() >= 0) {
      // until the parent has gone
    }
    server.stop(0);
    threads.shutdownNow();
  }
}
