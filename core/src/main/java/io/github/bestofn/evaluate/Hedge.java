package io.github.bestofn.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.analysis.solvers.BrentSolver;
import org.apache.commons.math3.stat.StatUtils;
import org.jspecify.annotations.Nullable;

/**
 * Hedges against reward hacking, tuned on gold labels: HedgeTune (arXiv 2506.19248).
 *
 * <p>For a family of choices with one parameter θ the expected gold has a derivative that is the covariance of gold
 * with the score function of the choice. The paper shows that for best-of-Poisson and soft best-of-N it changes its
 * sign at most once where gold rises and then falls with the reward, so that the best θ is a root, found in one
 * dimension. Recorded samples have noise, and several roots: each sign change on a grid is refined, and the root with
 * the largest gold is compared with both ends.
 */
final class Hedge {

  /* Inverse temperatures per within-prompt standard deviation of rewards, in steps of a fifth. At the lowest a response one
   * deviation better is 1% more likely, at the highest one that is a tenth better wins nearly always. */
  private static final double LOWEST = 0.01;
  private static final double HIGHEST = 100;
  private static final double FACTOR = 1.2;

  /* Random subsets of a prompt's responses, if it has more than are chosen from: sets without overlap, this many times. */
  private static final int PERMUTATIONS = 8;
  private static final long SEED = 0x5EED;
  private static final double ACCURACY = 1e-6;
  private static final int EVALUATIONS = 200;

  private Hedge() {}

  /** Responses to choose from, and how much their choice counts. */
  private static final class Chosen {
    private final int prompt;
    private final double[] rewards;
    private final double[] gold;
    private final double weight;

    Chosen(int prompt, double[] rewards, double[] gold, double weight) {
      this.prompt = prompt;
      this.rewards = rewards;
      this.gold = gold;
      this.weight = weight;
    }
  }

  /**
   * Returns the temperature of soft best-of-N with the largest expected gold.
   *
   * @return the temperature in reward units; 0 if none is better than the largest reward by more than a standard
   *     error, infinite if a random response is best
   */
  static double temperature(JudgedResponses judged, int draws) {
    List<Chosen> subsets = subsets(judged, draws);
    double squares = 0;
    double weight = 0;
    for (Chosen subset : subsets) {
      squares += subset.weight * moments(subset, 0).varianceOfRewards;
      weight += subset.weight;
    }
    double deviation = Math.sqrt(squares / weight);
    if (!(deviation > 0)) {
      return Double.POSITIVE_INFINITY;
    }
    DoubleUnaryOperator gold = logInverse -> sum(subsets, Math.exp(logInverse) / deviation, false);
    DoubleUnaryOperator slope = logInverse -> sum(subsets, Math.exp(logInverse) / deviation, true);
    double low = Math.log(LOWEST);
    double best = sum(subsets, 0, false);
    double temperature = Double.POSITIVE_INFINITY;
    for (double root : roots(slope, low, Math.log(HIGHEST), Math.log(FACTOR))) {
      if (gold.applyAsDouble(root) > best) {
        best = gold.applyAsDouble(root);
        temperature = deviation / Math.exp(root);
      }
    }
    return isBetterThanLargest(subsets, 1 / temperature) ? temperature : 0;
  }

  /** Returns where a derivative changes from positive to negative. */
  private static List<Double> roots(
      DoubleUnaryOperator slope, double low, double high, double step) {
    List<Double> roots = new ArrayList<>();
    double before = slope.applyAsDouble(low);
    for (double x = low + step; x <= high; x += step) {
      double here = slope.applyAsDouble(x);
      if (before > 0 && here < 0) {
        roots.add(new BrentSolver(ACCURACY).solve(EVALUATIONS, slope::applyAsDouble, x - step, x));
      }
      before = here;
    }
    return roots;
  }

  private static List<Chosen> subsets(JudgedResponses judged, int draws) {
    SplittableRandom random = new SplittableRandom(SEED);
    List<Chosen> subsets = new ArrayList<>();
    for (int i = 0; i < judged.prompts(); i++) {
      int n = judged.draws(i);
      int sets = n < draws ? 0 : n == draws ? 1 : (n / draws) * PERMUTATIONS;
      int[] order = new int[n];
      for (int k = 0; k < sets; k++) {
        int from = k % (n / draws) * draws;
        if (from == 0) {
          shuffle(order, n == draws ? null : random);
        }
        for (int s = 0; s < judged.scorings(); s++) {
          double[] rewards = new double[draws];
          double[] gold = new double[draws];
          for (int j = 0; j < draws; j++) {
            rewards[j] = judged.rewards(s, i)[order[from + j]];
            gold[j] = judged.gold(i)[order[from + j]];
          }
          subsets.add(new Chosen(i, rewards, gold, 1.0 / sets / judged.scorings()));
        }
      }
    }
    if (subsets.isEmpty()) {
      throw new IllegalArgumentException(
          "draws must be at most the responses of a prompt, but was " + draws);
    }
    return subsets;
  }

  private static void shuffle(int[] order, @Nullable SplittableRandom random) {
    for (int j = 0; j < order.length; j++) {
      int k = random == null ? j : random.nextInt(j + 1);
      order[j] = order[k];
      order[k] = j;
    }
  }

  private static double sum(List<Chosen> subsets, double inverse, boolean slope) {
    return subsets.parallelStream()
        .mapToDouble(subset -> {
          Moments moments = moments(subset, inverse);
          return subset.weight * (slope ? moments.covariance : moments.meanGold);
        })
        .boxed()
        .toList()
        .stream()
        .mapToDouble(x -> x)
        .sum(); // in a fixed order
  }

  /* By more than one standard error over prompts: of two choices that are nearly as good the simpler one (Breiman et al.,
   * Classification and Regression Trees, 1984). */
  private static boolean isBetterThanLargest(List<Chosen> subsets, double inverse) {
    int draws = subsets.get(0).rewards.length;
    Map<Integer, Double> differences = new TreeMap<>();
    for (Chosen subset : subsets) {
      double[] gains = ChosenGold.gains(subset.rewards, subset.gold, new int[] {1, draws});
      double largest = gains[1] + moments(subset, 0).meanGold;
      double difference = moments(subset, inverse).meanGold - largest;
      differences.merge(subset.prompt, subset.weight * difference, Double::sum);
    }
    double[] each = differences.values().stream().mapToDouble(x -> x).toArray();
    double standardError = Math.sqrt(StatUtils.variance(each) / each.length);
    return StatUtils.mean(each) > standardError;
  }

  /** Moments of a choice with probabilities in proportion to exp(inverse temperature × reward). */
  private record Moments(double meanGold, double covariance, double varianceOfRewards) {}

  private static Moments moments(Chosen subset, double inverse) {
    double[] rewards = subset.rewards;
    double largest = Double.NEGATIVE_INFINITY;
    for (double reward : rewards) {
      largest = Math.max(largest, reward);
    }
    double total = 0;
    double meanReward = 0;
    double meanGold = 0;
    double square = 0;
    double product = 0;
    for (int j = 0; j < rewards.length; j++) {
      double reward = rewards[j] - largest;
      double p = Math.exp(inverse * reward);
      double gold = subset.gold[j];
      total += p;
      meanReward += p * reward;
      meanGold += p * gold;
      square += p * reward * reward;
      product += p * reward * gold;
    }
    meanReward /= total;
    meanGold /= total;
    return new Moments(
        meanGold,
        product / total - meanReward * meanGold,
        Math.max(0, square / total - meanReward * meanReward));
  }

  /**
   * Returns the mean number of draws of best-of-Poisson, N = 1 + Poisson(μ), with the largest expected gold.
   *
   * @param sizes numbers of draws, from 1, in ascending order
   * @param gold the expected gold of best-of-N at these
   * @return 1 + μ, at least 1, and no larger than allows for N beyond the last size in 1% of all prompts
   */
  static double poissonMean(int[] sizes, double[] gold) {
    int most = sizes[sizes.length - 1];
    double[] increments = new double[most]; // of N + 2 over N + 1
    for (int k = 1; k < sizes.length; k++) {
      double slope = (gold[k] - gold[k - 1]) / (sizes[k] - sizes[k - 1]);
      for (int n = sizes[k - 1]; n < sizes[k]; n++) {
        increments[n - 1] = slope;
      }
    }
    double highest = largestMean(most);
    if (!(highest > 0)) {
      return 1;
    }
    DoubleUnaryOperator slope = mean -> {
      double sum = 0;
      double probability = Math.exp(-mean);
      for (int k = 0; k < most - 1; k++) {
        sum += probability * increments[k];
        probability *= mean / (k + 1);
      }
      return sum;
    };
    /* Gold at the candidates is compared by the expectation over N itself. */
    DoubleUnaryOperator expected = mean -> {
      double sum = 0;
      double probability = Math.exp(-mean);
      double gain = 0;
      for (int k = 0; k < most; k++) {
        sum += probability * gain;
        gain += increments[k];
        probability *= mean / (k + 1);
      }
      return sum;
    };
    double best = 0;
    double bestMean = 0;
    List<Double> candidates = new ArrayList<>(roots(slope, 0, highest, highest / 200));
    candidates.add(highest);
    for (double mean : candidates) {
      if (expected.applyAsDouble(mean) > best) {
        best = expected.applyAsDouble(mean);
        bestMean = mean;
      }
    }
    return 1 + bestMean;
  }

  /* The largest mean of a Poisson number that is below a limit with a probability of 99%. */
  private static double largestMean(int limit) {
    double low = 0;
    double high = limit;
    for (int k = 0; k < 60; k++) {
      double middle = (low + high) / 2;
      double probability = Math.exp(-middle);
      double sum = 0;
      for (int n = 0; n < limit; n++) {
        sum += probability;
        probability *= middle / (n + 1);
      }
      if (sum >= 0.99) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
