package io.github.bestofn.examples.spark;

import java.io.Serializable;
import java.util.Map;

/**
 * What a table's rows come to; each file of it says so at its end.
 *
 * @param rows how many rows were read to make it: for prompts, repeated ones included
 * @param prompts how many prompts there are
 * @param draws how many draws they have had
 * @param failures how many of what was asked for failed
 */
record Books(long rows, long prompts, long draws, long failures) implements Serializable {

  static final Books NONE = new Books(0, 0, 0, 0);

  private static final String PREFIX = "bestofn.";

  static Books of(Map<String, String> notes) {
    return new Books(
        number(notes, "rows"),
        number(notes, "prompts"),
        number(notes, "draws"),
        number(notes, "failures"));
  }

  private static long number(Map<String, String> notes, String name) {
    String number = notes.get(PREFIX + name);
    if (number == null) {
      throw new IllegalStateException(
          "a file of a table must say how many %s it has".formatted(name));
    }
    return Long.parseLong(number);
  }

  Map<String, String> notes() {
    return Map.of(
        PREFIX + "rows", Long.toString(rows),
        PREFIX + "prompts", Long.toString(prompts),
        PREFIX + "draws", Long.toString(draws),
        PREFIX + "failures", Long.toString(failures));
  }

  Books and(Books other) {
    return new Books(
        rows + other.rows, prompts + other.prompts, draws + other.draws, failures + other.failures);
  }

  long asked() {
    return draws + failures;
  }
}
