package io.github.bestofn.allocate;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.PrimitiveIterator;

/**
 * A {@link StagedStrategy} for a batch that lies in parts, on several machines if need be: what it decides is
 * what the strategy decides for the whole batch, draw for draw. That takes an estimator in which prompts do not depend on
 * each other, or on each other through a history that all parts share. Immutable and thread-safe; serialisable if
 * the strategy's estimator is.
 *
 * <p>A batch is explored, {@link #exploration} draws for each prompt. Then in each further round {@link #draws} are handed
 * out at a {@link CommonPrice}, which a {@link PriceSearch} finds with the {@linkplain #part parts'} answers.
 *
 * @serial exclude
 *
 * @since 0.1.0
 */
public final class StagedInParts implements Serializable {

  private static final long serialVersionUID = 1;

  private final StagedStrategy strategy;
  private final int exploration;
  private final long prompts;
  private final long budget;

  StagedInParts(StagedStrategy strategy, int exploration, long prompts, long budget) {
    this.strategy = strategy;
    this.exploration = exploration;
    this.prompts = prompts;
    this.budget = budget;
  }

  /**
   * How many draws every prompt gets to begin with.
   *
   * @return the number of draws per prompt, at least 1
   */
  public int exploration() {
    return exploration;
  }

  /**
   * How many rounds there are, exploration included.
   *
   * @return the number of rounds, at least 2
   */
  public int rounds() {
    return strategy.rounds();
  }

  /**
   * How many draws a round hands out.
   *
   * @param round the round, from 0, which is exploration
   * @param remaining how much of the budget has not been asked for, in draws
   * @return the number of draws of all prompts together
   */
  public long draws(int round, long remaining) {
    checkArgument(
        round >= 0 && round < rounds(),
        "round must be from 0 to %s, but was %s",
        rounds() - 1,
        round);
    if (round == 0) {
      return exploration * prompts;
    }
    int roundsLeft = rounds() - round;
    return (remaining + roundsLeft - 1) / roundsLeft;
  }

  /**
   * The gains of the further draws of some prompts, after a round.
   *
   * @param slice the books of these prompts, in the order of the whole batch, with nothing in flight; weights, costs
   *     and limits are those of its batch, whose budget does not count, and which sets no smallest number of draws
   * @return a part of the batch
   */
  public BatchPart part(BatchState slice) {
    checkArgument(
        slice.batch().minDraws() == 0,
        "minDrawsPerPrompt must be 0 in parts, but was %s",
        slice.batch().minDraws());
    checkArgument(
        slice.inFlight() == 0, "draws in flight must be 0, but were %s", slice.inFlight());
    var terms = new Terms(slice.batch().prompts());
    allocator(slice).show(slice, (int) Math.min(budget / prompts, Integer.MAX_VALUE), terms);
    return terms.part();
  }

  /**
   * Why prompts got the draws they got, as the strategy would say of the whole batch.
   *
   * @param slice the books as they were before the last round
   * @param part the {@link #part} that was made from them
   * @param counts for each prompt what it got in the last round
   * @return the explanations
   */
  public List<Explanation> explain(BatchState slice, BatchPart part, int... counts) {
    StagedAllocator allocator = allocator(slice);
    List<Explanation> explanations = new ArrayList<>(counts.length);
    for (int prompt = 0; prompt < counts.length; prompt++) {
      int count = counts[prompt];
      int asked = slice.draws(prompt) + slice.failures(prompt) + count;
      OptionalDouble next = part.mayDrawMore(prompt, count)
          ? OptionalDouble.of(part.gain(prompt, count))
          : OptionalDouble.empty();
      explanations.add(
          allocator.explain(slice, prompt, asked, budget - exploration * prompts, next));
    }
    return explanations;
  }

  /**
   * Why a prompt got the draws it got, if there was but exploration.
   *
   * @param asked the number of its draws, failed ones included
   * @return the explanation
   */
  public Explanation explainExploration(int asked) {
    return strategy.allocator(Batch.of(0, 0), exploration).explainExploration(asked);
  }

  private StagedAllocator allocator(BatchState slice) {
    return strategy.allocator(slice.batch(), exploration);
  }

  /** Collects on what terms prompts take part; a draw below the floor gains infinitely much. */
  private static final class Terms implements Takers {

    private final PrimitiveIterator.OfDouble[] gains;
    private final int[] draws;
    private final int[] limits;

    Terms(int prompts) {
      this.gains = new PrimitiveIterator.OfDouble[prompts];
      this.draws = new int[prompts];
      this.limits = new int[prompts];
    }

    @Override
    public void put(
        int prompt,
        int drawsSoFar,
        int floor,
        int limit,
        double factor,
        PrimitiveIterator.OfDouble scores,
        int had) {
      for (int k = 0; k < had; k++) {
        scores.nextDouble();
      }
      gains[prompt] = new Gains(floor - drawsSoFar, factor, scores);
      draws[prompt] = drawsSoFar;
      limits[prompt] = Math.max(0, limit - drawsSoFar);
    }

    BatchPart part() {
      return new BatchPart(Arrays.asList(gains), draws, limits);
    }
  }

  private static final class Gains implements PrimitiveIterator.OfDouble {

    private int belowFloor;
    private final double factor;
    private final PrimitiveIterator.OfDouble scores;

    Gains(int belowFloor, double factor, PrimitiveIterator.OfDouble scores) {
      this.belowFloor = belowFloor;
      this.factor = factor;
      this.scores = scores;
    }

    @Override
    public boolean hasNext() {
      return true;
    }

    @Override
    public double nextDouble() {
      double score = scores.nextDouble();
      return belowFloor-- > 0 ? Double.POSITIVE_INFINITY : factor * score;
    }
  }
}
