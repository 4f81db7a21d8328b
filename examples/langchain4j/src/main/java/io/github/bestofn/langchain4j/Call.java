package io.github.bestofn.langchain4j;

import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A request, with what its draws have come to so far. Thread-safe. */
final class Call extends ChatRequest {

  private final ChatRequest request;
  private final ChatRequestOptions options;
  private final boolean isScoringToolCalls;
  private @Nullable CompletableFuture<ChatResponse> first;
  private @Nullable TokenUsage usage;
  private @Nullable ChatResponse toolCall;
  private int drawOfToolCall;

  Call(ChatRequest request, ChatRequestOptions options, boolean isScoringToolCalls) {
    super(ChatRequest.builder().messages(request.messages()).parameters(request.parameters()));
    this.request = request;
    this.options = options;
    this.isScoringToolCalls = isScoringToolCalls;
  }

  ChatRequest request() {
    return request;
  }

  ChatRequestOptions options() {
    return options;
  }

  /** Draws once, before the run, which then has this draw as its first. */
  void begin(Drawing model) {
    CompletableFuture<ChatResponse> outcome;
    try {
      outcome = CompletableFuture.completedFuture(taken(0, model.draw(this)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      outcome = CompletableFuture.failedFuture(e);
    } catch (Exception e) {
      outcome = CompletableFuture.failedFuture(e);
    }
    synchronized (this) {
      first = outcome;
    }
  }

  /** Returns what the draw came to that was made before the run; null for all others. */
  synchronized @Nullable CompletableFuture<ChatResponse> drawnBefore(int draw) {
    return draw == 0 ? first : null;
  }

  /** Counts a response in, and returns it if it is a draw. */
  ChatResponse taken(int draw, ChatResponse response) {
    boolean isToolCall = response.aiMessage().hasToolExecutionRequests();
    synchronized (this) {
      usage = TokenUsage.sum(usage, response.tokenUsage());
      if (isToolCall && !isScoringToolCalls && (toolCall == null || draw < drawOfToolCall)) {
        toolCall = response;
        drawOfToolCall = draw;
      }
    }
    if (isToolCall && !isScoringToolCalls) {
      throw new NoTextException("the response calls a tool", response.finishReason());
    }
    if (!isToolCall) {
      Texts.of(response);
    }
    if (response.finishReason() == FinishReason.LENGTH && asksForJson()) {
      throw new NoTextException("the response is JSON that was cut off", FinishReason.LENGTH);
    }
    return new Drawn(response);
  }

  private boolean asksForJson() {
    @Nullable ResponseFormat format = request.responseFormat();
    return format != null && format.type() == ResponseFormatType.JSON;
  }

  /** The first response that called a tool, if those are not scored. */
  synchronized Optional<ChatResponse> toolCall() {
    return Optional.ofNullable(toolCall);
  }

  /** The response with the usage of all draws so far. */
  synchronized ChatResponse withUsage(ChatResponse response) {
    return Usage.with(usage, response);
  }
}
