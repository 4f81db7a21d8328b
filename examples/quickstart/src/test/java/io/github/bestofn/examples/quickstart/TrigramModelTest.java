package io.github.bestofn.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contexts with many listed trigrams, with few, with none, and a pair the model has never seen. */
class TrigramModelTest {
  private static TrigramModel plain;
  private static TrigramModel sharp;

  @BeforeAll
  static void load() throws IOException {
    plain = TrigramModel.load(1);
    sharp = TrigramModel.load(0.7);
  }

  @ParameterizedTest
  @CsvSource({"of, the", "the, president", "<s>, <s>", "corn, flakes", "zebra, parliament"})
  void probability_sumsToOne(String first, String second) {
    assertThat(sum(plain, first, second)).isCloseTo(1, within(1e-9));
    assertThat(sum(sharp, first, second)).isCloseTo(1, within(1e-9));
  }

  private static double sum(TrigramModel model, String first, String second) {
    double sum = 0;
    for (int third = 0; third < model.size(); third++) {
      sum += model.probability(model.id(first), model.id(second), third);
    }
    return sum;
  }

  /**
   * Every 7th word of the vocabulary, and every word that is likely. The stored probabilities are
   * rounded to 16 bits, so that they sum to 1 only nearly, while ours do exactly: hence 1%.
   */
  @ParameterizedTest
  @CsvSource({"of, the", "the, president", "corn, flakes", "zebra, parliament", "<s>, the"})
  void probability_agreesWithSphinx(String first, String second) throws IOException {
    SphinxOracle sphinx = SphinxOracle.get();
    for (int third = 0; third < plain.size(); third++) {
      double ours = plain.probability(plain.id(first), plain.id(second), third);
      if (third % 7 == 0 || ours > 1e-3) {
        double theirs = sphinx.probability(first, second, plain.word(third));
        assertThat(ours).as(plain.word(third)).isCloseTo(theirs, within(0.01 * theirs));
      }
    }
  }

  /**
   * Frequencies of 200,000 draws against probabilities p: none of the words with p above 0.001 may
   * be further off than five standard errors, which for at most 300 words in all happens by chance
   * less than once in 5,000 seeds.
   */
  @ParameterizedTest
  @CsvSource({"of, the", "the, president", "corn, flakes", "zebra, parliament"})
  void next_drawsInProportionToProbability(String first, String second) {
    int draws = 200_000;
    int[] counts = new int[sharp.size()];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < draws; i++) {
      counts[sharp.next(sharp.id(first), sharp.id(second), random)]++;
    }
    for (int word = 0; word < counts.length; word++) {
      double p = sharp.probability(sharp.id(first), sharp.id(second), word);
      if (p > 0.001) {
        double error = Math.sqrt(p * (1 - p) / draws);
        assertThat((double) counts[word] / draws)
            .as(sharp.word(word))
            .isCloseTo(p, within(5 * error));
      }
    }
  }

  @Test
  void id_isTheInverseOfWord() {
    for (int id = 0; id < plain.size(); id++) {
      assertThat(plain.id(plain.word(id))).isEqualTo(id);
    }
  }

  @Test
  void id_isNegativeForUnknownWord() {
    assertThat(plain.id("qwertyuiop")).isNegative();
  }
}
