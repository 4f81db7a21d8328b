package io.github.bestofn.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.bestofn.http.Stages.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The protocol of a server of reward models. Scores are requested raw, without activation.
 *
 * @since 0.1.0
 */
public enum RewardApi {
  /** {@code /classify} of vLLM: a conversation per call, or texts by a {@link Template}. */
  VLLM_CLASSIFY("/classify") {
    @Override
    ObjectNode question(Question of) {
      return conversation(of).put("use_activation", false);
    }

    @Override
    List<Outcome<Double>> scores(Answer answer) {
      return answer.byIndex(answer.root().path("data"), item -> item.path("probs"), "probs");
    }
  },
  /** {@code /pooling} of vLLM, task classify: a conversation per call, or texts by a {@link Template}. */
  VLLM_POOLING("/pooling") {
    @Override
    ObjectNode question(Question of) {
      return conversation(of).put("use_activation", false).put("task", "classify");
    }

    @Override
    List<Outcome<Double>> scores(Answer answer) {
      return answer.byIndex(answer.root().path("data"), item -> item.path("data"), "data");
    }
  },
  /** {@code /score} of vLLM, for cross-encoders, which score a pair of texts. */
  VLLM_SCORE("/score") {
    @Override
    ObjectNode question(Question of) {
      ObjectNode question = named(of);
      String prompt = of.older() ? "text_1" : "queries";
      String responses = of.older() ? "text_2" : "documents";
      question.put(prompt, Json.text(of.prompt())).put("use_activation", false);
      question.set(responses, Json.array(of.responses()));
      return question;
    }

    @Override
    List<Outcome<Double>> scores(Answer answer) {
      return answer.byIndex(answer.root().path("data"), item -> item.path("score"), "score");
    }
  },
  /** {@code /classify} of SGLang: texts by a {@link Template}. */
  SGLANG_CLASSIFY("/classify") {
    @Override
    ObjectNode question(Question of) {
      return named(of).set("text", Json.array(of.texts()));
    }

    @Override
    List<Outcome<Double>> scores(Answer answer) {
      return answer.inOrder(answer.root(), item -> item.path("embedding"), "embedding");
    }
  },
  /** {@code /v1/classify} of SGLang: texts by a {@link Template}. */
  SGLANG_V1_CLASSIFY("/v1/classify") {
    @Override
    ObjectNode question(Question of) {
      return named(of).set("input", Json.array(of.texts()));
    }

    @Override
    List<Outcome<Double>> scores(Answer answer) {
      return VLLM_CLASSIFY.scores(answer);
    }
  },
  /** {@code /predict} of Text Embeddings Inference: texts by a {@link Template}. */
  TEI_PREDICT("/predict") {
    @Override
    ObjectNode question(Question of) {
      ObjectNode question = Json.object().put("raw_scores", true).put("truncate", true);
      ArrayNode inputs = question.putArray("inputs");
      // A flat array of two texts would be a pair and not a batch.
      of.texts().forEach(text -> inputs.addArray().add(Json.text(text)));
      return question;
    }

    @Override
    List<Outcome<Double>> scores(Answer answer) {
      boolean isFlat = answer.count() == 1 && answer.root().path(0).isObject();
      return answer.inOrder(
          isFlat ? Json.list(answer.root()) : answer.root(), item -> item, "a prediction");
    }
  },
  /** {@code /rerank} of Text Embeddings Inference, for cross-encoders, which score a pair of texts. */
  TEI_RERANK("/rerank") {
    @Override
    ObjectNode question(Question of) {
      ObjectNode question =
          Json.object().put("query", Json.text(of.prompt())).put("raw_scores", true);
      question.set("texts", Json.array(of.responses()));
      return question;
    }

    @Override
    List<Outcome<Double>> scores(Answer answer) {
      return answer.byIndex(answer.root(), item -> item.path("score"), "score");
    }
  },
  /**
   * {@code /rerank} of Infinity, which vLLM and llama.cpp have as well, for cross-encoders, which score a pair of
   * texts.
   */
  INFINITY_RERANK("/rerank") {
    @Override
    ObjectNode question(Question of) {
      ObjectNode question = named(of).put("query", Json.text(of.prompt())).put("raw_scores", true);
      question.set("documents", Json.array(of.responses()));
      return question;
    }

    @Override
    List<Outcome<Double>> scores(Answer answer) {
      JsonNode root = answer.root();
      return answer.byIndex(
          root.has("data") ? root.path("data") : root.path("results"),
          item -> item.has("relevance_score") ? item.path("relevance_score") : item.path("score"),
          "relevance_score");
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
   * @param older whether the server has the names of an older interface
   */
  record Question(
      @Nullable String model,
      @Nullable Template template,
      String prompt,
      List<String> responses,
      boolean older) {

    /** Prompt and responses as texts, in which neither can write turns of its own. */
    List<String> texts() {
      Template written = template == null ? Template.lines() : template;
      String plain = Template.withoutControls(prompt);
      return responses.stream()
          .map(response -> written.render(plain, Template.withoutControls(response)))
          .toList();
    }
  }

  abstract ObjectNode question(Question of);

  /** The score of each response, or why it has none. */
  abstract List<Outcome<Double>> scores(Answer answer);

  /**
   * An answer about some responses.
   *
   * @param root the JSON
   * @param count how many responses were asked about
   * @param choice which number counts, where there are several
   * @param failures makes the failure of a response from the reason why its score is no use
   */
  record Answer(
      JsonNode root, int count, ScoreChoice choice, Function<Json.Rejected, HttpFailure> failures) {

    /** Scores in the order of the responses; one that stands alone is the only one. */
    private List<Outcome<Double>> inOrder(
        JsonNode list, Function<JsonNode, JsonNode> score, String name) {
      JsonNode items = list.isObject() && count == 1 ? Json.list(list) : list;
      if (!items.isArray()) {
        throw Json.malformed("the list of scores is not an array");
      }
      if (items.size() != count) {
        throw Json.malformed("%d scores for %d responses".formatted(items.size(), count));
      }
      List<Outcome<Double>> scores = new ArrayList<>(count);
      items.forEach(item -> scores.add(score(score.apply(item), name)));
      return scores;
    }

    /** Scores where their {@code index} says; a response without one has none. */
    private List<Outcome<Double>> byIndex(
        JsonNode list, Function<JsonNode, JsonNode> score, String name) {
      if (!list.isArray()) {
        throw Json.malformed("the list of scores is not an array");
      }
      if (list.isEmpty() || list.size() > count) {
        throw Json.malformed("%d scores for %d responses".formatted(list.size(), count));
      }
      List<@Nullable Outcome<Double>> scores = new ArrayList<>(Collections.nCopies(count, null));
      for (JsonNode item : list) {
        JsonNode index = item.path("index");
        boolean valid = index.isInt() && index.intValue() >= 0 && index.intValue() < count;
        if (!valid || scores.set(index.intValue(), score(score.apply(item), name)) != null) {
          throw Json.malformed("an index is missing, out of range or given twice");
        }
      }
      return scores.stream()
          .map(each -> each == null ? failed(Json.malformed("no score for a response")) : each)
          .toList();
    }

    private Outcome<Double> score(JsonNode score, String name) {
      try {
        return new Outcome<>(choice.number(score, name), null);
      } catch (Json.Rejected rejected) {
        return failed(rejected);
      }
    }

    private Outcome<Double> failed(Json.Rejected rejected) {
      return new Outcome<>(null, failures.apply(rejected));
    }
  }

  String path() {
    return path;
  }

  /** Returns whether a response is asked about alone, in the model's own chat format, when there is no template. */
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
    message(messages, "user", of.prompt());
    message(messages, "assistant", of.responses().get(0));
    return question.put("add_generation_prompt", false);
  }

  private static void message(ArrayNode messages, String role, String text) {
    String content = Json.text(Template.withoutControls(text));
    messages.addObject().put("role", role).put("content", content);
  }
}
