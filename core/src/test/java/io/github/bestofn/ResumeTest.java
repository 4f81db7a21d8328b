package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Decision;
import io.github.bestofn.allocate.SharedBudget;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.estimate.Estimators;
import io.github.bestofn.estimate.RewardHistory;
import io.github.bestofn.estimate.RewardSamples;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spi.RewardRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A run goes on where another ended. */
class ResumeTest {

  private static final List<Double> PROMPTS = List.of(1.0, 3.0, 2.0);

  private static <R> List<Integer> numbers(PromptResult<?, R> result) {
    return result.candidates().stream().map(Candidate::draw).toList();
  }

  private static List<Integer> upTo(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  private static List<List<Double>> rewards(BatchResult<?, ?> result) {
    return result.results().stream()
        .map(each -> each.candidates().stream().map(Candidate::reward).toList())
        .collect(Collectors.toList());
  }

  @Test
  void resumedRun_isThatOfTheLargerBudget() {
    var small = Fakes.gaussian().drawsPerPrompt(3).build();
    var first = small.run(PROMPTS);

    var both = small.toBuilder().seed(99).build().resume(first, 8);

    var large = Fakes.gaussian().totalDraws(17).build().run(PROMPTS);
    assertThat(rewards(both)).isEqualTo(rewards(large));
    assertThat(both.seed()).isEqualTo(1);
    assertThat(both.budget()).isEqualTo(17);
    assertThat(both.draws()).isEqualTo(17);
    assertThat(both.waves()).isEqualTo(2);
    assertThat(both.rounds()).isEqualTo(2);
    assertThat(both.elapsed()).isGreaterThan(first.elapsed());
    assertThat(both.runId()).isNotEqualTo(first.runId());
    assertThat(both.endReason()).isEqualTo(EndReason.BUDGET_SPENT);
    assertThat(both.results().get(0).candidates())
        .extracting(Candidate::round)
        .containsExactly(0, 0, 0, 1, 1, 1);
  }

  static Stream<AllocationStrategy> strategies() {
    return Stream.of(
        Strategies.uniform(),
        Strategies.random(),
        Strategies.poisson(),
        Strategies.adaptive(),
        Strategies.adaptive().maxWaves(1),
        Strategies.adaptive().maxWaves(3),
        Strategies.adaptive().maxAhead(2),
        Strategies.adaptive().inRounds(),
        Strategies.adabon(),
        Strategies.multiStage(3),
        Strategies.streaming(Estimators.gaussian()),
        Strategies.varianceProportional(),
        Strategies.lowestMax());
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void everyStrategy_spendsWhatIsAdded(AllocationStrategy strategy) {
    var bestOfN = Fakes.gaussian().strategy(strategy).drawsPerPrompt(6).build();
    var first = bestOfN.run(PROMPTS);
    int spent = first.draws();
    List<List<Double>> rewards = rewards(first);

    var both = bestOfN.resume(first, 20);

    assertThat(both.budget()).isEqualTo(spent + 20);
    if (!strategy.equals(Strategies.poisson())) {
      assertThat(both.draws()).isEqualTo(spent + 20);
    }
    assertThat(both.draws() + both.unspent()).isEqualTo(both.budget());
    for (int i = 0; i < PROMPTS.size(); i++) {
      PromptResult<Double, Double> each = both.results().get(i);
      assertThat(numbers(each)).isEqualTo(upTo(each.draws()));
      assertThat(rewards(both).get(i)).startsWith(rewards.get(i).toArray(new Double[0]));
      assertThat(each.explanation().summary()).isNotBlank();
    }
    assertThat(rewards(first)).isEqualTo(rewards);
    assertThat(first.draws()).isEqualTo(spent);
  }

  @Test
  void adaptive_hasWavesOfItsOwnAndGoesWhereItGainsMost() {
    var bestOfN = Fakes.gaussian()
        .strategy(Strategies.adaptive().maxWaves(4))
        .drawsPerPrompt(4)
        .build();
    var first = bestOfN.run(List.of(1.0, 1.0, 9.0));

    var both = bestOfN.resume(first, 48);
    var again = bestOfN.resume(first, 48);

    assertThat(both.waves()).isEqualTo(first.waves() + 4);
    assertThat(both.results().get(2).draws())
        .isGreaterThan(both.results().get(0).draws() + 4);
    assertThat(rewards(again)).isEqualTo(rewards(both));
  }

  @Test
  void resume_goesOnAgain() {
    var bestOfN = Fakes.gaussian().drawsPerPrompt(1).build();
    var third = bestOfN.resume(bestOfN.resume(bestOfN.run(PROMPTS), 3), 6);

    assertThat(rewards(third))
        .isEqualTo(rewards(Fakes.gaussian().drawsPerPrompt(4).build().run(PROMPTS)));
    assertThat(third.waves()).isEqualTo(3);
  }

  /** Though only the best candidates are kept, the strategy sees every reward. */
  @Test
  void keepCandidates_losesNoReward() {
    List<List<Double>> seen = new ArrayList<>();
    AllocationStrategy watching = AllocationStrategy.of(state -> {
      seen.add(Arrays.stream(state.samples().rewards(0)).boxed().toList());
      return Decision.round(1);
    });
    var bestOfN = Fakes.counting()
        .generator(
            request -> Fakes.count(request).stream().map(draw -> 10 - draw).toList())
        .keepCandidates(1)
        .drawsPerPrompt(3)
        .build();
    var first = bestOfN.run(List.of("a"));

    var both = bestOfN.toBuilder().strategy(watching).build().resume(first, 1);

    assertThat(seen).containsExactly(List.of(10.0, 9.0, 8.0));
    assertThat(both.draws()).isEqualTo(4);
    assertThat(both.results().get(0).candidates()).extracting(Candidate::draw).containsExactly(0);
  }

  /** Of 12 draws 4 were in, 4 had been sent and 4 not; the numbers of all 12 are used up. */
  @Test
  @Timeout(20)
  void stoppedRun_goesOnWithNumbersOfItsOwn() throws Exception {
    var silent = new Fakes.Silent<Double, Double>();
    CountDownLatch sent = new CountDownLatch(4);
    CountDownLatch scored = new CountDownLatch(4);
    BestOfN<Double, Double> bestOfN = Fakes.gaussian().drawsPerPrompt(4).build();
    var running = BestOfN.<Double, Double>builder()
        .strategy(Strategies.uniform())
        .asyncGenerator(request -> {
          if (request.promptIndex() == 0) {
            return Fakes.immediate(Fakes.GAUSSIAN).generateAsync(request);
          }
          IntStream.range(0, request.count()).forEach(k -> sent.countDown());
          return silent.generateAsync(request);
        })
        .rewardModel(Fakes.IDENTITY)
        .drawsPerPrompt(4)
        .maxInFlight(4)
        .seed(1)
        .listener(new RunListener() {
          @Override
          public void scored(int promptIndex, int draw, double reward) {
            scored.countDown();
          }
        })
        .build()
        .runAsync(PROMPTS);
    sent.await();
    scored.await();
    running.stop();
    var first = running.result().get();
    assertThat(first.draws()).isEqualTo(4);
    assertThat(first.failures()).isEqualTo(4);
    assertThat(first.unspent()).isEqualTo(8);

    var both = bestOfN.resume(first, 8);

    assertThat(both.budget()).isEqualTo(16);
    assertThat(both.draws()).isEqualTo(12);
    assertThat(both.failures()).isEqualTo(4);
    assertThat(both.attempts()).isEqualTo(16);
    assertThat(both.results()).extracting(PromptResult::unspent).containsExactly(0, 4, 0);
    assertThat(numbers(both.results().get(0))).startsWith(0, 1, 2, 3);
    assertThat(numbers(both.results().get(1))).allMatch(draw -> draw >= 4);
    assertThat(numbers(both.results().get(2))).allMatch(draw -> draw >= 4);
    assertThat(both.results().get(1).failureCauses()).hasSize(4);
    assertThat(both.results().get(1).draws() + both.results().get(2).draws()).isEqualTo(8);
  }

  @Test
  void promptsWithoutADraw_explore() {
    var bestOfN = Fakes.gaussian().strategy(Strategies.adaptive()).totalDraws(1).build();
    var first = bestOfN.run(PROMPTS);
    assertThat(first.results()).extracting(PromptResult::draws).containsExactly(1, 0, 0);

    var both = bestOfN.resume(first, 20);

    assertThat(both.draws()).isEqualTo(21);
    assertThat(both.results()).allSatisfy(each -> assertThat(each.draws()).isBetween(2, 14));
  }

  @Test
  void runThatGaveUp_goesOnWhenTheServerIsBack() {
    AtomicBoolean isDown = new AtomicBoolean(true);
    Generator<Double, Double> generator = request -> {
      if (isDown.get()) {
        throw new IllegalStateException("down");
      }
      return Fakes.gaussian(request);
    };
    var bestOfN = Fakes.gaussian().generator(generator).drawsPerPrompt(30).build();
    var first = bestOfN.run(PROMPTS);
    assertThat(first.endReason()).isEqualTo(EndReason.ALL_FAILED);
    assertThat(first.draws()).isZero();

    assertThat(bestOfN.resume(first, 9).endReason()).isEqualTo(EndReason.ALL_FAILED);
    isDown.set(false);
    var both = bestOfN.resume(first, 9);

    assertThat(both.draws()).isEqualTo(9);
    assertThat(both.failures()).isEqualTo(first.failures());
    assertThat(both.endReason()).isEqualTo(EndReason.BUDGET_SPENT);
  }

  @Test
  void history_hasEachPromptOnce() {
    RewardHistory history = RewardHistory.create(16, 8, 1);
    history.add(RewardSamples.of(RewardRange.unbounded(), new double[] {7}));
    List<Integer> seen = new ArrayList<>();
    AllocationStrategy watching = AllocationStrategy.of(state -> {
      seen.add(state.samples().history().prompts());
      return Decision.round(1, 1);
    });
    var bestOfN = Fakes.counting().history(history).drawsPerPrompt(2).build();
    var first = bestOfN.run(List.of("a", "b"));

    var unused = bestOfN.toBuilder().strategy(watching).build().resume(first, 4);

    assertThat(seen).containsExactly(1, 1);
    RewardSamples held = history.snapshot(RewardRange.unbounded());
    assertThat(IntStream.range(0, held.prompts()).map(held::count))
        .containsExactlyInAnyOrder(1, 4, 4);

    history.clear();
    var afterClear = bestOfN.resume(first, 2);
    assertThat(afterClear.draws()).isEqualTo(6);
    assertThat(history.prompts()).isZero();
  }

  @Test
  void votes_goOn() {
    Generator<String, String> generator = request -> IntStream.range(0, request.count())
        .mapToObj(k -> (request.firstDraw() + k) % 3 == 1 ? "so 1" : "is 2" + request.firstDraw())
        .toList();
    var bestOfN = BestOfN.<String, String>builder()
        .generator(generator)
        .answers(response -> response.charAt(3))
        .strategy(Strategies.uniform())
        .keepCandidates(1)
        .drawsPerPrompt(2)
        .seed(1)
        .build();
    var first = bestOfN.run(List.of("a"));
    assertThat(first.results().get(0).vote().orElseThrow().confidence()).isEqualTo(0.5);

    var both =
        bestOfN.toBuilder().strategy(Strategies.votes().confidence(1)).build().resume(first, 4);

    Vote vote = both.results().get(0).vote().orElseThrow();
    assertThat(vote.counts()).extracting(Vote.Count::count).containsExactly(4, 2);
    assertThat(vote.leader()).hasValue('2');
    assertThat(both.results().get(0).bestOrThrow().response()).isEqualTo("is 20");
    assertThat(both.results().get(0).bestOrThrow().draw()).isZero();
  }

  @Test
  void sharedBudget_getsNoDeposit() {
    SharedBudget budget = SharedBudget.averaging(6);
    var bestOfN = BestOfN.<Double, Double>builder()
        .generator(Fakes.GAUSSIAN)
        .rewardModel(Fakes.IDENTITY)
        .sharedBudget(budget)
        .seed(1)
        .build();
    var first = bestOfN.run(PROMPTS);
    assertThat(first.draws()).isEqualTo(18);

    var both = bestOfN.resume(first, 10);

    assertThat(both.draws()).isEqualTo(28);
    assertThat(both.budget()).isEqualTo(28);
    assertThat(budget.report().requests()).isEqualTo(3);
    assertThat(budget.report().attempts()).isEqualTo(28);
    assertThat(budget.report().draws()).isEqualTo(28);
    assertThat(budget.report().balance()).isEqualTo(-10);

    // The burst is 120: nothing is left after 110 more.
    var all = bestOfN.resume(both, 500);
    assertThat(all.draws()).isEqualTo(28 + 110);
    assertThat(all.endReason()).isEqualTo(EndReason.SHARED_BUDGET);
    assertThat(bestOfN.resume(all, 1).draws()).isEqualTo(28 + 110);
    assertThat(budget.report().balance()).isEqualTo(-120);
  }

  @Test
  void sharedBudget_getsBackWhatFailedToBegin() {
    SharedBudget budget = SharedBudget.averaging(6);
    var bestOfN = BestOfN.<Double, Double>builder()
        .generator(Fakes.GAUSSIAN)
        .rewardModel(Fakes.IDENTITY)
        .sharedBudget(budget)
        .maxDrawsPerPrompt(7)
        .seed(1)
        .build();
    var first = bestOfN.run(PROMPTS);

    var both = bestOfN.resume(first, 10);

    assertThat(both.draws()).isEqualTo(21);
    assertThat(budget.report().balance()).isEqualTo(-3);
    assertThat(budget.report().attempts()).isEqualTo(21);
  }

  @Test
  void sharedBudgetInTokens_paysForWhatIsUsed() {
    SharedBudget budget = SharedBudget.averagingUsage(60).maxDrawsPerPrompt(12);
    var bestOfN = BestOfN.<Double, Double>builder()
        .generator(Fakes.GAUSSIAN)
        .rewardModel(Fakes.IDENTITY)
        .usageLimit(Double.POSITIVE_INFINITY, (prompt, response) -> 10)
        .sharedBudget(budget)
        .seed(1)
        .build();
    var first = bestOfN.run(PROMPTS);
    long before = budget.report().balance();

    var both = bestOfN.resume(first, 5);

    assertThat(both.draws()).isEqualTo(first.draws() + 5);
    assertThat(budget.report().balance()).isBetween(before - 51, before - 49);
    assertThat(budget.report().usage()).isEqualTo(both.usage());
  }

  @Test
  void sharedBudgetOfVotes_keepsCountsOfBothParts() {
    RewardHistory history = RewardHistory.create(16, 8, 1);
    var bestOfN = BestOfN.<String, Double>builder()
        .generator(Fakes.COUNTING)
        .answers(response -> response % 2)
        .history(history)
        .sharedBudget(SharedBudget.averaging(5))
        .seed(1)
        .build();
    var first = bestOfN.run(List.of("a"));

    var both = bestOfN.resume(first, 4);

    assertThat(both.draws()).isEqualTo(first.draws() + 4);
    RewardSamples held = history.snapshot(RewardRange.unbounded());
    assertThat(held.prompts()).isEqualTo(1);
    assertThat(Arrays.stream(held.rewards(0)).sum()).isEqualTo(both.draws());
  }

  @Test
  void usageLimit_isOfThisPartOnly() {
    var bestOfN = Fakes.gaussian()
        .drawsPerPrompt(100)
        .maxInFlight(1)
        .usageLimit(5, (prompt, response) -> 1)
        .build();
    var first = bestOfN.run(PROMPTS);
    assertThat(first.endReason()).isEqualTo(EndReason.USAGE_LIMIT);
    assertThat(first.usage()).isEqualTo(5);

    var both = bestOfN.resume(first, 100);

    assertThat(both.usage()).isEqualTo(10);
    assertThat(both.draws()).isEqualTo(10);
    assertThat(both.endReason()).isEqualTo(EndReason.USAGE_LIMIT);
  }

  @Test
  void budgetInUsage_goesOnFromWhatWasUsed() {
    var bestOfN = Fakes.gaussian()
        .strategy(Strategies.adaptive())
        .usageLimit(60, (prompt, response) -> 2)
        .build();
    var first = bestOfN.run(PROMPTS);
    assertThat(first.usage()).isBetween(58.0, 70.0);

    var both = bestOfN.resume(first, 1000);

    assertThat(both.usage() - first.usage()).isBetween(58.0, 70.0);
    assertThat(both.endReason()).isEqualTo(EndReason.USAGE_LIMIT);
  }

  @Test
  void replacements_countForBothParts() {
    List<Integer> attempts = Collections.synchronizedList(new ArrayList<>());
    Generator<String, Double> everySecondFails = Generator.perDraw(prompt -> {
      synchronized (attempts) {
        attempts.add(1);
        if (attempts.size() % 2 == 0) {
          throw new IllegalStateException("busy");
        }
        return 1.0;
      }
    });
    var bestOfN = Fakes.counting()
        .generator(everySecondFails)
        .failurePolicy(FailurePolicy.replace(2))
        .maxInFlight(1)
        .drawsPerPrompt(4)
        .build();
    var first = bestOfN.run(List.of("a"));
    assertThat(first.draws() + first.unspent()).isEqualTo(4);

    var both = bestOfN.resume(first, 4);

    assertThat(both.attempts()).isEqualTo(attempts.size());
    assertThat(both.draws() + both.unspent()).isEqualTo(both.budget());
    // Both replacements were made in the first part.
    assertThat(both.attempts() - first.attempts()).isEqualTo(4);
  }

  @Test
  void listeners_hearOfThisPart() {
    List<String> heard = new ArrayList<>();
    var bestOfN = Fakes.counting().drawsPerPrompt(2).build();
    var first = bestOfN.run(List.of("a"));
    RunListener listener = new RunListener() {
      @Override
      public void scored(int promptIndex, int draw, double reward) {
        heard.add("scored " + draw);
      }

      @Override
      public void finished(BatchResult<?, ?> result) {
        heard.add("finished " + result.draws());
      }
    };

    var unused = bestOfN.toBuilder()
        .maxInFlight(1)
        .maxScoringInFlight(1)
        .listener(listener)
        .build()
        .resume(first, 2);

    assertThat(heard).containsExactly("scored 2", "scored 3", "finished 4");
  }

  @Test
  @Timeout(20)
  void resumeAsync_goesOnToo() throws Exception {
    var bestOfN = Fakes.counting().drawsPerPrompt(2).build();
    var both = bestOfN.resumeAsync(bestOfN.run(List.of("a", "b")), 2).result().get();
    assertThat(both.draws()).isEqualTo(6);
    assertThat(OptionalDouble.of(both.results().get(1).bestOrThrow().reward())).hasValue(2);
  }

  @Test
  void resume_refusesWhatDoesNotFit() {
    var bestOfN = Fakes.counting().build();
    var first = bestOfN.run(List.of("a"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bestOfN.resume(first, 0))
        .withMessage("draws must be at least 1, but was 0");
    BestOfN<String, Double> voting = BestOfN.<String, Double>builder()
        .generator(Fakes.COUNTING)
        .answers(response -> response)
        .build();
    String message =
        "a run must go on with answers if it had answers, and with a reward model if it had one";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> voting.resume(first, 1))
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bestOfN.resume(voting.run(List.of("a")), 1))
        .withMessage(message);
    RewardModel<Object, Double> limited = Fakes.IDENTITY.within(RewardRange.of(0, 100));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bestOfN.toBuilder().rewardModel(limited).build().resume(first, 1))
        .withMessageStartingWith("a run must go on with the range of its rewards");
  }

  @Test
  void resume_ofNoPrompts_endsAtOnce() {
    var bestOfN = Fakes.counting().build();
    assertThat(bestOfN.resume(bestOfN.run(List.of()), 5).draws()).isZero();
  }
}
