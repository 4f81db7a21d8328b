package io.github.bestofn.spring;

import io.github.bestofn.allocate.SharedBudget;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties {@code bestofn.*}. Names that are not listed here are errors.
 *
 * @param enabled Whether the advisor draws several responses; if not, it passes every request on as it is.
 * @param strategy How draws are shared among requests. Defaults to votes if the application has an AnswerExtractor
 *     bean, and to adaptive otherwise.
 * @param averageDraws The number of draws per request, on average over time. Defaults to 8. Excludes keep.
 * @param keep The share of what max-draws-per-prompt draws gain that is to be kept, above 0 and below 1, at as few
 *     draws as possible. Excludes average-draws.
 * @param maxDrawsPerPrompt The largest number of draws of a request. Defaults to four times the average; with keep,
 *     to 16.
 * @param maxWaves The largest number of calls of the model that a request waits for one after another. Defaults to 3.
 * @param maxDrawsPerRequest The largest n of a call of the chat model: 1 for servers that refuse n or answer one
 *     choice whatever it is. Defaults to no limit.
 * @param maxInFlight The largest number of draws of all requests together that are with the chat model at a time.
 *     Defaults to no limit.
 * @param maxScoringInFlight The largest number of responses of all requests together that are with the reward model
 *     at a time. Defaults to no limit.
 * @param usageLimit The number of tokens after which a request starts no more draws. Defaults to no limit.
 * @param deadline The longest time that a request draws; then it ends with the best response so far. Defaults to no
 *     limit.
 * @param requestTimeout The longest time of a call, of the chat model or the reward model. Defaults to no limit.
 * @param scoreToolCalls Whether the reward model scores responses that call tools. If not, they are passed on as drawn.
 * @param order The order of the advisor among the advisors of a client. Defaults to a place after those of Spring AI.
 * @param seed The seed that the seeds of draws are derived from. Defaults to a fresh one for each request.
 * @param history The settings of the history of earlier requests.
 */
@ConfigurationProperties(prefix = "bestofn", ignoreUnknownFields = false)
record BestOfNProperties(
    @DefaultValue("true") boolean enabled,
    @Nullable Strategy strategy,
    @Nullable Integer averageDraws,
    @Nullable Double keep,
    @Nullable Integer maxDrawsPerPrompt,
    @Nullable Integer maxWaves,
    @Nullable Integer maxDrawsPerRequest,
    @Nullable Integer maxInFlight,
    @Nullable Integer maxScoringInFlight,
    @Nullable Double usageLimit,
    @Nullable Duration deadline,
    @Nullable Duration requestTimeout,
    @DefaultValue("false") boolean scoreToolCalls,
    @Nullable Integer order,
    @Nullable Long seed,
    @DefaultValue History history) {

  static final int DRAWS_TO_COMPARE_WITH = 16;

  /** A way to share draws among requests. */
  enum Strategy {
    /** More draws for requests where a draw is expected to gain more. */
    ADAPTIVE,
    /** The same number of draws for every request, all at once. */
    UNIFORM,
    /** More draws for requests whose vote is open; needs answers. */
    VOTES
  }

  /**
   * The settings of the history of earlier requests.
   *
   * @param file The file that the history is loaded from at the start, and saved to at the end and in between.
   *     Defaults to none: it is kept in memory.
   * @param saveEvery The time between two saves.
   * @param label The name of the pair of models, such as "my-model v2, my-judge v1": a history of another pair is
   *     refused. Defaults to none.
   */
  record History(
      @Nullable Path file,
      @DefaultValue("5m") Duration saveEvery,
      @Nullable String label) {}

  BestOfNProperties {
    atLeast(1, averageDraws, "average-draws");
    atLeast(1, maxWaves, "max-waves");
    atLeast(1, maxDrawsPerRequest, "max-draws-per-request");
    atLeast(1, maxInFlight, "max-in-flight");
    atLeast(1, maxScoringInFlight, "max-scoring-in-flight");
    atLeast(keep == null ? 1 : 2, maxDrawsPerPrompt, "max-draws-per-prompt");
    if (keep != null && !(keep > 0 && keep < 1)) {
      throw new SettingException("keep", "must be above 0 and below 1", keep);
    }
    if (usageLimit != null && !(usageLimit > 0)) {
      throw new SettingException("usage-limit", "must be above 0", usageLimit);
    }
    positive(deadline, "deadline");
    positive(requestTimeout, "request-timeout");
    positive(history.saveEvery(), "history.save-every");
    if (averageDraws != null && keep != null) {
      throw new SettingException(
          "average-draws",
          "must not be set together with bestofn.keep, which draws as few as it can",
          averageDraws);
    }
    int average = averageDraws == null ? BestOfNAdvisor.AVERAGE_DRAWS : averageDraws;
    if (keep == null && maxDrawsPerPrompt != null && maxDrawsPerPrompt < average) {
      throw new SettingException(
          "max-draws-per-prompt",
          "must be at least bestofn.average-draws, " + average,
          maxDrawsPerPrompt);
    }
    if (strategy == Strategy.UNIFORM) {
      excludedByUniform("keep", keep);
      excludedByUniform("max-draws-per-prompt", maxDrawsPerPrompt);
      excludedByUniform("max-waves", maxWaves);
    }
  }

  /** The number of draws per request, on average or, if uniform, of each. */
  int averageOrDefault() {
    return averageDraws == null ? BestOfNAdvisor.AVERAGE_DRAWS : averageDraws;
  }

  /** The budget that these properties describe. */
  SharedBudget budget() {
    SharedBudget budget = keep == null
        ? SharedBudget.averaging(averageOrDefault())
        : SharedBudget.asGoodAs(
            maxDrawsPerPrompt == null ? DRAWS_TO_COMPARE_WITH : maxDrawsPerPrompt, keep);
    if (keep == null && maxDrawsPerPrompt != null) {
      budget = budget.maxDrawsPerPrompt(maxDrawsPerPrompt);
    }
    return budget.maxWaves(maxWaves == null ? BestOfNAdvisor.MAX_WAVES : maxWaves);
  }

  /** Checks that nothing here describes a budget, where the application has its own. */
  void checkNoBudget() {
    excludedByBudget("strategy", strategy == Strategy.UNIFORM ? strategy : null);
    excludedByBudget("average-draws", averageDraws);
    excludedByBudget("keep", keep);
    excludedByBudget("max-draws-per-prompt", maxDrawsPerPrompt);
    excludedByBudget("max-waves", maxWaves);
  }

  private static void excludedByBudget(String name, @Nullable Object value) {
    if (value != null) {
      throw new SettingException(
          name, "must not be set where the application has a SharedBudget bean of its own", value);
    }
  }

  void applyTo(BestOfNAdvisor.Builder builder) {
    PropertyMapper map = PropertyMapper.get();
    map.from(maxDrawsPerRequest).to(builder::maxDrawsPerRequest);
    map.from(usageLimit).to(builder::usageLimit);
    map.from(order).to(builder::order);
    if (scoreToolCalls) {
      builder.scoreToolCalls();
    }
    builder.customize(settings -> {
      map.from(maxInFlight).to(settings::maxInFlightOfAllRuns);
      map.from(maxScoringInFlight).to(settings::maxScoringInFlightOfAllRuns);
      map.from(deadline).to(settings::deadline);
      map.from(requestTimeout).to(settings::requestTimeout);
      map.from(seed).to(settings::seed);
    });
  }

  private static void atLeast(int least, @Nullable Integer value, String name) {
    if (value != null && value < least) {
      throw new SettingException(name, "must be at least " + least, value);
    }
  }

  private static void positive(@Nullable Duration value, String name) {
    if (value != null && (value.isNegative() || value.isZero())) {
      throw new SettingException(name, "must be above zero", value);
    }
  }

  private static void excludedByUniform(String name, @Nullable Object value) {
    if (value != null) {
      throw new SettingException(
          name,
          "must not be set with bestofn.strategy uniform, which draws bestofn.average-draws at once",
          value);
    }
  }
}
