package io.github.bestofn.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Serializable;

/**
 * The number of tokens used, as reported by servers. A server that reports nothing counts as no tokens.
 *
 * @param answers the number of answers
 * @param promptTokens tokens of prompts, as far as they were reported
 * @param completionTokens tokens of responses, as far as they were reported: thoughts included, also those of responses
 *     without text, and a total that is not divided into prompt and response
 * @since 0.1.0
 * @serial exclude
 */
public record Usage(long answers, long promptTokens, long completionTokens)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  static final Usage NONE = new Usage(0, 0, 0);

  /** The usage of one answer. */
  static Usage of(JsonNode usage) {
    long prompt = count(usage, "prompt_tokens", "input_tokens");
    long completion = count(usage, "completion_tokens", "output_tokens");
    long total = count(usage, "total_tokens", "total_tokens");
    // Some servers leave thoughts out of completion_tokens, and have them in the total only.
    return new Usage(
        1, prompt, Math.max(completion, Math.max(thoughts(usage, completion), total - prompt)));
  }

  /** Thoughts that are more than the tokens they should be among were not counted there. */
  private static long thoughts(JsonNode usage, long completion) {
    long reasoning = Math.max(
        count(usage.path("completion_tokens_details"), "reasoning_tokens", "reasoning_tokens"),
        count(usage.path("output_tokens_details"), "reasoning_tokens", "reasoning_tokens"));
    return reasoning > completion ? reasoning + completion : completion;
  }

  /** An equal share of one of several choices; the shares of all of them are the whole. */
  Usage share(int choice, int choices) {
    return new Usage(
        share(answers, choice, choices),
        share(promptTokens, choice, choices),
        share(completionTokens, choice, choices));
  }

  private static long share(long whole, int choice, int choices) {
    return whole / choices + (choice < whole % choices ? 1 : 0);
  }

  Usage plus(Usage other) {
    return new Usage(
        answers + other.answers,
        promptTokens + other.promptTokens,
        completionTokens + other.completionTokens);
  }

  private static long count(JsonNode usage, String name, String otherName) {
    JsonNode node = usage.hasNonNull(name) ? usage.path(name) : usage.path(otherName);
    if (node.isTextual() && node.textValue().matches("\\d{1,15}")) {
      return Long.parseLong(node.textValue());
    }
    return node.canConvertToLong() ? Math.max(0, node.asLong()) : 0;
  }
}
