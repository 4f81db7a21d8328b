package io.github.bestofn;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import com.google.common.base.Suppliers;
import io.github.bestofn.allocate.AdaptiveStrategy;
import io.github.bestofn.allocate.AddedDraws;
import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Batch;
import io.github.bestofn.allocate.BudgetAccount;
import io.github.bestofn.allocate.Decision;
import io.github.bestofn.allocate.SharedBudget;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.allocate.VotesStrategy;
import io.github.bestofn.estimate.HistoryEntries;
import io.github.bestofn.estimate.RewardHistory;
import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.AsyncRewardModel;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spi.RewardRange;
import io.github.bestofn.spi.ScoringRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a builder collects. The builder changes its own; a {@link BestOfN} holds a copy that nobody
 * changes.
 *
 * @param <P> the type of prompts
 * @param <R> the type of responses
 */
final class Settings<P, R> {

  private static final Logger log = LoggerFactory.getLogger(BestOfN.class);
  private static final int DEFAULT_DRAWS_PER_PROMPT = 16;
  private static final ToDoubleBiFunction<@Nullable Object, @Nullable Object> NOT_COUNTED =
      Settings::notCounted;
  private static final AllocationStrategy NOTHING_TO_DO =
      AllocationStrategy.of(state -> Decision.stop("there are no prompts"));

  @Nullable
  Generator<P, R> generator;

  @Nullable
  AsyncGenerator<P, R> asyncGenerator;

  @Nullable
  RewardModel<P, R> rewardModel;

  @Nullable
  AsyncRewardModel<P, R> asyncRewardModel;

  @Nullable
  Integer drawsPerPrompt;

  @Nullable
  Integer totalDraws;

  @Nullable
  SharedBudget sharedBudget;

  /* Of the shared budget, since this was built. */
  @Nullable
  BudgetAccount account;

  int minDrawsPerPrompt;
  int maxDrawsPerPrompt = Integer.MAX_VALUE;
  ToDoubleFunction<P> weight = prompt -> 1;
  ToDoubleFunction<P> cost = prompt -> 1;

  @Nullable
  AllocationStrategy strategy;

  @Nullable
  BiFunction<P, R, @Nullable Object> answer;

  int maxInFlight = 64;
  int maxScoringInFlight = 64;

  /* Of all runs, since this was built; null without a limit. */
  @Nullable
  Integer maxInFlightOfAllRuns;

  @Nullable
  Integer maxScoringInFlightOfAllRuns;

  private @Nullable SharedLimit generationLimit;
  private @Nullable SharedLimit scoringLimit;

  @Nullable
  Executor executor;

  OptionalLong seed = OptionalLong.empty();

  @Nullable
  Function<P, @Nullable Object> promptKey;

  @Nullable
  RewardHistory history;

  @Nullable
  Duration deadline;

  @Nullable
  Duration requestTimeout;

  FailurePolicy failurePolicy = FailurePolicy.keepGoing();
  int keepCandidates = Integer.MAX_VALUE;
  Selector<P, R> selector = Selectors.maximum();

  @Nullable
  CallingSelector<P, R> callingSelector;

  @Nullable
  AsyncSelector<P, R> asyncSelector;

  double usageLimit = Double.POSITIVE_INFINITY;
  ToDoubleBiFunction<? super P, ? super R> usage = NOT_COUNTED;
  ToDoubleBiFunction<P, R> scoringUsage = (prompt, response) -> 0;
  ToDoubleBiFunction<P, Throwable> failureUsage = (prompt, thrown) -> 0;
  double selectionUsage;

  List<RunListener> listeners = new ArrayList<>();

  private final AtomicBoolean hasWarnedOfLimit = new AtomicBoolean();
  private final Supplier<Executor> generatorCalls =
      Suppliers.memoize(() -> Threads.forBlockingCalls("bestofn-generate", maxInFlight));
  private final Supplier<Executor> rewardModelCalls =
      Suppliers.memoize(() -> Threads.forBlockingCalls("bestofn-score", maxScoringInFlight));

  Settings() {}

  Settings(Settings<P, R> other) {
    this.generator = other.generator;
    this.asyncGenerator = other.asyncGenerator;
    this.rewardModel = other.rewardModel;
    this.asyncRewardModel = other.asyncRewardModel;
    this.drawsPerPrompt = other.drawsPerPrompt;
    this.totalDraws = other.totalDraws;
    this.sharedBudget = other.sharedBudget;
    this.maxInFlightOfAllRuns = other.maxInFlightOfAllRuns;
    this.maxScoringInFlightOfAllRuns = other.maxScoringInFlightOfAllRuns;
    this.minDrawsPerPrompt = other.minDrawsPerPrompt;
    this.maxDrawsPerPrompt = other.maxDrawsPerPrompt;
    this.weight = other.weight;
    this.cost = other.cost;
    this.strategy = other.strategy;
    this.answer = other.answer;
    this.maxInFlight = other.maxInFlight;
    this.maxScoringInFlight = other.maxScoringInFlight;
    this.executor = other.executor;
    this.seed = other.seed;
    this.promptKey = other.promptKey;
    this.history = other.history;
    this.deadline = other.deadline;
    this.requestTimeout = other.requestTimeout;
    this.failurePolicy = other.failurePolicy;
    this.keepCandidates = other.keepCandidates;
    this.selector = other.selector;
    this.callingSelector = other.callingSelector;
    this.asyncSelector = other.asyncSelector;
    this.usageLimit = other.usageLimit;
    this.usage = other.usage;
    this.scoringUsage = other.scoringUsage;
    this.failureUsage = other.failureUsage;
    this.selectionUsage = other.selectionUsage;
    this.listeners = new ArrayList<>(other.listeners);
  }

  private static double notCounted(@Nullable Object prompt, @Nullable Object response) {
    return 0;
  }

  static int atLeast(int least, int value, String name) {
    checkArgument(value >= least, "%s must be at least %s, but was %s", name, least, value);
    return value;
  }

  static double aboveZero(double value, String name) {
    checkArgument(value > 0, "%s must be above 0, but was %s", name, value);
    return value;
  }

  static Duration positive(Duration value, String name) {
    checkArgument(
        !requireNonNull(value, name).isNegative() && !value.isZero(),
        "%s must be above zero, but was %s",
        name,
        value);
    return value;
  }

  /** Checks the combination of settings, each of which has been checked by itself. */
  void check() {
    checkState(
        generator != null || asyncGenerator != null,
        "a generator must be set: generator or asyncGenerator");
    checkState(
        generator == null || asyncGenerator == null,
        "only one generator may be set, but generator and asyncGenerator both were");
    checkState(
        rewardModel != null || asyncRewardModel != null || answer != null,
        "a reward model must be set, or answers: rewardModel, asyncRewardModel or answers");
    checkAnswers();
    checkState(
        rewardModel == null || asyncRewardModel == null,
        "only one reward model may be set, but rewardModel and asyncRewardModel both were");
    checkState(
        drawsPerPrompt == null || totalDraws == null,
        "only one budget may be set, but drawsPerPrompt was %s and totalDraws was %s",
        drawsPerPrompt,
        totalDraws);
    checkState(
        sharedBudget == null || (drawsPerPrompt == null && totalDraws == null),
        "only one budget may be set, but sharedBudget and %s both were",
        drawsPerPrompt == null ? "totalDraws" : "drawsPerPrompt");
    checkState(
        sharedBudget == null || strategy == null || canShare(strategy),
        "with sharedBudget the strategy must be the default or %s, but was %s",
        answer == null ? "Strategies.adaptive()" : "Strategies.votes()",
        strategy);
    checkState(
        minDrawsPerPrompt <= maxDrawsPerPrompt,
        "minDrawsPerPrompt must be at most maxDrawsPerPrompt %s, but was %s",
        maxDrawsPerPrompt,
        minDrawsPerPrompt);
    checkState(
        countSelectors() <= 1,
        "only one selector may be set, but %s of selector, callingSelector and asyncSelector were",
        countSelectors());
    checkState(
        keepCandidates > 1 || countSelectors() == 0,
        "keepCandidates must be at least 2 for a selector other than Selectors.maximum(), but was %s",
        keepCandidates);
    checkState(
        selectionUsage == 0 || callingSelector != null || asyncSelector != null,
        "selectionUsage must be used with callingSelector or asyncSelector, but neither was set");
  }

  private boolean canShare(AllocationStrategy chosen) {
    return answer == null ? chosen instanceof AdaptiveStrategy : chosen instanceof VotesStrategy;
  }

  private void checkAnswers() {
    checkState(
        answer == null || (rewardModel == null && asyncRewardModel == null),
        "answers and a reward model must not both be set, but were");
    checkState(
        answer == null || countSelectors() == 0,
        "selector must not be set with answers: the most frequent answer is chosen");
    checkState(
        answer != null || !(strategy instanceof VotesStrategy),
        "Strategies.votes() must be used with answers, but there is a reward model");
  }

  private AllocationStrategy strategy() {
    if (strategy != null) {
      return strategy;
    }
    return answer == null ? Strategies.adaptive() : Strategies.votes();
  }

  /** Begins what all runs share. Called once, when the settings of an instance are complete. */
  void open() {
    generationLimit = maxInFlightOfAllRuns == null
        ? null
        : new SharedLimit(maxInFlightOfAllRuns, Threads.forRuns());
    scoringLimit = maxScoringInFlightOfAllRuns == null
        ? null
        : new SharedLimit(maxScoringInFlightOfAllRuns, Threads.forRuns());
    if (sharedBudget != null) {
      account = open(
          sharedBudget,
          Threads.pool("bestofn-learn", 1),
          ThreadLocalRandom.current().nextLong());
      history = account.history();
      checkState(
          !account.isInUsage() || usage != NOT_COUNTED,
          "a shared budget of averagingUsage must be given the usage of a response, but usage was not set");
      checkState(
          minDrawsPerPrompt <= account.maxDrawsPerPrompt(),
          "minDrawsPerPrompt must be at most maxDrawsPerPrompt %s of the shared budget, but was %s",
          account.maxDrawsPerPrompt(),
          minDrawsPerPrompt);
    }
  }

  private BudgetAccount open(SharedBudget budget, Executor learner, long seedOfAudits) {
    if (answer == null) {
      return budget.open(history, range(), learner, Settings::warnOfFailedLearning, seedOfAudits);
    }
    VotesStrategy votes = strategy instanceof VotesStrategy own ? own : Strategies.votes();
    return budget.openForVotes(
        history, votes, learner, Settings::warnOfFailedLearning, seedOfAudits);
  }

  private static void warnOfFailedLearning(RuntimeException e) {
    log.warn(
        "a shared budget could not be refitted after a run: {}; it continues with its earlier fit",
        e.getClass().getName());
  }

  /** The draws per prompt to which shares of a failure policy refer. */
  double drawsPerPrompt(Batch batch) {
    return account == null ? batch.drawsPerPrompt() : account.drawsPerPrompt();
  }

  /** A new run, which has not started, and sees what was known when it was made. */
  Run<P, R> begin(List<? extends P> prompts, Executor executor) {
    List<P> copy = new ArrayList<>(requireNonNull(prompts, "prompts"));
    int firstNull = copy.indexOf(null);
    checkArgument(firstNull < 0, "prompts must not be null, but prompt %s is", firstNull);
    long ofRun = seed.orElseGet(() -> ThreadLocalRandom.current().nextLong() >>> 11);
    return new Run<>(
        copy.isEmpty() ? NOTHING_TO_DO : account == null ? strategy() : account::begin,
        batch(copy, budget(copy.size()), range(), ofRun, null),
        copy,
        PromptKeys.seeds(copy, promptKey, ofRun),
        this,
        ofRun,
        executor,
        null);
  }

  /** A new run, which has not started, that goes on where another ended. */
  Run<P, R> resume(Earlier<P, R> earlier, int draws, Executor executor) {
    List<P> prompts = earlier.results().stream().map(PromptResult::prompt).toList();
    checkArgument(
        answer == null
            ? earlier.ballots().isEmpty()
            : !earlier.ballots().isEmpty() || prompts.isEmpty(),
        "a run must go on with answers if it had answers, and with a reward model if it had one");
    RewardRange range = range();
    int responses = earlier.ledger().state().draws();
    AddedDraws added = account == null || prompts.isEmpty()
        ? null
        : account.add(draws, responses == 0 ? 0 : earlier.ledger().usage() / responses);
    int granted = added == null ? draws : added.granted();
    try {
      return new Run<>(
          prompts.isEmpty() ? NOTHING_TO_DO : strategy(),
          batch(prompts, earlier.budget(granted), range, earlier.seed(), earlier),
          prompts,
          PromptKeys.seeds(prompts, promptKey, earlier.seed()),
          this,
          earlier.seed(),
          executor,
          new Run.More<>(earlier, added));
    } catch (RuntimeException e) {
      if (added != null) {
        added.finished(0, 0, 0);
      }
      throw e;
    }
  }

  private Batch batch(
      List<P> prompts, int budget, RewardRange range, long seed, @Nullable Earlier<P, R> earlier) {
    Batch batch = Batch.of(prompts.size(), budget, range)
        .withMinDraws(minDrawsPerPrompt)
        .withMaxDraws(maxDrawsPerPrompt)
        .withWeights(prompts.stream().mapToDouble(weight).toArray())
        .withCosts(prompts.stream().mapToDouble(cost).toArray())
        .withMaxInFlight(maxInFlight)
        .withSeed(seed);
    if (account == null && earlier == null) {
      warnOfLimit(prompts.size(), batch.budget());
    }
    double limit = usageLimitOfDraws(prompts.size());
    if (isBudgetInUsage() && !prompts.isEmpty()) {
      batch = batch.withUsageLimit(
          earlier == null ? limit : limit + earlier.ledger().usage());
    }
    // What a history holds of votes are counts, not rewards.
    if (history == null || answer != null || (account != null && earlier == null)) {
      return batch;
    }
    HistoryEntries own = earlier == null ? null : earlier.entries();
    return batch.withHistory(
        own == null ? history.snapshot(range) : history.snapshotWithout(range, own));
  }

  /* Once for an instance: the host sees it at the first run, and need not at every other. */
  private void warnOfLimit(int prompts, int budget) {
    long most = (long) maxDrawsPerPrompt * prompts;
    if (most < budget && hasWarnedOfLimit.compareAndSet(false, true)) {
      log.warn(
          "maxDrawsPerPrompt {} leaves {} of the {} draws of {} prompts unspent",
          maxDrawsPerPrompt,
          budget - most,
          budget,
          prompts);
    }
  }

  /** Returns what draws may use: the limit without what is kept back for the selections of all prompts. */
  double usageLimitOfDraws(int prompts) {
    double ofSelections = prompts * selectionUsage;
    checkArgument(
        ofSelections < usageLimit,
        "usageLimit must be above selectionUsage for %s prompts, %s in all, but was %s",
        prompts,
        ofSelections,
        usageLimit);
    return usageLimit - ofSelections;
  }

  private boolean isBudgetInUsage() {
    return usageLimit < Double.POSITIVE_INFINITY && drawsPerPrompt == null && totalDraws == null;
  }

  private int budget(int prompts) {
    if (isBudgetInUsage()) {
      return (int) Math.min(Integer.MAX_VALUE, (long) maxDrawsPerPrompt * prompts);
    }
    if (totalDraws != null) {
      return prompts == 0 ? 0 : totalDraws;
    }
    int perPrompt = account != null
        ? account.maxDrawsPerPrompt()
        : drawsPerPrompt == null ? DEFAULT_DRAWS_PER_PROMPT : drawsPerPrompt;
    long budget = (long) perPrompt * prompts;
    checkArgument(
        budget <= Integer.MAX_VALUE,
        "drawsPerPrompt must be at most %s for %s prompts, but was %s",
        Integer.MAX_VALUE / Math.max(1, prompts),
        prompts,
        perPrompt);
    return (int) budget;
  }

  /** The rewards that the reward model declares possible. */
  private RewardRange range() {
    if (answer != null) {
      return RewardRange.unbounded();
    }
    RewardRange range = rewardModel != null
        ? rewardModel.range()
        : requireNonNull(asyncRewardModel).range();
    return requireNonNull(range, "the reward model's range must not be null");
  }

  private int countSelectors() {
    return (selector instanceof Maximum ? 0 : 1)
        + (callingSelector == null ? 0 : 1)
        + (asyncSelector == null ? 0 : 1);
  }

  /** A new run's selection by a model, null if none was set. */
  @Nullable
  Selection<P, R> selection() {
    Client<SelectionRequest<P, R>, Candidate<R>> client;
    if (callingSelector != null) {
      client = Client.blocking(
          callingSelector::select, (request, chosen) -> chosen, orElse(rewardModelCalls));
    } else if (asyncSelector != null) {
      client = Client.staged(asyncSelector::selectAsync, (request, chosen) -> chosen);
    } else {
      return null;
    }
    return new Selection<>(client, maxScoringInFlight, requestTimeout);
  }

  /** A new run's generation. */
  Generation<P, R> generation() {
    if (generator != null) {
      Client<GenerationRequest<P>, List<R>> client =
          Client.blocking(generator::generate, Generation::copy, orElse(generatorCalls));
      return generation(
          client, generator.maxDrawsPerRequest(), generator.maxDrawsPerCancellableRequest());
    }
    AsyncGenerator<P, R> async = requireNonNull(asyncGenerator);
    return generation(
        Client.staged(async::generateAsync, Generation::copy),
        async.maxDrawsPerRequest(),
        async.maxDrawsPerCancellableRequest());
  }

  private Generation<P, R> generation(
      Client<GenerationRequest<P>, List<R>> client, int maxDraws, int maxCancellableDraws) {
    int largest = checkLargest(maxDraws, "maxDrawsPerRequest");
    int cancellable = checkLargest(maxCancellableDraws, "maxDrawsPerCancellableRequest");
    if (deadline != null || requestTimeout != null) {
      largest = Math.min(largest, cancellable);
    }
    SharedLimit limit = generationLimit;
    return limit == null
        ? new Generation<>(client, largest, maxInFlight, requestTimeout)
        : new Generation<>(
            limit.of(client, GenerationRequest::count),
            Math.min(largest, limit.limit()),
            maxInFlight,
            requestTimeout);
  }

  /** A new run's scoring. */
  Scoring<P, R> scoring(RewardRange range) {
    if (answer != null) {
      Client<ScoringRequest<P, R>, double[]> none = Client.staged(
          request -> CompletableFuture.failedFuture(new AssertionError("votes are not scored")),
          (request, rewards) -> rewards);
      return scoring(none, range, Integer.MAX_VALUE);
    }
    if (rewardModel != null) {
      return scoring(
          Client.blocking(
              rewardModel::score, (request, rewards) -> rewards.clone(), orElse(rewardModelCalls)),
          range,
          rewardModel.maxResponsesPerRequest());
    }
    AsyncRewardModel<P, R> async = requireNonNull(asyncRewardModel);
    return scoring(
        Client.staged(async::scoreAsync, (request, rewards) -> rewards.clone()),
        range,
        async.maxResponsesPerRequest());
  }

  private Scoring<P, R> scoring(
      Client<ScoringRequest<P, R>, double[]> client, RewardRange range, int maxResponses) {
    checkArgument(
        maxResponses >= 1,
        "the reward model's maxResponsesPerRequest must be at least 1, but was %s",
        maxResponses);
    SharedLimit limit = scoringLimit;
    return limit == null
        ? new Scoring<>(client, range, maxResponses, maxScoringInFlight, requestTimeout)
        : new Scoring<>(
            limit.of(client, request -> request.responses().size()),
            range,
            Math.min(maxResponses, limit.limit()),
            maxScoringInFlight,
            requestTimeout);
  }

  private Executor orElse(Supplier<Executor> own) {
    return executor != null ? executor : own.get();
  }

  private static int checkLargest(int draws, String name) {
    checkArgument(draws >= 1, "the generator's %s must be at least 1, but was %s", name, draws);
    return draws;
  }
}
