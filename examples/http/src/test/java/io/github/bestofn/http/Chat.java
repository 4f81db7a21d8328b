package io.github.bestofn.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Chat completions as servers write them. */
final class Chat {

  private Chat() {}

  /** Answers every choice with the prompt, the seed if there is one, and the number of the choice. */
  static String echo(JsonNode request) {
    return echo(request, request.path("n").asInt(1));
  }

  static String echo(JsonNode request, int choices) {
    String[] contents = new String[choices];
    for (int k = 0; k < choices; k++) {
      JsonNode messages = request.path("messages");
      String prompt = messages.get(messages.size() - 1).path("content").asText();
      contents[k] = "%s: %s %d".formatted(prompt, request.path("seed").asText(), k);
    }
    return completion(contents);
  }

  static String completion(String... contents) {
    ObjectNode answer = FakeServer.MAPPER.createObjectNode().put("object", "chat.completion");
    ArrayNode choices = answer.putArray("choices");
    for (int k = 0; k < contents.length; k++) {
      ObjectNode choice = choices.addObject().put("index", k).put("finish_reason", "stop");
      choice.putObject("message").put("role", "assistant").put("content", contents[k]);
    }
    answer
        .putObject("usage")
        .put("prompt_tokens", 10)
        .put("completion_tokens", 3 * contents.length);
    return answer.toString();
  }
}
