package io.github.bestofn.examples.http;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.bestofn.examples.http.HttpFailure.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chat completions of one model: asks, reads the choices, counts what was used. Thread-safe. */
final class Completions {

  private static final Logger log = LoggerFactory.getLogger(Completions.class);

  private static final String PATH = "/v1/chat/completions";

  private final ModelServer server;
  private final String model;
  private final Consumer<Usage> listener;
  private final AtomicReference<Usage> total = new AtomicReference<>(Usage.NONE);

  Completions(ModelServer server, String model, Consumer<Usage> listener) {
    this.server = server;
    this.model = model;
    this.listener = listener;
  }

  /**
   * One choice of the model.
   *
   * @param text what it says, null if it says nothing
   * @param cut whether it ends at a limit of tokens
   */
  record Choice(@Nullable String text, boolean cut) {}

  /** What was used since the beginning. */
  Usage total() {
    return requireNonNull(total.get());
  }

  /**
   * A request for one completion.
   *
   * @param system what the model is told first, null for nothing
   */
  ObjectNode request(@Nullable String system, String user) {
    ObjectNode request = Json.object().put("model", model);
    ArrayNode messages = request.putArray("messages");
    if (system != null) {
      messages.addObject().put("role", "system").put("content", system);
    }
    messages.addObject().put("role", "user").put("content", user);
    return request;
  }

  /** What a reader makes of the choices, of which at least one says something. */
  <T> CompletableFuture<T> complete(ObjectNode request, Function<List<Choice>, T> reader) {
    return server.post(PATH, request, answer -> reader.apply(choices(answer)));
  }

  private List<Choice> choices(JsonNode answer) {
    count(Usage.of(answer.path("usage")));
    JsonNode elements = Json.elements(answer.path("choices"), "choices");
    List<JsonNode> ordered = new ArrayList<>();
    elements.forEach(ordered::add);
    // Choices without an index keep their place: the sort is stable.
    ordered.sort(Comparator.comparingInt(choice -> choice.path("index").asInt(0)));
    List<Choice> choices = ordered.stream().map(Completions::choice).toList();
    if (choices.stream().allMatch(choice -> choice.text() == null)) {
      throw new Json.Rejected(Kind.EMPTY, "no text in %d choices".formatted(choices.size()));
    }
    return choices;
  }

  private static Choice choice(JsonNode choice) {
    JsonNode content = choice.path("message").path("content");
    if (!content.isTextual() && !content.isNull() && !content.isMissingNode()) {
      throw Json.malformed("the content of a choice is not text");
    }
    String text = content.isTextual() ? content.textValue() : "";
    String reason = choice.path("finish_reason").asText();
    boolean withheld = reason.equals("content_filter");
    return new Choice(text.isBlank() || withheld ? null : text, reason.equals("length"));
  }

  private void count(Usage usage) {
    total.accumulateAndGet(usage, Usage::plus);
    try {
      listener.accept(usage);
    } catch (RuntimeException e) {
      log.warn("the listener for usage failed", e);
    }
  }
}
