package io.github.bestofn.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Reward models as servers answer: a response is worth its length, less two and a half. */
final class Scores {

  private Scores() {}

  static double worth(String text) {
    return text.substring(text.lastIndexOf('\n') + 1).length() - 2.5;
  }

  /** The answer of a kind of server to a request in its own format. */
  static String answer(RewardApi api, JsonNode request) {
    return switch (api) {
      case VLLM_CLASSIFY, SGLANG_V1_CLASSIFY ->
        data(texts(request), "{\"index\":%d,\"probs\":[%s],\"num_classes\":1}");
      case VLLM_POOLING -> data(texts(request), "{\"index\":%d,\"data\":[%s]}");
      case VLLM_SCORE -> data(list(request.path("documents")), "{\"index\":%d,\"score\":%s}");
      case SGLANG_CLASSIFY -> each(list(request.path("text")), "{\"embedding\":[%s]}");
      case TEI_PREDICT -> each(inputs(request), "[{\"score\":%s,\"label\":\"LABEL_0\"}]");
      case TEI_RERANK -> ranked(list(request.path("texts")), "{\"index\":%d,\"score\":%s}");
      case INFINITY_RERANK ->
        "{\"data\":"
            + ranked(list(request.path("documents")), "{\"index\":%d,\"relevance_score\":%s}")
            + "}";
    };
  }

  private static List<String> texts(JsonNode request) {
    return request.has("messages")
        ? List.of(request.path("messages").path(1).path("content").asText())
        : list(request.path("input"));
  }

  private static List<String> inputs(JsonNode request) {
    List<String> texts = new ArrayList<>();
    request.path("inputs").forEach(each -> texts.add(each.path(0).asText()));
    return texts;
  }

  private static List<String> list(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  private static String data(List<String> texts, String format) {
    List<String> items = new ArrayList<>();
    for (int k = texts.size() - 1; k >= 0; k--) {
      items.add(format.formatted(k, worth(texts.get(k))));
    }
    return "{\"data\":[" + String.join(",", items) + "]}";
  }

  private static String each(List<String> texts, String format) {
    return "["
        + String.join(
            ",", texts.stream().map(text -> format.formatted(worth(text))).toList()) + "]";
  }

  /** The best first, as rerankers answer. */
  private static String ranked(List<String> texts, String format) {
    return "["
        + String.join(
            ",",
            IntStream.range(0, texts.size())
                .boxed()
                .sorted(Comparator.comparingDouble(k -> -worth(texts.get(k))))
                .map(k -> format.formatted(k, worth(texts.get(k))))
                .toList())
        + "]";
  }

  /** A judge's answer: the length of the response, at most 10. */
  static String judgement(JsonNode request) {
    try {
      JsonNode material = FakeServer.MAPPER.readTree(
          request.path("messages").path(1).path("content").asText());
      return Chat.completion("{\"score\": %d}"
          .formatted(Math.min(10, material.path("response").asText().length())));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
