package io.github.bestofn.langchain4j;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.langchain4j.model.output.TokenUsage;
import org.jspecify.annotations.Nullable;

/** Token usage of responses. */
final class Usage {

  private Usage() {}

  /** The number of tokens of a response and its request, 0 if the provider did not report it. */
  static double tokens(ChatResponse response) {
    @Nullable TokenUsage usage = response.tokenUsage();
    if (usage == null || usage.totalTokenCount() == null) {
      return 0;
    }
    return usage.totalTokenCount();
  }

  /** The response with another usage. */
  static ChatResponse with(@Nullable TokenUsage usage, ChatResponse response) {
    return ChatResponse.builder()
        .aiMessage(response.aiMessage())
        .metadata(usage == null ? response.metadata() : with(usage, response.metadata()))
        .build();
  }

  /* Providers have metadata of their own, which takes usage of their own. A sum over draws of several providers is neither's. */
  private static ChatResponseMetadata with(TokenUsage usage, ChatResponseMetadata metadata) {
    @Nullable TokenUsage own = metadata.tokenUsage();
    if (own != null && own.getClass() == usage.getClass()) {
      return metadata.toBuilder().tokenUsage(usage).build();
    }
    return ChatResponseMetadata.builder()
        .id(metadata.id())
        .modelName(metadata.modelName())
        .finishReason(metadata.finishReason())
        .tokenUsage(usage)
        .build();
  }
}
