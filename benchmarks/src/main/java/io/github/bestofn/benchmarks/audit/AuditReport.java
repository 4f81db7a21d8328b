package io.github.bestofn.benchmarks.audit;

import io.github.bestofn.evaluate.ConfidenceInterval;
import io.github.bestofn.evaluate.JudgeAudit;
import java.util.List;
import java.util.Optional;

/**
 * The figures of an audit. The names of the components are those of its JSON; a figure that is not defined is null.
 *
 * @param prompts the number of prompts with at least one response that has all values
 * @param draws the number of responses that have all values, over all prompts
 * @param reliability the reliability of one scoring within prompts
 * @param tiedPairs the share of pairs of responses to a prompt that have equal rewards
 * @param correlationWithin the correlation of rewards and gold within prompts
 * @param correlationBetween the correlation of the prompts' mean rewards and mean gold
 * @param recovery gold of the response that best-of-N chooses, for N = 1, 2, 4, …; empty without gold
 * @param bestDraws the number of draws with the largest gold
 * @param verdict what to do with the judge, in words
 */
public record AuditReport(
    int prompts,
    long draws,
    Interval reliability,
    Optional<Double> tiedPairs,
    Optional<Double> correlationWithin,
    Optional<Double> correlationBetween,
    List<Share> recovery,
    Interval bestDraws,
    String verdict) {

  /**
   * An estimate with its 95% confidence interval.
   *
   * @param value the estimate
   * @param low the lower end; null where it is open
   * @param high the upper end; null where it is open
   */
  public record Interval(Optional<Double> value, Optional<Double> low, Optional<Double> high) {

    static Interval of(Optional<ConfidenceInterval> interval) {
      return new Interval(
          interval.map(ConfidenceInterval::value),
          interval.map(ConfidenceInterval::low).filter(Double::isFinite),
          interval.map(ConfidenceInterval::high).filter(Double::isFinite));
    }
  }

  /**
   * Gold of the response that best-of-N chooses.
   *
   * @param draws the number N of draws
   * @param gold the expected gold of its choice, on average over prompts
   * @param share its gain over one draw, divided by that of the best response; null for one draw
   * @param low the lower end of the share's 95% confidence interval
   * @param high the upper end
   */
  public record Share(
      int draws, double gold, Optional<Double> share, Optional<Double> low, Optional<Double> high) {

    static Share of(JudgeAudit.Recovery recovery) {
      Interval share = Interval.of(recovery.share());
      return new Share(recovery.draws(), recovery.gold(), share.value(), share.low(), share.high());
    }
  }

  /**
   * Reports an audit.
   *
   * @param audit the audit
   * @return its figures
   */
  public static AuditReport of(JudgeAudit audit) {
    return new AuditReport(
        audit.prompts(),
        audit.draws(),
        Interval.of(audit.reliability()),
        audit.tiedPairs(),
        audit.correlationWithin(),
        audit.correlationBetween(),
        audit.recovery().stream().map(Share::of).toList(),
        Interval.of(audit.bestDraws()),
        audit.verdict().toString());
  }
}
