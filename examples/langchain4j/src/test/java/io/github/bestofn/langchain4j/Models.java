package io.github.bestofn.langchain4j;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.jina.JinaScoringModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.scoring.ScoringModel;
import io.github.bestofn.testsupport.LoopbackServer;
import java.time.Duration;

/** LangChain4j's own clients, pointed at a server on loopback. They try nothing twice. */
final class Models {

  private Models() {}

  static ChatModel chat(LoopbackServer server, Duration timeout) {
    return OpenAiChatModel.builder()
        .baseUrl(server.url() + "/v1")
        .apiKey("none")
        .modelName("m")
        .timeout(timeout)
        .maxRetries(0)
        .build();
  }

  static StreamingChatModel streaming(LoopbackServer server) {
    return OpenAiStreamingChatModel.builder()
        .baseUrl(server.url() + "/v1")
        .apiKey("none")
        .modelName("m")
        .timeout(Duration.ofMinutes(1))
        .build();
  }

  static ScoringModel scoring(LoopbackServer server, Duration timeout) {
    return JinaScoringModel.builder()
        .baseUrl(server.url() + "/v1/")
        .apiKey("none")
        .modelName("m")
        .timeout(timeout)
        .maxRetries(0)
        .build();
  }
}
