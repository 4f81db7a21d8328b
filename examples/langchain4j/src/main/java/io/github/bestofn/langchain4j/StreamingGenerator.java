package io.github.bestofn.langchain4j;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
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
    List<Draw> draws = new ArrayList<>(request.count());
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

  private static CompletionStage<List<String>> together(List<Draw> draws) {
    if (draws.size() == 1
        || draws.stream().noneMatch(CompletableFuture::isCompletedExceptionally)) {
      return CompletableFuture.allOf(draws.toArray(CompletableFuture<?>[]::new))
          .thenApply(all -> draws.stream().map(CompletableFuture::join).toList());
    }
    List<@Nullable String> responses = new ArrayList<>();
    List<@Nullable Throwable> failures = new ArrayList<>();
    for (Draw draw : draws) {
      responses.add(draw.isCompletedExceptionally() ? null : draw.join());
      failures.add(
          draw.isCompletedExceptionally()
              ? draw.handle((text, thrown) -> thrown).join()
              : null);
    }
    return CompletableFuture.failedFuture(new PartialResponsesException(responses, failures));
  }

  private Draw draw(P prompt) {
    Draw draw = new Draw();
    try {
      model.chat(toRequest.apply(prompt), draw.handler());
    } catch (RuntimeException e) {
      draw.completeExceptionally(e);
    }
    return draw;
  }

  /* The handle that ends a stream comes with its first piece, which may be after the draw was cancelled. */
  private static final class Draw extends CompletableFuture<String> {

    StreamingChatResponseHandler handler() {
      return new StreamingChatResponseHandler() {
        @Override
        public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
          endIfUnwanted(context.streamingHandle());
        }

        @Override
        public void onPartialThinking(PartialThinking piece, PartialThinkingContext context) {
          endIfUnwanted(context.streamingHandle());
        }

        @Override
        public void onCompleteResponse(ChatResponse response) {
          try {
            complete(Texts.ofStream(response));
          } catch (NoTextException e) {
            completeExceptionally(e);
          }
        }

        @Override
        public void onError(Throwable error) {
          completeExceptionally(error);
        }
      };
    }

    private void endIfUnwanted(StreamingHandle handle) {
      if (isDone()) {
        handle.cancel();
      }
    }
  }
}
