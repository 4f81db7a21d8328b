package io.github.bestofn.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.bestofn.http.HttpFailure.Kind;
import io.github.bestofn.spi.RewardRange;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a judge's score. It is never guessed: what is not a number on the scale is no score. */
final class Verdict {

  private static final String NUMBER = "(-?\\d{1,15}(?:\\.\\d{1,15})?)";
  private static final Pattern NAMED =
      Pattern.compile("(?i)\\bscore\\b[\"'*_` ]*(?:[:=]|\\bis\\b|\\bof\\b)[\"'*_` ]*" + NUMBER);
  private static final Pattern ONLY =
      Pattern.compile("[\\s*_`]*" + NUMBER + "\\s*(?:/\\s*\\d+|out of \\d+)?[\\s*_`.]*");
  private static final Pattern FENCED =
      Pattern.compile("(?s)\\s*```(?:json)?\\s*(\\{.*\\})\\s*```\\s*");

  private Verdict() {}

  /** The score in what a judge says after its thoughts. */
  static double score(String verdict, JudgeFormat format, RewardRange range) {
    double score = switch (format) {
      case SCHEMA, SCHEMA_WITHOUT_BOUNDS -> ofJson(verdict);
      case JSON_OBJECT -> ofJson(unfenced(verdict));
      case TEXT -> ofText(verdict);
    };
    if (!range.contains(score)) {
      throw new Json.Rejected(
          Kind.UNSCORED,
          "the judge gave no score from %s to %s".formatted(range.lowest(), range.highest()));
    }
    return score;
  }

  private static double ofJson(String text) {
    try {
      JsonNode score = Json.parse(text.getBytes(StandardCharsets.UTF_8)).path("score");
      return score.isNumber() ? score.doubleValue() : Double.NaN;
    } catch (Json.Rejected e) {
      throw new Json.Rejected(Kind.UNSCORED, "the judge did not answer in JSON");
    }
  }

  private static String unfenced(String text) {
    Matcher fenced = FENCED.matcher(text);
    return fenced.matches() ? fenced.group(1) : text;
  }

  private static double ofText(String text) {
    Matcher only = ONLY.matcher(text);
    if (only.matches()) {
      return Double.parseDouble(only.group(1));
    }
    double last = Double.NaN;
    Matcher named = NAMED.matcher(text);
    while (named.find()) {
      last = Double.parseDouble(named.group(1));
    }
    return last;
  }
}
