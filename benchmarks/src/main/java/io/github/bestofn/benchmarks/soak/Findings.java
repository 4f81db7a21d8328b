package io.github.bestofn.benchmarks.soak;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a scenario finds out: figures, some with a goal, and promises. Not thread-safe. */
final class Findings {

  private final List<SoakReport.Figure> figures = new ArrayList<>();
  private final List<SoakReport.Promise> promises = new ArrayList<>();
  private final Map<String, Object> summary = new LinkedHashMap<>();

  /** A figure. */
  void figure(String name, double value, String unit) {
    add(name, value, unit, null, null);
  }

  /** A figure that had better be large. */
  void atLeast(double goal, String name, double value, String unit) {
    add(name, value, unit, "at least " + Numbers.format(goal), value >= goal);
  }

  /** A figure that had better be small. */
  void atMost(double goal, String name, double value, String unit) {
    add(name, value, unit, "at most " + Numbers.format(goal), value <= goal);
  }

  /** Something that must hold whatever the timing. */
  void promise(String promise, boolean kept) {
    promises.add(new SoakReport.Promise(promise, kept));
  }

  /** What scripts look for, under a name that stays the same: a number, or numbers by name. */
  void summary(String name, Object value) {
    summary.put(name, value);
  }

  Map<String, Object> summary() {
    return Collections.unmodifiableMap(summary);
  }

  List<SoakReport.Figure> figures() {
    return List.copyOf(figures);
  }

  List<SoakReport.Promise> promises() {
    return List.copyOf(promises);
  }

  private void add(
      String name, double value, String unit, @Nullable String goal, @Nullable Boolean met) {
    figures.add(new SoakReport.Figure(name, value, unit, goal, met));
  }
}
