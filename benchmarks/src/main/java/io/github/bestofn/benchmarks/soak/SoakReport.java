package io.github.bestofn.benchmarks.soak;

import io.github.bestofn.benchmarks.compare.TextTable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What scenarios found out.
 *
 * @param summary figures by the names that scripts look for; those of scenarios that did not run are missing
 * @param machine what it was measured on
 * @param load how large the scenarios were
 * @param scenarios the scenarios in the order in which they were run
 */
public record SoakReport(
    Map<String, Object> summary, String machine, Load load, List<Scenario> scenarios) {

  /**
   * What one scenario found out.
   *
   * @param name its name
   * @param seconds how long it took
   * @param promises what must hold whatever the timing
   * @param figures what was measured
   */
  public record Scenario(
      String name, double seconds, List<Promise> promises, List<Figure> figures) {}

  /**
   * Something that must hold whatever the timing.
   *
   * @param promise what
   * @param kept whether it held
   */
  public record Promise(String promise, boolean kept) {}

  /**
   * Something that was measured.
   *
   * @param name what
   * @param value how much
   * @param unit of what
   * @param goal how much it should be, null if there is no such goal
   * @param met whether it is, null if there is no goal
   */
  public record Figure(
      String name,
      double value,
      String unit,
      @Nullable String goal,
      @Nullable Boolean met) {}

  static SoakReport of(Load load, Map<String, Object> summary, List<Scenario> scenarios) {
    String machine = "JDK %s, %d processors"
        .formatted(Runtime.version(), Runtime.getRuntime().availableProcessors());
    return new SoakReport(summary, machine, load, scenarios);
  }

  /**
   * Returns the promises that did not hold.
   *
   * @return a line for each
   */
  public List<String> broken() {
    return scenarios.stream()
        .flatMap(scenario -> scenario.promises().stream()
            .filter(promise -> !promise.kept())
            .map(promise -> scenario.name() + ": broken: " + promise.promise()))
        .toList();
  }

  private long goalsMissed() {
    return scenarios.stream()
        .flatMap(scenario -> scenario.figures().stream())
        .filter(figure -> Boolean.FALSE.equals(figure.met()))
        .count();
  }

  /**
   * Returns a table for each scenario, and what is wrong.
   *
   * @return lines for people
   */
  public String text() {
    var text = new StringBuilder(
        "%s, seed %d, scale %s%n".formatted(machine, load.seed(), Numbers.format(load.scale())));
    for (Scenario scenario : scenarios) {
      var table = new TextTable(scenario.name(), "", "", "");
      for (Figure figure : scenario.figures()) {
        table.add(
            "  " + figure.name(), Numbers.format(figure.value()), figure.unit(), verdict(figure));
      }
      for (Promise promise : scenario.promises()) {
        table.add("  " + promise.promise(), promise.kept() ? "kept" : "BROKEN", "", "");
      }
      text.append(table).append('\n');
    }
    return text.append(
            "%d promises broken, %d goals missed%n".formatted(broken().size(), goalsMissed()))
        .toString();
  }

  private static String verdict(Figure figure) {
    if (figure.goal() == null) {
      return "";
    }
    return "goal: " + figure.goal() + (Boolean.TRUE.equals(figure.met()) ? "" : " MISSED");
  }
}
