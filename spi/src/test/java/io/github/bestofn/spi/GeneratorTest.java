package io.github.bestofn.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GeneratorTest {

  @Test
  void perDraw_callsTheClientOncePerDraw() throws Exception {
    var calls = new AtomicInteger();
    Generator<String, String> generator =
        Generator.perDraw(prompt -> prompt + calls.incrementAndGet());

    assertThat(generator.maxDrawsPerRequest()).isEqualTo(1);
    assertThat(generator.generate(GenerationRequest.of("a", 3)))
        .isEqualTo(List.of("a1", "a2", "a3"));
  }

  @Test
  void perDraw_letsTheClientThrow() {
    Generator<String, String> generator = Generator.perDraw(prompt -> {
      throw new IOException("down");
    });

    assertThatThrownBy(() -> generator.generate(GenerationRequest.of("a", 1)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void perDraw_whenSomeCallsThrow_keepsTheOthers() {
    var calls = new AtomicInteger();
    Generator<String, String> generator = Generator.perDraw(prompt -> {
      int call = calls.getAndIncrement();
      if (call % 2 == 1) {
        throw new IOException("call " + call);
      }
      return prompt + call;
    });

    assertThatThrownBy(() -> generator.generate(GenerationRequest.of("a", 4)))
        .isInstanceOfSatisfying(PartialResponsesException.class, partial -> {
          assertThat(partial.responses()).containsExactly("a0", null, "a2", null);
          assertThat(partial.failure(0)).isEmpty();
          assertThat(partial.failure(1)).get().asString().contains("call 1");
          assertThat(partial.failure(3)).get().asString().contains("call 3");
        })
        .hasMessage("2 of 4 draws failed")
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void perDraw_interrupted_endsTheRequest() {
    var calls = new AtomicInteger();
    Generator<String, String> interrupted = Generator.perDraw(prompt -> {
      calls.incrementAndGet();
      throw new InterruptedException();
    });
    Generator<String, String> flagged = Generator.perDraw(prompt -> {
      calls.incrementAndGet();
      Thread.currentThread().interrupt();
      throw new IOException("stopped");
    });

    assertThatThrownBy(() -> interrupted.generate(GenerationRequest.of("a", 3)))
        .isInstanceOf(InterruptedException.class);
    assertThat(calls).hasValue(1);
    assertThatThrownBy(() -> flagged.generate(GenerationRequest.of("a", 3)))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(calls).hasValue(2);
  }

  @Test
  void perDraw_letsErrorsThrough() {
    Generator<String, String> generator = Generator.perDraw(prompt -> {
      throw new AssertionError("broken");
    });

    assertThatThrownBy(() -> generator.generate(GenerationRequest.of("a", 3)))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void maxDrawsPerRequest_hasNoLimitByDefault() {
    Generator<String, String> blocking = request -> List.of();
    AsyncGenerator<String, String> async = request -> {
      throw new AssertionError("not called");
    };

    assertThat(blocking.maxDrawsPerRequest()).isEqualTo(Integer.MAX_VALUE);
    assertThat(async.maxDrawsPerRequest()).isEqualTo(Integer.MAX_VALUE);
  }
}
