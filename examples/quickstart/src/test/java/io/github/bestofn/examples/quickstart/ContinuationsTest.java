package io.github.bestofn.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bestofn.spi.GenerationRequest;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ContinuationsTest {
  private static final Opening OPENING = new Opening("The stock market", "share prices");

  private static Continuations continuations;

  @BeforeAll
  static void load() throws IOException {
    continuations = new Continuations(TrigramModel.load(0.7));
  }

  @Test
  void generate_givesEachDrawByItsSeedHoweverGrouped() {
    List<String> together = continuations.generate(GenerationRequest.of(OPENING, 20));
    assertThat(together).hasSize(20);
    for (int draw = 0; draw < 20; draw++) {
      assertThat(continuations.generate(GenerationRequest.of(OPENING, 1, 0, draw, 0)))
          .containsExactly(together.get(draw));
    }
  }

  @Test
  void generate_givesFourToTenWords() {
    assertThat(continuations.generate(GenerationRequest.of(OPENING, 500)))
        .allSatisfy(text -> assertThat(text.split("[ .]+").length).isBetween(4, 10))
        .anySatisfy(text -> assertThat(text).endsWith(" ..."))
        .anySatisfy(text -> assertThat(text).matches(".*\\w\\."));
  }

  @Test
  void generate_passesOverPunctuationAndUnknownWords() {
    Opening odd = new Opening("\"The qwertyuiop STOCK, market", "share prices");
    assertThat(continuations.generate(GenerationRequest.of(odd, 5)))
        .isEqualTo(continuations.generate(GenerationRequest.of(OPENING, 5)));
  }

  @Test
  void generate_worksWithoutAnyKnownWord() {
    Opening unknown = new Opening("Qwertyuiop", "letters");
    assertThat(continuations.generate(GenerationRequest.of(unknown, 5))).hasSize(5);
  }
}
