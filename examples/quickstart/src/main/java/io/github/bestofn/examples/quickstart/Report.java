package io.github.bestofn.examples.quickstart;

import io.github.bestofn.BatchResult;
import io.github.bestofn.Candidate;
import io.github.bestofn.PromptResult;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;

/** Prints what two runs found, prompt by prompt and in total, and what the difference is worth. */
final class Report {
  private static final int WIDTH = 100;
  private static final String UNIFORM = "uniform";

  private final PrintWriter out;
  private final String strategy;
  private final String reward;
  private final BatchResult<Opening, String> uniform;
  private final BatchResult<Opening, String> adaptive;
  private final UniformCurve curve;
  private final int prompts;
  private final int draws;
  private final int nameWidth;

  Report(
      PrintWriter out,
      String strategy,
      String reward,
      BatchResult<Opening, String> uniform,
      BatchResult<Opening, String> adaptive,
      BatchResult<Opening, String> doubled) {
    this.out = out;
    this.strategy = strategy;
    this.reward = reward;
    this.uniform = uniform;
    this.adaptive = adaptive;
    curve = UniformCurve.of(doubled);
    prompts = uniform.results().size();
    draws = uniform.budget() / prompts;
    nameWidth = Math.max(UNIFORM.length(), strategy.length());
  }

  void print() {
    line("Openings: %d, draws per opening: %d, seed: %d", prompts, draws, uniform.seed());
    line("Reward: %s", reward);
    for (int i = 0; i < prompts; i++) {
      printPrompt(i);
    }
    printTotals();
    printWorth();
  }

  private void printPrompt(int i) {
    Opening opening = uniform.results().get(i).prompt();
    line("");
    line("%2d. %s ... (%s)", i + 1, opening.text(), opening.topic());
    PromptResult<Opening, String> first = uniform.results().get(i);
    PromptResult<Opening, String> second = adaptive.results().get(i);
    printBest(UNIFORM, first, false);
    printBest(strategy, second, drawOf(first) == drawOf(second));
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
    int width = Math.max(10, nameWidth + 2);
    String words = "%-24s%" + width + "s%" + width + "s";
    String counts = "%-24s%" + width + "d%" + width + "d";
    String rewards = "%-24s%" + width + ".3f%" + width + ".3f";
    line("");
    line(words, "Totals", UNIFORM, strategy);
    line(counts, "draws", uniform.draws(), adaptive.draws());
    line(counts, "rounds", uniform.rounds(), adaptive.rounds());
    line(rewards, "sum of best rewards", total(uniform), total(adaptive));
    line(rewards, "mean best reward", total(uniform) / prompts, total(adaptive) / prompts);
  }

  private void printWorth() {
    double gain = total(adaptive) - total(uniform);
    int better = 0;
    int worse = 0;
    for (int i = 0; i < prompts; i++) {
      double difference =
          reward(adaptive.results().get(i)) - reward(uniform.results().get(i));
      better += difference > 0 ? 1 : 0;
      worse += difference < 0 ? 1 : 0;
    }
    line("");
    if (gain == 0) {
      line("Both reach the same total: the difference is worth nothing.");
    } else {
      line(
          "%s %s: %+.3f in all, better on %d of %d openings, worse on %d.",
          strategy, gain > 0 ? "won" : "lost", gain, better, prompts, worse);
      line("%s", worth(gain));
    }
    line("This is one batch with one seed, and no verdict on a strategy; --seed N shows another.");
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
