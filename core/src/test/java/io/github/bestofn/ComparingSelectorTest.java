package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bestofn.spi.AsyncComparingJudge;
import io.github.bestofn.spi.ComparingJudge;
import io.github.bestofn.spi.Preference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ComparingSelectorTest {

  /** Knows which response is better: the one with the larger number. */
  private static final ComparingJudge<String, Integer> RIGHT =
      request -> request.first() > request.second() ? Preference.FIRST : Preference.SECOND;

  /** Candidates whose quality is given and whose rewards fall from draw to draw. */
  private static SelectionRequest<String, Integer> request(int... qualities) {
    List<Candidate<Integer>> candidates = new ArrayList<>();
    for (int k = 0; k < qualities.length; k++) {
      candidates.add(Candidate.of(qualities[k], 100 - k, k));
    }
    return SelectionRequest.of("p", candidates, 0, 1);
  }

  @Test
  void knockout_findsTheBestOfTheTop() throws Exception {
    for (int comparisons = 1; comparisons <= 7; comparisons++) {
      var selector = Selectors.compare(RIGHT, comparisons);
      int[] qualities = {3, 1, 4, 2, 5, 0, 7, 6};
      int best = 0;
      for (int k = 0; k <= comparisons; k++) {
        best = qualities[k] > qualities[best] ? k : best;
      }
      assertThat(selector.select(request(qualities)).draw()).isEqualTo(best);
      assertThat(selector.positions())
          .isEqualTo(new PositionReport(comparisons, comparisons, 0, 0));
    }
  }

  @Test
  void fewCandidates_needFewComparisons() throws Exception {
    var selector = Selectors.compare(RIGHT, 10);
    assertThat(selector.select(request(1, 2, 3)).draw()).isEqualTo(2);
    assertThat(selector.positions().pairs()).isEqualTo(2);
  }

  /** A judge that goes by the position decides nothing, and is found out. */
  @Test
  void positionJudge_cancelsOut_andIsReported() throws Exception {
    for (Preference position : List.of(Preference.FIRST, Preference.SECOND)) {
      var selector = Selectors.<String, Integer>compare(request -> position, 3);
      for (int k = 0; k < 4; k++) {
        assertThat(selector.select(request(1, 9, 5, 7)).draw()).isEqualTo(0);
      }
      assertThat(selector.positions().pairs()).isEqualTo(12);
      assertThat(selector.positions().agreed()).isZero();
      assertThat(selector.positions().first() + selector.positions().second()).isEqualTo(12);
      assertThat(selector.positions().prefersPosition()).isTrue();
    }
  }

  /** Noise contradicts itself, too, but in both directions equally often. */
  @Test
  void noisyJudge_isNotSuspected() throws Exception {
    SplittableRandom random = new SplittableRandom(5);
    var selector = Selectors.<String, Integer>compare(
        request -> random.nextBoolean() ? Preference.FIRST : Preference.SECOND, 7);
    for (int k = 0; k < 100; k++) {
      var unused = selector.select(request(1, 2, 3, 4, 5, 6, 7, 8));
    }
    assertThat(selector.positions().pairs()).isEqualTo(700);
    assertThat(selector.positions().first()).isBetween(120L, 230L);
    assertThat(selector.positions().prefersPosition()).isFalse();
  }

  /** By hand: all of ten pairs by chance have probability 2 × 0.5^10 = 0.002, all of eleven 0.00098. */
  @Test
  void suspicion_isASignTest() {
    assertThat(new PositionReport(20, 10, 10, 0).prefersPosition()).isFalse();
    assertThat(new PositionReport(20, 9, 11, 0).prefersPosition()).isTrue();
    assertThat(new PositionReport(20, 9, 0, 11).prefersPosition()).isTrue();
    assertThat(new PositionReport(20, 20, 0, 0).prefersPosition()).isFalse();
  }

  @Test
  void undecidedPairs_goToTheLargerReward() throws Exception {
    for (Preference answer : List.of(Preference.TIE, Preference.UNSURE)) {
      assertThat(Selectors.<String, Integer>compare(request -> answer, 3)
              .select(request(1, 9, 5))
              .draw())
          .isEqualTo(0);
    }
  }

  @Test
  void failedCall_countsAsUnsure() throws Exception {
    ComparingJudge<String, Integer> halfDead = request -> {
      if (request.first() < request.second()) {
        throw new IOException("503");
      }
      return Preference.FIRST;
    };
    assertThat(Selectors.compare(halfDead, 3).select(request(1, 9, 5)).draw()).isEqualTo(1);
    assertThatThrownBy(() -> Selectors.<String, Integer>compare(
                request -> {
                  throw new IOException("503");
                },
                3)
            .select(request(1, 9, 5)))
        .hasMessage("503");
  }

  @Test
  void async_makesTheCallsOfARoundAtTheSameTime_andCancelsThem() {
    List<CompletableFuture<Preference>> calls = new ArrayList<>();
    AsyncComparingJudge<String, Integer> judge = request -> {
      calls.add(new CompletableFuture<>());
      return calls.get(calls.size() - 1);
    };
    var selector = Selectors.compareAsync(judge, 3);
    var choice = selector.selectAsync(request(1, 2, 3, 4)).toCompletableFuture();
    assertThat(calls).hasSize(4); // two pairs: the first with the last, the second with the third
    calls.get(0).complete(Preference.SECOND);
    calls.get(1).complete(Preference.FIRST);
    calls.get(2).complete(Preference.FIRST);
    calls.get(3).complete(Preference.SECOND);
    assertThat(calls).hasSize(6); // the second with the last
    calls.get(4).complete(Preference.SECOND);
    calls.get(5).complete(Preference.FIRST);
    assertThat(choice.join().draw()).isEqualTo(3);
    assertThat(selector.positions()).isEqualTo(new PositionReport(3, 3, 0, 0));

    calls.clear();
    assertThat(selector.selectAsync(request(1, 2)).toCompletableFuture().cancel(true))
        .isTrue();
    assertThat(calls).hasSize(2).allMatch(CompletableFuture::isCancelled);
  }

  @Test
  void comparisons_areAtLeastOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Selectors.compare(RIGHT, 0))
        .withMessage("comparisons must be at least 1, but was 0");
  }
}
