package io.github.bestofn.micrometer;

import io.github.bestofn.allocate.SharedBudget;
import io.github.bestofn.allocate.SharedBudgetReport;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;

/**
 * The state of a shared budget, read from its report whenever a registry asks. Bind it once: {@code bindTo(registry)}.
 *
 * @since 0.1.0
 */
public final class BudgetMetrics implements MeterBinder {

  private final SharedBudget budget;
  private final Tags tags;

  /**
   * Metrics of a budget.
   *
   * @param budget the budget
   * @param tags the tags of all meters
   */
  public BudgetMetrics(SharedBudget budget, Tags tags) {
    this.budget = budget;
    this.tags = tags;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    counter(registry, "requests", "Prompts that began to draw", SharedBudgetReport::requests);
    counter(registry, "attempts", "Draws that were attempted", SharedBudgetReport::attempts);
    gauge(
        registry,
        "draws.average",
        "Draws of a prompt, on average",
        SharedBudgetReport::averageDraws);
    gauge(
        registry,
        "waves.average",
        "Calls one after another that a prompt waits for, on average",
        SharedBudgetReport::averageWaves);
    gauge(
        registry,
        "price",
        "Expected gain that a draw must have, in reward units",
        report -> report.price().orElse(Double.NaN));
    gauge(
        registry,
        "balance",
        "Draws, or usage, spared if positive, overdrawn if negative",
        SharedBudgetReport::balance);
    counter(
        registry,
        "usage",
        "Tokens or money that responses have used, if the engine counts them",
        SharedBudgetReport::usage);
    ended(registry, "price", SharedBudgetReport::endedByPrice);
    ended(registry, "ceiling", SharedBudgetReport::endedByCeiling);
    ended(registry, "limit", SharedBudgetReport::endedByLimit);
    ended(registry, "refusal", SharedBudgetReport::endedByRefusal);
    gauge(
        registry,
        "loss",
        "Share of what N draws gain that audits found lost",
        report -> report.loss().orElse(Double.NaN));
    counter(registry, "audits", "Prompts that were audited", SharedBudgetReport::audits);
  }

  private void ended(
      MeterRegistry registry, String reason, ToDoubleFunction<SharedBudgetReport> figure) {
    FunctionCounter.builder(
            "bestofn.budget.ended", budget, each -> figure.applyAsDouble(each.report()))
        .description("Prompts that ended, by reason")
        .tags(tags.and("reason", reason))
        .register(registry);
  }

  private void counter(
      MeterRegistry registry,
      String name,
      String description,
      ToDoubleFunction<SharedBudgetReport> figure) {
    FunctionCounter.builder(
            "bestofn.budget." + name, budget, each -> figure.applyAsDouble(each.report()))
        .description(description)
        .tags(tags)
        .register(registry);
  }

  private void gauge(
      MeterRegistry registry,
      String name,
      String description,
      ToDoubleFunction<SharedBudgetReport> figure) {
    Gauge.builder("bestofn.budget." + name, budget, each -> figure.applyAsDouble(each.report()))
        .description(description)
        .tags(tags)
        .register(registry);
  }
}
