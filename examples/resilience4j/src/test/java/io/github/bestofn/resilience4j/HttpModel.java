package io.github.bestofn.resilience4j;

import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** A model behind HTTP, in two ways: the prompt is posted, the answer's body is the response. Thread-safe. */
record HttpModel(HttpClient client, URI uri) {

  /** Holds a thread while it waits. */
  Generator<String, String> blocking() {
    return Generator.perDraw(prompt -> body(client.send(request(prompt), BodyHandlers.ofString())));
  }

  /** Holds none. Cancelling the stage ends the exchange. */
  AsyncGenerator<String, String> async() {
    return new AsyncGenerator<>() {
      @Override
      public CompletionStage<List<String>> generateAsync(GenerationRequest<String> request) {
        var exchange = client.sendAsync(request(request.prompt()), BodyHandlers.ofString());
        CompletableFuture<List<String>> responses = exchange.thenApply(answer -> {
          try {
            return List.of(body(answer));
          } catch (IOException e) {
            throw new CompletionException(e);
          }
        });
        var unused = responses.whenComplete((value, thrown) -> exchange.cancel(true));
        return responses;
      }

      @Override
      public int maxDrawsPerRequest() {
        return 1;
      }
    };
  }

  private HttpRequest request(String prompt) {
    return HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(prompt)).build();
  }

  private static String body(HttpResponse<String> answer) throws IOException {
    if (answer.statusCode() != 200) {
      throw new IOException("the model answered with status " + answer.statusCode());
    }
    return answer.body();
  }
}
