package io.github.bestofn.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A response that equals others with the same content, whatever their metadata, so that equal content is scored once. */
final class Drawn extends ChatResponse {

  Drawn(ChatResponse response) {
    super(ChatResponse.builder().aiMessage(response.aiMessage()).metadata(response.metadata()));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof Drawn that)) {
      return false;
    }
    AiMessage one = aiMessage();
    AiMessage two = that.aiMessage();
    return Objects.equals(one.text(), two.text())
        && Objects.equals(one.thinking(), two.thinking())
        && one.toolExecutionRequests().equals(two.toolExecutionRequests());
  }

  @Override
  public int hashCode() {
    return Objects.hash(aiMessage().text(), aiMessage().thinking());
  }
}
