package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.spi.AsyncGenerator;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spi.RewardRange;
import java.io.IOException;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a generator or a reward model does wrong is recorded, and harms nothing else. */
class UnreliableClientsTest {

  private static final FailurePolicy NEVER_GIVES_UP =
      FailurePolicy.keepGoing().giveUpAfter(Integer.MAX_VALUE);

  /* Prompt "bad" is served by the fake under test, prompt "good" as it should be. */
  private static PromptResult<String, Double> withGenerator(Generator<String, Double> bad) {
    return check(Fakes.counting()
        .generator((GenerationRequest<String> request) ->
            request.prompt().equals("bad") ? bad.generate(request) : Fakes.count(request)));
  }

  private static PromptResult<String, Double> withRewardModel(RewardModel<String, Double> bad) {
    RewardModel<String, Double> rewardModel = request -> request.prompt().equals("bad")
        ? bad.score(request)
        : request.responses().stream().mapToDouble(r -> r).toArray();
    return check(Fakes.counting().rewardModel(rewardModel.within(RewardRange.of(0, 3))));
  }

  private static PromptResult<String, Double> check(BestOfN.Builder<String, Double> builder) {
    BatchResult<String, Double> result =
        builder.drawsPerPrompt(4).build().run(List.of("good", "bad"));

    assertThat(result.results().get(0).candidates())
        .extracting(Candidate::reward)
        .containsExactly(0.0, 1.0, 2.0, 3.0);
    assertThat(result.budget()).isEqualTo(8);
    assertThat(result.attempts()).isEqualTo(8);
    assertThat(result.draws() + result.failures()).isEqualTo(result.attempts());
    assertThat(result.draws() + result.unspent()).isEqualTo(result.budget());
    PromptResult<String, Double> bad = result.results().get(1);
    assertThat(bad.draws() + bad.failures()).isEqualTo(4);
    assertThat(bad.unspent()).isEqualTo(bad.failures());
    assertThat(bad.failureCauses()).hasSize(bad.failures());
    return bad;
  }

  private static void assertAllFailed(
      PromptResult<String, Double> result, FailureKind kind, String what) {
    assertThat(result.best()).isEmpty();
    assertThat(result.failures()).isEqualTo(4);
    assertThat(result.failureCauses()).extracting(DrawFailure::kind).containsOnly(kind);
    assertThat(result.failureCauses())
        .extracting(DrawFailure::message)
        .containsExactly(
            "draw 0 of prompt 1: " + what,
            "draw 1 of prompt 1: " + what,
            "draw 2 of prompt 1: " + what,
            "draw 3 of prompt 1: " + what);
  }

  @Test
  void generator_throws() {
    var result = withGenerator(request -> {
      throw new IOException("secret prompt text");
    });

    assertAllFailed(result, FailureKind.THROWN, "the generator threw java.io.IOException");
    assertThat(result.failureCauses().get(0).cause()).get().isInstanceOf(IOException.class);
    assertThat(result.toString()).doesNotContain("secret");
  }

  @Test
  void generator_returnsNull() {
    assertAllFailed(
        withGenerator(request -> nothing()), FailureKind.NULL, "the generator returned null");
  }

  @Test
  void generator_returnsNoResponse() {
    assertAllFailed(
        withGenerator(request -> List.of()),
        FailureKind.NULL,
        "the generator returned no response");
  }

  @Test
  void generator_returnsANullResponse_failsThatDrawOnly() {
    var result = withGenerator(request -> Arrays.asList(7.0, null, 9.0, 8.0));

    assertThat(result.candidates()).extracting(Candidate::draw).containsExactly(0, 2, 3);
    assertThat(result.best().orElseThrow().reward()).isEqualTo(9.0);
    assertThat(result.failureCauses())
        .extracting(DrawFailure::message)
        .containsExactly("draw 1 of prompt 1: the generator returned a null response");
  }

  @Test
  void generator_returnsAListThatThrows() {
    List<Double> hostile = new AbstractList<>() {
      @Override
      public Double get(int index) {
        throw new IllegalStateException("secret");
      }

      @Override
      public int size() {
        return 4;
      }
    };
    assertAllFailed(
        withGenerator(request -> hostile),
        FailureKind.THROWN,
        "the generator threw java.lang.IllegalStateException");
  }

  @Test
  void generator_returnsTooFew_isAskedForTheRest() {
    List<String> asked = Collections.synchronizedList(new ArrayList<>());
    Generator<String, Double> twoAtATime = request -> {
      asked.add(request.firstDraw() + "+" + request.count());
      return Fakes.count(request).subList(0, Math.min(2, request.count()));
    };
    var result =
        Fakes.counting().generator(twoAtATime).drawsPerPrompt(5).build().runOne("a");

    assertThat(result.failures()).isZero();
    assertThat(result.candidates())
        .extracting(Candidate::reward)
        .containsExactly(0.0, 1.0, 2.0, 3.0, 4.0);
    assertThat(asked).containsExactly("0+5", "2+3", "4+1");
  }

  @Test
  void generator_returnsTooMany_surplusIsDropped() {
    var result = withGenerator(request -> List.of(1.0, 2.0, 3.0, 4.0, 5.0, 6.0));

    assertThat(result.failures()).isZero();
    assertThat(result.candidates())
        .extracting(Candidate::reward)
        .containsExactly(1.0, 2.0, 3.0, 4.0);
  }

  @Test
  void rewardModel_throws() {
    var result = withRewardModel(request -> {
      throw new IOException("secret response text");
    });

    assertAllFailed(result, FailureKind.THROWN, "the reward model threw java.io.IOException");
  }

  @Test
  void rewardModel_returnsNull() {
    assertAllFailed(
        withRewardModel(request -> noScores()), FailureKind.NULL, "the reward model returned null");
  }

  @Test
  void rewardModel_returnsAWrongNumberOfScores() {
    assertAllFailed(
        withRewardModel(request -> new double[3]),
        FailureKind.INVALID_REWARD,
        "the reward model returned 3 scores for 4 responses");
  }

  @Test
  void rewardModel_returnsInvalidRewards_failsThoseDrawsOnly() {
    var result =
        withRewardModel(request -> new double[] {Double.NaN, 2.5, Double.NEGATIVE_INFINITY, 3.5});

    assertThat(result.candidates()).extracting(Candidate::reward).containsExactly(2.5);
    assertThat(result.failureCauses())
        .extracting(DrawFailure::message)
        .containsExactly(
            "draw 0 of prompt 1: the reward is NaN",
            "draw 2 of prompt 1: the reward is -Infinity",
            "draw 3 of prompt 1: the reward 3.5 is outside [0.0, 3.0]");
    assertThat(result.failureCauses())
        .extracting(DrawFailure::kind)
        .containsExactly(
            FailureKind.INVALID_REWARD, FailureKind.INVALID_REWARD, FailureKind.OUTSIDE_RANGE);
  }

  @Test
  void asyncClients_failInEveryWay() {
    List<CompletableFuture<List<Double>>> answers = Arrays.asList(
        null,
        CompletableFuture.completedFuture(null),
        CompletableFuture.failedFuture(new IOException("secret")),
        CompletableFuture.completedFuture(List.of(5.0)));
    AtomicInteger next = new AtomicInteger();
    var bestOfN = BestOfN.<String, Double>builder()
        .strategy(Strategies.uniform())
        .asyncGenerator(new AsyncGenerator<String, Double>() {
          @Override
          public CompletableFuture<List<Double>> generateAsync(GenerationRequest<String> request) {
            int call = next.getAndIncrement();
            if (call == 4) {
              throw new IllegalStateException("secret");
            }
            return answers.get(call);
          }

          @Override
          public int maxDrawsPerRequest() {
            return 1;
          }
        })
        .rewardModel(Fakes.IDENTITY)
        .drawsPerPrompt(5)
        .build();
    var result = bestOfN.runOne("a");

    assertThat(result.candidates()).extracting(Candidate::reward).containsExactly(5.0);
    assertThat(result.failureCauses())
        .extracting(DrawFailure::message)
        .containsExactlyInAnyOrder(
            "draw 0 of prompt 0: the generator returned null",
            "draw 1 of prompt 0: the generator returned null",
            "draw 2 of prompt 0: the generator threw java.io.IOException",
            "draw 4 of prompt 0: the generator threw java.lang.IllegalStateException");
  }

  @Test
  void error_endsTheRunAndIsNotSwallowed() {
    Generator<String, Double> broken = request -> {
      if (request.firstDraw() == 2) {
        throw new StackOverflowError();
      }
      return Fakes.count(request);
    };
    var bestOfN = Fakes.counting()
        .generator(broken)
        .executor(Runnable::run)
        .maxInFlight(1)
        .drawsPerPrompt(4)
        .build();

    assertThatThrownBy(() -> bestOfN.run(List.of("a")))
        .isInstanceOf(BestOfNException.class)
        .hasMessage("draw 2 of prompt 0: the generator threw java.lang.StackOverflowError")
        .hasCauseInstanceOf(StackOverflowError.class)
        .satisfies(thrown -> {
          var soFar = ((BestOfNException) thrown).result();
          // Draws 0 and 1 had gone to the reward model before draw 2 was sent.
          assertThat(soFar.draws()).isEqualTo(2);
          assertThat(soFar.failures()).isEqualTo(1);
          assertThat(soFar.draws() + soFar.unspent()).isEqualTo(4);
          assertThat(soFar.endReason()).isEqualTo(EndReason.FAILED);
        });
  }

  @Test
  void twoStage_aPromptWhoseExplorationFailed_getsItsShare() {
    Generator<Double, Double> failsAtFirst = request -> {
      if (request.promptIndex() == 1 && request.firstDraw() < 4) {
        throw new IOException("overloaded");
      }
      return Fakes.gaussian(request);
    };
    var result = Fakes.gaussian()
        .generator(failsAtFirst)
        .strategy(Strategies.twoStage().exploration(4))
        .drawsPerPrompt(8)
        .build()
        .run(List.of(1.0, 1.0));

    assertThat(result.results()).extracting(PromptResult::draws).containsExactly(8, 4);
    assertThat(result.results()).extracting(PromptResult::failures).containsExactly(0, 4);
    assertThat(result.unspent()).isEqualTo(4);
    assertThat(result.endReason()).isEqualTo(EndReason.BUDGET_SPENT);
  }

  /** Of 160 calls every tenth fails, and loses its own draw. */
  @Test
  void asyncPerDraw_losesOneDrawPerFailedCall() {
    var calls = new AtomicInteger();
    AsyncGenerator<String, Double> generator =
        AsyncGenerator.perDraw(prompt -> calls.incrementAndGet() % 10 == 0
            ? CompletableFuture.failedFuture(new IOException("down"))
            : CompletableFuture.completedFuture(1.0));
    BatchResult<String, Double> result = BestOfN.<String, Double>builder()
        .strategy(Strategies.uniform())
        .asyncGenerator(generator)
        .rewardModel(Fakes.IDENTITY)
        .build()
        .run(Collections.nCopies(10, "a"));

    assertThat(calls).hasValue(160);
    assertThat(result.failures()).isEqualTo(16);
  }

  @Test
  void causes_areCapped() {
    Generator<String, Double> down = request -> {
      throw new IOException("down");
    };
    var result = Fakes.counting()
        .generator(down)
        .failurePolicy(NEVER_GIVES_UP)
        .drawsPerPrompt(100)
        .build()
        .runOne("a");

    assertThat(result.failures()).isEqualTo(100);
    assertThat(result.failureCauses()).hasSize(8);
  }

  @Test
  void causes_areCappedInARun() {
    Generator<String, Double> down = request -> {
      throw new IOException("down");
    };
    var result = Fakes.counting()
        .generator(down)
        .failurePolicy(NEVER_GIVES_UP)
        .drawsPerPrompt(8)
        .build()
        .run(Collections.nCopies(200, "a"));

    assertThat(result.failures()).isEqualTo(1600);
    assertThat(result.results().stream()
            .mapToInt(each -> each.failureCauses().size())
            .sum())
        .isEqualTo(1024);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void errorOfAStage_endsTheRunAndIsNotSwallowed(boolean ofTheGenerator) {
    CompletableFuture<Object> broken = CompletableFuture.failedFuture(new StackOverflowError());
    var run = BestOfN.<String, Double>builder()
        .strategy(Strategies.uniform())
        .asyncGenerator(request -> ofTheGenerator
            ? broken.thenApply(none -> List.of(1.0))
            : CompletableFuture.completedFuture(Fakes.count(request)))
        .asyncRewardModel(request -> broken.thenApply(none -> new double[0]))
        .build()
        .runAsync(List.of("a"));

    assertThatThrownBy(run.result()::join)
        .cause()
        .isInstanceOf(BestOfNException.class)
        .hasCauseInstanceOf(StackOverflowError.class);
  }

  @SuppressWarnings("NullAway") // The point of these tests.
  private static List<Double> nothing() {
    return null;
  }

  @SuppressWarnings("NullAway") // The point of these tests.
  private static double[] noScores() {
    return null;
  }
}
