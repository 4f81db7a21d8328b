package io.github.bestofn.testsupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Chat completions in the wire format of OpenAI. */
public final class Chat {

  private Chat() {}

  /**
   * As many choices as asked for, each the prompt and a number.
   *
   * @param request a request for a chat completion
   * @return the answer
   */
  public static String echo(JsonNode request) {
    return echo(request, request.path("n").asInt(1));
  }

  /**
   * Returns a number of choices, each the prompt and a number.
   *
   * @param request a request for a chat completion
   * @param choices how many choices there are
   * @return the answer
   */
  public static String echo(JsonNode request, int choices) {
    JsonNode messages = request.path("messages");
    String prompt = messages.get(messages.size() - 1).path("content").asText();
    return completion(
        "stop",
        IntStream.range(0, choices).mapToObj(k -> prompt + ": " + k).toArray(String[]::new));
  }

  /**
   * Returns a completion.
   *
   * @param finishReason why its choices end, as the format writes it
   * @param contents the text of each choice; null for one without
   * @return the answer
   */
  public static String completion(String finishReason, @Nullable String... contents) {
    ObjectNode answer = answer("chat.completion");
    for (int k = 0; k < contents.length; k++) {
      ObjectNode choice = answer.withArray("choices").addObject();
      choice.put("index", k).put("finish_reason", finishReason).putNull("logprobs");
      ObjectNode message = choice.putObject("message");
      message.put("role", "assistant").put("content", contents[k]).putNull("refusal");
    }
    answer
        .putObject("usage")
        .put("prompt_tokens", 10)
        .put("completion_tokens", 3 * contents.length)
        .put("total_tokens", 10 + 3 * contents.length);
    return answer.toString();
  }

  /**
   * Returns a completion that calls a tool.
   *
   * @param name the tool
   * @param arguments what it is called with, as JSON
   * @return the answer
   */
  public static String toolCall(String name, String arguments) {
    ObjectNode answer = answer("chat.completion");
    ObjectNode choice = answer.withArray("choices").addObject();
    choice.put("index", 0).put("finish_reason", "tool_calls").putNull("logprobs");
    ObjectNode message = choice.putObject("message");
    message.put("role", "assistant").putNull("content");
    ObjectNode call = message.putArray("tool_calls").addObject();
    call.put("id", "call-1").put("type", "function");
    call.putObject("function").put("name", name).put("arguments", arguments);
    answer
        .putObject("usage")
        .put("prompt_tokens", 10)
        .put("completion_tokens", 3)
        .put("total_tokens", 13);
    return answer.toString();
  }

  /**
   * Returns the prompt as a stream of server-sent events, word by word.
   *
   * @param request a request for a streamed chat completion
   * @return the answer
   */
  public static String stream(JsonNode request) {
    JsonNode messages = request.path("messages");
    String prompt = messages.get(messages.size() - 1).path("content").asText();
    return String.join("", List.of(event(prompt), event(": 0"), last("stop"), "data: [DONE]\n\n"));
  }

  /**
   * Returns a piece of a streamed response.
   *
   * @param text what it adds
   * @return the event
   */
  public static String event(String text) {
    ObjectNode chunk = answer("chat.completion.chunk");
    ObjectNode choice = chunk.withArray("choices").addObject();
    choice.put("index", 0).putNull("finish_reason");
    choice.putObject("delta").put("role", "assistant").put("content", text);
    return "data: " + chunk + "\n\n";
  }

  /**
   * Returns the last piece of a streamed response.
   *
   * @param finishReason why it ends, as the format writes it
   * @return the event
   */
  public static String last(String finishReason) {
    ObjectNode chunk = answer("chat.completion.chunk");
    ObjectNode choice = chunk.withArray("choices").addObject();
    choice.put("index", 0).put("finish_reason", finishReason).putObject("delta");
    return "data: " + chunk + "\n\n";
  }

  private static ObjectNode answer(String object) {
    ObjectNode answer = LoopbackServer.MAPPER.createObjectNode();
    answer.put("id", "chat-1").put("object", object).put("created", 1_700_000_000L);
    answer.put("model", "m").putArray("choices");
    return answer;
  }
}
