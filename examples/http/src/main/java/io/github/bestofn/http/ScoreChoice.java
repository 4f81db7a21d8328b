package io.github.bestofn.http;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * Which number of several is a response's score.
 *
 * @param label the place of a label, negative if none was chosen
 * @param labelName the name of a label, null if none was chosen
 * @param tokens which token counts, null if none was chosen
 */
record ScoreChoice(
    int label, @Nullable String labelName, @Nullable TokenRewards tokens) {

  static final ScoreChoice NONE = new ScoreChoice(-1, null, null);

  /** The score in a number, an array of numbers, one per label, an array per token, or objects with label and score. */
  double number(JsonNode node, String name) {
    if (node.isNumber()) {
      return finite(node, name);
    }
    if (node.isObject()) {
      return number(node.path("score"), "score");
    }
    if (!node.isArray()) {
      throw Json.malformed(name + " is not a finite number");
    }
    if (node.path(0).isObject()) {
      return named(node);
    }
    boolean isPerToken = node.path(0).isArray();
    if (isPerToken && (tokens != null || node.size() == 1)) {
      double[] rewards = new double[node.size()];
      for (int k = 0; k < rewards.length; k++) {
        rewards[k] = labelled(node.path(k), name);
      }
      return (tokens == null ? TokenRewards.LAST : tokens).of(rewards);
    }
    if (isPerToken) {
      throw Json.malformed("%s holds a number for each of %d tokens: choose one with tokenRewards"
          .formatted(name, node.size()));
    }
    if (tokens != null && label < 0 && !node.isEmpty()) {
      double[] rewards = new double[node.size()];
      for (int k = 0; k < rewards.length; k++) {
        rewards[k] = finite(node.path(k), name);
      }
      return tokens.of(rewards);
    }
    return labelled(node, name);
  }

  private double labelled(JsonNode array, String name) {
    if (array.isNumber()) {
      return finite(array, name);
    }
    if (label >= 0 && label < array.size()) {
      return finite(array.path(label), name);
    }
    if (label < 0 && array.isArray() && array.size() == 1) {
      return finite(array.path(0), name);
    }
    throw Json.malformed("%s holds %d numbers where a reward model gives one: choose one with label"
        .formatted(name, array.size()));
  }

  private double named(JsonNode labels) {
    if (labelName == null && labels.size() == 1) {
      return finite(labels.path(0).path("score"), "score");
    }
    for (JsonNode each : labels) {
      if (labelName != null && each.path("label").asText("").equals(labelName)) {
        return finite(each.path("score"), "score");
      }
    }
    throw Json.malformed(
        "%d labels where a reward model has one: choose one with label, by its name"
            .formatted(labels.size()));
  }

  private static double finite(JsonNode node, String name) {
    double value = node.isNumber() ? node.doubleValue() : Double.NaN;
    if (!Double.isFinite(value)) {
      throw Json.malformed(name + " is not a finite number");
    }
    return value;
  }
}
