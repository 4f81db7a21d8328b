package io.github.bestofn.examples.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.bestofn.examples.http.HttpFailure.Kind;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Reads answers and trusts none: bounded depth and numbers, no duplicate keys, no rest, no type but the one expected. */
final class Json {

  private static final int DEEPEST = 64;
  private static final int LONGEST_NUMBER = 100;

  private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder()
              .maxNestingDepth(DEEPEST)
              .maxNumberLength(LONGEST_NUMBER)
              .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build())
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .build();

  private Json() {}

  /** An answer of the wrong shape. Its message says where, in words of our own. */
  static final class Rejected extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final Kind kind;

    Rejected(Kind kind, String message) {
      super(message, null, false, false);
      this.kind = kind;
    }
  }

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static ArrayNode array(List<String> texts) {
    ArrayNode array = MAPPER.createArrayNode();
    texts.forEach(array::add);
    return array;
  }

  static byte[] write(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON can always be written", e);
    }
  }

  static JsonNode parse(byte[] bytes) {
    try {
      JsonNode node = MAPPER.readTree(bytes);
      if (node.isMissingNode()) {
        throw malformed("the answer is empty");
      }
      return node;
    } catch (JsonProcessingException e) {
      // Jackson's message quotes the text.
      long offset = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
      throw malformed("the answer is not valid JSON, near byte " + offset);
    } catch (IOException e) {
      throw malformed("the answer is not text in UTF-8");
    }
  }

  /** The elements of an array. */
  static JsonNode elements(JsonNode array, String name) {
    if (!array.isArray()) {
      throw malformed(name + " is not an array");
    }
    return array;
  }

  static double number(JsonNode node, String name) {
    double value = node.isNumber() ? node.doubleValue() : Double.NaN;
    if (!Double.isFinite(value)) {
      throw malformed(name + " is not a finite number");
    }
    return value;
  }

  /** The number in an array of one. */
  static double only(JsonNode array, String name) {
    if (elements(array, name).size() != 1) {
      throw malformed(
          "%s holds %d numbers where a reward model gives one".formatted(name, array.size()));
    }
    return number(array.get(0), name);
  }

  /** One score per response, in the order of the answer. */
  static double[] inOrder(JsonNode array, int count, ToDoubleFunction<JsonNode> score) {
    requireCount(array, count);
    double[] scores = new double[count];
    for (int k = 0; k < count; k++) {
      scores[k] = score.applyAsDouble(array.get(k));
    }
    return scores;
  }

  /** One score per response, each where its {@code index} says. */
  static double[] byIndex(JsonNode array, int count, ToDoubleFunction<JsonNode> score) {
    requireCount(array, count);
    double[] scores = new double[count];
    Arrays.fill(scores, Double.NaN);
    for (JsonNode item : array) {
      JsonNode index = item.path("index");
      boolean valid = index.isInt() && index.intValue() >= 0 && index.intValue() < count;
      if (!valid || !Double.isNaN(scores[index.intValue()])) {
        throw malformed("an index is missing, out of range or given twice");
      }
      scores[index.intValue()] = score.applyAsDouble(item);
    }
    return scores;
  }

  private static void requireCount(JsonNode array, int count) {
    if (elements(array, "the list of scores").size() != count) {
      throw malformed("%d scores for %d responses".formatted(array.size(), count));
    }
  }

  static Rejected malformed(String message) {
    return new Rejected(Kind.MALFORMED, message);
  }
}
