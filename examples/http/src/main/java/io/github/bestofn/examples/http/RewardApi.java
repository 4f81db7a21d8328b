package io.github.bestofn.examples.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How a server of reward models wants to be asked. Scores are asked for raw, as the model gives them. */
public enum RewardApi {
  /** {@code /classify} of vLLM: a conversation per call, or texts by a {@link Template}. */
  VLLM_CLASSIFY("/classify") {
    @Override
    ObjectNode question(Question of) {
      return conversation(of).put("use_activation", false);
    }

    @Override
    double[] scores(JsonNode answer, int count) {
      return Json.byIndex(
          answer.path("data"), count, item -> Json.only(item.path("probs"), "probs"));
    }
  },
  /** {@code /pooling} of vLLM, task classify: a conversation per call, or texts by a {@link Template}. */
  VLLM_POOLING("/pooling") {
    @Override
    ObjectNode question(Question of) {
      return conversation(of).put("use_activation", false).put("task", "classify");
    }

    @Override
    double[] scores(JsonNode answer, int count) {
      return Json.byIndex(answer.path("data"), count, item -> Json.only(item.path("data"), "data"));
    }
  },
  /** {@code /score} of vLLM, for models that compare two texts. */
  VLLM_SCORE("/score") {
    @Override
    ObjectNode question(Question of) {
      ObjectNode question = named(of).put("queries", of.prompt()).put("use_activation", false);
      question.set("documents", Json.array(of.responses()));
      return question;
    }

    @Override
    double[] scores(JsonNode answer, int count) {
      return Json.byIndex(
          answer.path("data"), count, item -> Json.number(item.path("score"), "score"));
    }
  },
  /** {@code /classify} of SGLang: texts by a {@link Template}. */
  SGLANG_CLASSIFY("/classify") {
    @Override
    ObjectNode question(Question of) {
      return named(of).set("text", Json.array(of.texts()));
    }

    @Override
    double[] scores(JsonNode answer, int count) {
      return Json.inOrder(answer, count, item -> Json.only(item.path("embedding"), "embedding"));
    }
  },
  /** {@code /v1/classify} of SGLang: texts by a {@link Template}. */
  SGLANG_V1_CLASSIFY("/v1/classify") {
    @Override
    ObjectNode question(Question of) {
      return named(of).set("input", Json.array(of.texts()));
    }

    @Override
    double[] scores(JsonNode answer, int count) {
      return VLLM_CLASSIFY.scores(answer, count);
    }
  },
  /** {@code /predict} of Text Embeddings Inference: texts by a {@link Template}. */
  TEI_PREDICT("/predict") {
    @Override
    ObjectNode question(Question of) {
      ObjectNode question = Json.object().put("raw_scores", true).put("truncate", true);
      ArrayNode inputs = question.putArray("inputs");
      // A flat array of two texts would be a pair and not a batch.
      of.texts().forEach(text -> inputs.addArray().add(text));
      return question;
    }

    @Override
    double[] scores(JsonNode answer, int count) {
      return Json.inOrder(answer, count, item -> {
        JsonNode labels = Json.elements(item, "a prediction");
        if (labels.size() != 1) {
          throw Json.malformed("%d labels where a reward model has one".formatted(labels.size()));
        }
        return Json.number(labels.get(0).path("score"), "score");
      });
    }
  },
  /** {@code /rerank} of Text Embeddings Inference, for models that compare two texts. */
  TEI_RERANK("/rerank") {
    @Override
    ObjectNode question(Question of) {
      ObjectNode question = Json.object().put("query", of.prompt()).put("raw_scores", true);
      question.set("texts", Json.array(of.responses()));
      return question;
    }

    @Override
    double[] scores(JsonNode answer, int count) {
      return Json.byIndex(answer, count, item -> Json.number(item.path("score"), "score"));
    }
  },
  /** {@code /rerank} of Infinity, for models that compare two texts. */
  INFINITY_RERANK("/rerank") {
    @Override
    ObjectNode question(Question of) {
      ObjectNode question = named(of).put("query", of.prompt()).put("raw_scores", true);
      question.set("documents", Json.array(of.responses()));
      return question;
    }

    @Override
    double[] scores(JsonNode answer, int count) {
      JsonNode ranked = answer.has("data") ? answer.path("data") : answer.path("results");
      return Json.byIndex(
          ranked, count, item -> Json.number(item.path("relevance_score"), "relevance_score"));
    }
  };

  private final String path;

  RewardApi(String path) {
    this.path = path;
  }

  /**
   * What to ask.
   *
   * @param model the model's name on the server, null if it has but one
   * @param template writes texts, null for conversations
   */
  record Question(
      @Nullable String model, @Nullable Template template, String prompt, List<String> responses) {

    List<String> texts() {
      Template written = template == null ? Template.lines() : template;
      return responses.stream()
          .map(response -> written.render(prompt, response))
          .toList();
    }
  }

  abstract ObjectNode question(Question of);

  abstract double[] scores(JsonNode answer, int count);

  String path() {
    return path;
  }

  /** Whether a response is asked about alone, in the model's own chat format, when there is no template. */
  boolean takesConversations() {
    return this == VLLM_CLASSIFY || this == VLLM_POOLING;
  }

  /** The name on a command line: {@code vllm-classify}. */
  String option() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Stream<String> options() {
    return Stream.of(values()).map(RewardApi::option);
  }

  private static ObjectNode named(Question of) {
    ObjectNode question = Json.object();
    return of.model() == null ? question : question.put("model", of.model());
  }

  private static ObjectNode conversation(Question of) {
    ObjectNode question = named(of);
    if (of.template() != null) {
      question.set("input", Json.array(of.texts()));
      return question;
    }
    ArrayNode messages = question.putArray("messages");
    messages.addObject().put("role", "user").put("content", of.prompt());
    messages.addObject().put("role", "assistant").put("content", of.responses().get(0));
    return question.put("add_generation_prompt", false);
  }
}
