package io.github.bestofn.benchmarks.paper;

import io.github.bestofn.benchmarks.tables.Family;
import io.github.bestofn.benchmarks.tables.Synthetic;
import io.github.bestofn.evaluate.RewardTable;
import java.util.List;

/**
 * A simulated pair of a language model and a reward model: 200 prompts with 480 draws each, in one of twelve shapes.
 * The paper's own twelve pairs are not public as rewards; these differ in what matters to allocation, how much
 * spreads differ between prompts, how much means do, and what tails are like.
 *
 * @param name its name in tables
 * @param rewards the distributions
 */
public record ModelPair(String name, Synthetic rewards) {

  private static final List<ModelPair> ALL = List.of(
      pair(Family.GAUSSIAN, 0.2, 0.3, 1),
      pair(Family.GAUSSIAN, 0.3, 0.5, 2),
      pair(Family.GAUSSIAN, 0.5, 0.5, 3),
      pair(Family.GAUSSIAN, 0.3, 0.8, 4),
      pair(Family.SKEWED, 0.2, 0.3, 5),
      pair(Family.SKEWED, 0.3, 0.5, 6),
      pair(Family.SKEWED, 0.5, 0.7, 7),
      pair(Family.MIXTURE, 0.2, 0.3, 8),
      pair(Family.MIXTURE, 0.3, 0.5, 9),
      pair(Family.MIXTURE, 0.5, 0.7, 10),
      pair(Family.HEAVY_TAIL, 0.3, 0.5, 11),
      pair(Family.BOUNDED, 0.3, 0.5, 12));

  private static ModelPair pair(Family family, double logSd, double icc, long seed) {
    Synthetic typical = Synthetic.of(family);
    return new ModelPair(
        "%s,log-sd=%s,icc=%s".formatted(family, logSd, icc),
        new Synthetic(
            family,
            typical.prompts(),
            typical.draws(),
            logSd,
            icc,
            seed,
            typical.step(),
            typical.exp(),
            typical.zeros()));
  }

  /**
   * Returns the twelve pairs.
   *
   * @return an immutable list
   */
  public static List<ModelPair> all() {
    return ALL;
  }

  RewardTable table() {
    return rewards.table();
  }
}
