import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A server on loopback that speaks chat completions: java Server.java. It prints its address, and answers until it is ended. */
public final class Server {

  private static final Pattern CHOICES = Pattern.compile("\"n\"\\s*:\\s*(\\d+)");
  private static final String CHOICE = """
      {"index": %d, "finish_reason": "stop", "logprobs": null,
       "message": {"role": "assistant", "content": "Blue%s", "refusal": null}}""";
  private static final String ANSWER = """
      {"id": "1", "object": "chat.completion", "created": 1700000000, "model": "m", "choices": [%s],
       "usage": {"prompt_tokens": 10, "completion_tokens": %d, "total_tokens": %d}}""";

  private Server() {}

  public static void main(String[] args) throws IOException {
    var drawn = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", exchange -> {
      try (exchange) {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        byte[] answer = answer(body, drawn).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
      }
    });
    server.start();
    System.out.println("http://localhost:" + server.getAddress().getPort());
  }

  /* Eight draws one after another are of eight lengths, the longest with seven exclamation marks. */
  private static String answer(String request, AtomicInteger drawn) {
    Matcher asked = CHOICES.matcher(request);
    int choices = asked.find() ? Integer.parseInt(asked.group(1)) : 1;
    String answers = IntStream.range(0, choices)
        .mapToObj(k -> CHOICE.formatted(k, "!".repeat(drawn.getAndIncrement() % 8)))
        .collect(Collectors.joining(","));
    return ANSWER.formatted(answers, 2 * choices, 10 + 2 * choices);
  }
}
