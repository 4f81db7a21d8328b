package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.estimate.Estimators;
import io.github.bestofn.spi.GenerationRequest;
import io.github.bestofn.spi.Generator;
import io.github.bestofn.spi.PartialResponsesException;
import io.github.bestofn.spi.RewardModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Budgets in tokens or money. */
@Timeout(60)
class UsageTest {

  private static final List<String> PROMPTS = List.of("a", "bb");

  @Test
  void nothingStarts_onceTheLimitIsReached() {
    var result = Fakes.counting()
        .usageLimit(6, (prompt, response) -> prompt.length())
        .maxInFlight(1)
        .strategy(Strategies.lowestMax())
        .drawsPerPrompt(50)
        .build()
        .run(PROMPTS);

    assertThat(result.endReason()).isEqualTo(EndReason.USAGE_LIMIT);
    assertThat(result.usage()).isEqualTo(6);
    assertThat(result.results()).extracting(PromptResult::draws).containsExactly(2, 2);
    assertThat(result.results()).extracting(PromptResult::usage).containsExactly(2.0, 4.0);
    assertThat(result.attempts()).isEqualTo(4);
    assertThat(result.unspent()).isEqualTo(96);
  }

  /** Draws use 1 each, and 2 of the limit of 6 are kept for the two selections, which use 1 each. */
  @Test
  void selections_arePaidFromWhatDrawsLeave() {
    var result = Fakes.counting()
        .usageLimit(6, (prompt, response) -> 1)
        .callingSelector(request -> request.candidates().get(0))
        .selectionUsage(1)
        .maxInFlight(1)
        .build()
        .run(PROMPTS);

    assertThat(result.endReason()).isEqualTo(EndReason.USAGE_LIMIT);
    assertThat(result.usage()).isEqualTo(4);
    assertThat(result.results()).extracting(PromptResult::scoringUsage).containsExactly(1.0, 1.0);
    assertThat(result.scoringUsage()).isEqualTo(2);
  }

  @Test
  void selectionUsage_thatCannotBePaidOrUsed_isRefused() {
    BestOfN.Builder<String, Double> selecting = Fakes.counting()
        .usageLimit(2, (prompt, response) -> 1)
        .callingSelector(request -> request.candidates().get(0))
        .selectionUsage(1);

    assertThatThrownBy(() -> selecting.build().run(PROMPTS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "usageLimit must be above selectionUsage for 2 prompts, 2.0 in all, but was 2.0");
    assertThatThrownBy(() -> selecting.selectionUsage(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("selectionUsage must be at least 0 and finite, but was -1.0");
    assertThatThrownBy(() -> selecting.selectionUsage(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("was NaN");
    assertThatThrownBy(() -> Fakes.counting().selectionUsage(1).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "selectionUsage must be used with callingSelector or asyncSelector, but neither was set");
  }

  /** A draw uses 1 and its scoring 2; equal responses are scored once. */
  @Test
  void scorings_countAgainstTheLimit_apartFromDraws() {
    var result = Fakes.counting()
        .usageLimit(6, (prompt, response) -> 1)
        .scoringUsage((prompt, response) -> 2)
        .maxInFlight(1)
        .maxScoringInFlight(1)
        .drawsPerPrompt(50)
        .build()
        .run(List.of("a"));

    assertThat(result.endReason()).isEqualTo(EndReason.USAGE_LIMIT);
    assertThat(result.usage()).isBetween(2.0, 3.0);
    assertThat(result.scoringUsage()).isEqualTo(2 * result.usage());
    assertThat(result.results().get(0).scoringUsage()).isEqualTo(result.scoringUsage());

    var equal = Fakes.counting()
        .generator(request -> Collections.nCopies(request.count(), 1.0))
        .scoringUsage((prompt, response) -> 2)
        .drawsPerPrompt(8)
        .build()
        .run(List.of("a"));
    assertThat(equal.scoringUsage()).isEqualTo(2);
    assertThat(equal.draws()).isEqualTo(8);
  }

  @Test
  void scoringUsage_thatThrows_endsTheRunWithItsResult() {
    assertThatThrownBy(() -> Fakes.counting()
            .scoringUsage((prompt, response) -> Double.NaN)
            .drawsPerPrompt(2)
            .build()
            .run(List.of("a")))
        .isInstanceOf(BestOfNException.class)
        .hasMessageContaining("the scoring usage function threw")
        .hasRootCauseMessage("the usage of a scoring must be at least 0 and finite, but was NaN");
  }

  /** Half of the draws fail, each with a cause of its own that has used 10; the others use 1. */
  @Test
  void failures_countWhatTheyHaveUsed() {
    var result = Fakes.counting()
        .generator(UsageTest::halfFails)
        .usageLimit(Double.POSITIVE_INFINITY, (prompt, response) -> 1)
        .failureUsage((prompt, thrown) -> Integer.parseInt(thrown.getMessage()))
        .drawsPerPrompt(8)
        .build()
        .run(PROMPTS);

    assertThat(result.failures()).isEqualTo(8);
    assertThat(result.usage()).isEqualTo(8 * 10 + 8);
    assertThat(result.results()).extracting(PromptResult::usage).containsExactly(44.0, 44.0);
  }

  private static List<Double> halfFails(GenerationRequest<?> request)
      throws PartialResponsesException {
    List<@Nullable Throwable> failures = new ArrayList<>();
    for (int k = 0; k < request.count(); k++) {
      failures.add((request.firstDraw() + k) % 2 == 0 ? null : new IOException("10"));
    }
    throw new PartialResponsesException(Fakes.count(request), failures);
  }

  /** The whole request has used 10, and fails all of its draws. */
  @Test
  void failureOfManyDraws_isCountedOnce() {
    var whole = new IOException("10");
    for (Exception thrown : List.of(
        whole,
        new PartialResponsesException(
            Collections.nCopies(8, null), Collections.nCopies(8, whole)))) {
      var result = Fakes.counting()
          .generator(request -> {
            throw thrown;
          })
          .failureUsage((prompt, failure) -> Integer.parseInt(failure.getMessage()))
          .drawsPerPrompt(8)
          .build()
          .run(List.of("a"));

      assertThat(result.failures()).isEqualTo(8);
      assertThat(result.usage()).isEqualTo(10);
    }
  }

  @Test
  void failures_endTheRunAtTheLimit() {
    var result = Fakes.counting()
        .generator(Generator.perDraw(prompt -> {
          throw new IOException("10");
        }))
        .usageLimit(30, (prompt, response) -> 1)
        .failureUsage((prompt, failure) -> 10)
        .maxInFlight(1)
        .drawsPerPrompt(8)
        .build()
        .run(List.of("a"));

    assertThat(result.attempts()).isEqualTo(3);
    assertThat(result.usage()).isEqualTo(30);
    assertThat(result.endReason()).isEqualTo(EndReason.USAGE_LIMIT);
  }

  @Test
  void failureUsage_thatThrows_endsTheRunWithItsResult() {
    assertThatThrownBy(() -> Fakes.counting()
            .generator(Generator.perDraw(prompt -> {
              throw new IOException("down");
            }))
            .failureUsage((prompt, failure) -> -1)
            .drawsPerPrompt(2)
            .build()
            .run(List.of("a")))
        .isInstanceOf(BestOfNException.class)
        .hasMessage("the usage function for failures threw java.lang.IllegalArgumentException for"
            + " prompt 0")
        .hasRootCauseMessage("the usage of a failure must be at least 0 and finite, but was -1.0");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 16})
  void overshoot_isBoundedByWhatIsInFlight(int maxInFlight) {
    for (var strategy : List.of(Strategies.uniform(), Strategies.adaptive())) {
      var result = Fakes.counting()
          .generator(Fakes.slow(Fakes.COUNTING))
          .usageLimit(20, (prompt, response) -> 3)
          .maxInFlight(maxInFlight)
          .strategy(strategy)
          .drawsPerPrompt(100)
          .build()
          .run(PROMPTS);

      assertThat(result.endReason()).isEqualTo(EndReason.USAGE_LIMIT);
      assertThat(result.usage()).isBetween(20.0, 20.0 + 3 * maxInFlight);
      assertThat(result.usage()).isEqualTo(3.0 * result.draws());
      assertThat(result.draws()).isEqualTo(result.attempts());
    }
  }

  @Test
  void shortAnswer_isNotToppedUpOnceTheLimitIsReached() {
    var result = Fakes.counting()
        .generator(request -> List.of((double) request.firstDraw()))
        .usageLimit(1, (prompt, response) -> 1)
        .maxInFlight(8)
        .drawsPerPrompt(8)
        .build()
        .run(List.of("a"));

    assertThat(result.attempts()).isEqualTo(1);
    assertThat(result.endReason()).isEqualTo(EndReason.USAGE_LIMIT);
  }

  /** A budget of its own: every draw of the second prompt uses four times as much, so that it gets fewer. */
  @Test
  void withoutDraws_theLimitIsTheBudget() {
    for (var strategy : List.of(
        Strategies.adaptive(),
        Strategies.adaptive().maxAhead(2),
        Strategies.streaming(Estimators.gaussian()),
        Strategies.uniform())) {
      var result = Fakes.gaussian()
          .usageLimit(400, (prompt, response) -> prompt)
          .strategy(strategy)
          .maxInFlight(4)
          .seed(1)
          .build()
          .run(List.of(2.0, 8.0));

      assertThat(result.endReason()).isEqualTo(EndReason.USAGE_LIMIT);
      assertThat(result.usage()).isBetween(400.0, 400.0 + 4 * 8);
      int small = result.results().get(0).draws();
      int large = result.results().get(1).draws();
      if (strategy == Strategies.uniform()) {
        assertThat(Math.abs(small - large)).isLessThanOrEqualTo(2);
      } else {
        assertThat(small + large).isGreaterThan(40);
      }
    }
  }

  @Test
  void withoutDraws_maxDrawsPerPromptBoundsTheRun() {
    var result = Fakes.counting()
        .usageLimit(1000, (prompt, response) -> 1)
        .maxDrawsPerPrompt(12)
        .build()
        .run(PROMPTS);

    assertThat(result.draws()).isEqualTo(24);
    assertThat(result.budget()).isEqualTo(24);
  }

  @Test
  void withoutDraws_aStrategyThatMustKnowThemIsRefused() {
    var adabon = Fakes.counting()
        .usageLimit(1000, (prompt, response) -> 1)
        .strategy(Strategies.random())
        .build();

    assertThatThrownBy(() -> adabon.run(PROMPTS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a budget in usage needs a strategy that decides in waves or as results arrive, but was given RandomSplit[]");
  }

  @Test
  void drawBudget_holdsAllTheSame() {
    for (double limit : new double[] {16, 1000, Double.POSITIVE_INFINITY}) {
      var result = Fakes.counting()
          .usageLimit(limit, (prompt, response) -> 2)
          .drawsPerPrompt(4)
          .build()
          .run(PROMPTS);

      assertThat(result.endReason()).isEqualTo(EndReason.BUDGET_SPENT);
      assertThat(result.draws()).isEqualTo(8);
      assertThat(result.usage()).isEqualTo(16);
    }
  }

  @Test
  void response_thatGetsNoReward_isCountedAndNotReplaced() {
    RewardModel<String, Double> broken = request -> {
      throw new IllegalStateException("down");
    };
    var result = Fakes.counting()
        .rewardModel(broken)
        .usageLimit(4, (prompt, response) -> 2)
        .failurePolicy(FailurePolicy.replace(10))
        .maxInFlight(1)
        .drawsPerPrompt(2)
        .build()
        .run(List.of("a"));

    assertThat(result.failures()).isEqualTo(2);
    assertThat(result.usage()).isEqualTo(4);
    assertThat(result.unspent()).isEqualTo(2);
    assertThat(result.endReason()).isEqualTo(EndReason.USAGE_LIMIT);
  }

  @Test
  void withoutALimit_nothingIsCounted() {
    var result = Fakes.counting().drawsPerPrompt(2).build().run(PROMPTS);

    assertThat(result.usage()).isZero();
    assertThat(result.endReason()).isEqualTo(EndReason.BUDGET_SPENT);
  }

  @Test
  void usage_thatCannotBeTold_endsTheRun() {
    for (double usage : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      var bestOfN = Fakes.counting()
          .usageLimit(100, (prompt, response) -> response < 2 ? 1 : usage)
          .maxInFlight(1)
          .drawsPerPrompt(50)
          .build();

      assertThatThrownBy(() -> bestOfN.run(List.of("a")))
          .isInstanceOf(BestOfNException.class)
          .hasMessage("draw 2 of prompt 0: the usage function threw"
              + " java.lang.IllegalArgumentException")
          .hasRootCauseMessage(
              "the usage of a response must be at least 0 and finite, but was " + usage)
          .satisfies(thrown -> {
            BatchResult<?, ?> found = ((BestOfNException) thrown).result();
            assertThat(found.attempts()).isEqualTo(3);
            assertThat(found.draws()).isLessThanOrEqualTo(2); // the second may still be in scoring
            assertThat(found.usage()).isEqualTo(2);
            assertThat(found.endReason()).isEqualTo(EndReason.FAILED);
          });
    }
  }

  @Test
  void limit_thatIsNone_isRefused() {
    for (double limit : new double[] {0, -1, Double.NaN}) {
      assertThatThrownBy(() -> Fakes.counting().usageLimit(limit, (prompt, response) -> 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("usageLimit must be above 0, but was " + limit);
    }
  }
}
