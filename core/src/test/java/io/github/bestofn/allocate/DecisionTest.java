package io.github.bestofn.allocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.bestofn.allocate.Decision.PromptDraws;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway") // null where it is refused
final class DecisionTest {

  @Test
  void round_holdsThePromptsThatDraw() {
    Decision decision = Decision.round(0, 3, 0, 2);

    assertThat(decision)
        .isEqualTo(new Decision.Round(List.of(new PromptDraws(1, 3), new PromptDraws(3, 2))));
    assertThat(decision.total()).isEqualTo(5);
  }

  @Test
  void sparse_isDense() {
    assertThat(Decision.round(Map.of(3, 2, 1, 3, 2, 0))).isEqualTo(Decision.round(0, 3, 0, 2));
    assertThat(Decision.asAvailable(Map.of(3, 2, 1, 3)))
        .isEqualTo(Decision.asAvailable(0, 3, 0, 2));
  }

  @Test
  void asAvailable_isNoRound() {
    Decision decision = Decision.asAvailable(0, 1);

    assertThat(decision).isEqualTo(new Decision.AsAvailable(List.of(new PromptDraws(1, 1))));
    assertThat(decision).isNotEqualTo(Decision.round(0, 1));
  }

  @Test
  void stop_hasAReason() {
    Decision decision = Decision.stop("enough");

    assertThat(decision).isEqualTo(new Decision.Stop("enough"));
    assertThat(decision.draws()).isEmpty();
    assertThat(decision.total()).isZero();
  }

  @Test
  void total_mayExceedAnInt() {
    assertThat(Decision.round(Integer.MAX_VALUE, Integer.MAX_VALUE).total())
        .isEqualTo(2L * Integer.MAX_VALUE);
  }

  @Test
  void counts_areCopied() {
    int[] counts = {1, 2};
    Decision decision = Decision.round(counts);
    counts[0] = 5;

    assertThat(decision.draws().get(0).count()).isEqualTo(1);
  }

  @Test
  void draws_areCopied() {
    List<PromptDraws> draws = new ArrayList<>(List.of(new PromptDraws(0, 1)));
    Decision decision = new Decision.Round(draws);
    draws.clear();

    assertThat(decision.total()).isEqualTo(1);
  }

  @Test
  void drawsOutOfOrder_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Decision.Round(List.of(new PromptDraws(2, 1), new PromptDraws(2, 1))))
        .withMessage("prompts must be in ascending order, but 2 comes before 2");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new Decision.AsAvailable(List.of(new PromptDraws(2, 1), new PromptDraws(1, 1))))
        .withMessage("prompts must be in ascending order, but 2 comes before 1");
  }

  @Test
  void promptDraws_areChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PromptDraws(-1, 1))
        .withMessage("a prompt's index must be at least 0, but was -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PromptDraws(1, 0))
        .withMessage("a count must be at least 1, but prompt 1 has 0");
  }

  @Test
  void negativeCounts_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Decision.round(1, -2))
        .withMessage("a count must be at least 0, but prompt 1 has -2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Decision.asAvailable(Map.of(4, -1)))
        .withMessage("a count must be at least 0, but prompt 4 has -1");
  }

  @Test
  void negativeIndexes_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Decision.round(Map.of(-1, 1)))
        .withMessage("a prompt's index must be at least 0, but was -1");
  }

  @Test
  void stop_withoutReason_isRefused() {
    assertThatNullPointerException().isThrownBy(() -> Decision.stop(null)).withMessage("reason");
  }
}
