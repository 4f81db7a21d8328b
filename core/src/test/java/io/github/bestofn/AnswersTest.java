package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AnswersTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.50 | 1/2",
        "1/2 | 1/2",
        ".5 | 1/2",
        "2/4 | 1/2",
        "0.25/.5 | 1/2",
        "5e-1 | 1/2",
        "'  7 ' | 7",
        "007 | 7",
        "7. | 7",
        "7.000 | 7",
        "+7 | 7",
        "-7 | -7",
        "\u22127 | -7",
        "-0 | 0",
        "0/5 | 0",
        "1,234,567.5 | 2469135/2",
        "1.2e3 | 1200",
        "-14/8 | -7/4",
        "0.1 | 1/10",
        "123456789012345678901234567890 | 123456789012345678901234567890"
      })
  void number_isExactAndInLowestTerms(String text, String value) {
    assertThat(Answers.number(text)).contains(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "x", "1/0", "1 2", "--1", "1,23", "5kg", "NaN", "1e9999", "."})
  void number_isEmptyForWhatIsNone(String text) {
    assertThat(Answers.number(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 + 2 = 4 | 4",
        "so the answer is 0.50. | 1/2",
        "3-4 | 4",
        "from 3 to -4 | -4",
        "(3)-4 | 4",
        "x=-4! | -4",
        "it costs $1,200 in all | 1200",
        "half is 1/2 of it | 1/2",
        "7 of them, but no 5kg | 7",
        "first 1, then 2/0 |",
        "step 3: none |3",
        "no number here |"
      })
  void lastNumber_isTheLastOfAText(String text, String value) {
    if (value == null) {
      assertThat(Answers.lastNumber(text)).isEmpty();
    } else {
      assertThat(Answers.lastNumber(text)).contains(value);
    }
  }
}
