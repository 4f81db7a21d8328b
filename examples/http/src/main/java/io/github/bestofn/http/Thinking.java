package io.github.bestofn.http;

import java.util.regex.Pattern;

/** The part of a text in which a model thinks aloud before it answers. */
final class Thinking {

  private static final Pattern OPEN = Pattern.compile("\\s*<(think|thinking|thought|reasoning)>");
  private static final Pattern CLOSED =
      Pattern.compile("(?s)\\s*<(think|thinking|thought|reasoning)>.*?</\\1>\\s*");
  private static final String LONE_END = "</think>";

  private Thinking() {}

  /**
   * The answer after the thoughts, without the blanks between. A template may open the thoughts in the prompt, so
   * that only their end is in the text. Thoughts that never end have no answer: then it is empty.
   */
  static String stripped(String text) {
    String rest = text;
    while (OPEN.matcher(rest).lookingAt()) {
      var closed = CLOSED.matcher(rest);
      if (!closed.lookingAt()) {
        return "";
      }
      rest = rest.substring(closed.end());
    }
    int end = rest.indexOf(LONE_END);
    return end < 0 ? rest : rest.substring(end + LONE_END.length()).stripLeading();
  }
}
