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
  void maxDrawsPerRequest_hasNoLimitByDefault() {
    Generator<String, String> blocking = request -> List.of();
    AsyncGenerator<String, String> async = request -> {
      throw new AssertionError("not called");
    };

    assertThat(blocking.maxDrawsPerRequest()).isEqualTo(Integer.MAX_VALUE);
    assertThat(async.maxDrawsPerRequest()).isEqualTo(Integer.MAX_VALUE);
  }
}
