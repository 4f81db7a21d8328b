package io.github.bestofn.langchain4j;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import org.jspecify.annotations.Nullable;

/** What of an answer is a draw. */
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

  /** The text of a streamed response, which may break off without an error: then nothing says why it ended. */
  static String ofStream(ChatResponse response) {
    if (response.finishReason() == null) {
      throw new NoTextException("the response has no end", null);
    }
    return of(response);
  }
}
