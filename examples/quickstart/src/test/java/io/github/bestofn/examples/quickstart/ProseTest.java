package io.github.bestofn.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProseTest {
  @Test
  void sentence_writesPronounsAndInitialsInCapitals() {
    assertThat(Prose.sentence(List.of("i'm", "in", "the", "u.", "s.", "and", "i", "like", "it")))
        .isEqualTo("I'm in the U.S. and I like it.");
  }

  @Test
  void sentence_hasOnePeriodAtTheEnd() {
    assertThat(Prose.sentence(List.of("at", "two", "p.", "m."))).isEqualTo("at two P.M.");
  }

  @Test
  void fragment_goesOn() {
    assertThat(Prose.fragment(List.of("and", "then"))).isEqualTo("and then ...");
  }
}
