package io.github.bestofn.http;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.bestofn.http.HttpFailure.Kind;
import io.github.bestofn.http.Stages.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chat completions of one model: asks, reads the choices, counts what was used. Thread-safe. */
final class Completions {

  private static final Logger log = LoggerFactory.getLogger(Completions.class);

  /** The types of parts that a reader sees; others are thoughts, calls and references. */
  private static final Set<String> TEXTS = Set.of("", "text", "output_text");

  private final ModelServer server;
  private final String model;
  private final Reading reading;
  private final Consumer<Usage> listener;
  private final AtomicReference<Usage> total = new AtomicReference<>(Usage.NONE);

  Completions(ModelServer server, String model, Reading reading, Consumer<Usage> listener) {
    this.server = server;
    this.model = model;
    this.reading = reading;
    this.listener = listener;
  }

  /**
   * What is made of choices.
   *
   * @param onlyWhole whether a choice that ends at a limit of tokens fails
   * @param alsoWhole further reasons to finish that whole choices have, in plain spelling
   * @param answersOnly whether thoughts before the answer are taken out of the text
   */
  record Reading(boolean onlyWhole, Set<String> alsoWhole, boolean answersOnly) {}

  /** Returns what was used since the beginning. */
  Usage total() {
    return requireNonNull(total.get());
  }

  /** A request for completions of a conversation. */
  ObjectNode request(List<Message> conversation) {
    ObjectNode request = Json.object().put("model", model);
    ArrayNode messages = request.putArray("messages");
    for (Message message : conversation) {
      messages.addObject().put("role", message.role()).put("content", Json.text(message.content()));
    }
    return request;
  }

  /**
   * Asks for the choices of a model.
   *
   * @param reader makes something of the text of a choice, or rejects it
   * @return at least one outcome, in the order of the choices
   */
  <T> CompletableFuture<List<Outcome<T>>> complete(ObjectNode request, Function<String, T> reader) {
    return exchange(request, (text, usage) -> reader.apply(text)).begin();
  }

  /**
   * Returns a question for the choices of a model, which must begin.
   *
   * @param reader makes something of the text of a choice and of its share of what the answer used, or rejects it
   * @return a question whose answer has at least one outcome, in the order of the choices
   */
  <T> Exchange<List<Outcome<T>>> exchange(ObjectNode request, BiFunction<String, Usage, T> reader) {
    return server.completion(request, (answer, failures) -> choices(answer, reader, failures));
  }

  private <T> List<Outcome<T>> choices(
      JsonNode answer,
      BiFunction<String, Usage, T> reader,
      Function<Json.Rejected, HttpFailure> failures) {
    Usage usage = Usage.of(answer.path("usage"));
    count(usage);
    JsonNode elements = answer.path("choices");
    if (!elements.isArray()) {
      throw Json.malformed("choices is not an array").using(usage);
    }
    List<JsonNode> ordered = new ArrayList<>();
    elements.forEach(ordered::add);
    if (ordered.isEmpty()) {
      throw new Json.Rejected(Kind.EMPTY, "no choice").using(usage);
    }
    // Choices without an index keep their place: the sort is stable.
    ordered.sort(Comparator.comparingInt(choice -> choice.path("index").asInt(0)));
    List<Outcome<T>> choices = new ArrayList<>(ordered.size());
    for (JsonNode choice : ordered) {
      Usage share = usage.share(choices.size(), ordered.size());
      try {
        choices.add(new Outcome<>(reader.apply(text(choice), share), null));
      } catch (Json.Rejected rejected) {
        choices.add(new Outcome<>(null, failures.apply(rejected.using(share))));
      }
    }
    return choices;
  }

  private String text(JsonNode choice) {
    ServerError error = ServerError.ofChoice(choice);
    if (error != null) {
      String status = error.status() > 0 ? " with status " + error.status() : "";
      throw new Json.Rejected(
          error.status() > 0 ? Kind.STATUS : Kind.BROKEN_OFF,
          "a choice was broken off by the server" + status + error.suffix(),
          error);
    }
    JsonNode message = choice.path("message");
    String content = content(message.path("content"));
    FinishReason reason = FinishReason.of(
        choice.path("finish_reason").asText("").replace("null", ""), reading.alsoWhole());
    if (reason == FinishReason.WITHHELD || !message.path("refusal").asText("").matches("(null)?")) {
      throw new Json.Rejected(Kind.WITHHELD, "a choice was withheld: a filter, or a refusal");
    }
    if (reason == FinishReason.FAILED) {
      throw new Json.Rejected(Kind.BROKEN_OFF, "a choice was broken off");
    }
    if (reason == FinishReason.UNKNOWN) {
      throw new Json.Rejected(
          Kind.BROKEN_OFF,
          "a choice ended for a reason that is not known to leave it whole: see wholeAlsoWhen");
    }
    if (reason == FinishReason.CUT && reading.onlyWhole()) {
      throw new Json.Rejected(Kind.CUT, "a choice ends at a limit of tokens");
    }
    String text = reading.answersOnly() ? Thinking.stripped(content) : content;
    if (text.isBlank()) {
      String why =
          reason == FinishReason.CUT ? ": its tokens were used up before there was any" : "";
      throw new Json.Rejected(Kind.EMPTY, "a choice without text" + why);
    }
    return text;
  }

  /** A text, or a list of parts, of which those are joined that a reader sees. */
  private static String content(JsonNode content) {
    if (content.isTextual()) {
      return content.textValue();
    }
    if (content.isNull() || content.isMissingNode()) {
      return "";
    }
    if (content.isObject()) {
      return part(content);
    }
    if (!content.isArray()) {
      throw Json.malformed("the content of a choice is not text");
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : content) {
      text.append(part.isTextual() ? part.textValue() : part(part));
    }
    return text.toString();
  }

  private static String part(JsonNode part) {
    boolean isText =
        part.path("text").isTextual() && TEXTS.contains(part.path("type").asText(""));
    return isText ? part.path("text").textValue() : "";
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
