package io.github.bestofn.langchain4j;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.PartialResponsesException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Draws by streaming, the form in which LangChain4j's models neither block their caller nor run to the end regardless. */
final class StreamingGenerator<P> implements AsyncGenerator<P, String> {

  private final StreamingChatModel model;
  private final Function<? super P, ChatRequest> toRequest;

  StreamingGenerator(StreamingChatModel model, Function<? super P, ChatRequest> toRequest) {
    this.model = model;
    this.toRequest = toRequest;
  }

  @Override
  public int maxDrawsPerRequest() {
    return 1;
  }

  @Override
  public CompletionStage<List<String>> generateAsync(GenerationRequest<P> request) {
    List<StreamingDraw<String>> draws = new ArrayList<>(request.count());
    for (int k = 0; k < request.count(); k++) {
      draws.add(draw(request.prompt()));
    }
    CompletableFuture<?>[] ended = draws.stream()
        .map(draw -> draw.handle((text, thrown) -> true))
        .toArray(CompletableFuture<?>[]::new);
    CompletableFuture<List<String>> responses =
        CompletableFuture.allOf(ended).thenCompose(all -> together(draws));
    var unused =
        responses.whenComplete((texts, thrown) -> draws.forEach(draw -> draw.cancel(true)));
    return responses;
  }

  private static CompletionStage<List<String>> together(List<StreamingDraw<String>> draws) {
    if (draws.size() == 1
        || draws.stream().noneMatch(CompletableFuture::isCompletedExceptionally)) {
      return CompletableFuture.allOf(draws.toArray(CompletableFuture<?>[]::new))
          .thenApply(all -> draws.stream().map(CompletableFuture::join).toList());
    }
    List<@Nullable String> responses = new ArrayList<>();
    List<@Nullable Throwable> failures = new ArrayList<>();
    for (StreamingDraw<String> draw : draws) {
      responses.add(draw.isCompletedExceptionally() ? null : draw.join());
      failures.add(
          draw.isCompletedExceptionally()
              ? draw.handle((text, thrown) -> thrown).join()
              : null);
    }
    return CompletableFuture.failedFuture(new PartialResponsesException(responses, failures));
  }

  private StreamingDraw<String> draw(P prompt) {
    return StreamingDraw.begin(
        handler -> model.chat(toRequest.apply(prompt), handler), Texts::ofStream);
  }
}
