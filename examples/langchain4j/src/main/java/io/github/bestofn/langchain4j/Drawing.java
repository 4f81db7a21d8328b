package io.github.bestofn.langchain4j;

import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.github.bestofn.BestOfN;
import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** The model that draws, blocking or streaming. */
sealed interface Drawing {

  /** Draws once, and waits. */
  ChatResponse draw(Call call) throws Exception;

  /** Lets a run draw, one call for each draw. Its prompts are {@link Call}s. */
  void setIn(BestOfN.Builder<ChatRequest, ChatResponse> builder);

  ChatRequestParameters defaultRequestParameters();

  ModelProvider provider();

  Set<Capability> supportedCapabilities();

  /** A thread waits for each draw. */
  record Blocking(ChatModel model) implements Drawing {

    @Override
    public ChatResponse draw(Call call) {
      return model.chat(call.request(), call.options());
    }

    @Override
    public void setIn(BestOfN.Builder<ChatRequest, ChatResponse> builder) {
      builder.generator(new Generator<ChatRequest, ChatResponse>() {
        @Override
        public List<ChatResponse> generate(GenerationRequest<ChatRequest> request)
            throws Exception {
          Call call = (Call) request.prompt();
          var before = call.drawnBefore(request.firstDraw());
          return List.of(
              before == null ? call.taken(request.firstDraw(), draw(call)) : outcome(before));
        }

        @Override
        public int maxDrawsPerRequest() {
          return 1;
        }
      });
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
      return model.defaultRequestParameters();
    }

    @Override
    public ModelProvider provider() {
      return model.provider();
    }

    @Override
    public Set<Capability> supportedCapabilities() {
      return model.supportedCapabilities();
    }
  }

  /** No thread waits for a draw. */
  record Streaming(StreamingChatModel model) implements Drawing {

    @Override
    public ChatResponse draw(Call call) throws Exception {
      StreamingDraw<ChatResponse> draw = begin(call);
      try {
        return outcome(draw);
      } finally {
        draw.cancel(true);
      }
    }

    private StreamingDraw<ChatResponse> begin(Call call) {
      return StreamingDraw.begin(
          handler -> model.chat(call.request(), call.options(), handler), Texts::whole);
    }

    @Override
    public void setIn(BestOfN.Builder<ChatRequest, ChatResponse> builder) {
      builder.asyncGenerator(new AsyncGenerator<ChatRequest, ChatResponse>() {
        @Override
        public CompletionStage<List<ChatResponse>> generateAsync(
            GenerationRequest<ChatRequest> request) {
          Call call = (Call) request.prompt();
          var before = call.drawnBefore(request.firstDraw());
          if (before != null) {
            return before.thenApply(List::of);
          }
          StreamingDraw<ChatResponse> draw = begin(call);
          CompletableFuture<List<ChatResponse>> responses =
              draw.thenApply(response -> List.of(call.taken(request.firstDraw(), response)));
          var unused = responses.whenComplete((all, thrown) -> draw.cancel(true));
          return responses;
        }

        @Override
        public int maxDrawsPerRequest() {
          return 1;
        }
      });
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
      return model.defaultRequestParameters();
    }

    @Override
    public ModelProvider provider() {
      return model.provider();
    }

    @Override
    public Set<Capability> supportedCapabilities() {
      return model.supportedCapabilities();
    }
  }

  private static ChatResponse outcome(CompletableFuture<ChatResponse> draw) throws Exception {
    try {
      return draw.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }
}
