package io.github.bestofn.allocate;

import static java.util.Objects.requireNonNull;

import io.github.bestofn.estimate.RewardHistory;
import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.spi.RewardRange;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * The state of a {@link SharedBudget}, as an engine uses it: {@link #begin} a run, let the {@link BudgetedRun} decide, and tell it when it
 * has {@linkplain BudgetedRun#finished finished}. Thread-safe; runs read price and population without locks, and never wait
 * for each other or for a refit.
 *
 * @since 0.1.0
 */
public final class BudgetAccount {

  private final SharedBudget.Terms settings;
  private final RewardHistory history;
  private final RewardRange range;
  private final Executor learner;
  private final Consumer<? super RuntimeException> onFailure;
  private final Balance balance;
  private final StoppingRule rule;
  private volatile boolean hasRemembered;

  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong attempts = new AtomicLong();
  private final AtomicLong ended = new AtomicLong();
  private final AtomicLong draws = new AtomicLong();
  private final AtomicLong waves = new AtomicLong();
  private final Map<StoppingRule.Ending, LongAdder> endings =
      new EnumMap<>(StoppingRule.Ending.class);

  BudgetAccount(
      SharedBudget.Terms settings,
      RewardHistory history,
      RewardRange range,
      Executor learner,
      Consumer<? super RuntimeException> onFailure,
      long seed) {
    this.settings = settings;
    this.history = history;
    this.range = range;
    this.learner = learner;
    this.onFailure = onFailure;
    this.balance = new Balance(settings.burst());
    for (StoppingRule.Ending ending : StoppingRule.Ending.values()) {
      endings.put(ending, new LongAdder());
    }
    this.hasRemembered = history.snapshot(range).prompts() > 0; // refuses rewards outside the range
    if (settings.isAverage()) {
      PriceRule priced = new PriceRule(settings, history, range);
      this.rule = priced;
      inBackground(priced::warmUp);
    } else {
      this.rule = new GuaranteeRule(settings, history, range, seed);
    }
  }

  /**
   * Returns the history to which ended prompts are added.
   *
   * @return the history
   */
  public RewardHistory history() {
    return history;
  }

  RewardRange range() {
    return range;
  }

  /**
   * Returns the largest number of draws of a prompt: a run's own budget is that times its prompts.
   *
   * @return the number of draws, at least 1
   */
  public int maxDrawsPerPrompt() {
    return settings.maxDraws();
  }

  /**
   * Returns the average number of draws per prompt, to which shares of failure policies refer; with {@link SharedBudget#asGoodAs}
   * it is N.
   *
   * @return the number of draws, at least 1
   */
  public int drawsPerPrompt() {
    return settings.average();
  }

  /**
   * Begins a run. Nothing is deposited or reserved before its first decision.
   *
   * @param batch the run's prompts, with a budget of {@link #maxDrawsPerPrompt} for each, or less
   * @return the allocator of the run
   */
  public BudgetedRun begin(Batch batch) {
    return new BudgetedRun(this, batch);
  }

  /**
   * Returns what has been spent and learnt so far.
   *
   * @return the report
   */
  public SharedBudgetReport report() {
    SharedBudgetReport.Builder report = new SharedBudgetReport.Builder(settings);
    report.requests = requests.get();
    report.attempts = attempts.get();
    report.ended = ended.get();
    report.draws = draws.get();
    report.waves = waves.get();
    report.balance = settings.isAverage() ? balance.draws() : 0;
    report.endedByPrice = ended(StoppingRule.Ending.PRICE);
    report.endedByCeiling = ended(StoppingRule.Ending.CEILING);
    report.endedByLimit = ended(StoppingRule.Ending.LIMIT);
    report.endedByRefusal = ended(StoppingRule.Ending.REFUSED);
    rule.describe(report);
    return report.build();
  }

  private long ended(StoppingRule.Ending ending) {
    return requireNonNull(endings.get(ending)).sum();
  }

  /* A history that held something and is empty was cleared. */
  private void forgetIfCleared() {
    if (hasRemembered && history.prompts() == 0) {
      hasRemembered = false;
      inBackground(rule::forget);
    }
  }

  StoppingRule.Plan plan(double factor, int most) {
    requests.incrementAndGet();
    forgetIfCleared();
    return rule.begin(factor, most);
  }

  boolean hasWaves() {
    return settings.maxWaves() != SharedBudget.NO_LIMIT;
  }

  /** Reserves draws; with a deposit for a prompt that begins. */
  int reserve(boolean isBeginning, int wanted) {
    int granted = settings.isAverage()
        ? balance.reserve(isBeginning ? settings.average() : 0, wanted)
        : wanted;
    attempts.addAndGet(granted);
    return granted;
  }

  void giveBack(int unused) {
    attempts.addAndGet(-unused);
    if (settings.isAverage()) {
      balance.giveBack(unused);
    }
  }

  void finished(
      List<StoppingRule.Ended> prompts,
      List<StoppingRule.Ending> reasons,
      int wavesOfRun,
      RewardSamples samples) {
    for (int k = 0; k < prompts.size(); k++) {
      ended.incrementAndGet();
      draws.addAndGet(prompts.get(k).rewards().length);
      waves.addAndGet(wavesOfRun);
      requireNonNull(endings.get(reasons.get(k))).increment();
    }
    RewardSamples remembered = remembered(prompts, samples);
    forgetIfCleared();
    if (remembered.prompts() > 0) {
      history.add(remembered);
      hasRemembered = true;
    }
    inBackground(() -> rule.learn(prompts));
  }

  private RewardSamples remembered(List<StoppingRule.Ended> prompts, RewardSamples samples) {
    return RewardSamples.of(
        samples.range(),
        prompts.stream()
            .filter(prompt -> prompt.plan().isRemembered())
            .map(StoppingRule.Ended::rewards)
            .toArray(double[][]::new));
  }

  private void inBackground(Runnable task) {
    learner.execute(() -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        onFailure.accept(e);
      }
    });
  }
}
