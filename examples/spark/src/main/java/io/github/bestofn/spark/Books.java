package io.github.bestofn.spark;

import java.io.Serializable;
import java.util.Collection;
import java.util.Map;

/**
 * The totals of a table's rows; each file of it has its own at its end.
 *
 * @param rows how many rows were read to make it: for prompts, repeated ones included
 * @param prompts how many prompts there are
 * @param draws how many draws they have had
 * @param failures how many of what was asked for failed
 * @param highest the highest reward, in reward units; negative infinity if there is none
 */
record Books(long rows, long prompts, long draws, long failures, double highest)
    implements Serializable {

  static final Books NONE = new Books(0, 0, 0, 0, Double.NEGATIVE_INFINITY);

  private static final String PREFIX = "bestofn.";

  static Books of(Map<String, String> notes) {
    return new Books(
        number(notes, "rows"),
        number(notes, "prompts"),
        number(notes, "draws"),
        number(notes, "failures"),
        Double.parseDouble(note(notes, "highest")));
  }

  static Books of(PromptRow row) {
    double highest = row.best().map(PromptRow.Best::reward).orElse(NONE.highest);
    return new Books(1, 1, row.rewards().length, row.failures(), highest);
  }

  static Books sum(Collection<Books> all) {
    return all.stream().reduce(NONE, Books::and);
  }

  private static long number(Map<String, String> notes, String name) {
    return Long.parseLong(note(notes, name));
  }

  private static String note(Map<String, String> notes, String name) {
    String note = notes.get(PREFIX + name);
    if (note == null) {
      throw new IllegalStateException("a file of a table must note its %s".formatted(name));
    }
    return note;
  }

  Map<String, String> notes() {
    return Map.of(
        PREFIX + "rows", Long.toString(rows),
        PREFIX + "prompts", Long.toString(prompts),
        PREFIX + "draws", Long.toString(draws),
        PREFIX + "failures", Long.toString(failures),
        PREFIX + "highest", Double.toString(highest));
  }

  Books and(Books other) {
    return new Books(
        rows + other.rows,
        prompts + other.prompts,
        draws + other.draws,
        failures + other.failures,
        Math.max(highest, other.highest));
  }

  long asked() {
    return draws + failures;
  }
}
