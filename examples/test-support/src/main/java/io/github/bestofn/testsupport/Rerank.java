package io.github.bestofn.testsupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Relevance scores in the wire format of Jina, which vLLM and others speak too: best first, with indexes. */
public final class Rerank {

  private Rerank() {}

  /**
   * Scores documents by their lengths.
   *
   * @param request a request for scores
   * @return the answer
   */
  public static String byLength(JsonNode request) {
    JsonNode documents = request.path("documents");
    List<Integer> bestFirst = IntStream.range(0, documents.size())
        .boxed()
        .sorted(Comparator.comparing(k -> -score(documents.get(k))))
        .toList();
    ObjectNode answer = LoopbackServer.MAPPER.createObjectNode().put("model", "m");
    answer.putObject("usage").put("total_tokens", 7).put("prompt_tokens", 7);
    answer.putArray("results");
    for (int k : bestFirst) {
      ObjectNode result = answer.withArray("results").addObject().put("index", k);
      result.put("relevance_score", score(documents.get(k)));
      result.putObject("document").put("text", documents.get(k).asText());
    }
    return answer.toString();
  }

  private static double score(JsonNode document) {
    return document.asText().length();
  }
}
