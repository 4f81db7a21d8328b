package io.github.bestofn.allocate;

import static com.google.common.base.Preconditions.checkState;

import io.github.bestofn.estimate.RewardSamples;
import java.util.function.Supplier;

/**
 * A wave of {@link VotesStrategy}: nothing but its settings and how much it hands out. Prompts share no information.
 *
 * @param prompts the number of prompts of the whole batch
 * @param budget the draws of all of them
 * @param plan the plan of the waves
 * @param exploration the first draws of each prompt
 * @param confidence the confidence at which a vote is decided
 * @param maxDraws the number of draws at which a prompt stops
 * @param number which wave this is
 * @param asked the draws that were asked for before it
 * @param draws the draws that it hands out
 * @serial exclude
 */
record VotesWave(
    long prompts,
    long budget,
    WavePlan plan,
    int exploration,
    double confidence,
    int maxDraws,
    int number,
    long asked,
    long draws)
    implements WaveInParts {

  private static final long[] NONE = {};

  static VotesWave first(
      BatchInParts batch, WavePlan plan, int exploration, double confidence, int maxDraws) {
    long prompts = batch.prompts();
    return new VotesWave(
        prompts,
        Math.multiplyExact(prompts, (long) batch.drawsPerPrompt()),
        plan,
        exploration,
        confidence,
        maxDraws,
        1,
        0,
        prompts * Math.min(exploration, maxDraws));
  }

  @Override
  public int waves() {
    return plan.waves();
  }

  @Override
  public boolean isLast() {
    return number == waves() || asked + draws >= budget;
  }

  @Override
  public boolean mayBeLast() {
    return true;
  }

  @Override
  public int exploration() {
    return Math.min(exploration, maxDraws);
  }

  @Override
  public long units() {
    return draws;
  }

  @Override
  public long[] sampled() {
    return NONE;
  }

  @Override
  public VotesWave next(PartTotals totals, Supplier<RewardSamples> sample) {
    checkState(number < waves(), "the last of %s waves has no next one", waves());
    long remaining = Math.max(0, budget - totals.asked());
    long size = remaining == 0 ? 0 : plan.next(waves() - number, remaining, prompts, true);
    return new VotesWave(
        prompts, budget, plan, exploration, confidence, maxDraws, number + 1, totals.asked(), size);
  }

  @Override
  public PartBids bids(BatchState part, long first) {
    PartBids.check(part, Double.POSITIVE_INFINITY);
    VotesAllocator allocator =
        new VotesAllocator(part.batch(), confidence, exploration, maxDraws, plan);
    return PartBids.of(
        part.batch().prompts(),
        to -> allocator.show(part, number == waves(), to),
        prompt -> 1,
        (prompt, count, next) -> allocator.explain(prompt));
  }

  @Override
  public Explanation explainExploration() {
    return VotesAllocator.WITHOUT_VOTES;
  }

  /* The strategy is asked again while some of the budget is left, and then sees the votes of this wave. */
  @Override
  public boolean isExplainedAfterwards(long units) {
    return asked + units < budget;
  }

  /** Numbers only. */
  @Override
  public String toString() {
    return "VotesWave[number=%d, draws=%d]".formatted(number, draws);
  }
}
