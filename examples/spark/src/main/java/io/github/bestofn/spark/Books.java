package io.github.bestofn.spark;

import io.github.bestofn.allocate.ExactSum;
import io.github.bestofn.allocate.PartTotals;
import java.io.Serializable;
import java.util.Collection;
import java.util.Map;

/**
 * The totals of a table's rows; each file of it has its own at its end.
 *
 * @param rows how many rows were read to make it: for prompts, repeated ones included
 * @param prompts how many prompts there are
 * @param totals the totals of their draws
 */
record Books(long rows, long prompts, PartTotals totals) implements Serializable {

  static final Books NONE = new Books(0, 0, PartTotals.NONE);

  private static final String PREFIX = "bestofn.";

  static Books of(Map<String, String> notes) {
    return new Books(
        number(notes, "rows"),
        number(notes, "prompts"),
        new PartTotals(
            number(notes, "draws"),
            number(notes, "failures"),
            decimal(notes, "highest"),
            sum(notes, "usage"),
            sum(notes, "meanUsages"),
            number(notes, "promptsWithUsage")));
  }

  static Books of(PromptRow row) {
    PromptNumbers numbers = row.numbers();
    return new Books(
        1,
        1,
        PartTotals.ofPrompt(
            numbers.rewards().length,
            numbers.failures(),
            row.best().map(PromptRow.Best::reward).orElse(Double.NEGATIVE_INFINITY),
            numbers.usage(),
            numbers.responses()));
  }

  static Books sum(Collection<Books> all) {
    return all.stream().reduce(NONE, Books::and);
  }

  private static long number(Map<String, String> notes, String name) {
    return Long.parseLong(note(notes, name));
  }

  private static double decimal(Map<String, String> notes, String name) {
    return Double.parseDouble(note(notes, name));
  }

  private static ExactSum sum(Map<String, String> notes, String name) {
    return new ExactSum(decimal(notes, name), decimal(notes, name + ".rest"));
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
        PREFIX + "draws", Long.toString(totals.rewards()),
        PREFIX + "failures", Long.toString(totals.failures()),
        PREFIX + "highest", Double.toString(totals.highest()),
        PREFIX + "usage", Double.toString(totals.usage().value()),
        PREFIX + "usage.rest", Double.toString(totals.usage().rest()),
        PREFIX + "meanUsages", Double.toString(totals.meanUsages().value()),
        PREFIX + "meanUsages.rest", Double.toString(totals.meanUsages().rest()),
        PREFIX + "promptsWithUsage", Long.toString(totals.promptsWithUsage()));
  }

  Books and(Books other) {
    return new Books(rows + other.rows, prompts + other.prompts, totals.and(other.totals));
  }
}
