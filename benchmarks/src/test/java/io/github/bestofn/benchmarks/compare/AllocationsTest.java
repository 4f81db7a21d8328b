package io.github.bestofn.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.allocate.Strategies;
import io.github.bestofn.evaluate.Comparison;
import io.github.bestofn.evaluate.RewardTable;
import io.github.bestofn.spi.RewardRange;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AllocationsTest {

  /**
   * By hand: the first prompt has nothing to gain, the second 9 / 4 until its 9 is drawn, which is its first draw in
   * a quarter of batches and its second in another. Until then it gets what there is, and after that the prompt with
   * fewer draws: 2 and 2 draws in half of the batches, 1 and 3 in the others.
   */
  @Test
  void oracle_sendsDrawsWhereThereIsSomethingToGain() {
    RewardTable table = RewardTable.of(new double[][] {{1, 1, 1, 1}, {0, 0, 0, 9}});
    Compared compared = new Compared("table", 2, 0, 2, 2, 2, 2000, 1, List.of());

    Allocations allocations = Allocations.of(
        table,
        null,
        new int[] {0, 1},
        compared,
        RewardRange.unbounded(),
        Map.of("oracle", Comparison.oracle(), "uniform", Strategies.uniform()));

    assertThat(allocations.gains().get(0)).isCloseTo(0, within(1e-12));
    assertThat(allocations.gains().get(1)).isCloseTo(9 * (0.5 - 0.25), within(1e-12));
    assertThat(allocations.draws().get("uniform")).containsExactly(2.0, 2.0);
    List<Double> ofOracle = allocations.draws().getOrDefault("oracle", List.of());
    // Four standard errors of a share of one half of 2,000: 0.045.
    assertThat(ofOracle.get(0)).isCloseTo(1.5, within(0.045));
    assertThat(ofOracle.get(1)).isCloseTo(2.5, within(0.045));
  }
}
