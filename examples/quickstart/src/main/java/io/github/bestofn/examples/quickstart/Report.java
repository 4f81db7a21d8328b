package io.github.bestofn.examples.quickstart;

import io.github.bestofn.BatchResult;
import io.github.bestofn.Candidate;
import io.github.bestofn.PromptResult;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Prints what runs found, prompt by prompt and in total, and what each is worth next to the first. */
final class Report {
  private static final int WIDTH = 100;

  private final PrintWriter out;
  private final String reward;
  private final Found uniform;
  private final List<Found> others;
  private final UniformCurve curve;
  private final int prompts;
  private final int draws;
  private final int nameWidth;

  /**
   * A report.
   *
   * @param runs the uniform one first, all on the same budget
   * @param doubled a uniform run on twice the budget
   */
  Report(PrintWriter out, String reward, List<Found> runs, BatchResult<Opening, String> doubled) {
    this.out = out;
    this.reward = reward;
    uniform = runs.get(0);
    others = runs.subList(1, runs.size());
    curve = UniformCurve.of(doubled);
    prompts = uniform.result.results().size();
    draws = uniform.result.budget() / prompts;
    nameWidth = runs.stream().mapToInt(run -> run.strategy.length()).max().orElse(0);
  }

  /** What a strategy found. */
  record Found(String strategy, BatchResult<Opening, String> result) {}

  void print() {
    line("Openings: %d, draws per opening: %d, seed: %d", prompts, draws, uniform.result.seed());
    line("Reward: %s", reward);
    for (int i = 0; i < prompts; i++) {
      printPrompt(i);
    }
    printTotals();
    line("");
    others.forEach(this::printWorth);
    line(
        "This is one batch with one seed, and no verdict on a strategy; --seed N shows another, and");
    line(
        "--log FILE writes the rewards, on which the benchmarks compare strategies in many batches.");
  }

  private void printPrompt(int i) {
    PromptResult<Opening, String> plain = uniform.result.results().get(i);
    Opening opening = plain.prompt();
    line("");
    line("%2d. %s ... (%s)", i + 1, opening.text(), opening.topic());
    printBest(uniform.strategy, plain, false);
    for (Found other : others) {
      PromptResult<Opening, String> found = other.result.results().get(i);
      printBest(other.strategy, found, drawOf(plain) == drawOf(found));
    }
  }

  private void printBest(String name, PromptResult<Opening, String> result, boolean same) {
    Optional<Candidate<String>> best = result.best();
    String padded = name + " ".repeat(nameWidth - name.length());
    line(
        "    %s  %5d draws  %6s  %s",
        padded,
        result.draws(),
        best.map(candidate -> format("%.3f", candidate.reward())).orElse("-"),
        same ? "the same" : best.map(Candidate::response).orElse("no continuation came in"));
  }

  private void printTotals() {
    line("");
    printRow("Totals", Found::strategy);
    printRow("draws", found -> format("%d", found.result.draws()));
    printRow("most for an opening", found -> format("%d", most(found.result)));
    printRow("waves", found -> format("%d", found.result.waves()));
    printRow("sum of best rewards", found -> format("%.3f", total(found.result)));
    printRow("mean best reward", found -> format("%.3f", total(found.result) / prompts));
  }

  private void printRow(String label, Function<Found, String> figure) {
    StringBuilder row = new StringBuilder(format("%-24s", label)).append(cell(figure, uniform));
    others.forEach(other -> row.append(cell(figure, other)));
    line("%s", row);
  }

  private String cell(Function<Found, String> figure, Found found) {
    return format("%" + Math.max(10, nameWidth + 2) + "s", figure.apply(found));
  }

  private void printWorth(Found other) {
    double gain = total(other.result) - total(uniform.result);
    if (gain == 0) {
      line("%s reaches the same total: the difference is worth nothing.", other.strategy);
      return;
    }
    line(
        "%s %s: %+.3f in all, better on %d of %d openings, worse on %d.",
        other.strategy,
        gain > 0 ? "won" : "lost",
        gain,
        IntStream.range(0, prompts).filter(i -> difference(other, i) > 0).count(),
        prompts,
        IntStream.range(0, prompts).filter(i -> difference(other, i) < 0).count());
    line("  %s", worth(gain));
  }

  private String worth(double gain) {
    var equal = curve.drawsWorth(gain, draws);
    if (equal.isEmpty()) {
      return format("Worth: more than uniform gains from %d draws per opening.", 2 * draws);
    }
    double ratio = equal.getAsDouble() / draws;
    return format(
        "Worth: as much as %.1f uniform draws per opening instead of %d, %.1f%% %s.",
        equal.getAsDouble(), draws, Math.abs(ratio - 1) * 100, ratio >= 1 ? "more" : "fewer");
  }

  private double difference(Found other, int i) {
    return reward(other.result.results().get(i))
        - reward(uniform.result.results().get(i));
  }

  private static int most(BatchResult<Opening, String> result) {
    return result.results().stream().mapToInt(PromptResult::draws).max().orElse(0);
  }

  private static double total(BatchResult<Opening, String> result) {
    return result.results().stream().mapToDouble(Report::reward).sum();
  }

  private static double reward(PromptResult<Opening, String> result) {
    return result.best().map(Candidate::reward).orElse(0.0);
  }

  private static int drawOf(PromptResult<Opening, String> result) {
    return result.best().map(Candidate::draw).orElse(-1);
  }

  private void line(String format, Object... values) {
    String text = format(format, values);
    out.println(text.length() <= WIDTH ? text : text.substring(0, WIDTH - 3) + "...");
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
