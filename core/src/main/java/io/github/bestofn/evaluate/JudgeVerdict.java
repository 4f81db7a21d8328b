package io.github.bestofn.evaluate;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The conclusion of a {@link JudgeAudit}.
 *
 * @param advice what to do
 * @param scorings the number of scorings whose mean should be the reward; above 1 for {@link Advice#AVERAGE} only
 * @param mostDraws the number of draws above which gold falls; empty if it did not fall in the data
 * @param reason why, in a sentence
 * @since 0.1.0
 */
public record JudgeVerdict(Advice advice, int scorings, OptionalInt mostDraws, String reason) {

  /* A conventional threshold of acceptable reliability: Nunnally, Psychometric Theory (1978). */
  private static final double RELIABLE = 0.8;

  /* Beyond this, averaging costs more than most generators: then the judge needs another question. */
  private static final int MOST_SCORINGS = 8;

  /**
   * The advice on a judge.
   *
   * @since 0.1.0
   */
  public enum Advice {
    /** Best-of-N gains with it. */
    USE,
    /** Its noise costs gains: let the mean of several scorings be the reward. */
    AVERAGE,
    /** It is too coarse or too noisy to score responses one by one: let it compare pairs. */
    COMPARE,
    /** The response that it chooses is no better than a random one. */
    DO_NOT_USE,
    /** The log does not tell. */
    CANNOT_TELL
  }

  static JudgeVerdict of(JudgeAudit audit) {
    double ties = audit.tiedPairs().orElse(Double.NaN);
    if (Double.isNaN(ties)) {
      return of(Advice.CANNOT_TELL, "no prompt has two responses with all values");
    }
    if (ties == 1) {
      return of(Advice.DO_NOT_USE, "all responses to a prompt have the same reward");
    }
    return audit.recovery().isEmpty() ? withoutGold(audit, ties) : withGold(audit, ties);
  }

  private static JudgeVerdict withoutGold(JudgeAudit audit, double ties) {
    if (audit.reliability().isEmpty()) {
      return of(Advice.CANNOT_TELL, "one scoring and no gold labels say nothing about a judge");
    }
    ConfidenceInterval reliability = audit.reliability().get();
    if (reliability.low() <= 0 && reliability.value() < RELIABLE / 2) {
      return of(
          Advice.DO_NOT_USE,
          "repeated scorings of a response agree no more than those of different responses");
    }
    if (reliability.value() < RELIABLE) {
      return noisy(reliability.value(), OptionalInt.empty());
    }
    if (ties > 0.5) {
      return of(Advice.COMPARE, "%.0f%% of pairs have equal rewards", 100 * ties);
    }
    return of(
        Advice.CANNOT_TELL,
        "it repeats itself (reliability %.2f), but whether it is right takes gold labels",
        reliability.value());
  }

  private static JudgeVerdict withGold(JudgeAudit audit, double ties) {
    List<JudgeAudit.Recovery> shares = audit.recovery().stream()
        .filter(recovery -> recovery.share().isPresent())
        .toList();
    if (shares.isEmpty()) {
      return of(Advice.CANNOT_TELL, "gold does not differ between the responses to a prompt");
    }
    Optional<JudgeAudit.Recovery> proven = shares.stream()
        .filter(recovery -> recovery.share().orElseThrow().low() > 0)
        .max((a, b) -> Double.compare(a.gold(), b.gold()));
    if (proven.isEmpty()) {
      boolean isOpen =
          shares.stream().anyMatch(each -> each.share().orElseThrow().high() > 0.5);
      return isOpen
          ? of(Advice.CANNOT_TELL, "there are too few prompts to say what it gains")
          : of(
              Advice.DO_NOT_USE,
              "what it chooses is not shown to be better than a random response");
    }
    OptionalInt most = OptionalInt.empty();
    ConfidenceInterval bestDraws = audit.bestDraws().orElseThrow();
    if (bestDraws.high() < audit.mostDraws()) {
      most = OptionalInt.of((int) bestDraws.value());
    }
    JudgeAudit.Recovery best = proven.get();
    double share = best.share().orElseThrow().value();
    double reliability = audit.reliability().map(ConfidenceInterval::value).orElse(1.0);
    if (share < RELIABLE && reliability < RELIABLE) {
      return noisy(reliability, most);
    }
    if (share < 0.5 && ties > 0.5) {
      return new JudgeVerdict(
          Advice.COMPARE,
          1,
          most,
          format(
              "%.0f%% of pairs have equal rewards, and it recovers %.0f%% of the possible gain",
              100 * ties, 100 * share));
    }
    return new JudgeVerdict(
        Advice.USE,
        1,
        most,
        format(
            "it recovers %.0f%% of what the best of %d responses gains",
            100 * share, best.draws()));
  }

  private static JudgeVerdict noisy(double reliability, OptionalInt most) {
    double needed = RELIABLE / (1 - RELIABLE) * (1 - reliability) / reliability;
    if (needed > MOST_SCORINGS) {
      return new JudgeVerdict(
          Advice.COMPARE,
          1,
          most,
          format(
              "with a reliability of %.2f it would take the mean of more than %d scorings",
              reliability, MOST_SCORINGS));
    }
    int scorings = Math.max(2, (int) Math.round(needed));
    return new JudgeVerdict(
        Advice.AVERAGE,
        scorings,
        most,
        format(
            "one scoring has a reliability of %.2f, the mean of %d has %.2f",
            reliability, scorings, Reliability.ofMean(reliability, scorings)));
  }

  private static JudgeVerdict of(Advice advice, String reason, Object... values) {
    return new JudgeVerdict(advice, 1, OptionalInt.empty(), format(reason, values));
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** Returns the advice in words, without the reason. */
  @Override
  public String toString() {
    String words = switch (advice) {
      case USE -> "use it";
      case AVERAGE -> "average %d scorings".formatted(scorings);
      case COMPARE -> "compare pairs";
      case DO_NOT_USE -> "don't use best-of-N with this judge";
      case CANNOT_TELL -> "cannot tell";
    };
    return mostDraws.isPresent()
        ? "%s, with at most %d draws".formatted(words, mostDraws.getAsInt())
        : words;
  }
}
