package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Decision;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.estimate.Estimators;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailurePolicyTest {

  /** Answers one draw at a time, with its number, and fails some of them. */
  private record Failing(Predicate<GenerationRequest<String>> fails)
      implements Generator<String, Double> {

    @Override
    public List<Double> generate(GenerationRequest<String> request) throws Exception {
      if (fails.test(request)) {
        throw new IOException("down");
      }
      return Fakes.count(request);
    }

    @Override
    public int maxDrawsPerRequest() {
      return 1;
    }
  }

  private static BestOfN.Builder<String, Double> failing(
      Predicate<GenerationRequest<String>> fails, FailurePolicy policy) {
    return Fakes.counting()
        .generator(new Failing(fails))
        .failurePolicy(policy.pause(Duration.ZERO))
        .drawsPerPrompt(6);
  }

  private static void assertBooks(BatchResult<?, ?> result) {
    assertThat(result.attempts()).isEqualTo(result.draws() + result.failures());
    assertThat(result.draws() + result.unspent()).isEqualTo(result.budget());
  }

  @Test
  void replace_drawsAgainWithNewNumbers() {
    var result = failing(request -> request.firstDraw() % 3 == 0, FailurePolicy.replace(100))
        .build()
        .run(List.of("a", "b"));

    assertBooks(result);
    // Draws 0 and 3 fail and become 6 and 7; 6 fails and becomes 8.
    for (var each : result.results()) {
      assertThat(each.candidates()).extracting(Candidate::draw).containsExactly(1, 2, 4, 5, 7, 8);
      assertThat(each.failures()).isEqualTo(3);
      assertThat(each.unspent()).isZero();
    }
    assertThat(result.draws()).isEqualTo(12);
    assertThat(result.attempts()).isEqualTo(18);
    assertThat(result.rounds()).isEqualTo(1);
  }

  /** A third of each wave is replaced, in several steps, and all of the budget is drawn. */
  @Test
  void replacements_takeNoWavesOfTheStrategy() {
    for (var strategy : List.of(Strategies.adaptive(), Strategies.adaptive().maxWaves(2))) {
      var result = failing(request -> request.firstDraw() % 3 == 0, FailurePolicy.replace(1000))
          .strategy(strategy)
          .drawsPerPrompt(24)
          .build()
          .run(List.of("a", "b", "c", "d"));

      assertBooks(result);
      assertThat(result.draws()).isEqualTo(96);
    }
  }

  @Test
  void replace_endsWithAPromptThatAlwaysFails() {
    var result = failing(
            request -> request.prompt().equals("bad"), FailurePolicy.replace(10).perPrompt(4))
        .build()
        .run(List.of("bad", "good"));

    assertBooks(result);
    assertThat(result.results()).extracting(PromptResult::draws).containsExactly(0, 6);
    assertThat(result.results().get(0).failures()).isEqualTo(6 + 4);
    assertThat(result.results().get(0).unspent()).isEqualTo(6);
    assertThat(result.results().get(0).best()).isEmpty();
    assertThat(result.endReason()).isEqualTo(EndReason.BUDGET_SPENT);
  }

  @Test
  void replace_sharesItsLimitInTheOrderOfPrompts() {
    var result = failing(request -> request.firstDraw() < 2, FailurePolicy.replace(3))
        .build()
        .run(List.of("a", "b"));

    assertBooks(result);
    assertThat(result.results()).extracting(PromptResult::draws).containsExactly(6, 5);
  }

  @Test
  void replaceShare_isOfTheBudget() {
    var ofRun =
        failing(request -> true, FailurePolicy.replaceShare(0.5)).build().run(List.of("a", "b"));
    var ofPrompt = failing(request -> true, FailurePolicy.replaceShare(1).perPromptShare(0.5))
        .build()
        .run(List.of("a", "b"));

    assertThat(ofRun.attempts()).isEqualTo(12 + 6);
    assertThat(ofPrompt.attempts()).isEqualTo(12 + 3 + 3);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 64})
  void replace_inRounds_doesNotDependOnTiming(int maxInFlight) {
    Predicate<GenerationRequest<String>> oneInThree =
        request -> (request.firstDraw() * 7 + request.promptIndex()) % 3 == 0;
    var builder = failing(oneInThree, FailurePolicy.replace(5))
        .strategy(Strategies.twoStage().exploration(3))
        .drawsPerPrompt(8);
    var prompts = List.of("a", "b", "c");
    var expected = builder.maxInFlight(1).build().run(prompts);
    for (int repeat = 0; repeat < 5; repeat++) {
      var again = builder
          .maxInFlight(maxInFlight)
          .generator(new Slow(new Failing(oneInThree)))
          .build()
          .run(prompts);

      assertThat(again.results().toString()).isEqualTo(expected.results().toString());
      assertThat(again.results())
          .extracting(each -> each.candidates().toString())
          .isEqualTo(expected.results().stream()
              .map(each -> each.candidates().toString())
              .toList());
    }
    assertBooks(expected);
  }

  private record Slow(Generator<String, Double> generator) implements Generator<String, Double> {

    @Override
    public List<Double> generate(GenerationRequest<String> request) throws Exception {
      return Fakes.slow(generator).generate(request);
    }

    @Override
    public int maxDrawsPerRequest() {
      return 1;
    }
  }

  @Test
  void replace_whileStreaming_spendsTheBudget() {
    var result = failing(request -> request.firstDraw() % 4 == 1, FailurePolicy.replaceShare(1))
        .strategy(Strategies.streaming(Estimators.kde()))
        .maxInFlight(3)
        .drawsPerPrompt(20)
        .build()
        .run(List.of("a", "b"));

    assertBooks(result);
    assertThat(result.draws()).isEqualTo(40);
    assertThat(result.failures()).isPositive();
  }

  /** Draw 0 is replaced by draw 3 before the strategy is asked again and stops; later failures are not. */
  @Test
  void replace_endsWhenTheStrategyStops() {
    var result = failing(request -> true, FailurePolicy.replace(100))
        .strategy(AllocationStrategy.of(
            state -> state.failures() == 0 ? Decision.asAvailable(3) : Decision.stop("enough")))
        .maxInFlight(1)
        .build()
        .run(List.of("a"));

    assertBooks(result);
    assertThat(result.attempts()).isEqualTo(4);
    assertThat(result.endReason()).isEqualTo(EndReason.ALL_FAILED);
  }

  @Test
  void failFast_throwsWithTheResultSoFar() {
    var bestOfN = failing(request -> request.firstDraw() == 3, FailurePolicy.failFast())
        .maxInFlight(1)
        .executor(Runnable::run)
        .build();

    assertThatThrownBy(() -> bestOfN.run(List.of("a")))
        .isInstanceOf(BestOfNException.class)
        .hasMessage("draw 3 of prompt 0: the generator threw java.io.IOException")
        .hasCauseInstanceOf(IOException.class)
        .satisfies(thrown -> {
          BatchResult<?, ?> soFar = ((BestOfNException) thrown).result();
          assertBooks(soFar);
          assertThat(soFar.draws()).isBetween(2, 3);
          assertThat(soFar.endReason()).isEqualTo(EndReason.FAILED);
        });
    assertThatThrownBy(() -> bestOfN.runAsync(List.of("a")).result().join())
        .hasCauseInstanceOf(BestOfNException.class);
  }

  @Test
  @Timeout(60)
  void requestTimeout_failsTheDrawsOfThatCallOnly() {
    var silent = new Fakes.Silent<String, Double>();
    var result = BestOfN.<String, Double>builder()
        .strategy(Strategies.uniform())
        .asyncGenerator(request -> request.prompt().equals("silent")
            ? silent.generateAsync(request)
            : CompletableFuture.completedFuture(Fakes.count(request)))
        .rewardModel(Fakes.IDENTITY)
        .requestTimeout(Duration.ofMillis(50))
        .drawsPerPrompt(3)
        .build()
        .run(List.of("silent", "quick"));

    assertBooks(result);
    assertThat(result.results()).extracting(PromptResult::draws).containsExactly(0, 3);
    assertThat(result.results().get(0).failureCauses())
        .extracting(DrawFailure::message)
        .containsExactly(
            "draw 0 of prompt 0: the generator did not answer within PT0.05S",
            "draw 1 of prompt 0: the generator did not answer within PT0.05S",
            "draw 2 of prompt 0: the generator did not answer within PT0.05S");
    assertThat(result.results().get(0).failureCauses())
        .extracting(DrawFailure::kind)
        .containsOnly(FailureKind.TIME_OUT);
    assertThat(silent.stages).allSatisfy(stage -> assertThat(stage).isCancelled());
  }

  @Test
  @Timeout(60)
  void requestTimeout_interruptsBlockingScoring() throws Exception {
    var began = new AtomicBoolean();
    var interrupted = new CountDownLatch(1);
    // The generator's answers are in when it returns, so only the reward model can be late.
    var bestOfN = BestOfN.<String, Double>builder()
        .asyncGenerator(Fakes.immediate(Fakes.COUNTING))
        .rewardModel(request -> {
          began.set(true);
          try {
            new CountDownLatch(1).await();
          } finally {
            interrupted.countDown();
          }
          return new double[0];
        })
        .requestTimeout(Duration.ofMillis(50))
        .drawsPerPrompt(2)
        .build();

    // On a busy machine a call's time can be over before the call has begun; then nothing is there
    // to interrupt.
    do {
      assertThat(bestOfN.runOne("a").failureCauses())
          .extracting(DrawFailure::message)
          .contains("draw 0 of prompt 0: the reward model did not answer within PT0.05S");
    } while (!began.get());
    interrupted.await();
  }

  @Test
  void keepCandidates_keepsTheBest() {
    var one = Fakes.counting().keepCandidates(1).drawsPerPrompt(50).build().runOne("a");
    var three = Fakes.counting().keepCandidates(3).drawsPerPrompt(50).build().runOne("a");
    var equal = Fakes.gaussian().keepCandidates(2).drawsPerPrompt(9).build().runOne(0.0);

    assertThat(one.draws()).isEqualTo(50);
    assertThat(one.candidates()).extracting(Candidate::draw).containsExactly(49);
    assertThat(three.candidates()).extracting(Candidate::draw).containsExactly(47, 48, 49);
    assertThat(equal.candidates()).extracting(Candidate::draw).containsExactly(0, 1);
  }

  @Test
  void settings_nameRuleAndValue() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FailurePolicy.replace(-1))
        .withMessage("replacements must be at least 0, but was -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FailurePolicy.replaceShare(1.5))
        .withMessage("the share of replacements must be from 0 to 1, but was 1.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Fakes.counting().keepCandidates(0))
        .withMessage("keepCandidates must be at least 1, but was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Fakes.counting().requestTimeout(Duration.ofSeconds(-1)))
        .withMessage("requestTimeout must be above zero, but was PT-1S");
  }
}
