package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SelectorsTest {

  /** A response that gives an answer, or none. */
  private record Said(@Nullable Integer answer) {}

  private static List<Candidate<Said>> candidates(long seed) {
    var random = new SplittableRandom(seed);
    List<Candidate<Said>> candidates = new ArrayList<>();
    int size = 1 + random.nextInt(8);
    for (int draw = 0; draw < size; draw++) {
      int answer = random.nextInt(4);
      candidates.add(
          Candidate.of(new Said(answer == 0 ? null : answer), random.nextInt(5) - 2, 3 * draw));
    }
    return candidates;
  }

  private static <R> Candidate<R> chosen(Selector<String, R> selector, List<Candidate<R>> from) {
    return selector.select(SelectionRequest.of("a prompt", from, 0, 1));
  }

  /** The largest value; of equal ones the largest reward, then the lowest draw. */
  private static Candidate<Said> largest(
      List<Candidate<Said>> candidates, ToDoubleFunction<Candidate<Said>> value) {
    return candidates.stream()
        .max(Comparator.comparingDouble(value)
            .thenComparing(Candidate::reward)
            .thenComparing(candidate -> -candidate.draw()))
        .orElseThrow();
  }

  private static boolean agree(Candidate<Said> one, Candidate<Said> other) {
    return one.response().answer() != null && one.response().equals(other.response());
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void votes_areThoseCountedOneByOne(@ForAll long seed) {
    var candidates = candidates(seed);
    double lowest = candidates.stream().mapToDouble(Candidate::reward).min().orElseThrow();

    assertThat(chosen(Selectors.maximum(), candidates)).isSameAs(largest(candidates, c -> 0));
    assertThat(chosen(Selectors.majority(Said::answer), candidates))
        .isSameAs(largest(
            candidates,
            c -> candidates.stream().filter(other -> agree(c, other)).count()));
    assertThat(chosen(Selectors.rewardWeightedVote(Said::answer), candidates))
        .isSameAs(largest(
            candidates,
            c -> c.response().answer() == null && hasAnswer(candidates)
                ? -1
                : candidates.stream()
                    .filter(other -> agree(c, other))
                    .mapToDouble(other -> other.reward() - Math.min(0, lowest))
                    .sum()));
  }

  private static boolean hasAnswer(List<Candidate<Said>> candidates) {
    return candidates.stream().anyMatch(c -> c.response().answer() != null);
  }

  /** Strength and similarities are such that all sums are exact. */
  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void minimumBayesRisk_isTheSumOfRewardAndMeanSimilarity(@ForAll long seed) {
    var candidates = candidates(seed);
    int size = candidates.size();
    Selector<String, Said> selector =
        Selectors.minimumBayesRisk(size, (one, other) -> one.equals(other) ? 1 : 0);

    assertThat(chosen(selector, candidates))
        .isSameAs(largest(
            candidates,
            c -> c.reward()
                + candidates.stream()
                    .filter(other -> c.response().equals(other.response()))
                    .count()));
    assertThat(chosen(Selectors.minimumBayesRisk(0, (one, other) -> Double.NaN), candidates))
        .isSameAs(chosen(Selectors.maximum(), candidates));
  }

  /** Three classes against the closed form: 99.9% of chi-square with 2 degrees of freedom is below 13.82. */
  @Test
  void softBestOfN_choosesInProportionToTheExponential() {
    var candidates =
        List.of(Candidate.of("a", 0.0, 0), Candidate.of("b", 1.0, 1), Candidate.of("c", 0.3, 2));
    Selector<String, String> selector = Selectors.softBestOfN(0.7);
    int[] seen = new int[3];
    for (int seed = 0; seed < 20_000; seed++) {
      seen[selector.select(SelectionRequest.of("", candidates, 0, seed)).draw()]++;
    }

    double[] weights = {1, Math.exp(1 / 0.7), Math.exp(0.3 / 0.7)};
    double sum = weights[0] + weights[1] + weights[2];
    double chiSquare = 0;
    for (int k = 0; k < 3; k++) {
      double expected = 20_000 * weights[k] / sum;
      chiSquare += (seen[k] - expected) * (seen[k] - expected) / expected;
    }
    assertThat(chiSquare).isLessThan(13.82);
  }

  @Test
  void softBestOfN_ofExtremes_isTheMaximum() {
    var candidates = List.of(
        Candidate.of("a", -Double.MAX_VALUE, 0),
        Candidate.of("b", Double.MAX_VALUE, 1),
        Candidate.of("c", 0.0, 2));
    for (int seed = 0; seed < 50; seed++) {
      var request = SelectionRequest.of("", candidates, 0, seed);
      assertThat(Selectors.<String, String>softBestOfN(Double.MIN_VALUE)
              .select(request)
              .draw())
          .isEqualTo(1);
    }
  }

  @Test
  void vote_withoutAnswers_isTheMaximum() {
    var candidates = List.of(Candidate.of("a", 1.0, 0), Candidate.of("b", 2.0, 1));

    assertThat(chosen(Selectors.majority(r -> null), candidates).draw()).isEqualTo(1);
    assertThat(chosen(Selectors.majority(r -> Optional.empty()), candidates).draw())
        .isEqualTo(1);
  }

  @Test
  void setting_thatIsNone_isRefused() {
    assertThatThrownBy(() -> Selectors.softBestOfN(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("temperature must be above 0 and finite, but was 0.0");
    assertThatThrownBy(() -> Selectors.softBestOfN(Double.NaN))
        .hasMessage("temperature must be above 0 and finite, but was NaN");
    assertThatThrownBy(() -> Selectors.minimumBayesRisk(-1, (one, other) -> 1))
        .hasMessage("strength must be at least 0 and finite, but was -1.0");
    assertThatThrownBy(() -> chosen(
            Selectors.minimumBayesRisk(1, (one, other) -> Double.NaN),
            List.of(Candidate.of("secret", 1.0, 4))))
        .hasMessage("the similarity of draws 4 and 4 must be finite, but was NaN");
    assertThatThrownBy(() -> SelectionRequest.of("", List.of(), 0, 1))
        .hasMessage("candidates must be at least 1, but were 0");
  }
}
