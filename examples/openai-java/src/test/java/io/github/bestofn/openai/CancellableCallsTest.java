package io.github.bestofn.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bestofn.openai.CancellableCalls.Ticket;
import io.github.bestofn.testsupport.LoopbackServer;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.junit.jupiter.api.Test;

class CancellableCallsTest {

  private final CancellableCalls calls = new CancellableCalls();
  private final OkHttpClient client =
      new OkHttpClient.Builder().addInterceptor(calls).build();

  /** The client tries again what breaks off: a call that was cancelled must not begin anew. */
  @Test
  void closedTicket_admitsNoAttempt() {
    try (var server = LoopbackServer.answering(request -> "{}")) {
      Ticket ticket = calls.open();
      ticket.close();

      assertThatThrownBy(() -> call(server, ticket.id()).execute())
          .isInstanceOf(IOException.class)
          .hasMessage("the call was cancelled");
      assertThat(server.asked()).isEmpty();
    }
  }

  @Test
  void openTicket_admitsAttempts() throws Exception {
    try (var server = LoopbackServer.answering(request -> "{}");
        var ticket = calls.open()) {
      for (int attempt = 1; attempt <= 2; attempt++) {
        try (var response = call(server, ticket.id()).execute()) {
          assertThat(response.code()).isEqualTo(200);
        }
        assertThat(server.asked()).hasSize(attempt);
      }
    }
  }

  @Test
  void closing_endsAnAttemptWhoseBodyIsBeingRead() throws Exception {
    var began = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    try (var server = LoopbackServer.stalling(" ", began, ended)) {
      Ticket ticket = calls.open();
      try (var response = call(server, ticket.id()).execute()) {
        ticket.close();

        assertThatThrownBy(() -> response.body().string()).isInstanceOf(IOException.class);
        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  @Test
  void otherCalls_areLeftAlone() throws Exception {
    try (var server = LoopbackServer.answering(request -> "{}");
        var response = client.newCall(request(server).build()).execute()) {
      assertThat(response.code()).isEqualTo(200);
    }
  }

  private Call call(LoopbackServer server, String id) {
    return client.newCall(request(server).header(CancellableCalls.HEADER, id).build());
  }

  private static Request.Builder request(LoopbackServer server) {
    return new Request.Builder().url(server.url()).post(RequestBody.create("{}", null));
  }
}
