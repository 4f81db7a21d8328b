package io.github.bestofn.spring;

import io.github.bestofn.allocate.SharedBudget;
import io.github.bestofn.allocate.SharedBudgetReport;
import io.github.bestofn.estimate.RewardHistory;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * The Actuator endpoint {@code bestofn}: the state of the shared budget. It holds figures, and no text of prompts or
 * responses.
 *
 * @since 0.1.0
 */
@Endpoint(id = "bestofn")
public final class BestOfNEndpoint {

  private final BestOfNProperties properties;
  private final @Nullable SharedBudget budget;
  private final RewardHistory history;

  BestOfNEndpoint(
      BestOfNProperties properties, @Nullable SharedBudget budget, RewardHistory history) {
    this.properties = properties;
    this.budget = budget;
    this.history = history;
  }

  /**
   * Returns the report. Figures that are not known yet are left out.
   *
   * @return from names to figures
   */
  @ReadOperation
  public Map<String, Object> report() {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("enabled", properties.enabled());
    if (budget == null) {
      report.put("budget", "uniform=" + properties.averageOrDefault());
    } else {
      report.put("budget", budget.toString());
      add(report, budget.report());
    }
    Map<String, Object> learnt = new LinkedHashMap<>();
    history.label().ifPresent(label -> learnt.put("label", label));
    learnt.put("prompts", history.prompts());
    learnt.put("calibrationPrompts", history.calibrationPrompts());
    report.put("history", learnt);
    return report;
  }

  private static void add(Map<String, Object> report, SharedBudgetReport figures) {
    report.put("inWords", figures.inWords());
    report.put("requests", figures.requests());
    report.put("attempts", figures.attempts());
    report.put("draws", figures.draws());
    known(report, "averageDraws", figures.averageDraws());
    known(report, "averageWaves", figures.averageWaves());
    known(report, "averageTokens", figures.averageUsage());
    figures.price().ifPresent(price -> report.put("price", price));
    report.put("balance", figures.balance());
    report.put("drawsSaved", figures.drawsSaved());
    report.put(
        "endedBy",
        Map.of(
            "price", figures.endedByPrice(),
            "ceiling", figures.endedByCeiling(),
            "limit", figures.endedByLimit(),
            "refusal", figures.endedByRefusal()));
    if (figures.calibrationPrompts() + figures.calibrationPromptsMissing() > 0) {
      report.put("calibrationPrompts", figures.calibrationPrompts());
      report.put("calibrationPromptsMissing", figures.calibrationPromptsMissing());
      report.put("audits", figures.audits());
      figures.loss().ifPresent(loss -> report.put("loss", loss));
      figures.lossStandardError().ifPresent(error -> report.put("lossStandardError", error));
    }
  }

  /* JSON has no NaN. */
  private static void known(Map<String, Object> report, String name, double figure) {
    if (!Double.isNaN(figure)) {
      report.put(name, figure);
    }
  }
}
