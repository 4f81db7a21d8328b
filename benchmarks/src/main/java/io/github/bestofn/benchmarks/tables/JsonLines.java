package io.github.bestofn.benchmarks.tables;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Arrays;

/** Reads lines of {@code {"prompt": "...", "rewards": [...]}}. Other fields may be there. */
final class JsonLines {

  /* NaN is read as a number, so that the message can name its place. */
  private static final ObjectReader READER = JsonMapper.builder()
      .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .build()
      .readerFor(JsonNode.class);

  private JsonLines() {}

  static void read(String text, Rows rows) {
    String[] lines = text.split("\\R", -1);
    for (int k = 0; k < lines.length; k++) {
      if (!lines[k].isBlank()) {
        add(k + 1, lines[k], rows);
      }
    }
  }

  private static void add(int row, String line, Rows rows) {
    JsonNode node = parsed(row, line, rows);
    JsonNode prompt = node.path("prompt");
    if (!prompt.isTextual() && !prompt.isNumber()) {
      throw rows.bad(row, "must be an object with a prompt, but is not");
    }
    JsonNode rewards = node.path("rewards");
    if (!rewards.isArray()) {
      throw rows.bad(row, "must be an object with an array of rewards, but is not");
    }
    double[] values = new double[rewards.size()];
    Arrays.fill(values, Double.NaN);
    for (int k = 0; k < rewards.size(); k++) {
      JsonNode reward = rewards.get(k);
      String cell = "rewards[%d]".formatted(k);
      if (reward.isNumber()) {
        values[k] = rows.finite(row, cell, reward.doubleValue());
      } else if (!reward.isNull()) {
        throw rows.notFinite(row, cell, reward.toString());
      }
    }
    rows.add(prompt.asText(), values);
  }

  private static JsonNode parsed(int row, String line, Rows rows) {
    try {
      return READER.readValue(line);
    } catch (JsonProcessingException e) {
      throw rows.bad(row, "must be JSON, but is not: " + e.getOriginalMessage());
    }
  }
}
