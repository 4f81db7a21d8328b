package io.github.bestofn.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The quick start on servers in place of its own models: one on loopback that writes seeds and scores text. */
class ServersTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<JsonNode> asked = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @TempDir
  private Path folder;

  @SuppressWarnings("NullAway.Init")
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/chat/completions", exchange -> answer(exchange, this::completion));
    server.createContext("/rerank", exchange -> answer(exchange, this::scores));
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void run_drawsAndScoresOnServers() throws IOException {
    assertThat(run(
            "--base-url",
            url(),
            "--model",
            "m",
            "--reward-url",
            url(),
            "--reward-kind",
            "tei-rerank"))
        .isZero();

    assertThat(err.toString()).doesNotContain("failed", "Loading");
    assertThat(out.toString())
        .contains("Openings: 2, draws per opening: 4, seed: 1")
        .contains("Reward: as the reward server gives it")
        .contains("1. The stock market ... (share prices)")
        .containsPattern("uniform +4 draws +0\\.\\d{3}  goes on with [A-Z]")
        .containsPattern("\ndraws( +8){3}\n");
    assertThat(asked)
        .filteredOn(request -> request.has("messages"))
        .allSatisfy(request -> {
          assertThat(request.path("model").asText()).isEqualTo("m");
          assertThat(request.path("seed").isIntegralNumber()).isTrue();
        })
        .extracting(request -> request.path("messages").path(1).path("content").asText())
        .containsOnly(
            "The stock market ... (about share prices)", "Doctors say ... (about a new medicine)");
  }

  @Test
  void run_givesTheSameOutputForTheSameSeed() throws IOException {
    String[] args = {
      "--base-url", url(), "--model", "m", "--reward-url", url(), "--reward-kind", "tei-rerank"
    };
    assertThat(run(args)).isZero();
    String first = out.toString();
    out.getBuffer().setLength(0);
    assertThat(run(args)).isZero();
    assertThat(out.toString()).isEqualTo(first);
  }

  @Test
  void run_scoresItsOwnDrawsOnAServer() throws IOException {
    assertThat(run("--reward-url", url(), "--reward-kind", "tei-rerank")).isZero();
    assertThat(err.toString()).contains("Loading the language model\n").doesNotContain("failed");
    assertThat(asked).isNotEmpty().noneMatch(request -> request.has("messages"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--model m | --base-url and --model must be given together",
        "--base-url nowhere --model m | --base-url: the address of a server must be http",
        "--reward-url http://localhost --reward-kind own | --reward-kind must be one of",
        "--base-url http://localhost --model m --api-key-from NO_SUCH_KEY | NO_SUCH_KEY must hold"
      })
  void run_refusesServers(String args, String message) throws IOException {
    assertThat(run(args.split(" "))).isEqualTo(2);
    assertThat(err.toString().lines()).singleElement().asString().contains(message);
  }

  @Test
  void help_namesEveryOption() {
    QuickStart.commandLine().setOut(new PrintWriter(out)).execute("--help");
    assertThat(out.toString())
        .contains("--base-url", "--model", "--reward-url", "--reward-kind", "--api-key-from");
  }

  private String completion(JsonNode request) {
    long seed = request.path("seed").asLong();
    return "{\"choices\": [{\"message\": {\"content\": \"goes on with %s%d\"}}]}"
        .formatted((char) ('A' + seed % 26), seed % 1000);
  }

  private String scores(JsonNode request) {
    StringBuilder scores = new StringBuilder();
    for (int k = 0; k < request.path("texts").size(); k++) {
      String text = request.path("texts").path(k).asText();
      double score = Math.floorMod(text.hashCode(), 1000) / 1000.0;
      scores.append(k == 0 ? "" : ",").append("{\"index\":%d,\"score\":%s}".formatted(k, score));
    }
    return "[" + scores + "]";
  }

  private interface Answer {
    String to(JsonNode request);
  }

  private void answer(HttpExchange exchange, Answer answer) throws IOException {
    JsonNode request = MAPPER.readTree(exchange.getRequestBody().readAllBytes());
    asked.add(request);
    byte[] body = answer.to(request).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private String url() {
    InetSocketAddress address = server.getAddress();
    return "http://%s:%d".formatted(address.getAddress().getHostAddress(), address.getPort());
  }

  private int run(String... args) throws IOException {
    Path file = Files.writeString(
        folder.resolve("two.tsv"), "The stock market\tshare prices\nDoctors say\ta new medicine\n");
    String[] all = new String[args.length + 4];
    System.arraycopy(args, 0, all, 0, args.length);
    System.arraycopy(
        new String[] {"--prompts", file.toString(), "--draws", "4"}, 0, all, args.length, 4);
    return QuickStart.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(all);
  }
}
