package io.github.bestofn.allocate;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import io.github.bestofn.estimate.Estimators;
import io.github.bestofn.estimate.PopulationEstimator;
import io.github.bestofn.estimate.RewardHistory;
import io.github.bestofn.spi.RewardRange;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A budget that requests share over time, for applications whose prompts arrive one at a time: each prompt draws
 * while the expected gain of a draw is above its value for other prompts. There are two kinds:
 *
 * <ul>
 *   <li>{@link #averaging}: a number of draws per prompt on average, spent where they gain most; {@link
 *       #averagingUsage} is the same in tokens or money.
 *   <li>{@link #asGoodAs}: as few draws as possible while the expected loss against best-of-N is bounded.
 * </ul>
 *
 * <pre>{@code
 * SharedBudget budget = SharedBudget.averaging(8).maxDrawsPerPrompt(32).maxWaves(3);
 * BestOfN<String, String> bestOfN = BestOfN.<String, String>builder()
 *     .generator(generator)
 *     .rewardModel(rewardModel)
 *     .sharedBudget(budget)
 *     .build();
 * PromptResult<String, String> answer = bestOfN.runOne(prompt);
 * }</pre>
 *
 * <p>Settings are immutable; a setter returns a new budget. Its state is created when a {@code BestOfN} is built with
 * it, and is bound to one history and one range of rewards. Instances that are built with the same budget share its
 * state. Thread-safe.
 *
 * <p><b>Bound.</b> Of {@link #averaging}: every prompt deposits its average, every attempt takes one draw, and the
 * balance never falls below the negative {@linkplain #burst burst}. So at any time, with any number of runs, attempts
 * are at most average × prompts + burst. Of {@link #averagingUsage}: the same for the usage of responses, as far as
 * it is predictable: draws are reserved by their expected usage, and every prompt gets its first draw. Of {@link
 * #asGoodAs}: attempts are at most N × prompts, apart from replacements of failed draws.
 *
 * <p><b>Learning.</b> The first five prompts draw the average. Then a population is fitted to the history, and
 * refitted after every 10% more prompts. The price of a draw is the one at which the last 128 prompts would have
 * drawn the average, corrected by the balance. No reward scale is needed. On a stationary stream the mean number of
 * draws is within 2% of the average after about a hundred prompts, or lower where prompts reach the highest reward.
 *
 * <p><b>Votes.</b> Without a reward model ({@code answers} on the builder) the same budgets are shared by votes:
 * {@link #averaging} spends draws on the least decided votes, and the loss of {@link #asGoodAs} is the share of
 * prompts whose answer differs from that of N draws.
 *
 * @since 0.1.0
 */
public final class SharedBudget {

  static final int NO_LIMIT = 0;

  private static final int TIMES_AVERAGE = 4;

  /* Without a number of draws to multiply. */
  private static final int MOST_DRAWS_IN_USAGE = 64;
  private static final long BURST_OF_AVERAGE = 20;
  private static final double AUDIT_SHARE = 0.05;

  private final Terms settings;

  /* Guarded by this. */
  private @Nullable BudgetAccount account;

  /**
   * The settings, each with its default.
   *
   * @param average the average B, or the N of as-good-as
   * @param usage the average usage of a prompt; NaN for a budget in draws
   * @param keep the share to keep of what N draws gain; NaN for an average
   * @param maxDraws the largest number of draws of a prompt
   * @param maxWaves the largest number of waves, or {@link #NO_LIMIT}
   * @param burst the largest debt, in averages if the budget is in usage
   * @param auditShare the share of prompts that are audited
   * @param calibrationPrompts the number of calibration prompts before draws are saved; 0 for the default
   * @param estimator fits populations
   */
  record Terms(
      int average,
      double usage,
      double keep,
      int maxDraws,
      int maxWaves,
      long burst,
      double auditShare,
      int calibrationPrompts,
      PopulationEstimator estimator) {

    boolean isAverage() {
      return Double.isNaN(keep);
    }

    boolean isInUsage() {
      return !Double.isNaN(usage);
    }

    /** The deposit of a prompt, in the unit of the budget. */
    double perPrompt() {
      return isInUsage() ? usage : average;
    }

    /** The largest debt, in the unit of the budget. */
    double mostDebt() {
      return isInUsage() ? burst * usage : burst;
    }

    Terms withMaxDraws(int draws) {
      int quarter = isInUsage() ? Math.max(1, draws / TIMES_AVERAGE) : average;
      return new Terms(
          quarter, usage, keep, draws, maxWaves, burst, auditShare, calibrationPrompts, estimator);
    }

    Terms withMaxWaves(int waves) {
      return new Terms(
          average, usage, keep, maxDraws, waves, burst, auditShare, calibrationPrompts, estimator);
    }

    Terms withBurst(long amount) {
      return new Terms(
          average,
          usage,
          keep,
          maxDraws,
          maxWaves,
          amount,
          auditShare,
          calibrationPrompts,
          estimator);
    }

    Terms withAuditShare(double share) {
      return new Terms(
          average, usage, keep, maxDraws, maxWaves, burst, share, calibrationPrompts, estimator);
    }

    Terms withCalibrationPrompts(int prompts) {
      return new Terms(
          average, usage, keep, maxDraws, maxWaves, burst, auditShare, prompts, estimator);
    }

    Terms withEstimator(PopulationEstimator other) {
      return new Terms(
          average, usage, keep, maxDraws, maxWaves, burst, auditShare, calibrationPrompts, other);
    }
  }

  private SharedBudget(Terms settings) {
    this.settings = settings;
  }

  /**
   * Returns a budget of a number of draws per prompt, on average over time.
   *
   * @param draws the average B, at least 1
   * @return the budget
   * @throws IllegalArgumentException if {@code draws} is below 1
   */
  public static SharedBudget averaging(int draws) {
    checkArgument(draws >= 1, "averaging must be at least 1, but was %s", draws);
    int most = (int) Math.min((long) TIMES_AVERAGE * draws, Integer.MAX_VALUE);
    return of(draws, Double.NaN, Double.NaN, most, BURST_OF_AVERAGE * draws);
  }

  /**
   * Returns a budget in tokens or money per prompt, on average over time: gains are divided by the expected usage of
   * a prompt's next draw, which is estimated from its own draws and from earlier prompts. The {@code usage} of the
   * builder counts it.
   *
   * <p>A prompt uses at most about four times the average, in at most 64 draws unless {@link #maxDrawsPerPrompt} is
   * set. The first prompts draw until they have used the average. Usage is known when a response is in, so the bound
   * holds for expected usage; if draws use more, later prompts draw less until deposits have restored the balance.
   *
   * @param usage the average usage of a prompt, in the unit of the builder's {@code usage}, above 0 and finite
   * @return the budget
   * @throws IllegalArgumentException if {@code usage} is not above 0 and finite
   */
  public static SharedBudget averagingUsage(double usage) {
    checkArgument(
        usage > 0 && usage < Double.POSITIVE_INFINITY,
        "averagingUsage must be above 0 and finite, but was %s",
        usage);
    return of(
        MOST_DRAWS_IN_USAGE / TIMES_AVERAGE,
        usage,
        Double.NaN,
        MOST_DRAWS_IN_USAGE,
        BURST_OF_AVERAGE);
  }

  /**
   * Returns a budget with as few draws as possible for a bounded expected loss against best-of-N, for any scale of
   * rewards and any estimator. With M<sub>n</sub> the best of the first n draws of a prompt, the loss of stopping
   * after n is (M<sub>N</sub> − M<sub>n</sub>) / (M<sub>N</sub> − mean of its N rewards), at most 1, and 0 where
   * rewards do not vary. Its expectation for the next prompt is at most 1 − keep if prompts are exchangeable, by
   * conformal risk control (<a href="https://arxiv.org/abs/2208.02814">arXiv 2208.02814</a>).
   *
   * <p>The first 10 prompts and then max(30, 3 / (1 − keep)) calibration prompts draw all N. Afterwards a random
   * share of the prompts ({@link #auditShare}) draws all N to keep the calibration current. The history keeps
   * calibration prompts, so that a restart does not calibrate again.
   *
   * <p>For votes the loss of a prompt is 1 if its answer after n or more draws differs from that after N, and 0
   * otherwise. Votes need no first fit.
   *
   * @param draws the number N of draws to compare with, at least 2
   * @param keep the share of the gain of N draws to keep on average, above 0 and below 1, such as 0.9
   * @return the budget
   * @throws IllegalArgumentException if {@code draws} is below 2 or {@code keep} is not above 0 and below 1
   */
  public static SharedBudget asGoodAs(int draws, double keep) {
    checkArgument(draws >= 2, "asGoodAs must be given at least 2 draws, but was %s", draws);
    checkArgument(keep > 0 && keep < 1, "keep must be above 0 and below 1, but was %s", keep);
    return of(draws, Double.NaN, keep, draws, BURST_OF_AVERAGE * draws);
  }

  private static SharedBudget of(int average, double usage, double keep, int maxDraws, long burst) {
    return new SharedBudget(new Terms(
        average,
        usage,
        keep,
        maxDraws,
        NO_LIMIT,
        burst,
        AUDIT_SHARE,
        0,
        Estimators.empiricalBayes()));
  }

  /**
   * Sets the largest number of draws of a prompt. Defaults to four times the average, or 64 with {@link
   * #averagingUsage}. With {@link #asGoodAs} it is always N.
   *
   * @param draws the number of draws, at least 1
   * @return a budget with this setting
   * @throws IllegalArgumentException if {@code draws} is below 1
   */
  public SharedBudget maxDrawsPerPrompt(int draws) {
    checkArgument(draws >= 1, "maxDrawsPerPrompt must be at least 1, but was %s", draws);
    return new SharedBudget(settings.withMaxDraws(draws));
  }

  /**
   * Sets the largest number of waves, generations one after another, of a request. A prompt then requests several
   * draws at once: a first wave from the fit to earlier prompts, then the draws whose expected gain is above the
   * price, halved except in the last wave. Replacements of failed draws add waves. Defaults to no limit: after a
   * first wave a prompt draws one at a time.
   *
   * @param waves the number of waves, at least 1
   * @return a budget with this setting
   * @throws IllegalArgumentException if {@code waves} is below 1
   */
  public SharedBudget maxWaves(int waves) {
    checkArgument(waves >= 1, "maxWaves must be at least 1, but was %s", waves);
    return new SharedBudget(settings.withMaxWaves(waves));
  }

  /**
   * Sets the largest excess of attempts over average × prompts, and the largest number of unused draws that are
   * saved. Defaults to 20 times the average. {@link #asGoodAs} has no balance and ignores it.
   *
   * @param draws the number of draws, at least the largest number of draws of a prompt; with {@link #averagingUsage}
   *     the number of averages, at least 4
   * @return a budget with this setting
   * @throws IllegalArgumentException if {@code draws} is below 1
   */
  public SharedBudget burst(int draws) {
    checkArgument(draws >= 1, "burst must be at least 1, but was %s", draws);
    return new SharedBudget(settings.withBurst(draws));
  }

  /**
   * Sets the share of prompts that draw all N of {@link #asGoodAs} after calibration, so that the guarantee is
   * checked and follows changes. Their draws are candidates like all others. Defaults to 0.05. {@link #averaging} has
   * no audits and ignores it.
   *
   * @param share the share, above 0 and at most 1
   * @return a budget with this setting
   * @throws IllegalArgumentException if {@code share} is not above 0 and at most 1
   */
  public SharedBudget auditShare(double share) {
    checkArgument(
        share > 0 && share <= 1, "auditShare must be above 0 and at most 1, but was %s", share);
    return new SharedBudget(settings.withAuditShare(share));
  }

  /**
   * Sets the number of prompts of {@link #asGoodAs} that draw all N for calibration before draws are saved, besides
   * the 10 of the first fit. With m prompts about 1 / (m + 1) of the allowed loss is a margin for chance. Defaults to
   * max(30, 3 / (1 − keep)). {@link #averaging} ignores it.
   *
   * @param prompts the number of prompts, at least 1; with too few for {@code keep}, no draw is ever saved
   * @return a budget with this setting
   * @throws IllegalArgumentException if {@code prompts} is below 1
   */
  public SharedBudget calibrationPrompts(int prompts) {
    checkArgument(prompts >= 1, "calibrationPrompts must be at least 1, but was %s", prompts);
    return new SharedBudget(settings.withCalibrationPrompts(prompts));
  }

  /**
   * Sets the estimator that fits populations. Defaults to {@link Estimators#empiricalBayes()}.
   *
   * @param estimator the estimator
   * @return a budget with this setting
   */
  public SharedBudget estimator(PopulationEstimator estimator) {
    return new SharedBudget(settings.withEstimator(requireNonNull(estimator, "estimator")));
  }

  /**
   * Opens the account of this budget, or returns the open one. For engines: {@code BestOfN} calls it when it is
   * built.
   *
   * @param history the history of ended prompts; null for that of the account, which is a new one if this call opens
   *     it
   * @param range the rewards that are possible
   * @param learner runs the background work, one task at a time, in order
   * @param onFailure called when background work throws; the account continues with its earlier estimates
   * @param seed the seed of the choice of audited prompts; any number
   * @return the account
   * @throws IllegalStateException if settings exclude each other, or the account has another history or range
   * @throws IllegalArgumentException if the history holds rewards outside the range
   */
  public BudgetAccount open(
      @Nullable RewardHistory history,
      RewardRange range,
      Executor learner,
      Consumer<? super RuntimeException> onFailure,
      long seed) {
    return open(history, new RewardEvidence(settings.estimator, range), learner, onFailure, seed);
  }

  /**
   * Opens the account of this budget for runs whose draws vote, or returns the open one. For engines.
   *
   * @param history the history of ended prompts; null for that of the account, which is a new one if this call opens
   *     it
   * @param strategy the confidence at which a vote is decided, and the number of first draws; its other settings do
   *     not matter
   * @param learner runs the background work, one task at a time, in order
   * @param onFailure called when background work throws; the account continues with its earlier estimates
   * @param seed the seed of the choice of audited prompts; any number
   * @return the account
   * @throws IllegalStateException if settings exclude each other, or the account has another history, strategy or a
   *     reward model
   */
  public BudgetAccount openForVotes(
      @Nullable RewardHistory history,
      VotesStrategy strategy,
      Executor learner,
      Consumer<? super RuntimeException> onFailure,
      long seed) {
    return open(history, new VoteEvidence(strategy), learner, onFailure, seed);
  }

  private synchronized BudgetAccount open(
      @Nullable RewardHistory history,
      Evidence evidence,
      Executor learner,
      Consumer<? super RuntimeException> onFailure,
      long seed) {
    BudgetAccount open = account;
    if (open != null) {
      checkState(
          history == null || history == open.history(),
          "a shared budget must keep the history that it began with, but was given a second one");
      checkState(
          evidence.equals(open.evidence()),
          "a shared budget must serve %s, but was given %s",
          open.evidence(),
          evidence);
      return open;
    }
    checkCombinations();
    open = new BudgetAccount(
        settings,
        evidence,
        history == null ? RewardHistory.create() : history,
        learner,
        onFailure,
        seed);
    account = open;
    return open;
  }

  private void checkCombinations() {
    checkState(
        settings.isAverage() || settings.maxDraws == settings.average,
        "maxDrawsPerPrompt must be the %s draws of asGoodAs, but was %s",
        settings.average,
        settings.maxDraws);
    checkState(
        settings.maxDraws >= settings.average,
        "maxDrawsPerPrompt must be at least the average %s, but was %s",
        settings.average,
        settings.maxDraws);
    checkState(
        settings.isInUsage() || settings.burst >= settings.maxDraws,
        "burst must be at least maxDrawsPerPrompt %s, but was %s",
        settings.maxDraws,
        settings.burst);
    checkState(
        !settings.isInUsage() || settings.burst >= TIMES_AVERAGE,
        "burst must be at least %s averages of usage, but was %s",
        TIMES_AVERAGE,
        settings.burst);
  }

  /**
   * Returns the state of the budget so far.
   *
   * @return the report, which does not change; before an instance is built with this budget, one without requests
   */
  public SharedBudgetReport report() {
    BudgetAccount open;
    synchronized (this) {
      open = account;
    }
    if (open != null) {
      return open.report();
    }
    SharedBudgetReport.Builder nothing = new SharedBudgetReport.Builder(settings);
    if (!settings.isAverage()) {
      nothing.calibrationPromptsNeeded = GuaranteeRule.warmUp(settings);
    }
    return nothing.build();
  }

  /**
   * Returns a budget with the same settings and no state.
   *
   * @return a new budget
   */
  public SharedBudget unbound() {
    return new SharedBudget(settings);
  }

  @Override
  public String toString() {
    String waves = settings.maxWaves == NO_LIMIT ? "" : ", maxWaves=" + settings.maxWaves;
    if (settings.isInUsage()) {
      return "SharedBudget[averagingUsage=%s, maxDrawsPerPrompt=%d%s, burst=%d averages]"
          .formatted(settings.usage, settings.maxDraws, waves, settings.burst);
    }
    return settings.isAverage()
        ? "SharedBudget[averaging=%d, maxDrawsPerPrompt=%d%s, burst=%d]"
            .formatted(settings.average, settings.maxDraws, waves, settings.burst)
        : "SharedBudget[asGoodAs=%d, keep=%s%s, auditShare=%s]"
            .formatted(settings.average, settings.keep, waves, settings.auditShare);
  }
}
