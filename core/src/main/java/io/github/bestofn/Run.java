package io.github.bestofn;

import com.google.common.collect.ImmutableList;
import io.github.bestofn.allocate.AddedDraws;
import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Allocator;
import io.github.bestofn.allocate.AnswerCounts;
import io.github.bestofn.allocate.Batch;
import io.github.bestofn.allocate.BatchState;
import io.github.bestofn.allocate.BudgetedRun;
import io.github.bestofn.allocate.Decision;
import io.github.bestofn.allocate.Explanation;
import io.github.bestofn.allocate.Ledger;
import io.github.bestofn.estimate.HistoryEntries;
import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.spi.RewardRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run: takes decisions from an allocator, has them drawn and scored, and keeps the books.
 *
 * @param <P> the type of prompts
 * @param <R> the type of responses
 */
final class Run<P, R> {

  private static final Logger log = LoggerFactory.getLogger(BestOfN.class);
  private static final AtomicLong RUNS = new AtomicLong();
  private static final String BROKEN_STRATEGY = "the strategy failed; the result so far is kept";
  private static final int NO_ANSWER = -1;
  private static final int FAILED = -2;
  private static final String BROKEN_RUN = "the run failed; the result so far is kept";

  /* Everything below is touched by one thread at a time: answers, timers and stops are posted to the
   * mailbox, whose step then decides, draws and scores what has become possible. */
  private final Mailbox mailbox;
  private final List<PromptBook<P, R>> books;
  private final Ledger ledger;
  private final Allocator allocator;
  private final @Nullable BudgetedRun shared;
  private final Generation<P, R> generation;
  private final Scoring<P, R> scoring;
  private final Listeners listeners;
  private final Memory memory;
  private final FailurePolicy failurePolicy;
  private final Usage<P, R> usage;
  private final Choice<P, R> choice;
  private final @Nullable Selection<P, R> selection;
  private final double selectionUsage;
  private final @Nullable BiFunction<P, R, @Nullable Object> answer;
  private final Cancellations cancellations = new Cancellations(Threads.forCancelling());
  private final Causes causes = new Causes();
  private final long runId = RUNS.incrementAndGet();
  private final long seed;
  private final long begin = System.nanoTime();
  private final CompletableFuture<BatchResult<P, R>> result = new CompletableFuture<>();
  private final Set<FailureKind> warned = EnumSet.noneOf(FailureKind.class);

  private final @Nullable More<P, R> more;
  private final @Nullable AddedDraws added;
  private final int drawsBefore;
  private final int failuresBefore;
  private final int attemptsBefore;
  private final double usageBefore;
  private int rounds;
  private boolean decidesAsAvailable;
  private boolean hasNews = true;
  private boolean wantsMore;
  private Decision.@Nullable Stop stop;
  private boolean usageIsUp;
  private @Nullable EndReason selecting;
  private final List<FailedDraw> replaceable = new ArrayList<>();
  private final double drawsPerPrompt;
  private int replacementsLeft;
  private int pauses;
  private boolean isPausing;
  private boolean pauseIsOver;
  private @Nullable Fatal fatal;
  private @Nullable Future<?> deadlineTimer;
  private @Nullable Future<?> pauseTimer;
  private volatile boolean stopping;
  private volatile boolean ended;

  Run(
      AllocationStrategy strategy,
      Batch batch,
      List<? extends P> prompts,
      long[] promptSeeds,
      Settings<P, R> settings,
      long seed,
      Executor executor,
      @Nullable More<P, R> more) {
    this.more = more;
    this.added = more == null ? null : more.added();
    this.allocator = strategy.begin(batch);
    if (allocator == null) {
      throw new IllegalStateException(
          "a strategy must begin with an allocator, but began with null");
    }
    this.shared = allocator instanceof BudgetedRun budgeted ? budgeted : null;
    this.ledger = more == null ? new Ledger(batch) : more.earlier().ledger().resume(batch);
    this.drawsBefore = ledger.state().draws();
    this.failuresBefore = ledger.state().failures();
    this.attemptsBefore = ledger.attempts();
    this.usageBefore = ledger.usage();
    this.rounds = more == null ? 0 : more.earlier().rounds();
    this.generation = settings.generation();
    this.scoring = settings.scoring(batch.range());
    this.listeners = new Listeners(
        settings.listeners, new RunStart(runId, prompts.size(), batch.budget(), seed));
    this.memory = shared == null
        ? Memory.of(settings.history, more == null ? null : more.earlier().entries())
        : new Memory(samples -> finishShared(shared, samples));
    this.failurePolicy = settings.failurePolicy;
    this.usage = new Usage<>(
        settings.usageLimitOfDraws(prompts.size()),
        settings.usage,
        settings.scoringUsage,
        settings.failureUsage);
    this.selection = settings.selection();
    this.selectionUsage = settings.selectionUsage;
    this.choice = new Choice<>(settings.selector, selection);
    this.answer = settings.answer;
    this.drawsPerPrompt = settings.drawsPerPrompt(batch);
    int replaced = IntStream.range(0, batch.prompts()).map(ledger::replacements).sum();
    this.replacementsLeft = Math.max(
        0, failurePolicy.ofRun((int) Math.round(drawsPerPrompt * batch.prompts())) - replaced);
    this.seed = seed;
    this.books = new ArrayList<>(prompts.size());
    for (int i = 0; i < prompts.size(); i++) {
      books.add(new PromptBook<>(prompts.get(i), promptSeeds[i], settings.keepCandidates));
    }
    if (more != null) {
      takeUp(more.earlier());
    }
    this.mailbox = new Mailbox(executor, () -> guard(this::step));
  }

  /**
   * The part of a run before this one.
   *
   * @param earlier where it ended
   * @param added the draws that this part takes from a shared budget, null without one
   */
  record More<P, R>(Earlier<P, R> earlier, @Nullable AddedDraws added) {}

  private void takeUp(Earlier<P, R> earlier) {
    for (int i = 0; i < books.size(); i++) {
      PromptResult<P, R> found = earlier.results().get(i);
      books
          .get(i)
          .takeUp(found, earlier.ballots().isEmpty() ? null : earlier.ballots().get(i));
      found.failureCauses().forEach(causes::add);
    }
  }

  /** Ends the run before it would by itself. */
  private record Fatal(String message, @Nullable Throwable cause) {}

  CompletableFuture<BatchResult<P, R>> result() {
    return result;
  }

  void start(@Nullable Duration deadline) {
    // Whoever has the future may cancel or complete it, orTimeout and completeOnTimeout do, and
    // wants no result then.
    var unusedWhenTheHostCompletesIt = result.whenComplete((done, thrown) -> {
      if (!ended) {
        stop(EndReason.CANCELLED);
      }
    });
    if (deadline != null) {
      deadlineTimer = Threads.after(deadline, () -> stop(EndReason.DEADLINE));
    }
    mailbox.post(() -> {});
  }

  Cancellations cancellations() {
    return cancellations;
  }

  /** Does the run's own work on this thread until it has ended. */
  BatchResult<P, R> await(Threads.Caller caller) {
    return caller.work(result, () -> stop(EndReason.INTERRUPTED));
  }

  /** Ends the run with what is in, from any thread. Does nothing if it has ended. */
  void stop(EndReason reason) {
    stopping = true;
    post(() -> finish(reason));
  }

  /** Returns whether the run is about to end, so that nothing more is to be sent. */
  boolean isStopping() {
    return stopping;
  }

  private void post(Runnable event) {
    if (!ended) {
      mailbox.post(() -> guard(event));
    }
  }

  /* Nothing may escape into the mailbox. What the host's code throws has been caught at its edge; what is caught here is an
   * Error of the virtual machine in the run's own work. Even one that comes while the run ends leaves no one waiting. */
  private void guard(Runnable action) {
    if (ended) {
      return;
    }
    try {
      action.run();
    } catch (Throwable thrown) {
      try {
        fail(BROKEN_RUN, thrown);
      } catch (Throwable again) {
        result.completeExceptionally(thrown);
      }
    }
  }

  private void step() {
    if (fatal != null) {
      fail(fatal.message(), fatal.cause());
      return;
    }
    if (selecting != null) {
      select(selecting);
      return;
    }
    // Responses that wait are not sent to a reward model that has failed so often.
    if (!(isHopeless() && failurePolicy.givesUpAfter(scoring.failures()))) {
      scoring.dispatch(this);
    }
    if (fatal != null) {
      fail(fatal.message(), fatal.cause());
      return;
    }
    if (isHopeless()) {
      // What is in flight may still succeed; then the run goes on.
      if (generation.isIdle() && scoring.isIdle() && !stopping) {
        log.warn(
            "the first {} attempts of a run all failed; it ends",
            ledger.state().failures() - failuresBefore);
        finish(EndReason.ALL_FAILED);
      }
      return;
    }
    boolean isPaused = replaceFailed();
    if (usage.isUp()) {
      boolean strategyWouldGoOn = stop == null && ledger.remaining() > 0;
      usageIsUp |= generation.withdraw(this) || isPaused || strategyWouldGoOn;
    } else {
      decide(isPaused);
      if (fatal != null) {
        fail(fatal.message(), fatal.cause());
        return;
      }
      generation.dispatch(scoring.responsesWaiting(), this);
    }
    boolean waits = isPaused && stop == null && !usage.isUp();
    if (ledger.inFlight() == 0 && !waits && !stopping) {
      beginSelection(endReason());
    }
  }

  /* All draws are in. A stop or the deadline ends this stage, too: the largest rewards are chosen then. */
  private void beginSelection(EndReason reason) {
    if (selection == null) {
      finish(reason);
      return;
    }
    for (int i = 0; i < books.size(); i++) {
      SelectionRequest<P, R> request = books.get(i).selectionRequest(i);
      if (request != null && request.candidates().size() > 1) {
        selection.add(request);
      }
    }
    selecting = reason;
    select(reason);
  }

  private void select(EndReason reason) {
    if (selection == null || selection.isDone()) {
      finish(reason);
    } else {
      selection.dispatch(this);
    }
  }

  /** Counts what the selection for a prompt uses. */
  void selectionSent(int prompt) {
    books.get(prompt).scoringUsage += selectionUsage;
  }

  /** Ends the run if a failure is to end it: by policy, or because it is an Error. */
  void selectionFailed(int prompt, Throwable thrown) {
    if (fatal == null && (failurePolicy.isFailFast() || thrown instanceof Error)) {
      fatal = new Fatal(
          "the selector failed for prompt %d with %s"
              .formatted(prompt, thrown.getClass().getName()),
          thrown);
    }
  }

  private boolean isHopeless() {
    return ledger.state().draws() == drawsBefore
        && failurePolicy.givesUpAfter(ledger.state().failures() - failuresBefore);
  }

  private EndReason endReason() {
    if (usageIsUp) {
      return EndReason.USAGE_LIMIT;
    }
    if (ledger.state().draws() == 0 && ledger.state().failures() > 0) {
      return EndReason.ALL_FAILED;
    }
    boolean lacksMore = added != null && added.isRefused() && ledger.remaining() == 0;
    if (lacksMore || (shared != null && shared.isRefused())) {
      return EndReason.SHARED_BUDGET;
    }
    return stop == null ? EndReason.BUDGET_SPENT : EndReason.STRATEGY_STOPPED;
  }

  private @Nullable HistoryEntries finishShared(BudgetedRun run, RewardSamples samples) {
    int[] attempts = new int[books.size()];
    Arrays.setAll(attempts, ledger::attempts);
    double[] used = new double[books.size()];
    Arrays.setAll(used, ledger.state()::usage);
    return run.finished(samples, attempts, used, ledger.waves());
  }

  /* A shared budget gets back what a run that went on did not spend. */
  private void finishAdded() {
    if (added != null) {
      added.finished(
          ledger.attempts() - attemptsBefore,
          ledger.state().draws() - drawsBefore,
          ledger.usage() - usageBefore);
    }
  }

  private boolean mayReplace() {
    if (added != null) {
      return added.reserveReplacement();
    }
    return shared == null || shared.reserveReplacement();
  }

  /* In a round only when the rest of it is in, so that what is replaced does not depend on timing. Not after the
   * strategy has stopped. What fails during a pause waits for its end, too. True while there is a pause. */
  private boolean replaceFailed() {
    boolean due = decidesAsAvailable || ledger.inFlight() == 0;
    if (replaceable.isEmpty() || !due || stop != null || isPausing) {
      return isPausing;
    }
    int ofPrompt = failurePolicy.ofPrompt(drawsPerPrompt);
    replaceable.removeIf(
        failed -> replacementsLeft == 0 || ledger.replacements(failed.prompt()) >= ofPrompt);
    if (!pauseIsOver && replaceable.stream().anyMatch(FailedDraw::wasThrown)) {
      pause();
      return isPausing;
    }
    pauseIsOver = false;
    Collections.sort(replaceable);
    for (FailedDraw failed : replaceable) {
      if (replacementsLeft > 0 && ledger.replacements(failed.prompt()) < ofPrompt && mayReplace()) {
        replacementsLeft--;
        int draw = ledger.replace(failed.prompt());
        generation.add(failed.prompt(), draw, 1, failed.round());
        listeners.tell(listener -> listener.planned(failed.prompt(), draw, 1, failed.round()));
      }
    }
    replaceable.clear();
    return false;
  }

  private void pause() {
    Duration pause = failurePolicy.pauseAfter(pauses);
    if (pause.isZero()) {
      pauseIsOver = true;
      var unused = replaceFailed();
      return;
    }
    pauses++;
    isPausing = true;
    pauseTimer = Threads.after(
        pause,
        () -> post(() -> {
          isPausing = false;
          pauseIsOver = true;
        }));
  }

  private record FailedDraw(int prompt, int draw, int round, boolean wasThrown)
      implements Comparable<FailedDraw> {

    @Override
    public int compareTo(FailedDraw other) {
      return prompt == other.prompt
          ? Integer.compare(draw, other.draw)
          : Integer.compare(prompt, other.prompt);
    }
  }

  /* As results arrive, and also when a place is free while others are being scored, if the last decision took every
   * place there was: then it would have taken more. */
  private void decide(boolean isPaused) {
    int freeSlots = generation.freeSlots(scoring.responsesWaiting());
    boolean due = decidesAsAvailable
        ? hasNews || (wantsMore && freeSlots > 0)
        : ledger.inFlight() == 0 && !isPaused;
    if (!due || stop != null || stopping || ledger.remaining() == 0) {
      return;
    }
    hasNews = false;
    Decision decision = HostCode.call(() -> ledger.decide(allocator, freeSlots), thrown -> {
      fatal = new Fatal(BROKEN_STRATEGY, thrown);
      return Decision.round();
    });
    if (fatal != null) {
      return;
    }
    wantsMore = decision.total() >= freeSlots;
    if (decision instanceof Decision.Stop stopped) {
      stop = stopped;
      return;
    }
    decidesAsAvailable = decision instanceof Decision.AsAvailable;
    for (Decision.PromptDraws draws : decision.draws()) {
      int prompt = draws.prompt();
      int count = draws.count();
      int first = ledger.ask(prompt, count);
      int round = rounds;
      generation.add(prompt, first, count, round);
      listeners.tell(listener -> listener.planned(prompt, first, count, round));
    }
    if (!decision.draws().isEmpty()) {
      log.debug(
          "round {}: {} draws for {} prompts",
          rounds,
          decision.total(),
          decision.draws().size());
      rounds++;
    }
  }

  PromptBook<P, R> book(int prompt) {
    return books.get(prompt);
  }

  /** Handles the answer of a client, posted from any thread. */
  void answered(Runnable event) {
    post(event);
  }

  void generated(int prompt, Drawn<R> drawn) {
    PromptBook<P, R> book = books.get(prompt);
    double used = HostCode.call(() -> usage.count(book.prompt, drawn.response()), thrown -> {
      String message = "the usage function threw " + thrown.getClass().getName();
      end(book(prompt, drawn.draw(), FailureKind.THROWN, message, thrown));
      return Double.NaN; // from here on it is unknown when the limit is reached
    });
    if (Double.isNaN(used)) {
      return;
    }
    book.usage += used;
    ledger.used(prompt, used);
    listeners.tell(listener -> listener.generated(prompt, drawn.draw()));
    if (answer != null) {
      vote(prompt, drawn, answer);
      return;
    }
    Candidate<R> candidate = book.duplicates.candidateLike(drawn.response());
    if (candidate != null) {
      scored(prompt, drawn.as(candidate.response()), candidate.reward());
      return;
    }
    Drawn<R> first = book.duplicates.waitsLike(drawn);
    if (first != null) {
      first.add(drawn);
    } else {
      scoring.add(prompt, drawn, book);
    }
  }

  /** Counts what the scoring of a response uses. */
  void scoringSent(int prompt, Drawn<R> drawn) {
    PromptBook<P, R> book = books.get(prompt);
    book.scoringUsage +=
        HostCode.call(() -> usage.countScoring(book.prompt, drawn.response()), thrown -> {
          if (fatal == null) {
            fatal = new Fatal(
                "the scoring usage function threw %s for prompt %d"
                    .formatted(thrown.getClass().getName(), prompt),
                thrown);
          }
          return 0.0;
        });
  }

  /** Counts what draws that failed by an exception of the generator have used. */
  void failedAfterUse(int prompt, Throwable cause) {
    PromptBook<P, R> book = books.get(prompt);
    double used = HostCode.call(() -> usage.countFailure(book.prompt, cause), thrown -> {
      if (fatal == null) {
        fatal = new Fatal(
            "the usage function for failures threw %s for prompt %d"
                .formatted(thrown.getClass().getName(), prompt),
            thrown);
      }
      return 0.0;
    });
    if (used > 0) {
      book.usage += used;
      ledger.used(prompt, used);
    }
  }

  void scored(int prompt, Drawn<R> drawn, double reward) {
    ledger.drawn(prompt, drawn.draw(), reward);
    books.get(prompt).add(drawn, reward);
    succeeded(prompt, drawn, reward);
  }

  private void succeeded(int prompt, Drawn<R> drawn, double reward) {
    hasNews = true;
    pauses = 0;
    listeners.tell(listener -> listener.scored(prompt, drawn.draw(), reward));
  }

  /* Equality of answers is the host's code, like the function that finds them. */
  private void vote(int prompt, Drawn<R> drawn, BiFunction<P, R, @Nullable Object> answerOf) {
    PromptBook<P, R> book = books.get(prompt);
    int number = HostCode.call(
        () -> {
          Object given = Ballot.unwrapped(answerOf.apply(book.prompt, drawn.response()));
          return given == null ? NO_ANSWER : book.number(given);
        },
        thrown -> {
          String message = "the function for answers threw " + thrown.getClass().getName();
          failed(prompt, drawn.draw(), drawn.round(), FailureKind.THROWN, message, thrown);
          return FAILED;
        });
    if (number == NO_ANSWER) {
      String message = "the response has no answer";
      failed(prompt, drawn.draw(), drawn.round(), FailureKind.NO_ANSWER, message, null);
    } else if (number != FAILED) {
      ledger.answered(prompt, drawn.draw(), number);
      book.addVote(drawn, number);
      succeeded(prompt, drawn, 0);
    }
  }

  void failed(
      int prompt,
      int draw,
      int round,
      FailureKind kind,
      String message,
      @Nullable Throwable cause) {
    var failure = book(prompt, draw, kind, message, cause);
    hasNews = true;
    replaceable.add(new FailedDraw(prompt, draw, round, kind == FailureKind.THROWN));
    if (failurePolicy.isFailFast() || cause instanceof Error) {
      end(failure);
    }
    if (warned.add(kind)) {
      log.warn("{}; further failures of this kind in this run are not logged", failure.message());
    }
  }

  private DrawFailure book(
      int prompt, int draw, FailureKind kind, String message, @Nullable Throwable cause) {
    var failure = new DrawFailure(prompt, draw, kind, message, cause);
    ledger.failed(prompt, draw);
    causes.add(failure);
    listeners.tell(listener -> listener.failed(prompt, draw, kind));
    return failure;
  }

  /** Ends the run by an exception, at its next step. */
  private void end(DrawFailure failure) {
    if (fatal == null) {
      fatal = new Fatal(failure.message(), failure.cause().orElse(null));
    }
  }

  /** Takes back a draw that was planned and has not been sent. */
  void withdrawn(int prompt, int count) {
    ledger.withdraw(prompt, count);
  }

  /** Books a draw that was sent and whose answer is not wanted any more. */
  void cancelled(int prompt, int draw) {
    var unused =
        book(prompt, draw, FailureKind.CANCELLED, "the run ended before the answer was in", null);
  }

  private void finish(EndReason reason) {
    BatchResult<P, R> found = end(reason);
    listeners.tell(listener -> listener.finished(found));
    String problem = choice.problem();
    if (problem == null) {
      result.complete(found);
    } else {
      result.completeExceptionally(new BestOfNException(problem, choice.cause(), found));
    }
  }

  private void fail(String message, @Nullable Throwable cause) {
    BatchResult<P, R> found = end(EndReason.FAILED);
    listeners.tell(listener -> listener.finished(found));
    result.completeExceptionally(new BestOfNException(message, cause, found));
  }

  private BatchResult<P, R> end(EndReason reason) {
    stopping = true;
    ended = true;
    stop(deadlineTimer);
    stop(pauseTimer);
    generation.abandon(this);
    scoring.abandon(this);
    if (selection != null) {
      selection.abandon(this);
    }
    finishAdded();
    memory.keep(answer == null ? ledger.state().samples() : votes());
    var results = ImmutableList.<PromptResult<P, R>>builderWithExpectedSize(books.size());
    var failures = causes.byPrompt();
    for (int i = 0; i < books.size(); i++) {
      PromptBook<P, R> book = books.get(i);
      results.add(
          answer == null
              ? book.toResult(i, ledger, explain(i), choice, failures.get(i))
              : book.toVote(i, ledger, explain(i), failures.get(i)));
    }
    ImmutableList<PromptResult<P, R>> found = results.build();
    Repetition.warnOf(found);
    cancellations.await();
    Duration elapsed = Duration.ofNanos(System.nanoTime() - begin);
    return BatchResult.of(
        new Earlier<>(
            found,
            ledger,
            answer == null
                ? ImmutableList.of()
                : books.stream().map(PromptBook::answered).collect(ImmutableList.toImmutableList()),
            memory.entries(),
            rounds,
            seed,
            more == null ? elapsed : elapsed.plus(more.earlier().elapsed())),
        choice.problem() == null ? reason : EndReason.FAILED,
        endMessage(reason),
        runId);
  }

  private static void stop(@Nullable Future<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private @Nullable String endMessage(EndReason reason) {
    if (reason == EndReason.ALL_FAILED) {
      return causes.lowest().message();
    }
    return stop == null ? null : stop.reason();
  }

  /* A history keeps counts. A shared budget needs the order of the answers. */
  private RewardSamples votes() {
    BatchState state = ledger.state();
    double[][] votes = new double[books.size()][];
    for (int i = 0; i < votes.length; i++) {
      int prompt = i;
      AnswerCounts counts = AnswerCounts.of(state, prompt);
      votes[prompt] = shared == null
          ? IntStream.range(0, counts.answers()).mapToDouble(counts::count).toArray()
          : IntStream.range(0, counts.votes())
              .mapToDouble(k -> state.answer(prompt, k))
              .toArray();
    }
    return RewardSamples.of(RewardRange.unbounded(), votes);
  }

  private Explanation explain(int prompt) {
    return HostCode.call(
        () -> {
          Explanation explanation = allocator.explain(prompt);
          return explanation == null
              ? Explanation.of("the strategy's explanation is null")
              : explanation;
        },
        thrown -> Explanation.of(
            "the strategy's explanation threw " + thrown.getClass().getName()));
  }
}
