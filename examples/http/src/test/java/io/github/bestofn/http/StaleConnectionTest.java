package io.github.bestofn.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.BatchResult;
import io.github.bestofn.BestOfN;
import io.github.bestofn.http.HttpFailure.Kind;
import io.github.bestofn.spi.RewardModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server closes a connection that has been idle just when the next call goes out on it. */
@Timeout(60)
class StaleConnectionTest {

  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

  /** A server that answers so many calls of a connection and closes it at the next. */
  private static final class Closing implements AutoCloseable {

    private final ServerSocket socket;
    private final int answers;
    private final AtomicInteger calls = new AtomicInteger();

    Closing(int answers) throws IOException {
      this.answers = answers;
      this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      start(this::accept);
    }

    private static void start(Runnable task) {
      Thread thread = new Thread(task);
      thread.setDaemon(true);
      thread.start();
    }

    private void accept() {
      try {
        while (true) {
          Socket connection = socket.accept();
          start(() -> serve(connection));
        }
      } catch (IOException closed) {
        // The test is over.
      }
    }

    private void serve(Socket connection) {
      try (connection) {
        byte[] body = Chat.completion("answer").getBytes(StandardCharsets.UTF_8);
        String head =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                .formatted(body.length);
        for (int k = 0; read(connection.getInputStream()) && k < answers; k++) {
          connection.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
          connection.getOutputStream().write(body);
          connection.getOutputStream().flush();
        }
      } catch (IOException gone) {
        // So is the client.
      }
    }

    private boolean read(InputStream in) throws IOException {
      var head = new ByteArrayOutputStream();
      while (!head.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
        int next = in.read();
        if (next < 0) {
          return false;
        }
        head.write(next);
      }
      Matcher length = LENGTH.matcher(head.toString(StandardCharsets.UTF_8));
      in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
      calls.incrementAndGet();
      return true;
    }

    ModelServer model() {
      return ModelServer.at("http://127.0.0.1:" + socket.getLocalPort());
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void callOnAClosedConnection_isSentOnceMore() throws Exception {
    try (Closing server = new Closing(1)) {
      BatchResult<String, String> result = BestOfN.<String, String>builder()
          .asyncGenerator(
              ChatGenerator.builder(server.model(), "m").maxDrawsPerRequest(1).build())
          .rewardModel(RewardModel.pointwise((prompt, response) -> 1))
          .maxInFlight(1)
          .drawsPerPrompt(8)
          .build()
          .run(List.of("q"));

      assertThat(result.draws()).isEqualTo(8);
      assertThat(result.failures()).isZero();
    }
  }

  /** Such a server does not merely have stale connections. */
  @Test
  void callOnANewConnectionThatIsClosed_fails() throws Exception {
    try (Closing server = new Closing(0)) {
      HttpFailure failure = Calls.failure(server.model());

      assertThat(failure.kind()).isEqualTo(Kind.CONNECTION);
      assertThat(failure.isTransient()).isTrue();
      assertThat(failure).hasMessageContaining("broke the connection");
      assertThat(server.calls).hasValue(1);
    }
  }
}
