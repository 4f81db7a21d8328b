package io.github.bestofn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the engine does with the decisions of any strategy. */
class StrategyContractTest {

  private static BatchResult<String, Double> run(AllocationStrategy strategy) {
    return Fakes.counting()
        .strategy(strategy)
        .drawsPerPrompt(4)
        .maxInFlight(2)
        .build()
        .run(List.of("a", "b"));
  }

  @Test
  void round_isAskedAgainWhenAllOfItIsIn() {
    List<Integer> inFlight = new ArrayList<>();
    List<Integer> drawn = new ArrayList<>();
    var result = run(AllocationStrategy.of(state -> {
      inFlight.add(state.inFlight());
      drawn.add(state.draws());
      return Decision.round(1, 3);
    }));

    assertThat(inFlight).containsExactly(0, 0);
    assertThat(drawn).containsExactly(0, 4);
    assertThat(result.rounds()).isEqualTo(2);
    assertThat(result.results()).extracting(PromptResult::draws).containsExactly(2, 6);
  }

  @Test
  void asAvailable_isAskedAgainAsSoonAsSomethingIsIn() {
    List<Integer> draws = new ArrayList<>();
    List<int[]> changed = new ArrayList<>();
    List<Integer> freeSlots = new ArrayList<>();
    var result = run(AllocationStrategy.of(state -> {
      draws.add(state.draws());
      changed.add(state.changed());
      freeSlots.add(state.freeSlots());
      int prompt = state.draws() % 2;
      return state.inFlight() < 2
          ? Decision.asAvailable(Map.of(prompt, Math.min(2, state.remaining())))
          : Decision.asAvailable();
    }));

    assertThat(result.draws()).isEqualTo(8);
    assertThat(draws.get(0)).isZero();
    assertThat(draws).isSorted().hasSizeGreaterThan(2);
    assertThat(changed.get(0)).isEmpty();
    for (int k = 1; k < changed.size(); k++) {
      assertThat(changed.get(k).length + freeSlots.get(k)).isPositive();
    }
  }

  /** Nothing is scored before four draws are asked for, so that only free places can have led to the last two. */
  @Timeout(60)
  @Test
  void asAvailable_isAskedAgainWhenAPlaceIsFree() {
    var asked = new CountDownLatch(2);
    List<Integer> draws = new ArrayList<>();
    var result = Fakes.counting()
        .strategy(AllocationStrategy.of(state -> {
          draws.add(state.draws());
          asked.countDown();
          return Decision.asAvailable(Math.min(state.remaining(), state.freeSlots()));
        }))
        .rewardModel(request -> {
          asked.await();
          return new double[request.responses().size()];
        })
        .drawsPerPrompt(4)
        .maxInFlight(2)
        .build()
        .run(List.of("a"));

    assertThat(result.draws()).isEqualTo(4);
    assertThat(draws).startsWith(0, 0);
  }

  @Test
  void stop_leavesTheRestUnspent() {
    var result = run(AllocationStrategy.of(
        state -> state.draws() == 0 ? Decision.round(2, 1) : Decision.stop("enough")));

    assertThat(result.endReason()).isEqualTo(EndReason.STRATEGY_STOPPED);
    assertThat(result.endMessage()).contains("enough");
    assertThat(result.draws()).isEqualTo(3);
    assertThat(result.unspent()).isEqualTo(5);
  }

  @Test
  void stop_keepsWhatIsInFlight() {
    var result = run(AllocationStrategy.of(
        state -> state.draws() == 0 ? Decision.asAvailable(3, 3) : Decision.stop("enough")));

    assertThat(result.endReason()).isEqualTo(EndReason.STRATEGY_STOPPED);
    assertThat(result.draws()).isEqualTo(6);
  }

  @Test
  void decision_thatBreaksTheRules_endsTheRunWithWhatIsIn() {
    assertBroken(
        Decision.round(5, 2),
        "a decision must ask for at most the remaining 6 draws, but asked for 7");
    assertBroken(
        Decision.round(),
        "a decision must ask for draws or stop when none is in flight, but did neither");
    assertBroken(Decision.round(0, 0, 1), "a decision must name prompts below 2, but named 2");
  }

  private static void assertBroken(Decision decision, String message) {
    assertThatThrownBy(() -> run(
            AllocationStrategy.of(state -> state.draws() == 0 ? Decision.round(1, 1) : decision)))
        .isInstanceOf(BestOfNException.class)
        .hasRootCauseMessage(message)
        .satisfies(thrown -> {
          BatchResult<?, ?> soFar = ((BestOfNException) thrown).result();
          assertThat(soFar.draws()).isEqualTo(2);
          assertThat(soFar.unspent()).isEqualTo(6);
          assertThat(soFar.endReason()).isEqualTo(EndReason.FAILED);
        });
  }
}
