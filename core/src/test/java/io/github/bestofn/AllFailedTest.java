package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.estimate.Estimators;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A run without success ends early, and says why. */
@Timeout(60)
class AllFailedTest {

  private static final List<String> PROMPTS = Collections.nCopies(10, "a");

  /** Fails its calls, of one draw each, by their number. */
  private static BestOfN.Builder<String, Double> failing(IntPredicate fails) {
    int[] calls = {0};
    return BestOfN.<String, Double>builder()
        .strategy(Strategies.uniform())
        .asyncGenerator(Fakes.oneDrawACall(request -> fails.test(calls[0]++)
            ? CompletableFuture.failedFuture(new IOException("wrong key"))
            : CompletableFuture.completedFuture(Fakes.count(request))))
        .asyncRewardModel(request -> CompletableFuture.completedFuture(
            request.responses().stream().mapToDouble(r -> r).toArray()))
        .maxInFlight(1)
        .seed(1);
  }

  @Test
  void firstTwentyAttemptsFail_endsTheRun() {
    var result = failing(call -> true).build().run(PROMPTS);

    assertThat(result.endReason()).isEqualTo(EndReason.ALL_FAILED);
    assertThat(result.endMessage())
        .hasValue("draw 0 of prompt 0: the generator threw java.io.IOException");
    assertThat(result.attempts()).isEqualTo(20);
    assertThat(result.unspent()).isEqualTo(160);
  }

  @Test
  void smallBudgetFails_endsTheRun() {
    var result = failing(call -> true).drawsPerPrompt(3).build().run(List.of("a"));

    assertThat(result.endReason()).isEqualTo(EndReason.ALL_FAILED);
    assertThat(result.attempts()).isEqualTo(3);
  }

  @Test
  void oneOfTwentySucceeds_goesOn() {
    var result = failing(call -> call != 19).build().run(PROMPTS);

    assertThat(result.endReason()).isEqualTo(EndReason.BUDGET_SPENT);
    assertThat(result.attempts()).isEqualTo(160);
    assertThat(result.draws()).isEqualTo(1);
  }

  /** Nothing more is sent, but what is in flight may still succeed. */
  @Test
  void drawInFlightSucceeds_goesOn() {
    var slow = new CompletableFuture<List<Double>>();
    int[] failures = {0};
    BatchResult<String, Double> result = BestOfN.<String, Double>builder()
        .strategy(Strategies.uniform())
        .asyncGenerator(Fakes.oneDrawACall(request -> {
          if (request.promptIndex() == 0 && request.firstDraw() == 0) {
            return slow;
          }
          return failures[0] < 30
              ? CompletableFuture.failedFuture(new IOException("down"))
              : CompletableFuture.completedFuture(Fakes.count(request));
        }))
        .rewardModel(Fakes.IDENTITY)
        .maxInFlight(31)
        .listener(new RunListener() {
          @Override
          public void failed(int promptIndex, int draw, FailureKind kind) {
            if (++failures[0] == 30) {
              slow.complete(List.of(0.0));
            }
          }
        })
        .build()
        .run(PROMPTS);

    assertThat(result.endReason()).isEqualTo(EndReason.BUDGET_SPENT);
    assertThat(result.failures()).isEqualTo(30);
    assertThat(result.draws()).isEqualTo(130);
  }

  @Test
  void rewardModelFails_endsTheRun() {
    var result = failing(call -> false)
        .asyncRewardModel(request -> CompletableFuture.failedFuture(new IOException("wrong key")))
        .build()
        .run(PROMPTS);

    assertThat(result.endReason()).isEqualTo(EndReason.ALL_FAILED);
    assertThat(result.endMessage())
        .hasValue("draw 0 of prompt 0: the reward model threw java.io.IOException");
    assertThat(result.attempts()).isBetween(20, 21); // one is generated while another is scored
  }

  /** Many responses wait for a place when the reward model has failed often enough: none of them is sent. */
  @Test
  void rewardModelFails_isAskedNoMore() {
    var calls = new AtomicInteger();
    var result = BestOfN.<String, Double>builder()
        .strategy(Strategies.uniform())
        .generator(Fakes.COUNTING)
        .asyncRewardModel(request -> {
          calls.incrementAndGet();
          return CompletableFuture.failedFuture(new IOException("wrong key"));
        })
        .maxScoringInFlight(1)
        .build()
        .run(PROMPTS);

    assertThat(result.endReason()).isEqualTo(EndReason.ALL_FAILED);
    assertThat(calls).hasValue(20);
    assertThat(result.attempts()).isEqualTo(result.failures()).isLessThanOrEqualTo(20 + 1 + 64);
    assertThat(result.draws() + result.unspent()).isEqualTo(result.budget());
  }

  @Test
  void giveUpAfter_isTheHostsChoice() {
    var patient = FailurePolicy.keepGoing().giveUpAfter(Integer.MAX_VALUE);
    var impatient = FailurePolicy.keepGoing().giveUpAfter(1);

    assertThat(failing(call -> call < 150)
            .failurePolicy(patient)
            .build()
            .run(PROMPTS)
            .draws())
        .isEqualTo(10);
    assertThat(failing(call -> true).failurePolicy(patient).build().run(PROMPTS).attempts())
        .isEqualTo(160);
    assertThat(
            failing(call -> true).failurePolicy(impatient).build().run(PROMPTS).attempts())
        .isEqualTo(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FailurePolicy.keepGoing().giveUpAfter(0))
        .withMessage("giveUpAfter must be at least 1, but was 0");
  }

  @Test
  void bestOrThrow_hasTheFirstCause() {
    var result =
        failing(call -> call >= 3 && call < 6).drawsPerPrompt(3).build().run(List.of("a", "b"));

    assertThat(result.results().get(0).bestOrThrow().reward()).isEqualTo(2);
    assertThatThrownBy(result.results().get(1)::bestOrThrow)
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage(
            "all 3 draws failed; draw 0 of prompt 1: the generator threw" + " java.io.IOException")
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void bestOrThrow_ofAPromptThatWasNeverDrawn() {
    var result = failing(call -> true).build().run(PROMPTS);

    assertThatThrownBy(result.results().get(9)::bestOrThrow)
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage("no draw was made");
  }

  /** The lowest draws are kept, whatever the order in which they fail. */
  @Test
  void failureCauses_doNotDependOnTiming() {
    Generator<Double, Double> failsUnlessEven = new Generator<>() {
      @Override
      public List<Double> generate(GenerationRequest<Double> request) throws Exception {
        if (request.firstDraw() % 2 == 1) {
          throw new IOException("odd");
        }
        return Fakes.gaussian(request);
      }

      @Override
      public int maxDrawsPerRequest() {
        return 1;
      }
    };
    for (int repeat = 0; repeat < 10; repeat++) {
      var result = Fakes.gaussian()
          .generator(new OneDrawACall<>(Fakes.slow(failsUnlessEven)))
          .drawsPerPrompt(40)
          .build()
          .run(List.of(1.0, 2.0));
      for (var each : result.results()) {
        assertThat(each.failureCauses())
            .extracting(DrawFailure::draw)
            .containsExactly(1, 3, 5, 7, 9, 11, 13, 15);
      }
    }
  }

  private record OneDrawACall<P, R>(Generator<P, R> generator) implements Generator<P, R> {

    @Override
    public List<R> generate(GenerationRequest<P> request) throws Exception {
      return generator.generate(request);
    }

    @Override
    public int maxDrawsPerRequest() {
      return 1;
    }
  }

  /** Whatever the order, the same 1,024 of 1,600 failures are kept, those of the lowest draws. */
  @Test
  void causes_ofARun_doNotDependOnTheirOrder() {
    List<DrawFailure> failures = new ArrayList<>();
    for (int prompt = 0; prompt < 200; prompt++) {
      for (int draw = 0; draw < 12; draw++) {
        failures.add(new DrawFailure(prompt, draw, FailureKind.THROWN, "down", null));
      }
    }
    for (int seed = 0; seed < 5; seed++) {
      Collections.shuffle(failures, new Random(seed));
      var causes = new Causes();
      failures.forEach(causes::add);

      assertThat(causes.lowest().message()).isEqualTo("draw 0 of prompt 0: down");
      assertThat(causes.byPrompt().size()).isEqualTo(1024);
      for (int prompt = 0; prompt < 200; prompt++) {
        // 1,024 = 5 draws of 200 prompts, and one more of the first 24.
        assertThat(causes.byPrompt().get(prompt))
            .extracting(DrawFailure::draw)
            .containsExactlyElementsOf(
                prompt < 24 ? List.of(0, 1, 2, 3, 4, 5) : List.of(0, 1, 2, 3, 4));
      }
    }
  }

  /** A server that refuses calls for a while: replacements wait, instead of being refused as well. */
  @Test
  void replacements_waitForAPause() {
    long begin = System.nanoTime();
    IntPredicate refuses = call -> call > 0 && System.nanoTime() - begin < 200_000_000L;
    var policy = FailurePolicy.replace(50).pause(Duration.ofMillis(50));
    var inRounds = failing(refuses).failurePolicy(policy).drawsPerPrompt(4).build();
    var asAvailable = failing(refuses)
        .failurePolicy(policy)
        .strategy(Strategies.streaming(Estimators.gaussian()).exploration(1))
        .drawsPerPrompt(4)
        .build();

    // With pauses of 50, 100 and 200 ms, of 3 calls each at most 9 replacements are refused.
    assertThat(inRounds.run(List.of("a")).failures()).isBetween(3, 12);
    assertThat(asAvailable.run(List.of("a")).draws()).isEqualTo(4);
  }

  @Test
  void pause_doublesUntilADrawSucceeds() {
    var policy = FailurePolicy.replace(1);

    assertThat(policy.pauseAfter(0)).isEqualTo(Duration.ofMillis(500));
    assertThat(policy.pauseAfter(1)).isEqualTo(Duration.ofSeconds(1));
    assertThat(policy.pauseAfter(4)).isEqualTo(Duration.ofSeconds(8));
    assertThat(policy.pauseAfter(99)).isEqualTo(Duration.ofSeconds(8));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy.pause(Duration.ofMillis(-1)))
        .withMessage("pause must be from zero to a day, but was PT-0.001S");
  }

  /** A pause ends with its run. */
  @Test
  void pause_delaysNoEnd() {
    var result = failing(call -> call == 1)
        .failurePolicy(FailurePolicy.replace(5).pause(Duration.ofHours(1)))
        .drawsPerPrompt(4)
        .deadline(Duration.ofMillis(50))
        .build()
        .run(List.of("a"));

    assertThat(result.endReason()).isEqualTo(EndReason.DEADLINE);
    assertThat(result.draws()).isEqualTo(3);
    assertThat(result.unspent()).isEqualTo(1);
  }
}
