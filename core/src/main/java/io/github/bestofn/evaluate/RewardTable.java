package io.github.bestofn.evaluate;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Recorded rewards: for each prompt the rewards of its draws. Prompts may have different numbers of draws. Immutable
 * and thread-safe.
 *
 * @since 0.1.0
 */
public final class RewardTable {

  private final ImmutableList<String> prompts;
  private final double[][] rewards;

  private RewardTable(List<String> prompts, double[][] rewards) {
    this.prompts = ImmutableList.copyOf(prompts);
    this.rewards = new double[rewards.length][];
    checkArgument(
        prompts.size() == rewards.length,
        "rewards must be given for %s prompts, but were for %s",
        prompts.size(),
        rewards.length);
    for (int i = 0; i < rewards.length; i++) {
      this.rewards[i] = rewards[i].clone();
      for (int k = 0; k < this.rewards[i].length; k++) {
        checkArgument(
            Double.isFinite(this.rewards[i][k]),
            "a reward must be finite, but draw %s of prompt %s has %s",
            k,
            i,
            this.rewards[i][k]);
        this.rewards[i][k] += 0.0; // -0.0 becomes 0.0, as in a run, so that equal rewards are equal
      }
    }
  }

  /**
   * Returns a table of prompts that have names.
   *
   * @param prompts a name for each prompt
   * @param rewards for each prompt its rewards, in reward units, finite; copied
   * @return the table
   * @throws IllegalArgumentException if a reward is not finite, or there are not as many rows as names
   */
  public static RewardTable of(List<String> prompts, double[][] rewards) {
    return new RewardTable(prompts, rewards);
  }

  /**
   * Returns a table whose prompts are named by their index.
   *
   * @param rewards for each prompt its rewards, in reward units, finite; copied
   * @return the table
   * @throws IllegalArgumentException if a reward is not finite
   */
  public static RewardTable of(double[][] rewards) {
    return of(IntStream.range(0, rewards.length).mapToObj(Integer::toString).toList(), rewards);
  }

  /**
   * Returns the prompts.
   *
   * @return an immutable list of their names
   */
  public List<String> prompts() {
    return prompts;
  }

  /**
   * Returns the number of recorded rewards of a prompt.
   *
   * @param prompt the index of the prompt
   * @return the number of rewards, at least 0
   */
  public int draws(int prompt) {
    return rewards[prompt].length;
  }

  /**
   * Returns the rewards of a prompt.
   *
   * @param prompt the index of the prompt
   * @return a new array of its rewards, as recorded
   */
  public double[] rewards(int prompt) {
    return rewards[prompt].clone();
  }

  /**
   * Returns an unbiased estimate of the expected best of some draws of a prompt: the mean best reward over all ways
   * to choose as many of the recorded draws. With the n recorded rewards in ascending order, r<sub>(1)</sub> ≤ … ≤
   * r<sub>(n)</sub>, that is
   * <blockquote>Σ<sub>i = k … n</sub> C(i − 1, k − 1) r<sub>(i)</sub> / C(n, k), with C(n, k) the number of ways to
   * choose k of n.</blockquote>
   *
   * @param prompt the index of the prompt
   * @param draws the number k of draws, from 1 to the number of rewards
   * @return the expected best reward, in reward units
   */
  public double expectedBest(int prompt, int draws) {
    double[] ascending = rewards(prompt);
    int n = ascending.length;
    checkArgument(draws >= 1 && draws <= n, "draws must be from 1 to %s, but was %s", n, draws);
    Arrays.sort(ascending);
    double sum = 0;
    double probability = (double) draws / n;
    for (int i = n; i >= draws; i--) {
      sum += probability * ascending[i - 1];
      probability *= (i - draws) / (i - 1.0);
    }
    return sum;
  }

  @Override
  public String toString() {
    return "RewardTable[prompts=%d]".formatted(rewards.length);
  }
}
