package io.github.bestofn.benchmarks.audit;

import io.github.bestofn.benchmarks.compare.TextTable;
import io.github.bestofn.evaluate.ConfidenceInterval;
import io.github.bestofn.evaluate.JudgeAudit;
import io.github.bestofn.evaluate.JudgeVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** An audit in words. */
public final class AuditText {

  private final JudgeAudit audit;

  /**
   * Creates the text of an audit.
   *
   * @param audit the audit
   */
  public AuditText(JudgeAudit audit) {
    this.audit = audit;
  }

  /**
   * Returns the size of the log.
   *
   * @return a sentence without a full stop
   */
  public String settings() {
    return format(
        "%,d prompts, %,d responses, %d scoring%s each, %s",
        audit.prompts(),
        audit.draws(),
        audit.scorings(),
        audit.scorings() == 1 ? "" : "s",
        audit.recovery().isEmpty() ? "no gold labels" : "with gold labels");
  }

  /**
   * Returns the verdict and its reason.
   *
   * @return a sentence without a full stop
   */
  public String verdict() {
    JudgeVerdict verdict = audit.verdict();
    return verdict + ": " + verdict.reason();
  }

  /**
   * Returns what each figure says.
   *
   * @return sentences
   */
  public List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    sentences.add(reliability());
    audit
        .tiedPairs()
        .ifPresent(ties -> sentences.add(
            format("%.0f%% of pairs of responses to a prompt have equal rewards.", 100 * ties)));
    if (audit.recovery().isEmpty()) {
      sentences.add(bound());
    } else {
      sentences.add(format(
          "Correlation of rewards and gold: %s within prompts, which is what best-of-N needs; %s"
              + " between prompts.",
          number(audit.correlationWithin()), number(audit.correlationBetween())));
      audit.bestDraws().ifPresent(best -> sentences.add(bestDraws(best)));
      if (audit.bestDraws().isPresent() && audit.mostDraws() > 1) {
        sentences.add(hedges());
      }
    }
    return sentences;
  }

  private String reliability() {
    if (audit.scorings() == 1) {
      return "Reliability: unknown from a single scoring; score the same responses again.";
    }
    return audit
        .reliability()
        .map(reliability -> format(
            "Reliability of one scoring within prompts: %s; the mean of %d has %.2f.",
            interval("%.2f", reliability),
            audit.scorings(),
            ofMean(reliability.value(), audit.scorings())))
        .orElse("Reliability: unknown, because rewards do not differ within prompts.");
  }

  static double ofMean(double reliability, int scorings) {
    return scorings * reliability / (1 + (scorings - 1) * reliability);
  }

  private String bound() {
    return audit
        .reliability()
        .map(reliability -> format(
            "Without gold labels repeats only bound what the judge is worth: no gold correlates with"
                + " one scoring within prompts by more than %.2f, the square root of the reliability,"
                + " and with normal rewards best-of-N recovers at most that share.",
            Math.sqrt(reliability.value())))
        .orElse("Without gold labels and repeats nothing bounds what the judge is worth.");
  }

  private String bestDraws(ConfidenceInterval best) {
    String range = interval("%.0f", best);
    if (best.high() < audit.mostDraws()) {
      return format(
          "Gold is largest at %s draws and falls after that: more draws find the judge's mistakes.",
          range);
    }
    return best.value() < audit.mostDraws()
        ? format(
            "Gold is largest at %s draws, but the log does not exclude that it rises to %d draws.",
            range, audit.mostDraws())
        : format("Gold still rises at %d draws (interval %s).", audit.mostDraws(), range);
  }

  private String hedges() {
    int draws = audit.recovery().get(audit.recovery().size() - 1).draws();
    double temperature = audit.softBestOfNTemperature(draws);
    String soft = temperature == 0
        ? "no temperature is better than the largest reward"
        : Double.isInfinite(temperature)
            ? "no temperature is better than a random response"
            : format("a temperature of %.3g", temperature);
    return format(
        "Hedges with the largest gold (HedgeTune): soft best-of-%d: %s; best-of-Poisson: a mean of"
            + " %.3g draws.",
        draws, soft, audit.bestOfPoissonMean());
  }

  /**
   * Returns the audit as text.
   *
   * @return lines
   */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(settings()).append("\n\n");
    text.append("verdict: ").append(verdict()).append("\n\n");
    sentences().forEach(sentence -> text.append(sentence).append('\n'));
    if (!audit.recovery().isEmpty()) {
      text.append('\n').append(table());
    }
    return text.toString();
  }

  private String table() {
    boolean isRepeated = audit.scorings() > 1;
    List<String> header =
        new ArrayList<>(List.of("draws", "gold", "best gold", "share", "95% interval"));
    if (isRepeated) {
      header.add("share, mean of " + audit.scorings());
    }
    TextTable table = new TextTable(header.toArray(new String[0]));
    for (int k = 0; k < audit.recovery().size(); k++) {
      JudgeAudit.Recovery recovery = audit.recovery().get(k);
      List<String> row = new ArrayList<>(List.of(
          format("%,d", recovery.draws()),
          format("%.4g", recovery.gold()),
          format("%.4g", recovery.bestGold()),
          recovery.share().map(share -> format("%.0f%%", 100 * share.value())).orElse("-"),
          recovery.share().map(AuditText::percentages).orElse("-")));
      if (isRepeated) {
        row.add(audit
            .recoveryOfMean()
            .get(k)
            .share()
            .map(share -> format("%.0f%%", 100 * share.value()))
            .orElse("-"));
      }
      table.add(row.toArray(new String[0]));
    }
    return table + """

        gold: of the response with the largest reward; best gold: of the best response
        share: the gain of the first over one draw, divided by that of the second
        """;
  }

  private static String percentages(ConfidenceInterval share) {
    return Double.isFinite(share.low())
        ? format("%.0f%% to %.0f%%", 100 * share.low(), 100 * share.high())
        : "-";
  }

  private static String interval(String number, ConfidenceInterval interval) {
    return Double.isFinite(interval.low())
        ? format(
            number + " (" + number + " to " + number + ")",
            interval.value(),
            interval.low(),
            interval.high())
        : format(number, interval.value());
  }

  private static String number(Optional<Double> value) {
    return value.map(each -> format("%.2f", each)).orElse("undefined");
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
