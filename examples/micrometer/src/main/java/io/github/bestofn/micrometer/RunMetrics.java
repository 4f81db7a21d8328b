package io.github.bestofn.micrometer;

import io.github.bestofn.BatchResult;
import io.github.bestofn.FailureKind;
import io.github.bestofn.PromptResult;
import io.github.bestofn.RunListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;

/**
 * A listener that counts draws and failures as they happen, and the rest when a run ends. It holds no text. One
 * instance may listen to several runs at once.
 *
 * @since 0.1.0
 */
public final class RunMetrics implements RunListener {

  private final MeterRegistry registry;
  private final Tags tags;
  private final Counter draws;
  private final Counter duplicates;
  private final Counter unspent;
  private final Counter usage;
  private final DistributionSummary drawsPerPrompt;

  /**
   * Metrics in a registry.
   *
   * @param registry the registry of the meters
   * @param tags the tags of all meters
   */
  public RunMetrics(MeterRegistry registry, Tags tags) {
    this.registry = registry;
    this.tags = tags;
    this.draws = counter("bestofn.draws", "Responses with a reward");
    this.duplicates = counter("bestofn.duplicates", "Draws that repeat another of their prompt");
    this.unspent = counter("bestofn.unspent", "Draws of the budget that bought nothing");
    this.usage = counter("bestofn.usage", "What responses have used, by the usage function");
    this.drawsPerPrompt = DistributionSummary.builder("bestofn.draws.per.prompt")
        .description("How the budget was allocated")
        .tags(tags)
        .publishPercentileHistogram()
        .minimumExpectedValue(1.0)
        .maximumExpectedValue(10_000.0)
        .register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).tags(tags).register(registry);
  }

  @Override
  public void scored(int promptIndex, int draw, double reward) {
    draws.increment();
  }

  @Override
  public void failed(int promptIndex, int draw, FailureKind kind) {
    registry.counter("bestofn.failures", tags.and("kind", word(kind))).increment();
  }

  @Override
  public void finished(BatchResult<?, ?> result) {
    registry
        .timer("bestofn.run.duration", tags.and("end.reason", word(result.endReason())))
        .record(result.elapsed());
    for (PromptResult<?, ?> each : result.results()) {
      drawsPerPrompt.record(each.draws());
    }
    duplicates.increment(result.duplicates());
    unspent.increment(result.unspent());
    usage.increment(result.usage());
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
