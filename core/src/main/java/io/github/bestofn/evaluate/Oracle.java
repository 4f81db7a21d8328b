package io.github.bestofn.evaluate;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.bestofn.allocate.AllocationStrategy;
import io.github.bestofn.allocate.Allocator;
import io.github.bestofn.allocate.Batch;
import io.github.bestofn.allocate.BatchState;
import io.github.bestofn.allocate.Decision;
import java.util.Arrays;
import java.util.Map;

/**
 * An upper bound of what can be gained: it sees every prompt's recorded rewards, or some of them, but not their
 * order. One draw each, then one at a time to the prompt with the largest expected gain over the rewards that it
 * sees, \( \frac{1}{n} \sum_k \max(0, r_k - M) \). Equal gains go to the prompt with fewer draws, then to the lower
 * index.
 */
final class Oracle implements AllocationStrategy {

  /* For each prompt its rewards in ascending order, and the sums of these from each on. */
  private final double[][] ascending;
  private final double[][] sumsFrom;
  private final int[] drawn;

  /**
   * Stands for an oracle until there are rewards to know.
   *
   * @param reserved how many of each prompt, the last ones, are known and not drawn; 0 if all are known, and any may be
   *     drawn
   */
  record Unborn(int reserved) implements AllocationStrategy {

    @Override
    public Allocator begin(Batch batch) {
      throw new IllegalStateException("the oracle works in a comparison or a replay only");
    }

    Oracle of(double[][] rewards) {
      for (double[] own : rewards) {
        checkArgument(
            reserved < own.length,
            "an oracle's known must be less than the %s recorded rewards of a prompt, but was %s",
            own.length,
            reserved);
      }
      return new Oracle(rewards, reserved());
    }
  }

  /**
   * Knows some rewards.
   *
   * @param rewards for each prompt its rewards, in the order of its draws
   * @param reserved how many of each prompt, the last ones, are known and not drawn; 0 if all are known, and any may be
   *     drawn
   */
  Oracle(double[][] rewards, int reserved) {
    this.drawn = new int[rewards.length];
    this.ascending = new double[rewards.length][];
    this.sumsFrom = new double[rewards.length][];
    for (int prompt = 0; prompt < rewards.length; prompt++) {
      int count = rewards[prompt].length;
      drawn[prompt] = count - reserved;
      double[] sorted =
          Arrays.copyOfRange(rewards[prompt], reserved == 0 ? 0 : count - reserved, count);
      Arrays.sort(sorted);
      double[] sums = new double[sorted.length + 1];
      for (int k = sorted.length - 1; k >= 0; k--) {
        sums[k] = sums[k + 1] + sorted[k];
      }
      ascending[prompt] = sorted;
      sumsFrom[prompt] = sums;
    }
  }

  @Override
  public Allocator begin(Batch batch) {
    double[] gains = new double[batch.prompts()];
    return state -> next(state, gains);
  }

  private Decision next(BatchState state, double[] gains) {
    Batch batch = state.batch();
    if (state.draws() == 0) {
      int[] ones = new int[batch.prompts()];
      Arrays.fill(ones, 0, Math.min(ones.length, state.remaining()), 1);
      return Decision.round(ones);
    }
    for (int prompt : state.changed()) {
      gains[prompt] = gain(prompt, state.samples().incumbent(prompt)) / state.expectedUsage(prompt);
    }
    int chosen = -1;
    for (int prompt = 0; prompt < gains.length; prompt++) {
      if (state.draws(prompt) < Math.min(drawn[prompt], batch.maxDraws(prompt))
          && (chosen < 0 || isBefore(prompt, chosen, gains, state))) {
        chosen = prompt;
      }
    }
    return chosen < 0
        ? Decision.stop("every prompt has all the draws it may have")
        : Decision.round(Map.of(chosen, 1));
  }

  private static boolean isBefore(int prompt, int other, double[] gains, BatchState state) {
    return gains[prompt] != gains[other]
        ? gains[prompt] > gains[other]
        : state.draws(prompt) < state.draws(other);
  }

  private double gain(int prompt, double incumbent) {
    double[] rewards = ascending[prompt];
    int above = Arrays.binarySearch(rewards, Math.nextUp(incumbent));
    int first = above < 0 ? -above - 1 : firstOf(rewards, above);
    int count = rewards.length - first;
    return Math.max(0, sumsFrom[prompt][first] - count * incumbent) / rewards.length;
  }

  private static int firstOf(double[] rewards, int at) {
    int first = at;
    while (first > 0 && rewards[first - 1] == rewards[at]) {
      first--;
    }
    return first;
  }

  @Override
  public String toString() {
    return "Oracle[]";
  }
}
