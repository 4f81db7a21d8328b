package io.github.bestofn.langchain4j;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import io.github.bestofn.spi.ScoringRequest;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The part of a response that is a draw. */
final class Texts {

  private Texts() {}

  /** The text of a response. */
  static String of(ChatResponse response) {
    FinishReason reason = response.finishReason();
    if (reason == FinishReason.CONTENT_FILTER) {
      throw new NoTextException("the response was withheld", reason);
    }
    @Nullable String text = response.aiMessage().text();
    if (text == null || text.isEmpty()) {
      throw new NoTextException("the response has no text", reason);
    }
    return text;
  }

  /** The text of a streamed response. */
  static String ofStream(ChatResponse response) {
    return of(whole(response));
  }

  /** A streamed response, which may break off without an error: then nothing says why it ended. */
  static ChatResponse whole(ChatResponse response) {
    if (response.finishReason() == null) {
      throw new NoTextException("the response has no end", null);
    }
    return response;
  }

  /** Texts of chats. */
  static ScoringRequest<String, String> of(ScoringRequest<ChatRequest, ChatResponse> request) {
    List<String> responses = request.responses().stream()
        .map(response -> Objects.requireNonNullElse(response.aiMessage().text(), ""))
        .toList();
    return ScoringRequest.of(question(request.prompt()), responses, request.promptIndex());
  }

  private static String question(ChatRequest request) {
    List<ChatMessage> messages = request.messages();
    for (int k = messages.size() - 1; k >= 0; k--) {
      if (messages.get(k) instanceof UserMessage message) {
        return message.contents().stream()
            .filter(TextContent.class::isInstance)
            .map(text -> ((TextContent) text).text())
            .collect(Collectors.joining("\n"));
      }
    }
    return "";
  }
}
