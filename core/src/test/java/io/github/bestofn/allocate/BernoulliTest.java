package io.github.bestofn.allocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.spi.RewardRange;
import org.junit.jupiter.api.Test;

/**
 * Two prompts whose draws succeed with probability 0.95 and 0.05, 25 draws each on average. The
 * expected number of prompts solved is known exactly.
 */
final class BernoulliTest {

  private static final double[] SUCCESS = {0.95, 0.05};
  private static final Batch BATCH = Batch.of(2, 50, RewardRange.binary());
  private static final int EXPLORATION = 10;

  @Test
  void uniform_solves17226() {
    assertThat(expectedSolved(Strategies.uniform())).isCloseTo(1.7226104268781661, within(1e-12));
  }

  /** A prompt that has succeeded is at the highest reward and has nothing to gain. */
  @Test
  void twoStage_solves18715() {
    StagedStrategy strategy = Strategies.twoStage().exploration(EXPLORATION);

    assertThat(expectedSolved(strategy)).isCloseTo(1.8714878434348823, within(1e-12));
  }

  /** How a strategy gives out its draws depends only on which prompts the exploration has solved. */
  private static double expectedSolved(AllocationStrategy strategy) {
    double expected = 0;
    for (int solved = 0; solved < 4; solved++) {
      boolean[] hasSolved = {(solved & 1) != 0, (solved & 2) != 0};
      int[] attempts = Play.of(
              BATCH, strategy, (prompt, draw) -> hasSolved[prompt] && draw == 0 ? 1 : 0)
          .attempts();
      double probability = 1;
      double found = 0;
      for (int prompt = 0; prompt < 2; prompt++) {
        double fails = 1 - SUCCESS[prompt];
        double allFail = Math.pow(fails, EXPLORATION);
        probability *= hasSolved[prompt] ? 1 - allFail : allFail;
        found += hasSolved[prompt] ? 1 : 1 - Math.pow(fails, attempts[prompt] - EXPLORATION);
      }
      expected += probability * found;
    }
    return expected;
  }
}
