package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.PartialResponsesException;
import io.github.bestofn.spi.PartialRewardsException;
import io.github.bestofn.spi.RewardModel;
import io.github.bestofn.spi.ScoringRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One bad item among many fails its own draw, with its own cause, and nothing else. */
class PartialAnswersTest {

  private final IOException down = new IOException("down");

  private static BestOfN.Builder<Object, Double> counting() {
    return BestOfN.<Object, Double>builder()
        .generator(Fakes.COUNTING)
        .strategy(Strategies.uniform())
        .drawsPerPrompt(16);
  }

  /** Every twentieth response makes the reward model throw: 320 draws, 16 exceptions, 16 failures. */
  static List<AllocationStrategy> strategies() {
    return List.of(
        Strategies.uniform(), Strategies.adaptive(), Strategies.adabon(), Strategies.poisson());
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void pointwiseThatThrows_losesOneDrawPerException(AllocationStrategy strategy) {
    var exceptions = new AtomicInteger();
    var calls = new AtomicInteger();
    BatchResult<Object, Double> result = counting()
        .strategy(strategy)
        .seed(1) // of the Poisson split
        .rewardModel(RewardModel.pointwise((prompt, response) -> {
          if (calls.incrementAndGet() % 20 == 0) {
            exceptions.incrementAndGet();
            throw new IllegalArgumentException("not a program");
          }
          return response;
        }))
        .build()
        .run(IntStream.range(0, 20).boxed().toList());

    // A Poisson split may leave a few of the 320 draws unspent.
    assertThat(result.failures()).isEqualTo(exceptions.get()).isEqualTo(result.attempts() / 20);
    assertThat(result.attempts()).isBetween(240, 320);
    assertThat(result.results()).allMatch(prompt -> prompt.best().isPresent());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 15})
  void pointwise_eachFailureHasItsOwnCause(int bad) {
    BatchResult<Object, Double> result = counting()
        .rewardModel(RewardModel.pointwise((prompt, response) -> {
          if (response == bad) {
            throw down;
          }
          return response;
        }))
        .build()
        .run(List.of("p"));

    PromptResult<Object, Double> prompt = result.results().get(0);
    assertThat(prompt.draws()).isEqualTo(15);
    assertThat(prompt.failureCauses()).singleElement().satisfies(failure -> {
      assertThat(failure.draw()).isEqualTo(bad);
      assertThat(failure.cause()).contains(down);
      assertThat(failure.message())
          .isEqualTo("draw %d of prompt 0: the reward model threw java.io.IOException", bad);
    });
  }

  /** The request time-out is that of one response, for each is a request of its own. */
  @Test
  void pointwiseThatHangsAtOne_failsThatDrawOnly() {
    BatchResult<Object, Double> result = counting()
        .requestTimeout(Duration.ofMillis(500))
        .rewardModel(RewardModel.pointwise((prompt, response) -> {
          if (response == 3) {
            new CountDownLatch(1).await();
          }
          return response;
        }))
        .build()
        .run(List.of("p"));

    assertThat(result.draws()).isEqualTo(15);
    assertThat(result.results().get(0).failureCauses())
        .singleElement()
        .matches(failure -> failure.draw() == 3 && failure.kind() == FailureKind.TIME_OUT);
  }

  @Test
  void pointwiseThatHangsAtOne_losesThatDrawOnlyAtTheDeadline() {
    BatchResult<Object, Double> result = counting()
        .deadline(Duration.ofSeconds(1))
        .rewardModel(RewardModel.pointwise((prompt, response) -> {
          if (response == 3) {
            new CountDownLatch(1).await();
          }
          return response;
        }))
        .build()
        .run(List.of("p"));

    assertThat(result.endReason()).isEqualTo(EndReason.DEADLINE);
    assertThat(result.draws()).isEqualTo(15);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void batchRewardModel_failsSomeAndScoresTheRest(boolean async) {
    BestOfN.Builder<Object, Double> builder = counting();
    if (async) {
      builder.asyncRewardModel(
          request -> CompletableFuture.failedFuture(new CompletionException(oddOnesFail(request))));
    } else {
      builder.rewardModel(request -> {
        throw oddOnesFail(request);
      });
    }

    PromptResult<Object, Double> prompt =
        builder.build().run(List.of("p")).results().get(0);

    assertThat(prompt.candidates())
        .extracting(Candidate::reward)
        .containsExactly(0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0, 14.0);
    assertThat(prompt.failureCauses())
        .hasSize(8)
        .allSatisfy(failure ->
            assertThat(failure.cause().orElseThrow()).hasMessage("cause of " + failure.draw()));
  }

  private static PartialRewardsException oddOnesFail(ScoringRequest<Object, Double> request) {
    List<@Nullable Throwable> failures = new ArrayList<>();
    for (double response : request.responses()) {
      failures.add(response % 2 == 1 ? new IOException("cause of " + (int) response) : null);
    }
    double[] rewards = request.responses().stream().mapToDouble(r -> r).toArray();
    return new PartialRewardsException(rewards, failures);
  }

  @Test
  void invalidRewardBesideFailures_keepsItsOwnKind() {
    PromptResult<Object, Double> prompt = counting()
        .drawsPerPrompt(3)
        .rewardModel(request -> {
          throw new PartialRewardsException(
              new double[] {Double.NaN, 0, 2}, Arrays.asList(null, down, null));
        })
        .build()
        .run(List.of("p"))
        .results()
        .get(0);

    assertThat(prompt.draws()).isEqualTo(1);
    assertThat(prompt.failureCauses())
        .extracting(DrawFailure::kind)
        .containsExactly(FailureKind.INVALID_REWARD, FailureKind.THROWN);
  }

  @Test
  void partialRewardsOfAnotherSize_failTheRequest() {
    BatchResult<Object, Double> result = counting()
        .rewardModel(request -> {
          throw new PartialRewardsException(new double[1], List.of(down));
        })
        .build()
        .run(List.of("p"));

    assertThat(result.failures()).isEqualTo(16);
    assertThat(result.results().get(0).failureCauses().get(5).cause())
        .get()
        .isInstanceOf(PartialRewardsException.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void generator_failsSomeAndAnswersTheRest(boolean async) {
    BestOfN.Builder<Object, Double> builder = BestOfN.<Object, Double>builder()
        .rewardModel(Fakes.IDENTITY)
        .strategy(Strategies.uniform())
        .drawsPerPrompt(4);
    var partial = new PartialResponsesException(
        Arrays.asList(0.0, null, 2.0, null), Arrays.asList(null, down, null, null));
    if (async) {
      builder.asyncGenerator(request -> CompletableFuture.failedFuture(partial));
    } else {
      builder.generator((Generator<Object, Double>) request -> {
        throw partial;
      });
    }

    PromptResult<Object, Double> prompt =
        builder.build().run(List.of("p")).results().get(0);

    assertThat(prompt.candidates()).extracting(Candidate::draw).containsExactly(0, 2);
    assertThat(prompt.failureCauses())
        .extracting(DrawFailure::message)
        .containsExactly(
            "draw 1 of prompt 0: the generator threw java.io.IOException",
            "draw 3 of prompt 0: the generator returned a null response");
    assertThat(prompt.failureCauses().get(0).cause()).contains(down);
  }

  /** What a partial answer says nothing of is asked for again, as after a short list. */
  @Test
  void shortPartialAnswer_isToppedUp() {
    var requests = new AtomicInteger();
    Generator<Object, Double> generator = request -> {
      if (requests.getAndIncrement() == 0) {
        throw new PartialResponsesException(Arrays.asList(null, 1.0), Arrays.asList(down, null));
      }
      return Fakes.count(request);
    };
    PromptResult<Object, Double> prompt = counting()
        .generator(generator)
        .rewardModel(Fakes.IDENTITY)
        .drawsPerPrompt(5)
        .build()
        .run(List.of("p"))
        .results()
        .get(0);

    assertThat(requests).hasValue(2);
    assertThat(prompt.failures()).isEqualTo(1);
    assertThat(prompt.candidates())
        .extracting(Candidate::reward)
        .containsExactly(1.0, 2.0, 3.0, 4.0);
  }

  @Test
  void errorOfOneItem_endsTheRun() {
    BestOfN<Object, Double> bestOfN = counting()
        .rewardModel(request -> {
          List<@Nullable Throwable> failures = new ArrayList<>();
          request.responses().forEach(response -> failures.add(null));
          failures.set(0, new AssertionError("broken"));
          throw new PartialRewardsException(new double[failures.size()], failures);
        })
        .build();

    assertThatThrownBy(() -> bestOfN.run(List.of("p")))
        .isInstanceOf(BestOfNException.class)
        .hasMessageEndingWith("the reward model threw java.lang.AssertionError")
        .cause()
        .isInstanceOf(AssertionError.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 16})
  void maxResponsesPerRequest_isKept(int limit) {
    var largest = new AtomicInteger();
    RewardModel<Object, Double> limited = new RewardModel<>() {
      @Override
      public double[] score(ScoringRequest<Object, Double> request) {
        largest.accumulateAndGet(request.responses().size(), Math::max);
        return request.responses().stream().mapToDouble(r -> r).toArray();
      }

      @Override
      public int maxResponsesPerRequest() {
        return limit;
      }
    };

    assertThat(counting().rewardModel(limited).build().run(List.of("p")).draws())
        .isEqualTo(16);
    assertThat(largest).hasValue(limit);
  }

  @Test
  void maxResponsesPerRequest_isChecked() {
    RewardModel<Object, Double> none = new RewardModel<>() {
      @Override
      public double[] score(ScoringRequest<Object, Double> request) {
        return new double[0];
      }

      @Override
      public int maxResponsesPerRequest() {
        return 0;
      }
    };

    assertThatIllegalArgumentException()
        .isThrownBy(() -> counting().rewardModel(none).build().run(List.of("p")))
        .withMessage("the reward model's maxResponsesPerRequest must be at least 1, but was 0");
  }
}
