package io.github.bestofn;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.SharedBudget;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.estimate.RewardHistory;
import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.AsyncRewardModel;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Best-of-N sampling on a budget that the prompts of a batch share: draws responses from a generator, scores them
 * with a reward model, and keeps the best of each prompt. Immutable and thread-safe; one instance serves many
 * concurrent runs, which share nothing.
 *
 * <pre>{@code
 * BestOfN<String, String> bestOfN = BestOfN.<String, String>builder()
 *     .generator(generator)
 *     .rewardModel(rewardModel)
 *     .drawsPerPrompt(16)
 *     .build();
 * BatchResult<String, String> result = bestOfN.run(prompts);
 * }</pre>
 *
 * <p><b>Threads.</b> A run plans and calls its listeners on one thread at a time, never on a client's: the caller's
 * in {@link #run}; in {@link #runAsync} a thread of the library that no other run waits for. Blocking clients are
 * called on the {@linkplain Builder#executor executor}, asynchronous ones hold no thread. Lists and arrays that
 * clients return are copied on the client's thread.
 *
 * <p><b>Bounds.</b> Neither the budget nor {@code maxInFlight} nor {@code maxScoringInFlight} of a run is ever
 * exceeded. At the end of a run, attempts = draws + failures and draws + unspent = budget.
 *
 * <p><b>Failures.</b> A failed draw does not affect others; a prompt whose draws all failed has no best candidate,
 * and lists the causes. A run whose first attempts all failed ends {@linkplain FailurePolicy#giveUpAfter early}. A
 * run that ends by an exception ends by a {@link BestOfNException} with the result so far, and its listeners receive
 * that result. It does so if the {@linkplain FailurePolicy#failFast policy} is to fail fast, if a strategy, the usage
 * function or a selector throws or breaks its contract, and for an {@link Error} of a client, which is the
 * exception's cause. Undeclared checked exceptions count as exceptions. Exceptions and Errors of listeners,
 * explanations, {@code equals} of responses and the cancellation of calls end no run and lose no draw.
 *
 * <p><b>Ends.</b> A deadline, {@link BatchRun#stop()}, an interrupt in {@code run}, or cancelling or completing the
 * future of {@code runAsync} starts no call later than 100 ms afterwards, cancels or interrupts the calls in flight,
 * and returns the results so far, even if a client never answers. Calls are cancelled on threads of the library; a
 * run waits for that for 50 ms at most. It waits for a decision, a listener, a selector or the call of an
 * asynchronous client in progress: they run on its thread.
 *
 * <p><b>Order.</b> With a strategy that decides in rounds, the same seed and answers give the same candidates,
 * reasons and failure causes, whatever the timing, unless the run ends early. Listeners receive each prompt's events
 * in the order in which they happen.
 *
 * @param <P> the type of prompts
 * @param <R> the type of responses
 * @since 0.1.0
 */
public final class BestOfN<P, R> {

  private final Settings<P, R> settings;

  private BestOfN(Settings<P, R> settings) {
    this.settings = new Settings<>(settings);
    this.settings.open();
  }

  /**
   * Returns a builder with every setting at its default.
   *
   * @param <P> the type of prompts
   * @param <R> the type of responses
   * @return a new builder
   */
  public static <P, R> Builder<P, R> builder() {
    return new Builder<>(new Settings<>());
  }

  /**
   * Returns a builder that starts from the settings of this instance.
   *
   * @return a new builder
   */
  public Builder<P, R> toBuilder() {
    return new Builder<>(new Settings<>(settings));
  }

  /**
   * Runs a batch and waits for its result. Planning and listeners run on the calling thread. If that is interrupted,
   * the run ends with the results so far, and the interrupt flag is set again.
   *
   * @param prompts the prompts, none null; may be empty, and the same prompt may occur again
   * @return the result
   * @throws IllegalArgumentException if a prompt is null, or settings do not fit the batch; nothing has been
   *     drawn then
   * @throws BestOfNException if the run ends by an exception; holds the result so far
   */
  public BatchResult<P, R> run(List<? extends P> prompts) {
    var caller = new Threads.Caller();
    return begin(prompts, caller).await(caller);
  }

  /**
   * Runs a single prompt, which gets the whole budget, or its part of a {@linkplain Builder#sharedBudget shared
   * budget}, and waits for its result.
   *
   * @param prompt the prompt
   * @return its result
   * @throws BestOfNException if the run ends by an exception; holds the result so far
   */
  public PromptResult<P, R> runOne(P prompt) {
    return run(List.of(requireNonNull(prompt, "prompt"))).results().get(0);
  }

  /**
   * Begins to run a batch. The run works on a thread of its own, which it holds only while it works; no thread is
   * held while asynchronous clients work.
   *
   * @param prompts the prompts, none null; may be empty, and the same prompt may occur again
   * @return the run in progress
   * @throws IllegalArgumentException if a prompt is null, or settings do not fit the batch; nothing has been
   *     drawn then
   */
  public BatchRun<P, R> runAsync(List<? extends P> prompts) {
    return new BatchRun<>(begin(prompts, Threads.forRuns()));
  }

  /**
   * Continues a run that ended, by its budget, a deadline, {@link BatchRun#stop()} or any other reason, and waits for
   * the result. Candidates, rewards and failures so far count, numbers and seeds of draws continue, and the result
   * covers both parts: its budget is the earlier spending plus {@code draws}. Use an instance with the same models;
   * its other settings may differ. The earlier result does not change, and can be continued more than once.
   *
   * <p>The strategy begins with the earlier results; the default shares the draws among the prompts in as many waves
   * as a new run has. A deadline and a {@linkplain Builder#usageLimit usage limit} hold for this part only. A
   * {@linkplain Builder#history history} then has each prompt once, with all its rewards. A {@linkplain
   * Builder#sharedBudget shared budget} gets no new deposit: the draws are taken from its balance, and are shared by
   * {@link Strategies#adaptive()}, whatever the price.
   *
   * @param result the result of a run, which may be a continued one
   * @param draws the number of further draws of the batch, at least 1
   * @return the result of both parts
   * @throws IllegalArgumentException if {@code draws} is below 1, or the run had a reward model and this instance
   *     {@link Builder#answers}, or the other way round, or another range
   * @throws BestOfNException if the run ends by an exception; holds the result so far
   * @since 0.1.0
   */
  public BatchResult<P, R> resume(BatchResult<P, R> result, int draws) {
    var caller = new Threads.Caller();
    return begin(result, draws, caller).await(caller);
  }

  /**
   * Begins to continue a run that ended, as {@link #resume} does. No thread is held while asynchronous clients work.
   *
   * @param result the result of a run, which may be a continued one
   * @param draws the number of further draws of the batch, at least 1
   * @return the run in progress
   * @throws IllegalArgumentException as {@link #resume} does
   * @since 0.1.0
   */
  public BatchRun<P, R> resumeAsync(BatchResult<P, R> result, int draws) {
    return new BatchRun<>(begin(result, draws, Threads.forRuns()));
  }

  private Run<P, R> begin(BatchResult<P, R> result, int draws, Executor executor) {
    Run<P, R> run = settings.resume(
        requireNonNull(result, "result").earlier(), Settings.atLeast(1, draws, "draws"), executor);
    run.start(settings.deadline);
    return run;
  }

  Run<P, R> begin(List<? extends P> prompts, Executor executor) {
    Run<P, R> run = settings.begin(prompts, executor);
    run.start(settings.deadline);
    return run;
  }

  /**
   * Collects the settings of a {@link BestOfN}. Settings may come in any order; a later call replaces an
   * earlier one. Not thread-safe.
   *
   * @param <P> the type of prompts
   * @param <R> the type of responses
   * @since 0.1.0
   */
  public static final class Builder<P, R> {

    private final Settings<P, R> settings;

    private Builder(Settings<P, R> settings) {
      this.settings = settings;
    }

    /**
     * Sets the generator, called on threads of the {@link #executor}. This or {@link #asyncGenerator} must be set.
     *
     * @param generator draws responses
     * @return this builder
     */
    @SuppressWarnings("unchecked") // It is handed a P, and what it returns is only read.
    public Builder<P, R> generator(Generator<? super P, ? extends R> generator) {
      settings.generator = (Generator<P, R>) requireNonNull(generator, "generator");
      return this;
    }

    /**
     * Sets a generator that holds no thread. This or {@link #generator} must be set.
     *
     * @param generator draws responses
     * @return this builder
     */
    @SuppressWarnings("unchecked") // It is handed a P, and what it returns is only read.
    public Builder<P, R> asyncGenerator(AsyncGenerator<? super P, ? extends R> generator) {
      settings.asyncGenerator = (AsyncGenerator<P, R>) requireNonNull(generator, "asyncGenerator");
      return this;
    }

    /**
     * Sets the reward model, called on threads of the {@link #executor}. This or {@link #asyncRewardModel} must be
     * set, or {@link #answers}.
     *
     * @param rewardModel scores responses
     * @return this builder
     */
    @SuppressWarnings("unchecked") // It is handed a P and Rs, and returns neither.
    public Builder<P, R> rewardModel(RewardModel<? super P, ? super R> rewardModel) {
      settings.rewardModel = (RewardModel<P, R>) requireNonNull(rewardModel, "rewardModel");
      return this;
    }

    /**
     * Sets a reward model that holds no thread. This or {@link #rewardModel} must be set, or {@link #answers}.
     *
     * @param rewardModel scores responses
     * @return this builder
     */
    @SuppressWarnings("unchecked") // It is handed a P and Rs, and returns neither.
    public Builder<P, R> asyncRewardModel(AsyncRewardModel<? super P, ? super R> rewardModel) {
      settings.asyncRewardModel =
          (AsyncRewardModel<P, R>) requireNonNull(rewardModel, "asyncRewardModel");
      return this;
    }

    /**
     * Sets the average number of draws per prompt, exploration included; a batch's budget is this number
     * times its prompts. Defaults to 16. Excludes {@link #totalDraws}.
     *
     * @param draws the budget B per prompt, at least 1
     * @return this builder
     */
    public Builder<P, R> drawsPerPrompt(int draws) {
      settings.drawsPerPrompt = Settings.atLeast(1, draws, "drawsPerPrompt");
      return this;
    }

    /**
     * Sets a batch's budget, however many prompts it has. Defaults to {@link #drawsPerPrompt} times the prompts.
     *
     * @param draws the budget of a batch, at least 1
     * @return this builder
     */
    public Builder<P, R> totalDraws(int draws) {
      settings.totalDraws = Settings.atLeast(1, draws, "totalDraws");
      return this;
    }

    /**
     * Sets a budget that all runs share over time, for applications whose prompts arrive one at a time. Excludes
     * {@link #drawsPerPrompt}, {@link #totalDraws} and strategies other than {@link Strategies#adaptive()}, or {@link
     * Strategies#votes()} with {@link #answers}. A run's own budget is then the {@linkplain
     * SharedBudget#maxDrawsPerPrompt largest number of draws} for each of its prompts. Defaults to none.
     *
     * <p>Building an instance binds the budget to the {@link #history}, or to a history in memory.
     *
     * @param budget the budget, which several instances of the same models may share
     * @return this builder
     * @since 0.1.0
     */
    public Builder<P, R> sharedBudget(SharedBudget budget) {
      settings.sharedBudget = requireNonNull(budget, "sharedBudget");
      return this;
    }

    /**
     * Sets the largest number of draws in flight of all runs of this instance together, because they share one model
     * server. Further draws wait in order; a {@linkplain #requestTimeout time-out} includes that time. Defaults to no
     * limit. {@link #maxInFlight} limits each run.
     *
     * @param draws the number of draws, at least 1
     * @return this builder
     * @since 0.1.0
     */
    public Builder<P, R> maxInFlightOfAllRuns(int draws) {
      settings.maxInFlightOfAllRuns = Settings.atLeast(1, draws, "maxInFlightOfAllRuns");
      return this;
    }

    /**
     * Sets the largest number of responses in scoring of all runs of this instance together. Further responses wait
     * in order; a {@linkplain #requestTimeout time-out} includes that time. Defaults to no limit. {@link
     * #maxScoringInFlight} limits each run.
     *
     * @param responses the number of responses, at least 1
     * @return this builder
     * @since 0.1.0
     */
    public Builder<P, R> maxScoringInFlightOfAllRuns(int responses) {
      settings.maxScoringInFlightOfAllRuns =
          Settings.atLeast(1, responses, "maxScoringInFlightOfAllRuns");
      return this;
    }

    /**
     * Sets the number of draws that every prompt gets before any gets more. Defaults to 0: the strategy decides.
     *
     * @param draws the smallest number of draws of a prompt, at least 0 and at most the budget per prompt
     * @return this builder
     */
    public Builder<P, R> minDrawsPerPrompt(int draws) {
      settings.minDrawsPerPrompt = Settings.atLeast(0, draws, "minDrawsPerPrompt");
      return this;
    }

    /**
     * Sets the largest number of draws of a prompt. Defaults to no limit. If the budget is above this limit times the
     * prompts, the rest stays unspent, and a warning is logged once.
     *
     * @param draws the largest number of draws of a prompt, at least 1
     * @return this builder
     */
    public Builder<P, R> maxDrawsPerPrompt(int draws) {
      settings.maxDrawsPerPrompt = Settings.atLeast(1, draws, "maxDrawsPerPrompt");
      return this;
    }

    /**
     * Sets the importance of a prompt: strategies multiply its expected gains by it. Defaults to 1 for every prompt.
     *
     * @param weight from a prompt to its weight, at least 0, finite
     * @return this builder
     */
    public Builder<P, R> weight(ToDoubleFunction<? super P> weight) {
      settings.weight = requireNonNull(weight, "weight")::applyAsDouble;
      return this;
    }

    /**
     * Sets the relative cost of a draw of a prompt: strategies divide its expected gains by it. It limits nothing,
     * and the budget counts draws, cheap or expensive. Defaults to 1 for every prompt. For a limit in tokens or
     * money, which is measured on responses, set a {@link #usageLimit}.
     *
     * @param cost from a prompt to the cost of one of its draws, above 0, finite
     * @return this builder
     */
    public Builder<P, R> cost(ToDoubleFunction<? super P> cost) {
      settings.cost = requireNonNull(cost, "cost")::applyAsDouble;
      return this;
    }

    /**
     * Sets the largest usage of a run, in tokens or money: no draw starts once this much is used. Draws in flight are
     * finished, so a run uses less than the limit plus {@link #maxInFlight} draws. Defaults to no limit. Infinity
     * only counts.
     *
     * <p>Without {@link #drawsPerPrompt} and {@link #totalDraws} this is the run's budget, and draws are bounded by
     * {@link #maxDrawsPerPrompt} only: strategies divide the expected gain of a draw by its expected usage, which is
     * estimated from the draws of the prompt and of the batch. {@link Strategies#adaptive()}, {@link
     * Strategies#uniform()} and strategies that decide as results arrive take such a budget; the others, which need a
     * number of draws, are refused when a run begins. Otherwise it is a second limit besides the draws, which
     * strategies do not see.
     *
     * @param limit the largest usage, above 0
     * @param usage from a prompt and a response to the usage of this draw, at least 0, finite; called on the run's
     *     thread
     * @return this builder
     */
    public Builder<P, R> usageLimit(double limit, ToDoubleBiFunction<? super P, ? super R> usage) {
      settings.usageLimit = Settings.aboveZero(limit, "usageLimit");
      return usage(usage);
    }

    /**
     * Sets the usage of a response, in tokens or money, without a limit for a run: for a {@linkplain
     * SharedBudget#averagingUsage shared budget in usage}, and for results. Defaults to 0. {@link #usageLimit} also
     * sets it.
     *
     * @param usage from a prompt and a response to the usage of this draw, at least 0, finite; called on the run's
     *     thread
     * @return this builder
     * @since 0.1.0
     */
    public Builder<P, R> usage(ToDoubleBiFunction<? super P, ? super R> usage) {
      settings.usage = requireNonNull(usage, "usage");
      return this;
    }

    /**
     * Sets the usage of scoring a response, in the unit of {@link #usageLimit}, whose limit it counts against;
     * results keep it separately. It is counted when a response is sent to the reward model, so not for a response
     * that was scored before. The usage of a selector is {@link #selectionUsage}. Defaults to 0.
     *
     * @param usage from a prompt and a response to the usage of its scoring, at least 0, finite; called on the run's
     *     thread; with a reward model that is {@linkplain io.github.bestofn.spi.RewardModel#averaged averaged} for
     *     all its scorings together
     * @return this builder
     * @since 0.1.0
     */
    public Builder<P, R> scoringUsage(ToDoubleBiFunction<? super P, ? super R> usage) {
      settings.scoringUsage = requireNonNull(usage, "usage")::applyAsDouble;
      return this;
    }

    /**
     * Sets the largest usage of a selector that calls a model, for one prompt, in the unit of {@link #usageLimit}:
     * draws leave this much of the limit for each prompt, so that every selection can be paid. Results count it, as
     * scoring usage, for each prompt whose selection began. Defaults to 0.
     *
     * @param usage of one prompt, at least 0, finite; the limit must be above that of all prompts of a run
     * @return this builder
     * @since 0.1.0
     */
    public Builder<P, R> selectionUsage(double usage) {
      checkArgument(
          usage >= 0 && usage < Double.POSITIVE_INFINITY,
          "selectionUsage must be at least 0 and finite, but was %s",
          usage);
      settings.selectionUsage = usage;
      return this;
    }

    /**
     * Sets the usage of draws that failed by an exception of the generator, in the unit of {@link #usageLimit}, whose
     * limit it counts against: servers bill reasoning that ended without an answer, and answers that a filter
     * withheld. It is counted once for each exception, though several draws of a request may share it. Defaults to 0.
     * Draws that fail after they have a response count by their response.
     *
     * @param usage from a prompt and the exception of the generator to the usage, at least 0, finite; called on the
     *     run's thread
     * @return this builder
     * @since 0.1.0
     */
    public Builder<P, R> failureUsage(ToDoubleBiFunction<? super P, ? super Throwable> usage) {
      settings.failureUsage = requireNonNull(usage, "usage")::applyAsDouble;
      return this;
    }

    /**
     * Sets the answer that a response gives, in place of a reward model: the most frequent answer of a prompt wins;
     * of equally frequent answers, the one drawn first. The batch's budget goes to undecided votes; see {@link
     * Strategies#votes()}, which is the default strategy then. {@link PromptResult#vote()} has the answers with their
     * counts, and {@link PromptResult#best()} is the first response that gave the winning answer; its reward is 0. A
     * {@link #history} keeps the counts of answers, and must not be shared with runs that have rewards.
     *
     * @param answer from a response to its answer, compared by {@code equals}, such as {@link Answers#lastNumber};
     *     null or an empty {@link java.util.Optional} if it has none: the draw has then failed with {@link
     *     FailureKind#NO_ANSWER}. Called once for each response, on the run's thread
     * @return this builder
     * @since 0.1.0
     */
    public Builder<P, R> answers(Function<? super R, ? extends @Nullable Object> answer) {
      requireNonNull(answer, "answers");
      settings.answer = (prompt, response) -> answer.apply(response);
      return this;
    }

    /**
     * Sets the answer that a response gives to its prompt; otherwise as {@link #answers(Function)}.
     *
     * @param answer from a prompt and a response to the response's answer
     * @return this builder
     * @since 0.1.0
     */
    public Builder<P, R> answers(
        BiFunction<? super P, ? super R, ? extends @Nullable Object> answer) {
      settings.answer = requireNonNull(answer, "answers")::apply;
      return this;
    }

    /**
     * Sets the strategy by which the prompts of a batch share its budget. Defaults to {@link Strategies#adaptive()},
     * or {@link Strategies#votes()} with {@link #answers}.
     *
     * @param strategy the strategy
     * @return this builder
     */
    public Builder<P, R> strategy(AllocationStrategy strategy) {
      settings.strategy = requireNonNull(strategy, "strategy");
      return this;
    }

    /**
     * Sets the largest number of draws in generation at a time. Defaults to 64. A request for several draws holds as
     * many places; a response holds its place until it is being scored.
     *
     * @param draws the largest number of draws, at least 1
     * @return this builder
     */
    public Builder<P, R> maxInFlight(int draws) {
      settings.maxInFlight = Settings.atLeast(1, draws, "maxInFlight");
      return this;
    }

    /**
     * Sets the largest number of responses in scoring at a time. Defaults to 64.
     *
     * @param responses the largest number of responses, at least 1
     * @return this builder
     */
    public Builder<P, R> maxScoringInFlight(int responses) {
      settings.maxScoringInFlight = Settings.atLeast(1, responses, "maxScoringInFlight");
      return this;
    }

    /**
     * Sets the executor on which a blocking generator or reward model is called. Defaults to a virtual thread per
     * call where the runtime has them (JDK 21), else to at most 256 daemon threads for each client, or as many as a
     * run needs; further calls wait.
     *
     * @param executor runs blocking calls, not on the thread that hands them over: a deadline would wait for them; a
     *     run that ends early interrupts them; a call must not wait for another
     * @return this builder
     */
    public Builder<P, R> executor(Executor executor) {
      settings.executor = requireNonNull(executor, "executor");
      return this;
    }

    /**
     * Sets the seed from which the seeds of draws are derived. Defaults to a fresh seed for each run, which the
     * result reports.
     *
     * @param seed any number
     * @return this builder
     */
    public Builder<P, R> seed(long seed) {
      settings.seed = OptionalLong.of(seed);
      return this;
    }

    /**
     * Sets the key of a prompt in the seeds of its draws, which depend on the run's seed, this key and the draw's
     * number: a prompt with its own key has the same seeds in any batch and at any place. Defaults to the prompt's
     * index.
     *
     * @param key from a prompt to a String, UUID, enum or number of java.lang or java.math. Prompts with equal keys
     *     have equal seeds, so within a batch keys should differ
     * @return this builder
     */
    public Builder<P, R> promptKey(Function<? super P, ?> key) {
      settings.promptKey = requireNonNull(key, "promptKey")::apply;
      return this;
    }

    /**
     * Sets the rewards of earlier prompts of these two models. A run uses a snapshot of the history from its start,
     * and adds its own prompts once, when it ends for any reason. Defaults to none.
     *
     * @param history the memory, which many instances may share
     * @return this builder
     */
    public Builder<P, R> history(RewardHistory history) {
      settings.history = requireNonNull(history, "history");
      return this;
    }

    /**
     * Sets the longest duration of a run, which then ends with the results so far. Defaults to no limit.
     *
     * @param deadline the time from the start of a run, above zero
     * @return this builder
     */
    public Builder<P, R> deadline(Duration deadline) {
      settings.deadline = Settings.positive(deadline, "deadline");
      return this;
    }

    /**
     * Sets the longest duration of a call, including time in the queue; on expiry the call is cancelled and its draws
     * fail. Defaults to no limit.
     *
     * @param timeout the time from the start of a call, above zero
     * @return this builder
     */
    public Builder<P, R> requestTimeout(Duration timeout) {
      settings.requestTimeout = Settings.positive(timeout, "requestTimeout");
      return this;
    }

    /**
     * Sets the reaction to draws that fail. Defaults to {@link FailurePolicy#keepGoing()}.
     *
     * @param policy the policy
     * @return this builder
     */
    public Builder<P, R> failurePolicy(FailurePolicy policy) {
      settings.failurePolicy = requireNonNull(policy, "failurePolicy");
      return this;
    }

    /**
     * Sets the number of candidates of a prompt that are kept: the best ones. Defaults to all. If it is below the
     * number of draws, the number of recognised {@linkplain BatchResult#duplicates duplicates} depends on timing.
     *
     * @param most the largest number of candidates of a prompt, at least 1
     * @return this builder
     */
    public Builder<P, R> keepCandidates(int most) {
      settings.keepCandidates = Settings.atLeast(1, most, "keepCandidates");
      return this;
    }

    /**
     * Sets how {@link PromptResult#best} is chosen from a prompt's candidates. Defaults to {@link
     * Selectors#maximum()}; any other excludes {@code keepCandidates(1)} and {@link #answers}, and chooses from what
     * is kept.
     *
     * @param selector chooses, once for each prompt
     * @return this builder
     */
    @SuppressWarnings("unchecked") // It is handed a P, and nothing else of it.
    public Builder<P, R> selector(Selector<? super P, R> selector) {
      settings.selector = (Selector<P, R>) requireNonNull(selector, "selector");
      return this;
    }

    /**
     * Sets a selector that calls a model and blocks its thread. Defaults to none, and excludes the other kinds of
     * selectors. It is called after the last draw; a run that ends early chooses the largest rewards.
     *
     * @param selector chooses, once for each prompt with two candidates or more
     * @return this builder
     * @since 0.1.0
     */
    @SuppressWarnings("unchecked") // It is handed a P, and nothing else of it.
    public Builder<P, R> callingSelector(CallingSelector<? super P, R> selector) {
      settings.callingSelector = (CallingSelector<P, R>) requireNonNull(selector, "selector");
      return this;
    }

    /**
     * Sets a selector that calls a model without holding a thread. Defaults to none, and excludes the other kinds of
     * selectors.
     *
     * @param selector chooses, once for each prompt with two candidates or more
     * @return this builder
     * @since 0.1.0
     */
    @SuppressWarnings("unchecked") // It is handed a P, and nothing else of it.
    public Builder<P, R> asyncSelector(AsyncSelector<? super P, R> selector) {
      settings.asyncSelector = (AsyncSelector<P, R>) requireNonNull(selector, "selector");
      return this;
    }

    /**
     * Adds a listener. Defaults to none.
     *
     * @param listener receives the events of every run
     * @return this builder
     */
    public Builder<P, R> listener(RunListener listener) {
      settings.listeners.add(requireNonNull(listener, "listener"));
      return this;
    }

    /**
     * Builds the instance. The builder may be used again.
     *
     * @return an immutable instance with these settings
     * @throws IllegalStateException if generator or reward model is missing, or settings exclude each other
     */
    public BestOfN<P, R> build() {
      settings.check();
      return new BestOfN<>(settings);
    }
  }
}
