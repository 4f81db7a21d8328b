package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Allocator;
import io.github.bestofn.allocate.BatchState;
import io.github.bestofn.allocate.Decision;
import io.github.bestofn.allocate.Explanation;
import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.spi.Generator;
import java.io.IOException;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the host's code throws, the result so far is not lost, and listeners hear the end. */
@Timeout(60)
class HostCodeTest {

  /** Checked exceptions, which Kotlin, Scala, Groovy and Lombok leave undeclared, and Errors. */
  static Stream<Throwable> thrown() {
    return Stream.of(
        new IllegalStateException("unchecked"),
        new IOException("checked"),
        new AssertionError("assertion"),
        new NoClassDefFoundError("missing"));
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"
  }) // How undeclared ones are thrown.
  private static <T extends Throwable, V> V sneakily(Throwable thrown) throws T {
    throw (T) thrown;
  }

  @SuppressWarnings("TypeParameterUnusedInFormals") // Stands where a value of any type is due.
  private static <V> V fail(Throwable thrown) {
    return HostCodeTest.<RuntimeException, V>sneakily(thrown);
  }

  private final List<BatchResult<?, ?>> finished = new CopyOnWriteArrayList<>();

  private BestOfN.Builder<String, Double> builder() {
    return Fakes.counting().drawsPerPrompt(4).listener(new RunListener() {
      @Override
      public void finished(BatchResult<?, ?> result) {
        finished.add(result);
      }
    });
  }

  /** One draw after another; the third is generated once the first two have been scored. */
  private BestOfN.Builder<String, Double> afterTwoAreScored(Generator<String, Double> generator) {
    var scored = new CountDownLatch(2);
    return builder()
        .maxInFlight(1)
        .generator(request -> {
          if (request.firstDraw() == 2) {
            scored.await();
          }
          return generator.generate(request);
        })
        .listener(new RunListener() {
          @Override
          public void scored(int promptIndex, int draw, double reward) {
            scored.countDown();
          }
        });
  }

  private BatchResult<String, Double> run(BestOfN.Builder<String, Double> builder) {
    var result = builder.build().run(List.of("a", "b"));
    assertEnded(result);
    return result;
  }

  private BestOfNException failure(BestOfN.Builder<String, Double> builder) {
    BestOfN<String, Double> bestOfN = builder.build();
    var failure =
        catchThrowableOfType(BestOfNException.class, () -> bestOfN.run(List.of("a", "b")));
    assertEnded(failure.result());
    assertThat(failure.result().endReason()).isEqualTo(EndReason.FAILED);
    return failure;
  }

  private void assertEnded(BatchResult<?, ?> result) {
    assertThat(finished).hasSize(1).allMatch(told -> told == result);
    assertThat(result.attempts()).isEqualTo(result.draws() + result.failures());
    assertThat(result.draws() + result.unspent()).isEqualTo(result.budget());
  }

  @ParameterizedTest
  @MethodSource("thrown")
  void selectorThrows_theLargestRewardStandsIn(Throwable thrown) {
    var failure = failure(builder().selector(request -> fail(thrown)));

    assertThat(failure).hasCause(thrown).hasMessageContaining(thrown.getClass().getName());
    assertThat(failure.result().draws()).isEqualTo(8);
    assertThat(failure.result().results().get(0).bestOrThrow().reward()).isEqualTo(3);
  }

  private static AllocationStrategy explains(Explanation explanation) {
    return batch -> new Allocator() {
      @Override
      public Decision next(BatchState state) {
        return Decision.round(4, 4);
      }

      @Override
      public Explanation explain(int prompt) {
        return explanation;
      }
    };
  }

  @ParameterizedTest
  @MethodSource("thrown")
  void explanationThrows_saysSo(Throwable thrown) {
    AllocationStrategy strategy = batch -> new Allocator() {
      @Override
      public Decision next(BatchState state) {
        return Decision.round(4, 4);
      }

      @Override
      public Explanation explain(int prompt) {
        return fail(thrown);
      }
    };
    var result = run(builder().strategy(strategy));

    assertThat(result.draws()).isEqualTo(8);
    assertThat(result.results().get(0).explanation().toString())
        .contains("the strategy's explanation threw " + thrown.getClass().getName());
  }

  @Test
  @SuppressWarnings("NullAway") // The point of this test.
  void explanationIsNull_saysSo() {
    var result = run(builder().strategy(explains(null)));

    assertThat(result.results().get(0).explanation().toString())
        .contains("the strategy's explanation is null");
  }

  @ParameterizedTest
  @MethodSource("thrown")
  void usageThrows_endsTheRunWithItsResult(Throwable thrown) {
    var failure = failure(afterTwoAreScored(Fakes::count)
        .usageLimit(
            9, (prompt, response) -> response < 2 ? 1 : HostCodeTest.<Integer>fail(thrown)));

    assertThat(failure)
        .hasCause(thrown)
        .hasMessage(
            "draw 2 of prompt 0: the usage function threw " + thrown.getClass().getName());
    assertThat(failure.result().draws()).isEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource("thrown")
  void strategyThrows_endsTheRunWithItsResult(Throwable thrown) {
    var failure = failure(builder()
        .strategy(
            AllocationStrategy.of(state -> state.draws() == 0 ? Decision.round(3) : fail(thrown))));

    assertThat(failure)
        .hasCause(thrown)
        .hasMessage("the strategy failed; the result so far is kept");
    assertThat(failure.result().draws()).isEqualTo(3);
  }

  /** The response of a host whose equals throws. */
  private record Odd(int draw, Throwable thrown) {

    @Override
    public boolean equals(Object other) {
      return fail(thrown);
    }

    @Override
    public int hashCode() {
      return 0;
    }
  }

  @ParameterizedTest
  @MethodSource("thrown")
  void equalsThrows_everyDrawIsScored(Throwable thrown) {
    Generator<String, Odd> generator = request -> {
      List<Odd> odd = new ArrayList<>();
      Fakes.count(request).forEach(draw -> odd.add(new Odd(draw.intValue(), thrown)));
      return odd;
    };
    var result = BestOfN.<String, Odd>builder()
        .strategy(Strategies.uniform())
        .generator(generator)
        .rewardModel(
            request -> request.responses().stream().mapToDouble(Odd::draw).toArray())
        .drawsPerPrompt(4)
        .build()
        .runOne("a");

    assertThat(result.draws()).isEqualTo(4);
    assertThat(result.bestOrThrow().reward()).isEqualTo(3);
  }

  @ParameterizedTest
  @MethodSource("thrown")
  void listenerThrows_changesNothing(Throwable thrown) {
    var result = run(builder().listener(new RunListener() {
      @Override
      public RunListener begin(RunStart run) {
        return fail(thrown);
      }

      @Override
      public void scored(int promptIndex, int draw, double reward) {
        fail(thrown);
      }

      @Override
      public void finished(BatchResult<?, ?> result) {
        fail(thrown);
      }
    }));

    assertThat(result.draws()).isEqualTo(8);
  }

  /** Draws 0 and 1 come from a good list, the next from one that throws where its elements are read. */
  private static List<Double> lazily(Throwable thrown) {
    return new AbstractList<>() {
      @Override
      public Double get(int index) {
        return fail(thrown);
      }

      @Override
      public int size() {
        return 1;
      }
    };
  }

  @Test
  void lazyListThrows_failsItsDraw() {
    IOException thrown = new IOException("lazy");
    var result = run(builder()
        .maxInFlight(1)
        .generator(request -> request.firstDraw() == 2 ? lazily(thrown) : Fakes.count(request)));

    assertThat(result.draws()).isEqualTo(6);
    assertThat(result.results().get(0).failureCauses())
        .singleElement()
        .satisfies(failure -> assertThat(failure.cause()).contains(thrown));
  }

  @Test
  void lazyListThrowsAnError_endsTheRunWithItsResult() {
    var thrown = new AssertionError("lazy");
    var failure = failure(afterTwoAreScored(
        request -> request.firstDraw() == 2 ? lazily(thrown) : Fakes.count(request)));

    assertThat(failure).hasCause(thrown);
    assertThat(failure.result().draws()).isEqualTo(2);
  }

  /** A size beyond all memory is not believed, nor is an iterator without an end. */
  @Test
  void listWhoseSizeLies_isReadAsFarAsItIsNeeded() {
    List<Double> endless = new AbstractList<>() {
      @Override
      public Double get(int index) {
        return (double) index;
      }

      @Override
      public int size() {
        return Integer.MAX_VALUE;
      }

      @Override
      public Object[] toArray() {
        return new Object[size()];
      }

      @Override
      public Iterator<Double> iterator() {
        return Stream.iterate(0.0, x -> x + 1).iterator();
      }
    };
    var result = run(builder().generator(request -> endless));

    assertThat(result.draws()).isEqualTo(8);
    assertThat(result.failures()).isZero();
  }

  @Test
  void listThatIsShorterThanItSays_failsItsDraws() {
    List<Double> short1 = new AbstractList<>() {
      @Override
      public Double get(int index) {
        return List.of(7.0).get(index);
      }

      @Override
      public int size() {
        return 3;
      }
    };
    var result = run(builder()
        .generator(request -> request.prompt().equals("a") ? short1 : Fakes.count(request)));

    assertThat(result.results()).extracting(PromptResult::failures).containsExactly(4, 0);
  }

  @ParameterizedTest
  @MethodSource("thrown")
  void executorThrows_failsTheDrawsOrEndsTheRun(Throwable thrown) {
    var builder = builder().executor(task -> fail(thrown));
    BatchResult<?, ?> result = thrown instanceof Error ? failure(builder).result() : run(builder);

    assertThat(result.draws()).isZero();
    assertThat(result.results().get(0).failureCauses().get(0).cause()).contains(thrown);
  }

  /** All are cancelled and booked, though each cancellation throws. */
  @ParameterizedTest
  @MethodSource("thrown")
  void cancelThrows_theOthersAreCancelled(Throwable thrown) throws Exception {
    var asked = new CountDownLatch(8);
    List<CompletableFuture<List<Double>>> cancelled = new CopyOnWriteArrayList<>();
    var bestOfN = BestOfN.<String, Double>builder()
        .strategy(Strategies.uniform())
        .asyncGenerator(Fakes.oneDrawACall(request -> {
          asked.countDown();
          return new CompletableFuture<>() {
            @Override
            public boolean cancel(boolean mayInterruptIfRunning) {
              cancelled.add(this);
              return fail(thrown);
            }
          };
        }))
        .rewardModel(Fakes.IDENTITY)
        .drawsPerPrompt(4)
        .build();
    var run = bestOfN.runAsync(List.of("a", "b"));
    asked.await();
    run.stop();

    assertThat(run.result().get(30, TimeUnit.SECONDS).failures()).isEqualTo(8);
    while (cancelled.size() < 8) {
      Thread.onSpinWait(); // the run does not wait for it on a busy machine
    }
  }

  private static int deep(int n) {
    return n < 0 ? n : deep(n + 1) + 1; // overflows the stack long before the number
  }

  /* Errors that the virtual machine makes ignore addSuppressed, unlike those made by new. */
  static Stream<Generator<String, Double>> breakTheMachine() {
    return Stream.of(
        request -> List.of((double) deep(0)),
        request -> List.of((double) new long[Integer.MAX_VALUE][Integer.MAX_VALUE].length));
  }

  @ParameterizedTest
  @MethodSource("breakTheMachine")
  void errorOfTheVirtualMachine_endsTheRunWithItsResult(Generator<String, Double> broken) {
    BestOfN<String, Double> bestOfN = builder()
        .generator(
            request -> request.firstDraw() < 7 ? Fakes.count(request) : broken.generate(request))
        .strategy(AllocationStrategy.of(state -> Decision.round(1)))
        .drawsPerPrompt(8)
        .build();

    assertThatThrownBy(() -> bestOfN.run(List.of("a")))
        .isInstanceOf(BestOfNException.class)
        .hasCauseInstanceOf(VirtualMachineError.class)
        .satisfies(thrown -> {
          BatchResult<?, ?> soFar = ((BestOfNException) thrown).result();
          assertEnded(soFar);
          assertThat(soFar.draws()).isEqualTo(7);
        });
  }

  /** A reused error would collect the result of every run. */
  @Test
  void hostsError_isLeftAsItIs() {
    var reused = new AssertionError("reused");
    BestOfN<String, Double> bestOfN =
        builder().generator(request -> fail(reused)).build();
    for (int k = 0; k < 3; k++) {
      assertThatThrownBy(() -> bestOfN.run(List.of("a"))).hasCause(reused);
    }

    assertThat(reused).hasNoSuppressedExceptions();
  }
}
