package io.github.bestofn.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.PartialResponsesException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A good generator passes; one that breaks a promise fails the test of that promise. */
class GeneratorContractTest {

  @ParameterizedTest
  @ValueSource(classes = {Good.class, OneByOne.class, Brief.class, Unseeded.class})
  void goodGenerators_pass(Class<?> contract) {
    assertThat(Kit.failures(contract)).isEmpty();
  }

  @Test
  void seeds_areCheckedWhereClaimed() {
    assertThat(Kit.passes(Good.class)).isEqualTo(Kit.passes(Unseeded.class) + 2);
  }

  @Test
  void noResponse_isReported() {
    assertThat(Kit.failures(Nothing.class)).containsExactly("generate_givesAtLeastOneResponse");
  }

  @Test
  void surplus_isReported() {
    assertThat(Kit.failures(Surplus.class)).containsExactly("generate_givesNoMoreThanAsked");
  }

  @Test
  void null_isReported() {
    assertThat(Kit.failures(WithNull.class)).containsExactly("generate_givesNoNull");
    assertThat(Kit.failures(NullList.class)).contains("generate_givesAtLeastOneResponse");
  }

  @Test
  void responseToAnotherPrompt_isReported() {
    assertThat(Kit.failures(Stubborn.class))
        .containsExactly("generate_answersItsPrompt", "generate_whileOthersDo_keepsThemApart");
  }

  @Test
  void sharedState_isReported() {
    assertThat(Kit.failures(SharedField.class))
        .containsExactly("generate_whileOthersDo_keepsThemApart");
    assertThat(Kit.failures(Exclusive.class))
        .containsExactly("generate_whileOthersDo_keepsThemApart");
  }

  @Test
  void listOfAllThreads_isReported() {
    assertThat(Kit.failures(OneListForAll.class))
        .contains("generate_onAnotherThread_leavesTheListAlone");
  }

  @Test
  void interruptIgnored_isReported() {
    assertThat(Kit.message(Deaf.class, "generate_interrupted_ends"))
        .contains("an interrupt did not end the call within PT0.1S");
    assertThat(Kit.message(AnswersWhenInterrupted.class, "generate_interrupted_ends"))
        .contains("an interrupted call must throw");
    assertThat(Kit.message(LeavesTheModelWorking.class, "generate_interrupted_ends"))
        .contains("the model still works for a call that was interrupted");
  }

  @Test
  void failureAsAnswer_isReported() {
    assertThat(Kit.failures(ErrorText.class)).containsExactly("generate_whenTheModelFails_throws");
  }

  @Test
  void allLostToOne_isReported() {
    assertThat(Kit.failures(AllOrNothing.class)).containsExactly("a request for 6 draws");
    assertThat(Kit.failures(OnlyFailures.class)).containsExactly("a request for 6 draws");
    assertThat(Kit.failures(NoCause.class)).containsExactly("a request for 6 draws");
    assertThat(Kit.failures(EveryOther.class)).isEmpty();
    assertThat(Kit.passes(EveryOther.class)).isEqualTo(Kit.passes(Good.class) + 1);
  }

  @Test
  void limit_isReported() {
    assertThat(Kit.failures(NoLimit.class))
        .containsExactly("maxDrawsPerRequest_isAtLeastOneAndStays");
    assertThat(Kit.failures(OtherLimit.class))
        .containsExactly("maxDrawsPerRequest_isAtLeastOneAndStays");
    assertThat(Kit.failures(NoLimitOfCancellableRequests.class))
        .containsExactly("maxDrawsPerRequest_isAtLeastOneAndStays");
  }

  @Test
  void otherResponsesForTheSameSeeds_areReported() {
    assertThat(Kit.failures(Counting.class))
        .containsExactly(
            "draws one by one give the same responses",
            "the same requests give the same responses");
    assertThat(Kit.failures(SeedOfRequest.class))
        .containsExactly("draws one by one give the same responses");
  }

  @Test
  void onePrompt_isRefused() {
    assertThat(Kit.message(OnePrompt.class, "generate_givesNoNull"))
        .contains("at least two prompts");
  }

  static List<String> draw(GenerationRequest<String> request, int count) {
    return new ArrayList<>(IntStream.range(0, count)
        .mapToObj(k -> request.prompt() + " " + request.seed(Math.min(k, request.count() - 1)))
        .toList());
  }

  static class EveryOther extends Good {
    @Override
    public Optional<Generator<String, String>> failingSome() {
      var calls = new AtomicInteger();
      return Optional.of(Generator.perDraw(prompt -> {
        if (calls.getAndIncrement() % 2 == 1) {
          throw new IOException("down");
        }
        return prompt + " answer";
      }));
    }
  }

  static final class AllOrNothing extends Good {
    @Override
    public Optional<Generator<String, String>> failingSome() {
      return Optional.of(failing());
    }
  }

  static final class OnlyFailures extends Good {
    @Override
    public Optional<Generator<String, String>> failingSome() {
      return Optional.of(Generator.perDraw(prompt -> {
        throw new IOException("down");
      }));
    }
  }

  static final class NoCause extends Good {
    @Override
    public Optional<Generator<String, String>> failingSome() {
      return Optional.of(request -> {
        List<Throwable> failures = Arrays.asList(new Throwable[request.count()]);
        failures.set(0, new IOException("down"));
        throw new PartialResponsesException(Collections.nCopies(request.count(), null), failures);
      });
    }
  }

  /** Repeats the prompt and adds the seed. */
  static class Good implements GeneratorContract<String, String> {
    final Latches latches = new Latches();

    @Override
    public Generator<String, String> generator() {
      return request -> draw(request, request.count());
    }

    @Override
    public Generator<String, String> failing() {
      return request -> {
        throw new IOException("down");
      };
    }

    @Override
    public Stalled<Generator<String, String>> stalled() {
      return latches.around(request -> {
        latches.block();
        return List.of();
      });
    }

    @Override
    public List<String> prompts() {
      return List.of("a", "b");
    }

    @Override
    public boolean answers(String prompt, String response) {
      return response.startsWith(prompt + " ");
    }

    @Override
    public boolean repeatsWithSeeds() {
      return true;
    }
  }

  static class OneByOne extends Good {
    @Override
    public Generator<String, String> generator() {
      return Generator.perDraw(prompt -> prompt + " again");
    }
  }

  static class Brief extends Good {
    @Override
    public Generator<String, String> generator() {
      return request -> draw(request, 1);
    }
  }

  static class Unseeded extends Good {
    @Override
    public boolean repeatsWithSeeds() {
      return false;
    }
  }

  static class Nothing extends Unseeded {
    @Override
    public Generator<String, String> generator() {
      return request -> List.of();
    }
  }

  static class Surplus extends Unseeded {
    @Override
    public Generator<String, String> generator() {
      return request -> draw(request, request.count() + 1);
    }
  }

  static class WithNull extends Unseeded {
    @Override
    @SuppressWarnings("NullAway") // A broken adapter.
    public Generator<String, String> generator() {
      return request -> request.count() > 1 ? Collections.singletonList(null) : List.of("a b");
    }

    @Override
    public boolean answers(String prompt, String response) {
      return true;
    }
  }

  static class NullList extends Unseeded {
    @Override
    @SuppressWarnings("NullAway") // A broken adapter.
    public Generator<String, String> generator() {
      return request -> null;
    }
  }

  static class Stubborn extends Unseeded {
    @Override
    public Generator<String, String> generator() {
      return request -> List.of("a always");
    }
  }

  static final class OneListForAll extends Unseeded {
    private final List<String> list = Collections.synchronizedList(new ArrayList<>());

    @Override
    public Generator<String, String> generator() {
      return request -> {
        list.clear();
        list.add(request.prompt() + " .");
        return list;
      };
    }
  }

  static class SharedField extends Unseeded {
    private final Latches.SharedPrompt shared = new Latches.SharedPrompt();

    @Override
    public Generator<String, String> generator() {
      return request -> List.of(shared.echo(request.prompt()) + " .");
    }
  }

  static class Exclusive extends Unseeded {
    private final Latches.Overlap overlap = new Latches.Overlap();
    private final AtomicInteger calls = new AtomicInteger();

    @Override
    public Generator<String, String> generator() {
      return request -> {
        try {
          if (calls.incrementAndGet() > 1) {
            throw new IllegalStateException("busy");
          }
          overlap.meet();
          return draw(request, request.count());
        } finally {
          calls.decrementAndGet();
        }
      };
    }
  }

  static class Deaf extends Good {
    @Override
    public Stalled<Generator<String, String>> stalled() {
      return latches.around(request -> {
        latches.ignoreInterrupts();
        return List.of();
      });
    }

    @Override
    public Duration patience() {
      return Duration.ofMillis(100);
    }
  }

  static class AnswersWhenInterrupted extends Good {
    @Override
    public Stalled<Generator<String, String>> stalled() {
      return latches.around(request -> latches.answerWhenInterrupted(List.of("a b")));
    }
  }

  static class LeavesTheModelWorking extends Deaf {
    @Override
    public Stalled<Generator<String, String>> stalled() {
      return latches.around(request -> {
        latches.began.countDown();
        Thread.sleep(Long.MAX_VALUE);
        return List.of();
      });
    }

    @Override
    public Duration patience() {
      return Duration.ofSeconds(1);
    }
  }

  static class ErrorText extends Good {
    @Override
    public Generator<String, String> failing() {
      return request -> List.of("Error: down");
    }
  }

  static class NoLimit extends Unseeded {
    @Override
    public Generator<String, String> generator() {
      return limited(() -> 0);
    }
  }

  static class NoLimitOfCancellableRequests extends Unseeded {
    @Override
    public Generator<String, String> generator() {
      return new Generator<>() {
        @Override
        public List<String> generate(GenerationRequest<String> request) {
          return draw(request, request.count());
        }

        @Override
        public int maxDrawsPerCancellableRequest() {
          return 0;
        }
      };
    }
  }

  static class OtherLimit extends Unseeded {
    private final AtomicInteger asked = new AtomicInteger();

    @Override
    public Generator<String, String> generator() {
      return limited(asked::incrementAndGet);
    }
  }

  static Generator<String, String> limited(java.util.function.IntSupplier limit) {
    return new Generator<>() {
      @Override
      public List<String> generate(GenerationRequest<String> request) {
        return draw(request, request.count());
      }

      @Override
      public int maxDrawsPerRequest() {
        return limit.getAsInt();
      }
    };
  }

  static class Counting extends Good {
    private final AtomicInteger drawn = new AtomicInteger();

    @Override
    public Generator<String, String> generator() {
      return request -> List.of(request.prompt() + " " + drawn.incrementAndGet());
    }
  }

  static class SeedOfRequest extends Good {
    @Override
    public Generator<String, String> generator() {
      return request ->
          Collections.nCopies(request.count(), request.prompt() + " " + request.seed(0));
    }
  }

  static class OnePrompt extends Good {
    @Override
    public List<String> prompts() {
      return List.of("a");
    }
  }
}
