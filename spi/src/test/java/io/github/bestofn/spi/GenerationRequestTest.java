package io.github.bestofn.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GenerationRequestTest {

  /** The JDK's SplittableRandom is SplitMix64 too: its k-th output for a seed is the oracle. */
  @Test
  void seed_isThatOfSplitMix64() {
    var request = GenerationRequest.of("prompt", 100, 3, 0, -987654321L);
    var oracle = new SplittableRandom(-987654321L);

    for (int k = 0; k < 100; k++) {
      assertThat(request.seed(k)).isEqualTo(oracle.nextLong() >>> 11).isBetween(0L, (1L << 53) - 1);
    }
  }

  @Test
  void seed_doesNotDependOnTheGrouping() {
    var whole = GenerationRequest.of("prompt", 10, 0, 0, 42);
    var rest = GenerationRequest.of("prompt", 4, 0, 6, 42);

    for (int k = 0; k < 4; k++) {
      assertThat(rest.seed(k)).isEqualTo(whole.seed(6 + k));
    }
  }

  @Test
  void after_goesOnWhereAnotherRunEnded() {
    var later = GenerationRequest.of("prompt", 3, 1, 2, 42).after(5);

    assertThat(later.firstDraw()).isEqualTo(7);
    assertThat(later.seed(0))
        .isEqualTo(GenerationRequest.of("prompt", 1, 0, 7, 42).seed(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> later.after(-1))
        .withMessage("draws must be at least 0, but was -1");
  }

  @Test
  void withPrompt_keepsAllElse() {
    var other = GenerationRequest.of("prompt", 3, 1, 2, 42).withPrompt(17);

    assertThat(other.prompt()).isEqualTo(17);
    assertThat(other).hasToString("GenerationRequest[promptIndex=1, firstDraw=2, count=3]");
    assertThat(other.seed(2)).isEqualTo(GenerationRequest.of("", 1, 0, 4, 42).seed(0));
  }

  @Test
  void seed_outsideTheRequest_isRefused() {
    var request = GenerationRequest.of("prompt", 2);

    assertThatThrownBy(() -> request.seed(2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> request.seed(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void of_checksItsArguments() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GenerationRequest.of("prompt", 0))
        .withMessage("count must be at least 1, but was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GenerationRequest.of("prompt", 1, -1, 0, 0))
        .withMessage("promptIndex must be at least 0, but was -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GenerationRequest.of("prompt", 1, 0, -1, 0))
        .withMessage("firstDraw must be at least 0, but was -1");
    assertThatNullPointerException()
        .isThrownBy(() -> GenerationRequest.of(nothing(), 1))
        .withMessage("prompt");
  }

  @Test
  void toString_holdsNoText() {
    assertThat(GenerationRequest.of("secret", 4, 2, 8, 0))
        .hasToString("GenerationRequest[promptIndex=2, firstDraw=8, count=4]");
  }

  @SuppressWarnings("NullAway") // Callers without a null checker do this.
  private static String nothing() {
    return null;
  }

  @Test
  void only_keepsNumberAndSeed() {
    var request = GenerationRequest.of("p", 3, 7, 10, 99L);

    assertThat(request.only(2).seed(0)).isEqualTo(request.seed(2));
    assertThat(request.only(2))
        .hasToString("GenerationRequest[promptIndex=7, firstDraw=12, count=1]");
    assertThatThrownBy(() -> request.only(3)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
