package io.github.bestofn.allocate;

import io.github.bestofn.estimate.RewardSamples;
import java.io.Serializable;
import java.util.function.Supplier;

/**
 * A wave of a {@linkplain StrategyInParts strategy} for a batch in parts, which may lie on several machines: for
 * distributed hosts, such as a Spark job. Immutable and thread-safe. Serialised it has a few hundred bytes, for
 * {@link AdaptiveStrategy} with a population of at most 128 prompts some tens of kilobytes: it can be sent to every
 * machine, and stored, so that a restarted job decides the same.
 *
 * <ol>
 *   <li>{@link StrategyInParts#beginInParts} gives the first wave, which explores: {@link #exploration} draws for
 *       each prompt.
 *   <li>When a wave is in, one machine computes the {@linkplain #next next} one from the totals of the whole batch.
 *       If a fit is due, it gets the rewards of the {@linkplain #sampled sampled} prompts and fits a population to
 *       them.
 *   <li>Each machine {@linkplain #bids computes} the expected gains of its own prompts.
 *   <li>The host allocates {@link #units}, at {@link PartBids#units} a draw, one draw at a time to the largest next
 *       gain; among equal gains to the prompt with fewer draws, then to the lower index. The draw that takes the last
 *       unit may take more than are left. Equivalently, it finds the price at which the units are used up.
 *   <li>The run ends with the wave that {@linkplain #isLast is the last}.
 * </ol>
 *
 * <p>Then every prompt gets the draws, and the reasons, that the strategy gives it in a single run over the whole
 * batch in which all draws of a wave are in flight together, on processors whose results agree to the last bit.
 *
 * @since 0.1.0
 */
public sealed interface WaveInParts extends Serializable permits AdaptiveWave, VotesWave {

  /**
   * Returns the number of this wave.
   *
   * @return its number, from 1 to {@link #waves}
   */
  int number();

  /**
   * Returns the largest number of waves.
   *
   * @return the number of waves, at least 1
   */
  int waves();

  /**
   * Returns whether no units are left after this wave, as far as is known before it.
   *
   * @return true for the last of the {@link #waves}, and for one that spends the budget before
   */
  boolean isLast();

  /**
   * Returns whether the run may end with this wave, so that its draws must be explained.
   *
   * @return true for the last wave, for votes, and for a budget in tokens or money, which may be used up before
   */
  boolean mayBeLast();

  /**
   * Returns the number of first draws.
   *
   * @return the draws of each prompt in the first wave, at least 1
   */
  int exploration();

  /**
   * Returns the number of draws of this wave: the largest number if the budget is in draws, an estimate if it is in
   * tokens or money.
   *
   * @return the number of draws of all prompts together, at least 0
   */
  long draws();

  /**
   * Returns the size of this wave, in the unit of {@link PartBids#units}: {@link #draws}, if the budget is in draws.
   *
   * @return the number of units, at least 0
   */
  long units();

  /**
   * Returns the prompts to which populations are fitted.
   *
   * @return the indexes of at most 128 prompts of the whole batch, evenly spaced, ascending; the same for every wave
   */
  long[] sampled();

  /**
   * Decides on the next wave when all draws of this one are in.
   *
   * @param totals the totals of all prompts
   * @param sample supplies the rewards of the {@link #sampled} prompts, in their order, with the history of the first
   *     wave; called if a fit is due
   * @return the next wave
   * @throws IllegalStateException if this wave is the last of its {@link #waves}
   * @throws IllegalArgumentException if {@code sample} has another range or another number of prompts
   */
  WaveInParts next(PartTotals totals, Supplier<RewardSamples> sample);

  /**
   * Returns the expected gains of the further draws of some prompts.
   *
   * @param part the accounting of these prompts before this wave, in the order of the whole batch, with nothing in
   *     flight; weights, costs and limits are those of its batch, and so is a limit on usage, which is that of the
   *     whole batch; its budget in draws does not count, and it sets no smallest number of draws
   * @param first the index of the first of them in the whole batch, at least 0
   * @return their gains
   * @throws IllegalStateException if the strategy estimates gains, and this is the first wave or has no units
   */
  PartBids bids(BatchState part, long first);

  /**
   * Returns the reason for the prompts' numbers of draws, if there was only exploration.
   *
   * @return the explanation
   */
  Explanation explainExploration();

  /**
   * Returns whether {@linkplain PartBids#explain explanations} refer to the state after this wave, because a strategy
   * that ends with it looks at its results.
   *
   * @param units the number of allocated {@link #units}
   * @return true for votes that leave some of the budget
   */
  default boolean isExplainedAfterwards(long units) {
    return false;
  }
}
