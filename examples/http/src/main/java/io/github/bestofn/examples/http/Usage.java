package io.github.bestofn.examples.http;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What was used, as servers report it. A server that reports nothing counts as no tokens.
 *
 * @param answers how many answers came in
 * @param promptTokens tokens of prompts, as far as they were reported
 * @param completionTokens tokens of responses, as far as they were reported
 */
public record Usage(long answers, long promptTokens, long completionTokens) {

  static final Usage NONE = new Usage(0, 0, 0);

  /** The usage of one answer. */
  static Usage of(JsonNode usage) {
    return new Usage(1, count(usage.path("prompt_tokens")), count(usage.path("completion_tokens")));
  }

  Usage plus(Usage other) {
    return new Usage(
        answers + other.answers,
        promptTokens + other.promptTokens,
        completionTokens + other.completionTokens);
  }

  private static long count(JsonNode node) {
    return node.canConvertToLong() ? Math.max(0, node.asLong()) : 0;
  }
}
