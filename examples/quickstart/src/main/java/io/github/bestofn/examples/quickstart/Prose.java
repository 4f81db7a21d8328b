package io.github.bestofn.examples.quickstart;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Writes the model's lower-case words the way one reads them. */
final class Prose {
  private static final Pattern PRONOUN = Pattern.compile("\\bi\\b");
  private static final Pattern INITIAL = Pattern.compile("\\b[a-z]\\.");
  private static final Pattern GAP_BETWEEN_INITIALS =
      Pattern.compile("(?<=\\b[A-Z]\\.) (?=[A-Z]\\.)");

  private Prose() {}

  /** Words up to the end of a sentence. */
  static String sentence(List<String> words) {
    String text = text(words);
    return text.endsWith(".") ? text : text + ".";
  }

  /** Words of a sentence that goes on. */
  static String fragment(List<String> words) {
    return text(words) + " ...";
  }

  private static String text(List<String> words) {
    String joined = PRONOUN.matcher(String.join(" ", words)).replaceAll("I");
    String capitals =
        INITIAL.matcher(joined).replaceAll(initial -> initial.group().toUpperCase(Locale.ROOT));
    return GAP_BETWEEN_INITIALS.matcher(capitals).replaceAll("");
  }
}
