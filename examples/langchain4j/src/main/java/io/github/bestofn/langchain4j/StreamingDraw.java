package io.github.bestofn.langchain4j;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/* The handle that ends a stream comes with its first piece, which may be after the draw was cancelled. */
/** A response that is on its way. When it is cancelled, its stream ends with the next piece. */
final class StreamingDraw<R> extends CompletableFuture<R> {

  private final Function<? super ChatResponse, ? extends R> whole;

  private StreamingDraw(Function<? super ChatResponse, ? extends R> whole) {
    this.whole = whole;
  }

  /**
   * Begins to draw.
   *
   * @param model streams to a handler
   * @param whole makes a draw of a whole response, or throws
   */
  static <R> StreamingDraw<R> begin(
      Consumer<StreamingChatResponseHandler> model,
      Function<? super ChatResponse, ? extends R> whole) {
    StreamingDraw<R> draw = new StreamingDraw<>(whole);
    try {
      model.accept(draw.handler());
    } catch (RuntimeException e) {
      draw.completeExceptionally(e);
    }
    return draw;
  }

  private StreamingChatResponseHandler handler() {
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
          complete(whole.apply(response));
        } catch (RuntimeException e) {
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
