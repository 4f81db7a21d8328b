package io.github.bestofn.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.bestofn.spi.RewardRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The contract of {@link RewardDistribution}, for every estimator of {@link Estimators} and every kind of rewards. */
@SuppressWarnings({"ImmutableEnumChecker", "ArrayRecordComponent"
}) // Fixtures: nothing changes them.
final class RewardDistributionContractProperties {

  private static final RewardRange UNBOUNDED = RewardRange.unbounded();

  /** The estimators, and whether further gains follow from the survival function: a mixture mixes gains instead. */
  private enum Estimated {
    KDE(Estimators.kde(), false),
    SILVERMAN(Estimators.kde(Bandwidth.silverman()), false),
    FIXED(Estimators.kde(Bandwidth.fixed(0.3)), false),
    GAUSSIAN(Estimators.gaussian(), false),
    STUDENT_T(Estimators.studentT(), false),
    TAIL(Estimators.tail(), false),
    HALF_TAIL(Estimators.tail(0.5), false),
    BETA_BERNOULLI(Estimators.betaBernoulli(), true),
    EMPIRICAL(Estimators.empirical(), false),
    EMPIRICAL_BAYES(Estimators.empiricalBayes(), true),
    NEW_PROMPTS(RewardDistributionContractProperties::ofNewPrompts, true),
    PER_PROMPT(Estimators.perPrompt(rewards -> new Empirical(rewards)), false);

    final RewardEstimator estimator;
    final boolean isMixture;

    Estimated(RewardEstimator estimator, boolean isMixture) {
      this.estimator = estimator;
      this.isMixture = isMixture;
    }

    List<RewardDistribution> of(Batch batch) {
      return estimator.estimate(RewardSamples.of(batch.range, batch.rewards));
    }
  }

  /** The posteriors of a population that was fitted to the first prompt alone. */
  private static List<RewardDistribution> ofNewPrompts(RewardSamples batch) {
    RewardPopulation population =
        Estimators.empiricalBayes().fit(RewardSamples.of(batch.range(), batch.rewards(0)));
    return IntStream.range(0, batch.prompts())
        .mapToObj(prompt -> population.posterior(batch.rewards(prompt)))
        .toList();
  }

  /** The rewards of some prompts, at least one each, and their range. */
  private record Batch(String kind, RewardRange range, double[][] rewards) {

    double lowest() {
      return all().min().orElseThrow();
    }

    double highest() {
      return all().max().orElseThrow();
    }

    /** A distance beside which differences of rewards are small. */
    double far() {
      return 1e7 * (1 + Math.max(Math.abs(lowest()), Math.abs(highest())));
    }

    DoubleStream all() {
      return Arrays.stream(rewards).flatMapToDouble(Arrays::stream);
    }

    @Override
    public String toString() {
      return kind + " " + range + " " + Arrays.deepToString(rewards);
    }
  }

  /** The kinds of rewards, each made of a standard normal number. */
  private enum Kind {
    CONTINUOUS(UNBOUNDED, z -> z),
    LONG_TAILED(UNBOUNDED, z -> Math.exp(2 * z)),
    TIED(UNBOUNDED, z -> Math.rint(2 * z) / 2),
    TWO_VALUES(UNBOUNDED, z -> z < 0.5 ? 0 : 1),
    HURDLE(UNBOUNDED, z -> z < 0 ? -3 : z),
    BOUNDED(RewardRange.of(0, 1), z -> 1 / (1 + Math.exp(-2 * z))),
    AT_THE_BOUND(RewardRange.of(-1, 1), z -> Math.max(-1, Math.min(1, z))),
    FROM_ZERO(RewardRange.of(0, Double.POSITIVE_INFINITY), Math::abs),
    BINARY(RewardRange.binary(), z -> z < 0.5 ? 0 : 1);

    final RewardRange range;
    final DoubleUnaryOperator made;

    Kind(RewardRange range, DoubleUnaryOperator made) {
      this.range = range;
      this.made = made;
    }

    Batch batch(int prompts, int most, long seed) {
      var random = new Random(seed);
      double[][] rewards = new double[prompts][];
      for (int prompt = 0; prompt < prompts; prompt++) {
        double mean = random.nextGaussian();
        double scale = Math.exp(0.5 * random.nextGaussian());
        rewards[prompt] = new double[1 + random.nextInt(most)];
        Arrays.setAll(
            rewards[prompt], k -> made.applyAsDouble(mean + scale * random.nextGaussian()));
      }
      return new Batch(name(), range, rewards);
    }
  }

  /** One to six prompts, of which each has one reward, up to a dozen, or up to a hundred. */
  @Provide
  Arbitrary<Batch> batches() {
    return Combinators.combine(
            Arbitraries.of(Kind.values()),
            Arbitraries.integers().between(1, 6),
            Arbitraries.of(1, 3, 12, 100),
            Arbitraries.longs().between(0, 1_000_000))
        .as(Kind::batch);
  }

  @Provide
  Arbitrary<Estimated> estimators() {
    return Arbitraries.of(Estimated.values());
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void probabilities_haveTheirLimits(
      @ForAll("estimators") Estimated estimated, @ForAll("batches") Batch batch) {
    for (RewardDistribution distribution : estimated.of(batch)) {
      // The weights of a mixture add up to 1 but for rounding.
      assertThat(distribution.survivalProbability(Double.NEGATIVE_INFINITY))
          .isCloseTo(1, within(1e-12));
      assertThat(distribution.cumulativeProbability(Double.NEGATIVE_INFINITY))
          .isCloseTo(0, within(1e-12));
      assertThat(distribution.survivalProbability(Double.POSITIVE_INFINITY)).isZero();
      assertThat(distribution.cumulativeProbability(Double.POSITIVE_INFINITY)).isEqualTo(1);
      // Student's t with 2 degrees of freedom has 5e-15 of its probability beyond 1e7 scales.
      double below = batch.lowest() - batch.far();
      double above = batch.highest() + batch.far();
      assertThat(distribution.survivalProbability(below)).isCloseTo(1, within(1e-9));
      assertThat(distribution.survivalProbability(above)).isCloseTo(0, within(1e-9));
      if (batch.range.highest() < Double.POSITIVE_INFINITY) {
        assertThat(distribution.survivalProbability(batch.range.highest())).isZero();
      }
      if (batch.range.lowest() > Double.NEGATIVE_INFINITY) {
        double beyond = batch.range.lowest() - 1e-9;
        assertThat(distribution.survivalProbability(beyond)).isCloseTo(1, within(1e-12));
      }
    }
  }

  /** On both sides of each reward, half-way between rewards and beyond them. */
  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void probabilities_addUpToOneAndAreMonotone(
      @ForAll("estimators") Estimated estimated, @ForAll("batches") Batch batch) {
    double[] rewards = batch.all().sorted().distinct().toArray();
    List<Double> places = new ArrayList<>();
    for (double beyond = batch.far(); beyond > 1e-4; beyond /= 2) {
      places.add(batch.lowest() - beyond);
      places.add(batch.highest() + beyond);
    }
    for (int k = 0; k < rewards.length; k++) {
      places.addAll(List.of(Math.nextDown(rewards[k]), rewards[k], Math.nextUp(rewards[k])));
      places.add((rewards[k] + rewards[Math.max(0, k - 1)]) / 2);
    }
    double[] ascending = places.stream().mapToDouble(x -> x).sorted().toArray();
    for (RewardDistribution distribution : estimated.of(batch)) {
      double previous = 1;
      double below = 0;
      for (double x : ascending) {
        double survival = distribution.survivalProbability(x);
        double cumulative = distribution.cumulativeProbability(x);
        assertThat(survival).as("S(%s)", x).isBetween(0.0, Math.min(1, previous + 1e-14));
        assertThat(cumulative).as("F(%s)", x).isBetween(Math.max(0, below - 1e-14), 1.0);
        assertThat(cumulative + survival).as("F + S at %s", x).isCloseTo(1, within(1e-12));
        previous = survival;
        below = cumulative;
      }
    }
  }

  /** From below all rewards, from the best of a prompt, from between, and from above all rewards. */
  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void gains_neverIncreaseAndNeverPassTheHighestReward(
      @ForAll("estimators") Estimated estimated, @ForAll("batches") Batch batch) {
    for (RewardDistribution distribution : estimated.of(batch)) {
      for (double incumbent : incumbents(batch)) {
        PrimitiveIterator.OfDouble gains = distribution.marginalGains(incumbent);
        double previous = Math.max(0, batch.range.highest() - incumbent) * (1 + 1e-12);
        for (int j = 0; j < 100; j++) {
          assertThat(gains.hasNext()).isTrue();
          double gain = gains.nextDouble();
          assertThat(gain).as("gain %s from %s", j, incumbent).isBetween(0.0, previous);
          previous = gain;
        }
        if (incumbent >= batch.range.highest()) {
          assertThat(previous).isZero();
        }
      }
    }
  }

  private static double[] incumbents(Batch batch) {
    double lowest = batch.lowest();
    double highest = batch.highest();
    return DoubleStream.concat(
            Arrays.stream(batch.rewards)
                .limit(2)
                .mapToDouble(own -> Arrays.stream(own).max().orElseThrow()),
            DoubleStream.of(
                lowest - 1, (lowest + highest) / 2, highest, highest + 0.1, highest + 100))
        .toArray();
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void gains_ofAnIncumbentThatIsNotFinite_areRefused(
      @ForAll("estimators") Estimated estimated, @ForAll("batches") Batch batch) {
    for (RewardDistribution distribution : estimated.of(batch)) {
      for (double incumbent :
          new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> distribution.marginalGains(incumbent))
            .withMessageContaining("incumbent must be finite, but was " + incumbent);
      }
    }
  }

  /**
   * The gains of k draws together are the integral of 1 - (1 - S)^k, which never increases: sums over panels from the
   * value at either end bound it from below and from above. A mixture gains no more, because that is concave in S,
   * and the same for k = 1.
   */
  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void gains_agreeWithTheSurvivalFunction(
      @ForAll("estimators") Estimated estimated, @ForAll("batches") Batch batch) {
    List<RewardDistribution> distributions = estimated.of(batch);
    for (int prompt = 0; prompt < Math.min(2, distributions.size()); prompt++) {
      RewardDistribution distribution = distributions.get(prompt);
      for (double incumbent : incumbents(batch)) {
        for (int k : new int[] {1, 4}) {
          PrimitiveIterator.OfDouble gains = distribution.marginalGains(incumbent);
          double total = 0;
          for (int j = 0; j < k; j++) {
            total += gains.nextDouble();
          }
          double[] bounds = bounds(
              x -> -Math.expm1(k * Math.log1p(-distribution.survivalProbability(x))),
              incumbent,
              batch.far());
          double rounding = 1e-6 * bounds[1] + 1e-300;
          boolean isEqual = k == 1 || !estimated.isMixture;
          assertThat(total)
              .as("%s draws from %s", k, incumbent)
              .isBetween(isEqual ? bounds[0] - rounding : 0, bounds[1] + rounding);
        }
      }
    }
  }

  /** A panel of an integral of a function that never increases. */
  private record Panel(double from, double to, double first, double last) {

    double uncertainty() {
      return (to - from) * (first - last);
    }
  }

  /**
   * Bounds of the integral of a function that never increases from a place on, at most 0.5% apart. Panels double in
   * width up to a place beyond which the heaviest tail here, 1 / x^2, has less than 1e-6 of the integral.
   */
  private static double[] bounds(DoubleUnaryOperator function, double from, double far) {
    var panels =
        new PriorityQueue<>(Comparator.comparingDouble(Panel::uncertainty).reversed());
    double start = 0;
    double first = function.applyAsDouble(from);
    double lower = 0;
    double upper = 0;
    for (double end = 1e-9; start < far && first > 0; end *= 2) {
      double last = function.applyAsDouble(from + end);
      panels.add(new Panel(from + start, from + end, first, last));
      lower += (end - start) * last;
      upper += (end - start) * first;
      start = end;
      first = last;
    }
    upper += start * first;
    for (int steps = 0; steps < 20_000 && upper - lower > 0.005 * upper; steps++) {
      Panel widest = panels.poll();
      if (widest == null || widest.to - widest.from <= 4 * Math.ulp(widest.to)) {
        break;
      }
      double middle = (widest.from + widest.to) / 2;
      double value = function.applyAsDouble(middle);
      panels.add(new Panel(widest.from, middle, widest.first, value));
      panels.add(new Panel(middle, widest.to, value, widest.last));
      lower += (middle - widest.from) * (value - widest.last);
      upper -= (widest.to - middle) * (widest.first - value);
    }
    return new double[] {lower, upper};
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void hypotheses_sumUpToTheFirstGain(
      @ForAll("estimators") Estimated estimated, @ForAll("batches") Batch batch) {
    for (RewardDistribution distribution : estimated.of(batch)) {
      for (double incumbent : incumbents(batch)) {
        List<Hypothesis> hypotheses = distribution.hypotheses(incumbent);
        double gain = distribution.marginalGains(incumbent).nextDouble();
        if (!hypotheses.isEmpty()) {
          assertThat(hypotheses.stream().mapToDouble(Hypothesis::weight).sum())
              .isCloseTo(1, within(1e-9));
          assertThat(hypotheses.stream()
                  .mapToDouble(each -> each.weight() * each.gain())
                  .sum())
              .isCloseTo(gain, within(1e-9 * gain));
        }
      }
    }
  }

  /** Where no prompt's rewards vary there is nothing to estimate a spread from: the next reward is the same again. */
  @Property
  void equalRewards_areAPointMass(@ForAll("estimators") Estimated estimated) {
    if (estimated == Estimated.FIXED) {
      return; // A bandwidth that is fixed is not estimated.
    }
    for (double reward : new double[] {2.5, -7, 1e-3, 1e6}) {
      for (int prompts = 1; prompts <= 3; prompts++) {
        for (int draws : new int[] {1, 2, 40}) {
          double[][] rewards = new double[prompts][draws];
          for (double[] own : rewards) {
            Arrays.fill(own, reward);
          }
          for (RewardDistribution each : estimated.of(new Batch("EQUAL", UNBOUNDED, rewards))) {
            assertThat(each.survivalProbability(Math.nextDown(reward))).isEqualTo(1);
            assertThat(each.cumulativeProbability(Math.nextDown(reward))).isZero();
            assertThat(each.survivalProbability(reward)).isZero();
            assertThat(each.cumulativeProbability(reward)).isEqualTo(1);
            assertThat(each.marginalGains(reward).nextDouble()).isZero();
            PrimitiveIterator.OfDouble gains = each.marginalGains(reward - 2);
            assertThat(gains.nextDouble()).isCloseTo(2, within(1e-9));
            assertThat(gains.nextDouble()).isZero();
          }
        }
      }
    }
  }
}
