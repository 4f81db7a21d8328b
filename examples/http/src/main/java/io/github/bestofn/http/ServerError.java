package io.github.bestofn.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An error as servers describe it in the body of an answer: OpenAI and those who copy it, Azure, Google, FastAPI,
 * gateways.
 *
 * <p>Free text is looked at to find the topic, and kept nowhere: servers quote prompts, responses and keys in it. A
 * name is shown only if all of its words are words that errors are made of, for servers echo texts there too.
 *
 * @param status the HTTP status inside the body, 0 if there is none
 * @param shown the error's code or type, empty if there is none that can be shown
 * @param topics what the error is about, as far as the body tells
 * @param namesParameter whether the body names a parameter of the request
 * @param retryAfter how long to wait, null if the body does not say
 */
record ServerError(
    int status,
    String shown,
    Set<Topic> topics,
    boolean namesParameter,
    @Nullable Duration retryAfter)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  static final ServerError NONE = new ServerError(0, "", Set.of(), false, null);

  /** What an error may be about. */
  enum Topic {
    /** The parameter {@code n}. */
    CHOICES("""
        ["'`]n["'`]|\\bn\\s*(=|>|<|!=|:|must|should|has to|is|cannot|other|greater|larger)|\
        \\b(parameter|field|option|argument|property|of|only|for)\\s+n\\b|candidate_?count|n_choices|num_return|\
        \\b(multiple|several|single|more than one|only one|one)\\s+(choice|completion|candidate|generation|sequence|output)|\
        number of (choices|completions|candidates)"""),
    /** A sampling temperature other than the model's own. */
    TEMPERATURE("temperature"),
    /** Bounds of numbers in a schema. */
    BOUNDS("\\b(exclusive)?(minimum|maximum)\\b(?! (context|number|length|value|tokens|allowed))"),
    /** A structured answer. */
    FORMAT(
        "response_?format|json_?(schema|object|mode)|\\bschema|structured.output|guided|grammar"),
    /** Messages of the role system. */
    SYSTEM("system[ _-]?(role|message|prompt|instruction)|role.{0,30}system|developer.instruction"),
    /** Seeds. */
    SEED("\\bseed\\b"),
    /** The names of vLLM's older interface of scores. */
    TEXT_PAIR("\\btext_1\\b"),
    /** A text that is too long for the model. */
    LENGTH("context.(length|window|size)|too.long|too.many.(input.)?tokens|maximum.*length|"
        + "longer than|exceeds?.{0,40}(tokens|length|limit of the model)|string_above_max"),
    /** A text that is not allowed. */
    FILTER("content.(filter|management|policy)|responsible.?ai|moderation|\\bflagged\\b|prohibited|"
        + "\\bsafety\\b|sensitive"),
    /** A key that is missing, wrong, or not allowed to do this. */
    KEY("api.?key|unauthor|unauthenticated|authentication|permission.denied|forbidden|credential"),
    /** Money or a contract: waiting does not help. */
    QUOTA("insufficient.(quota|balance|credit|funds)|billing|payment"),
    /** Too many requests at a time. */
    RATE("rate.?limit|too.many.requests|resource.exhausted|throttl"),
    /** A model or deployment that is not there. */
    MODEL("model.(not.?found|is.not.found|does.not.exist)|deployment.?not.?found|no.such.model"),
    /** A server that is busy or broken for now. */
    TROUBLE(
        "overload|server.error|internal|unavailable|time.?out|timed.out|upstream|bad.gateway|busy|"
            + "try.again");

    private final Pattern pattern;

    Topic(String regex) {
      this.pattern = Pattern.compile(regex);
    }
  }

  /** Words that codes of errors are made of. */
  private static final Set<String> WORDS = Set.copyOf(List.of("""
      a above access account ai aborted allowed already amount and api application argument arguments at auth
      authentication authorization bad balance be below billing blocked body budget busy by call cannot canceled cancelled
      cannot capacity choices closed code completion completions concurrency conflict connection content context count credit
      credits customer data deadline deleted denied deployment deprecated disabled does domain empty encoding engine entity
      error errors exceeded exception exceeds exhausted exist expired failed failure fault field filter filtered flagged for
      forbidden format found funds gateway guardrail id implemented in inference input inputs insufficient internal invalid is
      json key language large length limit limited limits long malformed management max maximum media message messages method
      min minimum missing model models moderation must n name network no not of on operation or organization other out
      overload overloaded overloadederror parameter parameters parse permission plan policy precondition processing
      prohibited project prompt provider quota range rate rate limit reached read refused region rejected request requests
      required resource response responsible retry role safety schema seed sensitive server service session size small
      status stop string structured support supported system temperature terminated text throttled throttling throttle time
      timeout timed to token tokens too tool tools type unauthenticated unauthorized unavailable unexpected unknown
      unprocessable unprocessable unsupported up upstream usage user validation value version violation violates was window
      with wrong""".strip().split("\\s+")));

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_. -]{0,63}");
  private static final Pattern BETWEEN_WORDS =
      Pattern.compile("[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");
  private static final String[] NAMES = {"code", "type", "status", "error_type"};
  private static final int LONGEST_TEXT = 4096;

  /** The error in the body of an answer whose status says that there is one. */
  static ServerError of(JsonNode body) {
    return read(described(body.isArray() && body.size() == 1 ? body.get(0) : body));
  }

  /** The error in an answer whose status says success; null if there is none. */
  static @Nullable ServerError inside(JsonNode body) {
    JsonNode root = body.isArray() && body.size() == 1 ? body.get(0) : body;
    if (!root.isObject()) {
      return null;
    }
    JsonNode error = root.path("error");
    boolean isError = error.isObject()
        || (error.isTextual() && !error.textValue().isBlank())
        || root.path("object").asText("").equals("error");
    boolean hasAnswer = root.path("choices").size()
            + root.path("data").size()
            + root.path("results").size()
        > 0;
    return isError && !hasAnswer ? read(described(root)) : null;
  }

  /** The error of one choice; null if there is none. */
  static @Nullable ServerError ofChoice(JsonNode choice) {
    JsonNode error = choice.path("error");
    return error.isObject() || error.isTextual() ? read(described(choice)) : null;
  }

  private static JsonNode described(JsonNode root) {
    return root.path("error").isObject() ? root.path("error") : root;
  }

  private static ServerError read(JsonNode error) {
    List<String> names = new ArrayList<>();
    for (JsonNode at : List.of(error, error.path("innererror"), error.path("inner_error"))) {
      for (String name : NAMES) {
        if (at.path(name).isTextual()) {
          names.add(at.path(name).textValue());
        }
      }
    }
    StringBuilder text = new StringBuilder();
    names.forEach(name -> append(text, name));
    append(text, error.path("message"));
    append(text, error.path("error"));
    String parameter = error.path("param").asText("");
    JsonNode detail = error.path("detail");
    append(text, detail);
    for (JsonNode item : detail) {
      JsonNode place = item.path("loc");
      parameter = place.path(place.size() - 1).asText(parameter);
      append(text, item.path("msg"));
    }
    return new ServerError(
        status(error),
        shown(names),
        topics(text.toString(), parameter),
        !parameter.isBlank() && !parameter.equals("null"),
        delay(error));
  }

  private static void append(StringBuilder text, JsonNode node) {
    if (node.isTextual()) {
      append(text, node.textValue());
    }
  }

  private static void append(StringBuilder text, String more) {
    text.append(more, 0, Math.min(more.length(), LONGEST_TEXT)).append('\n');
  }

  private static int status(JsonNode error) {
    for (String name : new String[] {"code", "status"}) {
      JsonNode node = error.path(name);
      String digits = node.isTextual() ? node.textValue() : node.isInt() ? node.asText() : "";
      if (digits.matches("[45]\\d\\d")) {
        return Integer.parseInt(digits);
      }
    }
    return 0;
  }

  private static String shown(List<String> names) {
    for (String name : names) {
      boolean isName = NAME.matcher(name).matches();
      if (isName && WORDS.containsAll(List.of(words(name)))) {
        return name;
      }
    }
    return "";
  }

  private static String[] words(String name) {
    String[] words = BETWEEN_WORDS.split(name);
    for (int i = 0; i < words.length; i++) {
      words[i] = words[i].toLowerCase(Locale.ROOT);
    }
    return words;
  }

  private static Set<Topic> topics(String text, String parameter) {
    String lower = text.toLowerCase(Locale.ROOT);
    Set<Topic> topics = EnumSet.noneOf(Topic.class);
    for (Topic topic : Topic.values()) {
      if (topic.pattern.matcher(lower).find()) {
        topics.add(topic);
      }
    }
    Topic named = switch (parameter) {
      case "n" -> Topic.CHOICES;
      case "temperature" -> Topic.TEMPERATURE;
      case "seed" -> Topic.SEED;
      default -> parameter.startsWith("response_format") ? Topic.FORMAT : null;
    };
    if (named != null) {
      topics.add(named);
    }
    return Set.copyOf(topics);
  }

  /** Google's {@code RetryInfo}. */
  private static @Nullable Duration delay(JsonNode error) {
    for (JsonNode detail : error.path("details")) {
      if (detail.path("retryDelay").isTextual()) {
        return Limits.duration(detail.path("retryDelay").textValue());
      }
    }
    return null;
  }

  boolean isAbout(Topic topic) {
    return topics.contains(topic);
  }

  /** Returns whether the error is about the content, the key or the contract, which no other way of asking mends. */
  boolean isFinal() {
    return isAbout(Topic.LENGTH)
        || isAbout(Topic.FILTER)
        || isAbout(Topic.KEY)
        || isAbout(Topic.QUOTA)
        || isAbout(Topic.RATE)
        || isAbout(Topic.MODEL);
  }

  /** The code in brackets, after a blank; empty without one. */
  String suffix() {
    return shown.isEmpty() ? "" : " (" + shown + ")";
  }
}
