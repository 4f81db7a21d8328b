package io.github.bestofn.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.evaluate.JudgeVerdict.Advice;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgeVerdictTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "USE | use it",
        "AVERAGE | average 3 scorings",
        "COMPARE | compare pairs",
        "DO_NOT_USE | don't use best-of-N with this judge",
        "CANNOT_TELL | cannot tell"
      })
  void toString_isTheAdvice(Advice advice, String words) {
    assertThat(new JudgeVerdict(advice, advice == Advice.AVERAGE ? 3 : 1, OptionalInt.empty(), ""))
        .hasToString(words);
    assertThat(new JudgeVerdict(advice, advice == Advice.AVERAGE ? 3 : 1, OptionalInt.of(8), ""))
        .hasToString(words + ", with at most 8 draws");
  }
}
