package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.bestofn.allocate.SharedBudget;
import io.github.bestofn.allocate.SharedBudgetReport;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.estimate.RewardHistory;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spi.RewardRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that arrive one at a time and share a budget. */
@Timeout(60)
class ServiceTest {

  @Test
  void coldStart_drawsTheAverage() {
    SharedBudget budget = SharedBudget.averaging(6);
    BestOfN<Double, Double> bestOfN = service(budget).build();

    PromptResult<Double, Double> result = bestOfN.runOne(1.0);

    assertThat(result.draws()).isEqualTo(6);
    assertThat(budget.report().requests()).isEqualTo(1);
    assertThat(budget.report().attempts()).isEqualTo(6);
    assertThat(budget.report().draws()).isEqualTo(6);
    assertThat(budget.report().averageDraws()).isEqualTo(6);
    assertThat(budget.report().balance()).isZero();
  }

  @Test
  void history_getsEveryPromptAndAnotherIsRefused() {
    RewardHistory history = RewardHistory.create();
    SharedBudget budget = SharedBudget.averaging(4);
    BestOfN<Double, Double> bestOfN = service(budget).history(history).build();
    bestOfN.runOne(1.0);
    bestOfN.run(List.of(2.0, 3.0));

    assertThat(history.prompts()).isEqualTo(3);
    assertThatIllegalStateException()
        .isThrownBy(() -> service(budget).history(RewardHistory.create()).build())
        .withMessageContaining("was given a second one");
  }

  @Test
  void instancesOfOneBudget_shareItsState() {
    SharedBudget budget = SharedBudget.averaging(4);
    BestOfN<Double, Double> first = service(budget).build();
    BestOfN<Double, Double> second = first.toBuilder().maxInFlight(3).build();
    first.runOne(1.0);
    second.runOne(1.0);

    assertThat(budget.report().requests()).isEqualTo(2);
  }

  @Test
  void twoBudgets_areRefused() {
    assertThatIllegalStateException()
        .isThrownBy(() -> service(SharedBudget.averaging(4)).drawsPerPrompt(4).build())
        .withMessage("only one budget may be set, but sharedBudget and drawsPerPrompt both were");
    assertThatIllegalStateException()
        .isThrownBy(() -> service(SharedBudget.averaging(4)).totalDraws(4).build())
        .withMessage("only one budget may be set, but sharedBudget and totalDraws both were");
  }

  @Test
  void strategiesWithoutAPrice_areRefused() {
    assertThatIllegalStateException()
        .isThrownBy(() ->
            service(SharedBudget.averaging(4)).strategy(Strategies.uniform()).build())
        .withMessageContaining(
            "with sharedBudget the strategy must be the default or Strategies.adaptive(), but was");
  }

  @Test
  void anotherRewardModel_isRefused() {
    SharedBudget budget = SharedBudget.averaging(4);
    service(budget).build();

    assertThatIllegalStateException()
        .isThrownBy(() -> service(budget)
            .rewardModel(Fakes.IDENTITY.within(RewardRange.of(-9, 9)))
            .build())
        .withMessageContaining("must serve one reward model");
  }

  @Test
  void overdraft_endsARunWithWhatItHas() {
    SharedBudget budget = SharedBudget.averaging(1).maxDrawsPerPrompt(4).burst(4);
    BestOfN<Double, Double> bestOfN = service(budget).minDrawsPerPrompt(4).build();
    List<BatchResult<Double, Double>> results =
        IntStream.range(0, 4).mapToObj(k -> bestOfN.run(List.of(1.0))).toList();

    // The balance is 1 - 4, then -4 with 2 draws granted, and then each has the 1 that it deposits.
    assertThat(results).extracting(BatchResult::draws).containsExactly(4, 2, 1, 1);
    assertThat(results.get(0).endReason()).isNotEqualTo(EndReason.SHARED_BUDGET);
    assertThat(results.get(1).endReason()).isEqualTo(EndReason.SHARED_BUDGET);
    assertThat(results.get(3).results().get(0).best()).isPresent();
    assertThat(budget.report().endedByRefusal()).isEqualTo(3);
    assertThat(budget.report().balance()).isEqualTo(-4);
  }

  @Test
  void replacements_areTakenFromTheBudgetAndRefusedAtItsEnd() {
    AtomicInteger calls = new AtomicInteger();
    Generator<Double, Double> failing = Generator.perDraw(prompt -> {
      if (calls.incrementAndGet() % 2 == 0) {
        throw new IllegalStateException("every second call");
      }
      return prompt;
    });
    SharedBudget budget = SharedBudget.averaging(4).maxDrawsPerPrompt(4).burst(4);
    BestOfN<Double, Double> bestOfN = service(budget)
        .generator(failing)
        .maxInFlight(1)
        .failurePolicy(FailurePolicy.replace(100))
        .build();
    BatchResult<Double, Double> result = bestOfN.run(List.of(1.0));
    BatchResult<Double, Double> next = bestOfN.run(List.of(1.0));

    assertThat(result.draws()).isEqualTo(4);
    assertThat(budget.report().attempts())
        .isEqualTo(result.attempts() + next.attempts())
        .isLessThanOrEqualTo(2 * 4 + 4);
  }

  @Test
  void cancelledDraws_countAndUnsentOnesAreReturned() throws Exception {
    Fakes.Silent<Double, Double> silent = new Fakes.Silent<>();
    SharedBudget budget = SharedBudget.averaging(8);
    BestOfN<Double, Double> bestOfN = BestOfN.<Double, Double>builder()
        .asyncGenerator(silent)
        .rewardModel(Fakes.IDENTITY)
        .sharedBudget(budget)
        .maxInFlight(3)
        .build();
    BatchRun<Double, Double> run = bestOfN.runAsync(List.of(1.0));
    run.stop();
    BatchResult<Double, Double> result = run.result().get();

    assertThat(budget.report().attempts()).isEqualTo(result.attempts());
    assertThat(budget.report().balance())
        .isEqualTo(budget.report().requests() * 8 - result.attempts());
  }

  @Test
  void manyThreads_keepTheBound() throws Exception {
    SharedBudget budget = SharedBudget.averaging(4).maxDrawsPerPrompt(16).burst(16);
    AtomicInteger attempts = new AtomicInteger();
    AtomicInteger prompts = new AtomicInteger();
    AtomicInteger tooMany = new AtomicInteger();
    BestOfN<Double, Double> bestOfN = service(budget)
        .generator(request -> {
          // Prompts are counted before they begin, so that this is never late.
          if (attempts.addAndGet(request.count()) > 4 * prompts.get() + 16) {
            tooMany.incrementAndGet();
          }
          return Fakes.gaussian(request);
        })
        .build();
    ExecutorService threads = Executors.newFixedThreadPool(200);
    CountDownLatch start = new CountDownLatch(1);
    List<Future<PromptResult<Double, Double>>> answers = new ArrayList<>();
    for (int k = 0; k < 200; k++) {
      double prompt = 1 + k % 5;
      answers.add(threads.submit(() -> {
        start.await();
        prompts.incrementAndGet();
        return bestOfN.runOne(prompt);
      }));
    }
    start.countDown();
    int draws = 0;
    for (Future<PromptResult<Double, Double>> answer : answers) {
      draws += answer.get().draws();
      assertThat(answer.get().best()).isPresent();
    }
    threads.shutdown();

    assertThat(tooMany).hasValue(0);
    SharedBudgetReport report = budget.report();
    assertThat(report.requests()).isEqualTo(200);
    assertThat(report.draws()).isEqualTo(draws).isEqualTo(attempts.get());
    assertThat(report.attempts()).isLessThanOrEqualTo(4 * 200 + 16);
  }

  /**
   * Draws that are slow, fail, never come and are replaced, in runs of one to three prompts, some of which are
   * stopped or cancelled.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void troubleOfAnyKind_leavesBooksAndBound(long seed) throws Exception {
    SharedBudget shared = SharedBudget.averaging(3).maxDrawsPerPrompt(8).burst(8);
    SharedBudget budget = seed % 2 == 0 ? shared.maxWaves(3) : shared;
    AtomicInteger attempts = new AtomicInteger();
    AtomicInteger tooMany = new AtomicInteger();
    CountDownLatch finished = new CountDownLatch(60);
    BestOfN<Double, Double> bestOfN = BestOfN.<Double, Double>builder()
        .rewardModel(Fakes.IDENTITY)
        .sharedBudget(budget)
        .requestTimeout(Duration.ofMillis(40))
        .failurePolicy(FailurePolicy.replace(4))
        .listener(new RunListener() {
          @Override
          public void finished(BatchResult<?, ?> result) {
            attempts.addAndGet(result.attempts());
            finished.countDown();
          }
        })
        .asyncGenerator(request -> {
          long before = budget.report().attempts();
          if (before > 3 * budget.report().requests() + 8) { // read later, so at least as many
            tooMany.incrementAndGet();
          }
          return trouble(request, seed);
        })
        .build();
    SplittableRandom random = new SplittableRandom(seed);
    for (int k = 0; k < 60; k++) {
      BatchRun<Double, Double> run =
          bestOfN.runAsync(Collections.nCopies(1 + random.nextInt(3), 1.0 + k % 4));
      int end = random.nextInt(8);
      if (end == 0) {
        run.stop();
      } else if (end == 1) {
        run.result().cancel(false);
      }
    }
    finished.await();

    assertThat(tooMany).hasValue(0);
    SharedBudgetReport report = budget.report();
    assertThat(report.attempts()).isEqualTo(attempts.get());
    assertThat(report.attempts()).isLessThanOrEqualTo(3 * report.requests() + 8);
    assertThat(report.balance()).isBetween(-8L, 8L);
  }

  private static CompletableFuture<List<Double>> trouble(
      GenerationRequest<Double> request, long seed) {
    int kind = new SplittableRandom(seed + request.seed(0)).nextInt(10);
    return switch (kind) {
      case 0 -> CompletableFuture.failedFuture(new IllegalStateException("fails"));
      case 1 -> new CompletableFuture<>(); // never comes
      case 2, 3 ->
        CompletableFuture.supplyAsync(
            () -> Fakes.gaussian(request),
            CompletableFuture.delayedExecutor(kind, TimeUnit.MILLISECONDS));
      default -> CompletableFuture.completedFuture(Fakes.gaussian(request));
    };
  }

  @Test
  void maxWaves_boundsTheWavesOfARun() {
    SharedBudget budget = SharedBudget.averaging(6).maxWaves(2);
    BestOfN<Double, Double> bestOfN = service(budget).build();
    for (int k = 0; k < 12; k++) {
      assertThat(bestOfN.run(List.of(1.0, 2.0 + k)).waves()).isBetween(1, 2);
    }
  }

  @Test
  void asGoodAs_drawsAllUntilItIsCalibrated() {
    SharedBudget budget = SharedBudget.asGoodAs(4, 0.9);
    BestOfN<Double, Double> bestOfN = service(budget).build();
    for (int k = 0; k < 5; k++) {
      assertThat(bestOfN.runOne(1.0).draws()).isEqualTo(4);
    }
    assertThat(budget.report().drawsSaved()).isZero();
  }

  /**
   * A response is its draw's number; two prompts in three always get the same answer, of the others every third draw
   * differs.
   */
  private static BestOfN.Builder<Integer, Integer> voting(SharedBudget budget) {
    return BestOfN.<Integer, Integer>builder()
        .generator((Generator<Integer, Integer>)
            request -> IntStream.range(request.firstDraw(), request.firstDraw() + request.count())
                .boxed()
                .toList())
        .answers((prompt, draw) -> prompt % 3 == 0 && draw % 3 == 0 ? "b" : "a")
        .seed(1)
        .sharedBudget(budget);
  }

  @Test
  void votes_shareABudget() {
    SharedBudget budget = SharedBudget.averaging(6);
    BestOfN<Integer, Integer> bestOfN = voting(budget).build();
    int open = 0;
    int decided = 0;
    for (int k = 0; k < 60; k++) {
      PromptResult<Integer, Integer> result = bestOfN.runOne(k);
      assertThat(result.vote().orElseThrow().leader()).contains("a");
      open += k % 3 == 0 ? result.draws() : 0;
      decided += k % 3 == 0 ? 0 : result.draws();
    }

    SharedBudgetReport report = budget.report();
    assertThat(report.requests()).isEqualTo(60);
    assertThat(report.draws()).isEqualTo(open + decided);
    assertThat(report.attempts()).isLessThanOrEqualTo(60 * 6 + 120);
    assertThat(open / 20.0).isGreaterThan(decided / 40.0);
    assertThat(
            bestOfN.toBuilder().strategy(Strategies.votes().maxDraws(9)).build().runOne(1))
        .isNotNull();
    assertThatIllegalStateException()
        .isThrownBy(() -> service(budget).build())
        .withMessageContaining("must serve votes");
    assertThatIllegalStateException()
        .isThrownBy(() ->
            voting(SharedBudget.averaging(6)).strategy(Strategies.adaptive()).build())
        .withMessageContaining(
            "with sharedBudget the strategy must be the default or Strategies.votes(), but was");
  }

  @Test
  void votes_asGoodAs_drawAllUntilTheyAreCalibrated() {
    SharedBudget budget = SharedBudget.asGoodAs(12, 0.9);
    BestOfN<Integer, Integer> bestOfN = voting(budget).build();
    for (int k = 0; k < 30; k++) {
      assertThat(bestOfN.runOne(k).draws()).isEqualTo(12);
    }
  }

  @Test
  void usage_isSharedOverTime() {
    SharedBudget budget = SharedBudget.averagingUsage(30);
    BestOfN<Double, Double> bestOfN =
        service(budget).usage((prompt, response) -> 5 * prompt).build();
    PromptResult<Double, Double> cheap = bestOfN.runOne(1.0);
    PromptResult<Double, Double> expensive = bestOfN.runOne(3.0);

    // Until five prompts are known each draws until it has used the average.
    assertThat(cheap.draws()).isEqualTo(6);
    assertThat(expensive.draws()).isEqualTo(2);
    assertThat(budget.report().usage()).isEqualTo(60);
    assertThat(budget.report().averageUsage()).isEqualTo(30);
    assertThat(budget.report().balance()).isZero();
  }

  @Test
  void usage_thatIsNotCounted_isRefused() {
    assertThatIllegalStateException()
        .isThrownBy(() -> service(SharedBudget.averagingUsage(30)).build())
        .withMessage(
            "a shared budget of averagingUsage must be given the usage of a response, but usage was not set");
    service(SharedBudget.averagingUsage(30))
        .usageLimit(9, (prompt, response) -> 1)
        .build();
  }

  @Test
  void limitOfAllRuns_holdsForGeneratorAndRewardModel() throws Exception {
    Gauge generating = new Gauge(5);
    Gauge scoring = new Gauge(2);
    BestOfN<Double, Double> bestOfN = Fakes.gaussian()
        .drawsPerPrompt(4)
        .maxInFlightOfAllRuns(5)
        .maxScoringInFlightOfAllRuns(2)
        .generator(request -> {
          generating.enter(request.count());
          try {
            return Fakes.<Double, Double>slow(Fakes.GAUSSIAN).generate(request);
          } finally {
            generating.leave(request.count());
          }
        })
        .rewardModel((RewardModel<Double, Double>) request -> {
          scoring.enter(request.responses().size());
          try {
            return request.responses().stream().mapToDouble(Double::doubleValue).toArray();
          } finally {
            scoring.leave(request.responses().size());
          }
        })
        .build();
    ExecutorService threads = Executors.newFixedThreadPool(30);
    List<Future<PromptResult<Double, Double>>> answers = new ArrayList<>();
    for (int k = 0; k < 60; k++) {
      answers.add(threads.submit(() -> bestOfN.runOne(1.0)));
    }
    for (Future<PromptResult<Double, Double>> answer : answers) {
      assertThat(answer.get().draws()).isEqualTo(4);
    }
    threads.shutdown();

    assertThat(generating.most()).isBetween(1, 5);
    assertThat(scoring.most()).isBetween(1, 2);
  }

  private static BestOfN.Builder<Double, Double> service(SharedBudget budget) {
    return BestOfN.<Double, Double>builder()
        .generator(Fakes.GAUSSIAN)
        .rewardModel(Fakes.IDENTITY)
        .seed(1)
        .sharedBudget(budget);
  }
}
