package io.github.bestofn.evaluate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The expected gold of the response that best-of-N chooses from a prompt's recorded ones.
 *
 * <p>N of the n recorded responses are taken without replacement, all subsets equally likely, and the largest reward
 * is chosen; of equal rewards the first drawn, that is any of them with equal probability. With c(v) the number of
 * recorded rewards of at most v, the largest is at most v with probability C(c(v), N) / C(n, N). The expectation is
 * the sum over distinct rewards of the probability that it is the largest, times the mean gold of the responses that
 * have it: exact, and unbiased for N fresh draws.
 */
final class ChosenGold {

  private ChosenGold() {}

  /**
   * Returns the expected gains in gold over a single draw.
   *
   * @param rewards the rewards of a prompt's n responses
   * @param gold their gold labels
   * @param sizes numbers N of draws, in ascending order
   * @return a gain for each size of at most n, in units of gold
   */
  static double[] gains(double[] rewards, double[] gold, int[] sizes) {
    int n = rewards.length;
    Integer[] order = IntStream.range(0, n).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparingDouble(j -> rewards[j]));
    int[] upTo = new int[n]; // the number of rewards that are at most the g-th distinct one
    double[] mean = new double
        [n]; // the mean gold of responses with this reward, less the first response's gold
    int groups = 0;
    for (int from = 0; from < n; groups++) {
      int to = from;
      double sum = 0;
      while (to < n && rewards[order[to]] == rewards[order[from]]) {
        sum += gold[order[to++]] - gold[0];
      }
      upTo[groups] = to;
      mean[groups] = sum / (to - from);
      from = to;
    }
    int fitting = (int) Arrays.stream(sizes).filter(size -> size <= n).count();
    double[] gains = new double[fitting];
    double[] below = new double[groups];
    Arrays.fill(below, 1);
    double single = 0;
    int next = 0;
    for (int size = 1; next < fitting; size++) {
      double expected = 0;
      double before = 0;
      for (int g = 0; g < groups; g++) {
        below[g] *= Math.max(0, upTo[g] - size + 1) / (n - size + 1.0);
        expected += (below[g] - before) * mean[g];
        before = below[g];
      }
      if (size == 1) {
        single = expected;
      }
      if (size == sizes[next]) {
        gains[next++] = groups == 1 ? 0 : expected - single;
      }
    }
    return gains;
  }
}
