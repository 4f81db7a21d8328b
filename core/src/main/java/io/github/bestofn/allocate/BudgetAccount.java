package io.github.bestofn.allocate;

import static java.util.Objects.requireNonNull;

import io.github.bestofn.estimate.HistoryEntries;
import io.github.bestofn.estimate.RewardHistory;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * The state of a {@link SharedBudget}, for engines: {@link #begin} a run, decide by the {@link BudgetedRun}, and call
 * {@link BudgetedRun#finished} at its end. Thread-safe; runs read price and population without locks, and never wait
 * for each other or for a refit.
 *
 * @since 0.1.0
 */
public final class BudgetAccount {

  /* Into how many units of the balance an average in tokens or money is divided: whole numbers can be reserved without locks. */
  private static final int PARTS = 1 << 20;

  private final SharedBudget.Terms settings;
  private final RewardHistory history;
  private final Evidence evidence;
  private final Executor learner;
  private final Consumer<? super RuntimeException> onFailure;
  private final Balance balance;
  private final double unit;
  private final StoppingRule rule;
  private volatile boolean hasRemembered;

  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong attempts = new AtomicLong();
  private final AtomicLong ended = new AtomicLong();
  private final AtomicLong draws = new AtomicLong();
  private final AtomicLong waves = new AtomicLong();
  private final DoubleAdder usage = new DoubleAdder();
  private final Map<StoppingRule.Ending, LongAdder> endings =
      new EnumMap<>(StoppingRule.Ending.class);

  BudgetAccount(
      SharedBudget.Terms settings,
      Evidence evidence,
      RewardHistory history,
      Executor learner,
      Consumer<? super RuntimeException> onFailure,
      long seed) {
    this.settings = settings;
    this.evidence = evidence;
    this.history = history;
    this.learner = learner;
    this.onFailure = onFailure;
    this.unit = settings.isInUsage() ? settings.usage() / PARTS : 1;
    this.balance = new Balance(units(settings.mostDebt()));
    for (StoppingRule.Ending ending : StoppingRule.Ending.values()) {
      endings.put(ending, new LongAdder());
    }
    // Both refuse rewards outside the range.
    this.hasRemembered =
        evidence.snapshot(history).prompts() + evidence.calibration(history).length > 0;
    if (settings.isAverage()) {
      PriceRule priced = new PriceRule(settings, evidence, history, this::balance);
      this.rule = priced;
      inBackground(priced::warmUp);
    } else {
      GuaranteeRule guarantee = new GuaranteeRule(settings, evidence, history, seed);
      this.rule = guarantee;
      inBackground(guarantee::warmUp);
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

  Evidence evidence() {
    return evidence;
  }

  /** Returns whether a history could be another's. */
  private boolean isEmpty() {
    return history.prompts() == 0 && history.calibrationPrompts() == 0;
  }

  private long units(double amount) {
    return Math.round(amount / unit);
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
   * Returns the average number of draws per prompt, to which shares of failure policies refer; with {@link
   * SharedBudget#asGoodAs} it is N, and with {@link SharedBudget#averagingUsage} a quarter of the largest number of
   * draws of a prompt.
   *
   * @return the number of draws, at least 1
   */
  public int drawsPerPrompt() {
    return settings.average();
  }

  /**
   * Returns whether the budget is in tokens or money, which the engine must then count.
   *
   * @return true for {@link SharedBudget#averagingUsage}
   */
  public boolean isInUsage() {
    return settings.isInUsage();
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
   * Returns the state of the budget so far.
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
    report.usage = usage.sum();
    report.isVote = evidence instanceof VoteEvidence;
    report.balance = settings.isAverage() ? balance() : 0;
    report.endedByPrice = ended(StoppingRule.Ending.PRICE);
    report.endedByCeiling = ended(StoppingRule.Ending.CEILING);
    report.endedByLimit = ended(StoppingRule.Ending.LIMIT) + ended(StoppingRule.Ending.OPEN);
    report.endedByRefusal = ended(StoppingRule.Ending.REFUSED);
    rule.describe(report);
    return report.build();
  }

  private double balance() {
    return balance.amount() * unit;
  }

  private long ended(StoppingRule.Ending ending) {
    return requireNonNull(endings.get(ending)).sum();
  }

  /* A history that held something and is empty was cleared. */
  private void forgetIfCleared() {
    if (hasRemembered && isEmpty()) {
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

  /**
   * Reserves draws, with a deposit for a prompt that begins. A budget in tokens or money grants a prompt its first
   * draw in any case: what others used beyond what was expected is not its fault.
   */
  int reserve(boolean isBeginning, int wanted, double each) {
    int granted = wanted;
    if (settings.isAverage()) {
      int least = isBeginning && settings.isInUsage() ? Math.min(1, wanted) : 0;
      long deposit = isBeginning ? units(settings.perPrompt()) : 0;
      granted = balance.reserve(deposit, wanted, Math.max(1, units(each)), least);
    }
    attempts.addAndGet(granted);
    return granted;
  }

  /** Returns an amount that was reserved and not spent; takes it if it is negative. */
  void giveBack(double unused) {
    if (settings.isAverage()) {
      balance.giveBack(units(unused));
    }
  }

  void notAttempted(int draws) {
    attempts.addAndGet(-draws);
  }

  /**
   * Takes draws for a continued run, as far as the budget is not overdrawn by its burst.
   *
   * @param wanted the number of draws, at least 0
   * @param usageOfDraw the expected usage of a draw, in tokens or money; 0 if it is not known
   * @return the draws
   */
  public AddedDraws add(int wanted, double usageOfDraw) {
    double each = !settings.isInUsage()
        ? 1
        : usageOfDraw > 0 ? usageOfDraw : settings.usage() / settings.average();
    return new AddedDraws(this, wanted, each);
  }

  void finishedMore(int notAttempted, double unspent, int drawn, double used) {
    notAttempted(notAttempted);
    giveBack(unspent);
    draws.addAndGet(drawn);
    usage.add(used);
  }

  /* Returns the prompts as they were added to the history. */
  HistoryEntries finished(
      List<StoppingRule.Ended> prompts,
      int wavesOfRun,
      double[][] drawsOfAll,
      IntPredicate isRemembered) {
    for (StoppingRule.Ended prompt : prompts) {
      ended.incrementAndGet();
      draws.addAndGet(prompt.draws().length);
      usage.add(prompt.usage());
      waves.addAndGet(wavesOfRun);
      requireNonNull(endings.get(prompt.ending())).increment();
    }
    forgetIfCleared();
    HistoryEntries entries = history.addEntries(evidence.remembered(drawsOfAll), isRemembered);
    inBackground(() -> rule.learn(prompts));
    hasRemembered |= !isEmpty();
    return entries;
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
