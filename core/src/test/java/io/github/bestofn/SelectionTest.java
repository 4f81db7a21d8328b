package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bestofn.spi.GenerationRequest;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a run does with its selector. */
class SelectionTest {

  private static final List<Double> PROMPTS = List.of(1.0, 2.0, 1.0, 3.0);

  private static List<Integer> choices(BestOfN.Builder<Double, Double> builder) {
    return builder.drawsPerPrompt(12).build().run(PROMPTS).results().stream()
        .map(each -> each.best().orElseThrow().draw())
        .toList();
  }

  @Test
  void best_isWhatTheSelectorChose() {
    Selector<Object, Double> second = request -> request.candidates().get(1);
    var result = Fakes.counting().selector(second).drawsPerPrompt(4).build().run(List.of("a", "b"));

    assertThat(result.results())
        .allSatisfy(
            each -> assertThat(each.best()).containsSame(each.candidates().get(1)));
  }

  @Test
  void request_hasWhatWasKept() {
    var result = Fakes.counting()
        .selector(request -> {
          assertThat(request.prompt()).isEqualTo(request.promptIndex() == 0 ? "a" : "b");
          assertThat(request.candidates()).extracting(Candidate::draw).containsExactly(2, 3);
          assertThat(request)
              .hasToString("SelectionRequest[promptIndex=%d, candidates=2]"
                  .formatted(request.promptIndex()));
          return request.candidates().get(0);
        })
        .keepCandidates(2)
        .drawsPerPrompt(4)
        .build()
        .run(List.of("a", "b"));

    assertThat(result.results())
        .allSatisfy(each -> assertThat(each.best().orElseThrow().draw()).isEqualTo(2));
  }

  @Test
  void choiceByChance_dependsOnTheSeedOnly() {
    var soft = Fakes.gaussian().selector(Selectors.softBestOfN(2)).seed(3);
    List<Integer> first = choices(soft);

    for (int maxInFlight : List.of(1, 3, 64)) {
      assertThat(choices(soft.generator(Fakes.slow(Fakes.GAUSSIAN)).maxInFlight(maxInFlight)))
          .isEqualTo(first);
    }
    assertThat(choices(soft.seed(4))).isNotEqualTo(first);
    assertThat(first).isNotEqualTo(choices(soft.seed(3).selector(Selectors.maximum())));
  }

  @Test
  void promptsOfABatch_chooseIndependently() {
    Set<Long> seeds = new HashSet<>();
    Selector<Object, Double> first = request -> {
      seeds.add(request.seed());
      return request.candidates().get(0);
    };
    Fakes.counting().selector(first).drawsPerPrompt(2).build().run(List.of("a", "a", "a"));

    assertThat(seeds).hasSize(3);
  }

  @Test
  void promptWithoutCandidates_hasNoChoice() {
    var result = Fakes.counting()
        .selector(request -> request.candidates().get(0))
        .generator((GenerationRequest<Object> request) -> {
          throw new IOException("down");
        })
        .drawsPerPrompt(2)
        .build()
        .run(List.of("a"));

    assertThat(result.results().get(0).best()).isEmpty();
    assertThat(result.endReason()).isEqualTo(EndReason.ALL_FAILED);
  }

  @Test
  void keepingTheBestOnly_isRefusedForOtherSelectors() {
    assertThatThrownBy(() -> Fakes.counting()
            .selector(Selectors.softBestOfN(1))
            .keepCandidates(1)
            .build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("keepCandidates must be at least 2 for a selector other than"
            + " Selectors.maximum(), but was 1");
    Fakes.counting().selector(Selectors.maximum()).keepCandidates(1).build();
  }

  @Test
  void selectorThatThrows_endsTheRunWithEverythingElse() {
    assertBroken(
        request -> {
          throw new IllegalArgumentException("secret");
        },
        "the selector threw java.lang.IllegalArgumentException for prompt 0; the result has the"
            + " largest reward in its place");
    assertBroken(
        request -> Candidate.of(7.0, 7, 0),
        "the selector chose none of the candidates of prompt 0; the result has the largest reward"
            + " in its place");
  }

  private static void assertBroken(Selector<String, Double> selector, String message) {
    var bestOfN = Fakes.counting().selector(selector).drawsPerPrompt(4).build();
    assertThatThrownBy(() -> bestOfN.run(List.of("a", "b")))
        .isInstanceOf(BestOfNException.class)
        .hasMessage(message)
        .satisfies(thrown -> {
          BatchResult<?, ?> found = ((BestOfNException) thrown).result();
          assertThat(found.endReason()).isEqualTo(EndReason.FAILED);
          assertThat(found.draws()).isEqualTo(8);
          assertThat(found.results())
              .allSatisfy(each -> assertThat(each.best().orElseThrow().draw()).isEqualTo(3));
        });
  }
}
