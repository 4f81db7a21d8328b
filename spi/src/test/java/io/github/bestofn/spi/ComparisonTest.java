package io.github.bestofn.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {

  private static final ComparisonRequest<String, String> REQUEST =
      ComparisonRequest.of("secret prompt", "one", "two", 3);

  @Test
  void reversed_swapsTheResponses() {
    ComparisonRequest<String, String> reversed = REQUEST.reversed();

    assertThat(REQUEST.first()).isEqualTo("one");
    assertThat(REQUEST.second()).isEqualTo("two");
    assertThat(reversed.first()).isEqualTo("two");
    assertThat(reversed.second()).isEqualTo("one");
    assertThat(reversed.prompt()).isEqualTo("secret prompt");
    assertThat(reversed.promptIndex()).isEqualTo(3);
  }

  @Test
  void toString_hasNoText() {
    assertThat(REQUEST).hasToString("ComparisonRequest[promptIndex=3]");
  }

  @Test
  void of_negativeIndex_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ComparisonRequest.of("p", "a", "b", -1))
        .withMessage("promptIndex must be at least 0, but was -1");
  }

  @ParameterizedTest
  @CsvSource({"FIRST, SECOND", "SECOND, FIRST", "TIE, TIE", "UNSURE, UNSURE"})
  void reversed_isThePreferenceInTheOtherOrder(Preference preference, Preference reversed) {
    assertThat(preference.reversed()).isSameAs(reversed);
  }
}
