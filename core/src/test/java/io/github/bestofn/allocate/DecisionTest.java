package io.github.bestofn.allocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.Map;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway") // null where it is refused
final class DecisionTest {

  @Test
  void round_holdsThePromptsThatDraw() {
    Decision decision = Decision.round(0, 3, 0, 2);

    assertThat(decision.isRound()).isTrue();
    assertThat(decision.isStop()).isFalse();
    assertThat(decision.reason()).isEmpty();
    assertThat(decision.size()).isEqualTo(2);
    assertThat(decision.prompt(0)).isEqualTo(1);
    assertThat(decision.count(0)).isEqualTo(3);
    assertThat(decision.prompt(1)).isEqualTo(3);
    assertThat(decision.count(1)).isEqualTo(2);
    assertThat(decision.total()).isEqualTo(5);
    assertThat(decision).hasToString("Decision[ROUND, prompts=[1, 3], counts=[3, 2]]");
  }

  @Test
  void sparse_isDense() {
    assertThat(Decision.round(Map.of(3, 2, 1, 3, 2, 0)))
        .hasToString(Decision.round(0, 3, 0, 2).toString());
    assertThat(Decision.asAvailable(Map.of(3, 2, 1, 3)))
        .hasToString(Decision.asAvailable(0, 3, 0, 2).toString());
  }

  @Test
  void asAvailable_isNoRound() {
    Decision decision = Decision.asAvailable(0, 1);

    assertThat(decision.isRound()).isFalse();
    assertThat(decision.isStop()).isFalse();
    assertThat(decision).hasToString("Decision[AS_AVAILABLE, prompts=[1], counts=[1]]");
  }

  @Test
  void stop_hasAReason() {
    Decision decision = Decision.stop("enough");

    assertThat(decision.isStop()).isTrue();
    assertThat(decision.isRound()).isFalse();
    assertThat(decision.reason()).hasValue("enough");
    assertThat(decision.size()).isZero();
    assertThat(decision.total()).isZero();
    assertThat(decision).hasToString("Decision[STOP, reason=enough]");
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

    assertThat(decision.count(0)).isEqualTo(1);
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
