package io.github.bestofn.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * Gold as a function of the number N of draws: of the response that a judge chooses, and of the best one.
 *
 * <p>Prompts may have different numbers of responses. So that the curve does not jump where a prompt leaves it, it is
 * the sum of mean increments, each over the prompts that have as many responses. It ends where fewer than half of the
 * prompts do.
 *
 * <p>Intervals are percentiles of a bootstrap over prompts, expanded for few prompts (Hesterberg 2015,
 * doi:10.1080/00031305.2015.1089789): with P prompts and Student's t with P − 1 degrees of freedom, the tail is
 * Φ(−t<sub>0.975</sub> √(P / (P − 1))) instead of 2.5%. The random numbers have a fixed seed, so that an audit repeats.
 */
final class GoldCurve {

  /* The error of a 2.5% percentile of 1,000 replicates is 0.5 percentage points. */
  private static final int REPLICATES = 1000;
  private static final long SEED = 0x5EED;

  /* Every N up to here, and then steps of a twentieth: the largest error of the place of a maximum is 2.5%. */
  private static final int EVERY = 64;
  private static final double STEP = 1.05;

  /* Differences of gold that are smaller than this share of the largest gain are rounding. */
  private static final double ROUNDING = 1e-10;

  private final int[] sizes;
  private final double single;
  private final double[][] chosen;
  private final double[][] best;

  private GoldCurve(int[] sizes, double single, double[][] chosen, double[][] best) {
    this.sizes = sizes;
    this.single = single;
    this.chosen = chosen;
    this.best = best;
  }

  /** Returns the curve of a judge that scores each response once: the mean over all scorings. */
  static GoldCurve ofOneScoring(JudgedResponses judged) {
    int[] sizes = sizes(judged);
    return of(judged, sizes, prompt -> {
      double[] gold = judged.gold(prompt);
      double[] mean = new double[0];
      for (int s = 0; s < judged.scorings(); s++) {
        double[] gains = ChosenGold.gains(judged.rewards(s, prompt), gold, sizes);
        mean = s == 0 ? new double[gains.length] : mean;
        for (int k = 0; k < gains.length; k++) {
          mean[k] += gains[k] / judged.scorings();
        }
      }
      return mean;
    });
  }

  /** Returns the curve of a judge that averages all scorings. */
  static GoldCurve ofMeanScoring(JudgedResponses judged) {
    int[] sizes = sizes(judged);
    return of(
        judged,
        sizes,
        prompt -> ChosenGold.gains(judged.meanRewards(prompt), judged.gold(prompt), sizes));
  }

  private interface Gains {
    double[] of(int prompt);
  }

  private static GoldCurve of(JudgedResponses judged, int[] sizes, Gains gains) {
    int prompts = judged.prompts();
    double single = 0;
    for (int i = 0; i < prompts; i++) {
      single += Arrays.stream(judged.gold(i)).average().orElse(0) / prompts;
    }
    double[][] chosen = IntStream.range(0, prompts)
        .parallel()
        .mapToObj(i -> increments(gains.of(i)))
        .toArray(double[][]::new);
    double[][] best = IntStream.range(0, prompts)
        .parallel()
        .mapToObj(i -> increments(ChosenGold.gains(judged.gold(i), judged.gold(i), sizes)))
        .toArray(double[][]::new);
    return new GoldCurve(sizes, single, chosen, best);
  }

  private static double[] increments(double[] gains) {
    double[] increments = new double[gains.length];
    for (int k = 1; k < gains.length; k++) {
      increments[k] = gains[k] - gains[k - 1];
    }
    return increments;
  }

  private static int[] sizes(JudgedResponses judged) {
    int[] draws =
        IntStream.range(0, judged.prompts()).map(judged::draws).sorted().toArray();
    int most = draws.length == 0 ? 0 : draws[draws.length / 2];
    return IntStream.rangeClosed(1, most)
        .filter(
            size -> size <= EVERY || isStep(size) || Integer.bitCount(size) == 1 || size == most)
        .toArray();
  }

  private static boolean isStep(int size) {
    double logStep = Math.log(STEP);
    return Math.floor(Math.log(size) / logStep) != Math.floor(Math.log(size - 1.0) / logStep);
  }

  int[] sizes() {
    return sizes.clone();
  }

  /** Returns the mean gold of what best-of-N chooses, for each size. */
  double[] gold() {
    return plus(gains(chosen, ones()));
  }

  /** Returns the mean gold of the best of N responses, for each size. */
  double[] bestGold() {
    return plus(gains(best, ones()));
  }

  private double[] plus(double[] gains) {
    return Arrays.stream(gains).map(gain -> single + gain).toArray();
  }

  private int[] ones() {
    int[] ones = new int[chosen.length];
    Arrays.fill(ones, 1);
    return ones;
  }

  /* Sums of weighted mean increments. */
  private double[] gains(double[][] increments, int[] weights) {
    double[] sum = new double[sizes.length];
    double[] weight = new double[sizes.length];
    for (int i = 0; i < increments.length; i++) {
      int w = weights[i];
      if (w > 0) {
        double[] ofPrompt = increments[i];
        for (int k = 0; k < ofPrompt.length; k++) {
          sum[k] += w * ofPrompt[k];
          weight[k] += w;
        }
      }
    }
    double gain = 0;
    for (int k = 0; k < sum.length; k++) {
      gain += weight[k] > 0 ? sum[k] / weight[k] : 0;
      sum[k] = gain;
    }
    return sum;
  }

  /** Gains over one draw, for each size. */
  private static final class Pair {
    private final double[] chosen;
    private final double[] best;

    Pair(double[] chosen, double[] best) {
      this.chosen = chosen;
      this.best = best;
    }
  }

  /** Returns the recovery at N = 1, 2, 4, … and the N with the largest gold. */
  Result result() {
    int prompts = chosen.length;
    Pair all = new Pair(gains(chosen, ones()), gains(best, ones()));
    List<Pair> replicates = prompts < 2
        ? List.of()
        : IntStream.range(0, REPLICATES).parallel().mapToObj(this::replicate).toList();
    List<JudgeAudit.Recovery> recovery = new ArrayList<>();
    for (int k = 0; k < sizes.length; k++) {
      if (Integer.bitCount(sizes[k]) == 1) {
        int at = k;
        recovery.add(new JudgeAudit.Recovery(
            sizes[k],
            single + all.chosen[k],
            single + all.best[k],
            interval(replicates, all, gains -> share(gains, at))));
      }
    }
    return new Result(recovery, interval(replicates, all, this::bestSize));
  }

  /**
   * What a curve says.
   *
   * @param recovery by numbers of draws
   * @param bestDraws the number of draws with the largest gold
   */
  record Result(List<JudgeAudit.Recovery> recovery, Optional<ConfidenceInterval> bestDraws) {}

  private Pair replicate(int number) {
    SplittableRandom random = new SplittableRandom(SEED + number);
    int[] weights = new int[chosen.length];
    for (int i = 0; i < weights.length; i++) {
      weights[random.nextInt(weights.length)]++;
    }
    return new Pair(gains(chosen, weights), gains(best, weights));
  }

  /* NaN where the best response is no better than any. */
  private double share(Pair gains, int k) {
    double possible = gains.best[k];
    return k > 0 && possible > ROUNDING * Math.abs(single)
        ? gains.chosen[k] / possible
        : Double.NaN;
  }

  /* The first maximum; NaN where gold does not differ within prompts. */
  private double bestSize(Pair gains) {
    double[] chosenGains = gains.chosen;
    if (chosenGains.length < 2 || Double.isNaN(share(gains, chosenGains.length - 1))) {
      return Double.NaN;
    }
    double tolerance =
        ROUNDING * Arrays.stream(chosenGains).map(Math::abs).max().orElse(0);
    int at = 0;
    for (int k = 1; k < chosenGains.length; k++) {
      if (chosenGains[k] > chosenGains[at] + tolerance) {
        at = k;
      }
    }
    return sizes[at];
  }

  private Optional<ConfidenceInterval> interval(
      List<Pair> replicates, Pair all, ToDoubleFunction<Pair> figure) {
    double value = figure.applyAsDouble(all);
    if (Double.isNaN(value)) {
      return Optional.empty();
    }
    double[] ascending = replicates.stream()
        .mapToDouble(figure)
        .filter(each -> !Double.isNaN(each))
        .sorted()
        .toArray();
    if (ascending.length == 0) {
      return Optional.of(
          new ConfidenceInterval(value, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY));
    }
    double tail = tail(chosen.length);
    return Optional.of(new ConfidenceInterval(
        value,
        Math.min(value, quantile(ascending, tail)),
        Math.max(value, quantile(ascending, 1 - tail))));
  }

  private static double tail(int prompts) {
    double t = new TDistribution(null, prompts - 1.0).inverseCumulativeProbability(0.975);
    return new NormalDistribution(null, 0, 1)
        .cumulativeProbability(-t * Math.sqrt(prompts / (prompts - 1.0)));
  }

  /* Without interpolation, because numbers of draws are whole. */
  private static double quantile(double[] ascending, double probability) {
    int at = (int) Math.round(probability * (ascending.length - 1));
    return ascending[Math.max(0, Math.min(ascending.length - 1, at))];
  }
}
