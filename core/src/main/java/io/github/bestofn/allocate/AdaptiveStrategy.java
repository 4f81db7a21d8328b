package io.github.bestofn.allocate;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.bestofn.estimate.Estimators;
import java.io.Serializable;

/**
 * Decides as results arrive, from few draws, in which prompts lend each other strength, and never leaves a prompt far
 * behind the others: see {@link Strategies#adaptive()}. Immutable, thread-safe and serialisable.
 *
 * @serial exclude
 *
 * @since 0.1.0
 */
public final class AdaptiveStrategy implements AllocationStrategy, Serializable {

  private static final long serialVersionUID = 1;

  static final AdaptiveStrategy DEFAULT = new AdaptiveStrategy(0, false);

  private static final int AS_MANY_AS_PROMPTS = 0;
  private static final int FIRST_DRAWS = 2;
  private static final Ranking.Kind RANKING = Ranking.Kind.byGain(Estimators.empiricalBayes());

  private final int maxAhead;
  private final boolean inRounds;

  private AdaptiveStrategy(int maxAhead, boolean inRounds) {
    this.maxAhead = maxAhead;
    this.inRounds = inRounds;
  }

  /**
   * Sets how many draws may be out when the strategy decides. Each of them is a draw that it cannot learn from, so that
   * fewer spend the budget better and more take less time. Defaults to the number of prompts of the batch.
   *
   * @param draws the number of draws, at least 1; in rounds, the draws of a round
   * @return a strategy with this setting
   * @throws IllegalArgumentException if {@code draws} is below 1
   */
  public AdaptiveStrategy maxAhead(int draws) {
    checkArgument(draws >= 1, "maxAhead must be at least 1, but was %s", draws);
    return new AdaptiveStrategy(draws, inRounds);
  }

  /**
   * Decides in rounds of as many draws as may be ahead, instead of as results arrive. The result then depends on nothing
   * but the seed and the answers, and a round takes as long as its slowest draw.
   *
   * @return a strategy that decides in rounds
   */
  public AdaptiveStrategy inRounds() {
    return new AdaptiveStrategy(maxAhead, true);
  }

  @Override
  public Allocator begin(Batch batch) {
    int prompts = Math.max(1, batch.prompts());
    int ahead = maxAhead == AS_MANY_AS_PROMPTS ? prompts : maxAhead;
    int share = batch.budget() / prompts;
    int exploration = prompts == 1 ? share : Math.min(FIRST_DRAWS, share);
    int afterwards = Math.max(0, batch.budget() - exploration * prompts);
    int rounds = inRounds ? 1 + Math.max(1, (afterwards + ahead - 1) / ahead) : 0;
    int slots = prompts == 1 ? Integer.MAX_VALUE : ahead;
    return new StagedAllocator(
        batch, exploration, rounds, slots, RANKING, 0, Double.POSITIVE_INFINITY, new Pace());
  }

  @Override
  public String toString() {
    return "AdaptiveStrategy[maxAhead=%s%s]"
        .formatted(
            maxAhead == AS_MANY_AS_PROMPTS ? "prompts" : maxAhead, inRounds ? ", in rounds" : "");
  }
}
